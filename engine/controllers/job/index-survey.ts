import type { Job } from '../../apis/generated/batch.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { isPodTerminating } from '../framework/pod-state.js';
import { finishedTime } from './backoff.js';
import { has, merge, NO_INDEXES, parseIntervals, withIndexes, type Intervals } from './intervals.js';
import { matchPodFailurePolicy } from './pod-failure-policy.js';
import {
  completionIndex,
  hasTrackingFinalizer,
  ignoredFailureCount,
  indexFailureCount,
  isPodFailed,
  limitsPerIndex,
  onlyReplacesFailed,
  validIndex,
} from './pods.js';

/** The indexes of an Indexed job. */
export interface IndexSurvey {
  /** As the status has them. */
  readonly previous: Intervals;
  readonly succeeded: Intervals;
  /** With a back-off limit per index. */
  readonly failed?: Intervals;
  /** By index, the last failed pod, which is kept until another takes its place and its count of failures. */
  readonly delayed: ReadonlyMap<number, Pod>;
}

const NO_PODS: ReadonlyMap<number, Pod> = new Map();

/** Follows calculateSucceededIndexes, calculateFailedIndexes and getPodsWithDelayedDeletionPerIndex. */
export function surveyIndexes(
  job: Job,
  pods: readonly Pod[],
  active: readonly Pod[],
  valid: readonly Pod[],
): IndexSurvey {
  const completions = job.spec.completions ?? 0;
  const previous = parseIntervals(job.status.completedIndexes, completions);
  const counting = pods.filter((pod) => hasTrackingFinalizer(pod) && validIndex(pod, job) !== undefined);
  const succeeded = withIndexes(previous, indexesOf(counting.filter(({ status }) => status.phase === 'Succeeded')));
  if (!limitsPerIndex(job)) return { previous, succeeded, delayed: NO_PODS };
  const failed = withIndexes(
    parseIntervals(job.status.failedIndexes, completions),
    indexesOf(counting.filter((pod) => isIndexFailed(job, pod))),
  );
  return { previous, succeeded, failed, delayed: delayedPods(job, active, valid, succeeded, failed) };
}

function indexesOf(pods: readonly Pod[]): readonly number[] {
  return pods.flatMap((pod) => completionIndex(pod) ?? []);
}

function isIndexFailed(job: Job, pod: Pod): boolean {
  if (!isPodFailed(pod, job)) return false;
  const { counted, action } = matchPodFailurePolicy(job.spec.podFailurePolicy, pod);
  return action === 'FailIndex' || (counted && indexFailureCount(pod) >= (job.spec.backoffLimitPerIndex ?? 0));
}

function delayedPods(
  job: Job,
  active: readonly Pod[],
  valid: readonly Pod[],
  succeeded: Intervals,
  failed: Intervals,
): ReadonlyMap<number, Pod> {
  const running = new Set(indexesOf(active));
  const delayed = new Map<number, Pod>();
  for (const pod of valid) {
    const index = completionIndex(pod);
    if (index === undefined || !isPodFailed(pod, job)) continue;
    if (has(succeeded, index) || has(failed, index) || running.has(index)) continue;
    const last = delayed.get(index);
    if (last === undefined || isLater(pod, last)) delayed.set(index, pod);
  }
  return delayed;
}

function isLater(pod: Pod, last: Pod): boolean {
  return absoluteCount(last) <= absoluteCount(pod) && finishedTime(pod) >= finishedTime(last);
}

function absoluteCount(pod: Pod): number {
  return indexFailureCount(pod) + ignoredFailureCount(pod);
}

/** The first `count` indexes that nothing runs for and that have neither succeeded nor failed (firstPendingIndexes). */
export function firstPendingIndexes(
  job: Job,
  { succeeded, failed = NO_INDEXES }: IndexSurvey,
  pods: readonly Pod[],
  active: readonly Pod[],
  count: number,
): readonly number[] {
  const terminating = onlyReplacesFailed(job) ? pods.filter(isPodTerminating) : [];
  const taken = merge(withIndexes(succeeded, indexesOf([...active, ...terminating])), failed);
  const completions = job.spec.completions ?? 0;
  const found: number[] = [];
  let candidate = 0;
  for (const { first, last } of [...taken, { first: completions, last: completions }]) {
    for (; candidate < Math.min(first, completions) && found.length < count; candidate++) found.push(candidate);
    candidate = Math.max(candidate, last + 1);
  }
  return found;
}
