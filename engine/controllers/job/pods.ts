import { hasFinalizer } from '../../apimachinery/object.js';
import type { Job } from '../../apis/generated/batch.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';

/** Keeps a pod until the job has counted it. */
export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking';

export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';
export const INDEX_FAILURE_COUNT = 'batch.kubernetes.io/job-index-failure-count';
export const INDEX_IGNORED_FAILURE_COUNT = 'batch.kubernetes.io/job-index-ignored-failure-count';

const MAX_INT32 = 2 ** 31 - 1;

export function hasTrackingFinalizer(pod: Pod): boolean {
  return hasFinalizer(pod, TRACKING_FINALIZER);
}

/** The patch that takes the finalizer off a pod (removeTrackingFinalizerPatch). */
export const WITHOUT_FINALIZER = { metadata: { '$deleteFromPrimitiveList/finalizers': [TRACKING_FINALIZER] } };

export function isIndexed({ spec }: Job): boolean {
  return spec.completionMode === 'Indexed';
}

/** Whether failures are limited for each index by itself. */
export function limitsPerIndex({ spec }: Job): boolean {
  return spec.backoffLimitPerIndex !== undefined;
}

export function isSuspended({ spec }: Job): boolean {
  return spec.suspend === true;
}

/** Whether a pod that is being deleted is replaced only when it has ended (onlyReplaceFailedPods). */
export function onlyReplacesFailed({ spec }: Job): boolean {
  return spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;
}

/** A pod that is being deleted counts as failed, unless the job waits for its end (isPodFailed). */
export function isPodFailed({ metadata, status }: Pod, job: Job): boolean {
  if (status.phase === 'Failed') return true;
  if (onlyReplacesFailed(job)) return false;
  return metadata.deletionTimestamp !== undefined && status.phase !== 'Succeeded';
}

/** The index of a pod; undefined when it has none. */
export function completionIndex({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[COMPLETION_INDEX];
  if (text === undefined || !/^[+-]?\d+$/.test(text)) return undefined;
  const index = Number(text);
  return index >= 0 ? index : undefined;
}

/** The index of a pod of an Indexed job, when the job has that index. */
export function validIndex(pod: Pod, { spec }: Job): number | undefined {
  const index = completionIndex(pod);
  return index !== undefined && index < (spec.completions ?? 0) ? index : undefined;
}

/** Pods without an index first. */
export function byCompletionIndex(a: Pod, b: Pod): number {
  return (completionIndex(a) ?? -1) - (completionIndex(b) ?? -1);
}

function countOf({ metadata }: Pod, annotation: string): number {
  const text = metadata.annotations?.[annotation];
  if (text === undefined || !/^[+-]?\d+$/.test(text)) return 0;
  const count = Number(text);
  return count >= 0 && count <= MAX_INT32 ? count : 0;
}

/** Failures of the pod's index before it that count. */
export function indexFailureCount(pod: Pod): number {
  return countOf(pod, INDEX_FAILURE_COUNT);
}

/** Failures of the pod's index before it that were ignored. */
export function ignoredFailureCount(pod: Pod): number {
  return countOf(pod, INDEX_IGNORED_FAILURE_COUNT);
}
