import { millisOf } from '../../apimachinery/time.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { MINUTE, type Millis } from '../../core/time.js';
import { podCondition } from '../framework/pod-conditions.js';
import { isPodTerminal } from '../framework/pod-state.js';

/** A pod that was to be disrupted and is still not deleted after this is not going to be. */
const STALE_POD_DISRUPTION_TIMEOUT: Millis = 2 * MINUTE;

/**
 * When the DisruptionTarget condition of a pod that nobody deletes has become stale; undefined when it has none that could
 * (nonTerminatingPodHasStaleDisruptionCondition).
 */
export function staleDisruptionAt(pod: Pod): Millis | undefined {
  if (pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) return undefined;
  const condition = podCondition(pod, 'DisruptionTarget');
  if (condition?.status !== 'True' || condition.reason === 'TerminationByKubelet') return undefined;
  return millisOf(condition.lastTransitionTime) + STALE_POD_DISRUPTION_TIMEOUT;
}
