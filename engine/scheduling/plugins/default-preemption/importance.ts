import { timestamp } from '../../../apimachinery/time.js';
import type { Pod } from '../../../apis/generated/core.v1.js';
import type { Millis } from '../../../core/time.js';
import { priorityOf } from '../../cache/pod-facts.js';

/** When a pod started, as metav1.Time; one that has not counts as starting now (GetPodStartTime). */
export function startTimeOf(pod: Pod, now: Millis): string {
  return pod.status?.startTime ?? timestamp(now);
}

/** Sorts the more important pod first: the higher priority, then the longer run, as MoreImportantPod. */
export function byImportance(now: Millis): (a: Pod, b: Pod) => number {
  return (a, b) => {
    const priority = priorityOf(b) - priorityOf(a);
    if (priority !== 0) return priority;
    const [started, other] = [startTimeOf(a, now), startTimeOf(b, now)];
    return started < other ? -1 : started > other ? 1 : 0;
  };
}

/** When the first of the most important pods started, as GetEarliestPodStartTime. */
export function earliestStart(pods: readonly Pod[], now: Millis): string {
  const highest = Math.max(...pods.map(priorityOf));
  const starts = pods.filter((pod) => priorityOf(pod) === highest).map((pod) => startTimeOf(pod, now));
  return starts.reduce((first, start) => (start < first ? start : first));
}
