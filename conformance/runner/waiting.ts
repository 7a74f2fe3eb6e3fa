import type { Millis } from '../../engine/core/time.js';
import type { Problem } from './problem.js';
import type { Run } from './run.js';

/**
 * What a step of the spec is that lets the cluster run for a while: what it waits for, and what comes of it. It may be asked
 * of the run that began it and of every fork of that run.
 */
export interface Waiting {
  /** It goes on no longer than this. */
  readonly until: Millis;
  /** Whether time goes on to `until` when nothing more is due before: an `advance` is told how long to take. */
  readonly passes: 'always' | 'unless-idle' | 'never';
  /** It is over before its time. */
  over(run: Run): boolean;
  conclude(run: Run): Problem | undefined;
}

/** What became of the beginning of a step: it is done, it went wrong, or it waits. */
export type Begun = Waiting | Problem | undefined;

export function isWaiting(begun: Begun): begun is Waiting {
  return begun !== undefined && 'over' in begun;
}

/** Lets a step wait to its end in the order that the run has by itself. */
export function drive(run: Run, waiting: Waiting): Problem | undefined {
  while (!waiting.over(run) && run.violation === undefined) if (!run.turn(waiting.until)) break;
  return ended(run, waiting);
}

/** The end of a wait: nothing more is due in its time, or it is over before. */
export function ended(run: Run, waiting: Waiting): Problem | undefined {
  if (run.violation !== undefined) return run.violation;
  const passes = !run.isCut && (waiting.passes === 'always' || (waiting.passes === 'unless-idle' && !run.idle));
  if (passes && !waiting.over(run)) run.runUntil(waiting.until);
  return run.violation ?? waiting.conclude(run);
}
