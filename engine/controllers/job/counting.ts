import type { JobCondition, JobStatus } from '../../apis/generated/batch.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { formatIntervals, has, total, withIndexes } from './intervals.js';
import { matchPodFailurePolicy } from './pod-failure-policy.js';
import { completionIndex, isIndexed, isPodFailed, limitsPerIndex, validIndex } from './pods.js';
import type { Situation } from './situation.js';

/** The uncounted pods may take up so much of a status. */
const MAX_UNCOUNTED_PODS = 500;

export interface Counted {
  readonly status: JobStatus;
  /** Pods whose finalizers can be taken off. */
  readonly release: readonly Pod[];
  /** There are more; the next sync counts them. */
  readonly cut: boolean;
}

/**
 * Puts pods that have ended, and when the job ends all others, on the lists of the status that are to be counted, and
 * the indexes that succeeded into it. Follows the loop of trackJobStatusAndRemoveFinalizers.
 */
export function countFinishedPods(
  situation: Situation,
  status: JobStatus,
  condition: JobCondition | undefined,
): Counted {
  const { job, uncounted, tracked, indexes } = situation;
  const succeeded = [...(status.uncountedTerminatedPods?.succeeded ?? [])];
  const failed = [...(status.uncountedTerminatedPods?.failed ?? [])];
  const before = succeeded.length + failed.length;
  const newIndexes: number[] = [];
  const release: Pod[] = [];
  const failsAll = condition !== undefined && condition.type !== 'SuccessCriteriaMet';
  let cut = false;
  for (const pod of situation.pods) {
    const { uid } = pod.metadata;
    if (!tracked.has(uid)) continue;
    const podFailed = isPodFailed(pod, job);
    if (!mayRelease(situation, condition, pod, podFailed)) continue;
    release.push(pod);
    const index = validIndex(pod, job);
    if (pod.status.phase === 'Succeeded' && !uncounted.failed.has(uid)) {
      if (!isIndexed(job)) {
        if (!uncounted.succeeded.has(uid)) succeeded.push(uid);
      } else if (index !== undefined && indexes !== undefined && !has(indexes.previous, index)) newIndexes.push(index);
    } else if ((podFailed || failsAll) && !uncounted.failed.has(uid) && (!isIndexed(job) || index !== undefined)) {
      if (matchPodFailurePolicy(job.spec.podFailurePolicy, pod).counted) failed.push(uid);
    }
    if (newIndexes.length + succeeded.length + failed.length >= MAX_UNCOUNTED_PODS) {
      cut = true;
      break;
    }
  }
  const listed =
    succeeded.length + failed.length === before
      ? status
      : { ...status, uncountedTerminatedPods: listsOf(succeeded, failed) };
  return { status: withIndexCounts(situation, listed, newIndexes), release, cut };
}

/** Empty lists are left out. */
export function listsOf(succeeded: readonly string[], failed: readonly string[]) {
  return { ...(succeeded.length > 0 ? { succeeded } : {}), ...(failed.length > 0 ? { failed } : {}) };
}

/** Follows canRemoveFinalizer. */
function mayRelease(
  { job, indexes }: Situation,
  condition: JobCondition | undefined,
  pod: Pod,
  podFailed: boolean,
): boolean {
  const ends = job.metadata.deletionTimestamp !== undefined || condition !== undefined;
  if (ends || pod.status.phase === 'Succeeded') return true;
  if (!podFailed) return false;
  const index = limitsPerIndex(job) ? completionIndex(pod) : undefined;
  return index === undefined || indexes?.delayed.get(index)?.metadata.uid !== pod.metadata.uid;
}

/** The same status (===) when it has the indexes. */
function withIndexCounts({ indexes }: Situation, status: JobStatus, added: readonly number[]): JobStatus {
  if (indexes === undefined) return status;
  const succeeded = withIndexes(indexes.succeeded, added);
  const completedIndexes = formatIntervals(succeeded);
  const failedIndexes = indexes.failed && formatIntervals(indexes.failed);
  const count = total(succeeded);
  const same =
    (status.completedIndexes ?? '') === completedIndexes &&
    (status.succeeded ?? 0) === count &&
    status.failedIndexes === failedIndexes;
  if (same && added.length === 0) return status;
  return { ...status, succeeded: count, completedIndexes, failedIndexes };
}
