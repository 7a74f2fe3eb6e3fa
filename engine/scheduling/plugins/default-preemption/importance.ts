import { timestamp } from '../../../apimachinery/time.js';
import type { Pod } from '../../../apis/generated/core.v1.js';
import type { Millis } from '../../../core/time.js';
import { priorityOf } from '../../cache/pod-facts.js';

/**
 * Sorts the more important pod first: the higher priority, then the longer run, as MoreImportantPod. A pod that has not
 * started counts as starting now (GetPodStartTime).
 */
export function byImportance(now: Millis): (a: Pod, b: Pod) => number {
  const asOfNow = timestamp(now);
  return (a, b) => {
    const priority = priorityOf(b) - priorityOf(a);
    if (priority !== 0) return priority;
    const started = a.status?.startTime ?? asOfNow;
    const other = b.status?.startTime ?? asOfNow;
    return started < other ? -1 : started > other ? 1 : 0;
  };
}

/** When the first of the most important pods started, as GetEarliestPodStartTime. */
export function earliestStart(pods: readonly Pod[], now: Millis): string {
  const highest = Math.max(...pods.map(priorityOf));
  const asOfNow = timestamp(now);
  const starts = pods.filter((pod) => priorityOf(pod) === highest).map(({ status }) => status?.startTime ?? asOfNow);
  return starts.reduce((first, start) => (start < first ? start : first));
}
