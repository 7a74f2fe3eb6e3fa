import { SECOND, type Millis } from '../../core/time.js';
import type { QueuedPod } from './queued-pod.js';

/** How long pods wait after failed attempts. */
export interface BackoffSettings {
  readonly initial: Millis;
  readonly max: Millis;
}

/** Back-offs end on whole seconds, so that the pods of one second are tried by priority (backoffQOrderingWindow). */
const WINDOW: Millis = SECOND;

function windowOf(time: Millis): Millis {
  return Math.floor(time / WINDOW) * WINDOW;
}

/** When the back-off of a pod ends, as getBackoffTime; undefined: it never failed. */
export function backoffEnd(queued: QueuedPod, { initial, max }: BackoffSettings): Millis | undefined {
  const { unschedulableCount, consecutiveErrorsCount, timestamp } = queued;
  const count = consecutiveErrorsCount > 0 ? consecutiveErrorsCount : unschedulableCount;
  if (max === 0 || count === 0) return undefined;
  return windowOf(timestamp + Math.min(initial * 2 ** (count - 1), max));
}

/** As isPodBackingoff. */
export function isBackingOff(queued: QueuedPod, settings: BackoffSettings, now: Millis): boolean {
  const end = backoffEnd(queued, settings);
  return end !== undefined && end >= windowOf(now);
}

/** The first tick of the flush, which comes every second, that finds a back-off completed. */
export function flushTick(end: Millis): Millis {
  return end + WINDOW;
}
