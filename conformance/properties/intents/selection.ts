import { parseLabelSelector } from '../../../engine/apimachinery/labels.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import type { PodSelection } from './intent.js';

/** Whether a pod is meant. The selector was checked when it was read. */
export function selects({ namespace, selector }: PodSelection): (pod: Pod) => boolean {
  const parsed = selector === undefined ? undefined : parseLabelSelector(selector);
  const labelled = parsed?.ok === true ? parsed.value : undefined;
  return ({ metadata }) =>
    (namespace === undefined || metadata.namespace === namespace) &&
    (labelled === undefined || labelled.matches(metadata.labels));
}

/** 'pods with app=web'. */
export function selectionText({ selector }: PodSelection): string {
  return selector === undefined ? 'pods' : `pods with ${selector}`;
}

export function hasCondition({ status }: Pod, type: string, value: string, reason?: string): boolean {
  return (status.conditions ?? []).some(
    (one) => one.type === type && one.status === value && (reason === undefined || one.reason === reason),
  );
}
