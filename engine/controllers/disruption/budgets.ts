import { labelSelectorAsSelector } from '../../apimachinery/labels.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { LabelSelector } from '../../apis/generated/meta.v1.js';
import type { PodDisruptionBudget } from '../../apis/generated/policy.v1.js';
import { poddisruptionbudgets } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';

/** The budgets that select a pod, by name; one without a selector selects none (GetPodPodDisruptionBudgets). */
export function budgetsOf(view: View, pod: Pod): readonly PodDisruptionBudget[] {
  const { namespace = '', labels } = pod.metadata;
  return view.list(poddisruptionbudgets, namespace).filter(({ spec }) => {
    const selector = labelSelectorAsSelector(spec.selector);
    return selector.ok && selector.value.matches(labels);
  });
}

/** A selector as `%v` prints it in Go. */
export function printSelector(selector: LabelSelector | undefined): string {
  if (selector === undefined) return 'nil';
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const labels = Object.keys(matchLabels).sort();
  const pairs = labels.map((key) => `${key}: ${matchLabels[key] ?? ''},`).join('');
  const requirements = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${pairs}},MatchExpressions:[]LabelSelectorRequirement{${requirements.join('')}},}`;
}
