import type { Millis } from '../core/time.js';

/** A controller that starts asks ten times a second whether its informers are in sync: its first round is after that. */
export const CACHE_SYNC_DELAY: Millis = 100;

/**
 * When the next round is of a loop that runs every `period` from `start` on, and that ran last at `last`. Loops that find
 * nothing to do are not run, so a controller asks for a round only when something has changed.
 */
export function nextRound(start: Millis, period: Millis, now: Millis, last: Millis | undefined): Millis {
  const round = start + Math.max(0, Math.ceil((now - start) / period)) * period;
  return last !== undefined && round <= last ? start + (Math.floor((last - start) / period) + 1) * period : round;
}
