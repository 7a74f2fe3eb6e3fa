import type { ContainerStatus, Pod, PodCondition } from '../../apis/generated/core.v1.js';
import { parseTimestamp } from '../../apimachinery/time.js';
import type { Millis } from '../../core/time.js';
import { SECOND } from '../../core/time.js';

/** The Ready condition, whatever its status. */
export function podReadyCondition(pod: Pod): PodCondition | undefined {
  const { conditions } = pod.status;
  if (conditions === undefined) return undefined;
  for (const condition of conditions) if (condition.type === 'Ready') return condition;
  return undefined;
}

export function isPodReady(pod: Pod): boolean {
  return podReadyCondition(pod)?.status === 'True';
}

/** When the pod became ready; undefined when it is not, or does not say. */
export function podReadyTime(pod: Pod): Millis | undefined {
  const condition = podReadyCondition(pod);
  if (condition?.status !== 'True' || condition.lastTransitionTime === undefined) return undefined;
  return parseTimestamp(condition.lastTransitionTime);
}

/** Ready for at least `minReadySeconds` (podutil.IsPodAvailable). */
export function isPodAvailable(pod: Pod, minReadySeconds: number, now: Millis): boolean {
  if (!isPodReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const since = podReadyTime(pod);
  return since !== undefined && since + minReadySeconds * SECOND <= now;
}

/** Failed or Succeeded: its containers have stopped for good. */
export function isPodTerminal(pod: Pod): boolean {
  return pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded';
}

/** Neither at its end nor being deleted. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Being deleted, and its containers may still run. */
export function isPodTerminating(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined;
}

/** How long until the first of these pods that is ready but not available becomes so; undefined when there is none. */
export function untilNextAvailable(pods: readonly Pod[], minReadySeconds: number, now: Millis): Millis | undefined {
  let soonest: Millis | undefined;
  if (minReadySeconds <= 0) return soonest;
  for (const pod of pods) {
    const since = podReadyTime(pod);
    if (since === undefined) continue;
    const left = since + minReadySeconds * SECOND - now;
    if (left > 0 && (soonest === undefined || left < soonest)) soonest = left;
  }
  return soonest;
}

/** At its end, or being deleted with no container that runs (volumeutil.IsPodTerminated). */
export function isPodTerminated(pod: Pod): boolean {
  if (isPodTerminal(pod)) return true;
  if (pod.metadata.deletionTimestamp === undefined) return false;
  const { initContainerStatuses, containerStatuses, ephemeralContainerStatuses } = pod.status;
  return [initContainerStatuses, containerStatuses, ephemeralContainerStatuses].every(noneRuns);
}

function noneRuns(statuses: readonly ContainerStatus[] = []): boolean {
  return statuses.every(({ state }) => state?.terminated !== undefined || state?.waiting !== undefined);
}
