import type { KubeObject } from '../../apimachinery/object.js';
import { labelSelectorAsSelector } from '../../apimachinery/labels.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { LabelSelector } from '../../apis/generated/meta.v1.js';
import { pods } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';

/** Whether a selector wants an object; undefined when the selector is invalid. */
export function matcherOf(selector: LabelSelector): ((object: KubeObject) => boolean) | undefined {
  const parsed = labelSelectorAsSelector(selector);
  if (!parsed.ok) return undefined;
  return (object) => parsed.value.matches(object.metadata.labels);
}

/** True for a selector without any requirement. */
export function isEmptySelector({ matchLabels, matchExpressions }: LabelSelector): boolean {
  if (matchExpressions !== undefined && matchExpressions.length > 0) return false;
  for (const _ in matchLabels) return false;
  return true;
}

/**
 * As {@link matcherOf}, for a controller that looks for the selector an orphan is wanted by: an empty or invalid selector
 * wants none, and nobody wants an object without labels (GetPodReplicaSets and its likes).
 */
export function wants(selector: LabelSelector, object: KubeObject): boolean {
  if (Object.keys(object.metadata.labels ?? {}).length === 0 || isEmptySelector(selector)) return false;
  return matcherOf(selector)?.(object) ?? false;
}

/** Pods of a namespace that a selector wants; none when it is invalid. */
export function podsMatching(view: View, namespace: string, selector: LabelSelector): readonly Pod[] {
  const matches = matcherOf(selector);
  if (matches === undefined) return [];
  const [label] = Object.entries(selector.matchLabels ?? {});
  const candidates =
    label === undefined ? view.list(pods, namespace) : view.labelled(pods, namespace, label[0], label[1]);
  return candidates.filter(matches);
}
