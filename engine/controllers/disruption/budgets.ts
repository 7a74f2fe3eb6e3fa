import { labelSelectorAsSelector } from '../../apimachinery/labels.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { PodDisruptionBudget } from '../../apis/generated/policy.v1.js';
import { poddisruptionbudgets } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';

/** The budgets that select a pod, by name; one without a selector selects none (GetPodPodDisruptionBudgets). */
export function budgetsOf(view: View, pod: Pod): readonly PodDisruptionBudget[] {
  const { namespace = '', labels } = pod.metadata;
  const all = view.list(poddisruptionbudgets, namespace);
  if (all.length === 0) return all;
  return all.filter(({ spec }) => {
    const selector = labelSelectorAsSelector(spec.selector);
    return selector.ok && selector.value.matches(labels);
  });
}
