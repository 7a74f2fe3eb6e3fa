import { MINUTE, SECOND, type Millis } from '../core/time.js';

/** One entry of a flowcontrol.Backoff (client-go/util/flowcontrol). */
export interface Backoff {
  readonly delay: Millis;
  readonly updatedAt: Millis;
}

/** initialCrashLoopBackOff and imageBackOffPeriod. */
const INITIAL = 10 * SECOND;
/** MaxCrashLoopBackOff and MaxImageBackOff. */
const LONGEST = 5 * MINUTE;
/** A container that ran this long starts over (crashLoopBackOff.HasExpiredFunc); pulls: twice the longest delay. */
const EXPIRY = 10 * MINUTE;

function hasExpired(backoff: Backoff, at: Millis): boolean {
  return at - backoff.updatedAt > EXPIRY;
}

/** The entry after another failure; `failedAt` is when the container ended or the pull failed. Follows Backoff.Next. */
export function nextBackoff(backoff: Backoff | undefined, failedAt: Millis, now: Millis): Backoff {
  const delay = backoff === undefined || hasExpired(backoff, failedAt) ? INITIAL : Math.min(backoff.delay * 2, LONGEST);
  return { delay, updatedAt: now };
}

/** When a container that ended at `endedAt` may start again; undefined: now. Follows Backoff.IsInBackOffSince. */
export function backoffUntil(backoff: Backoff | undefined, endedAt: Millis, now: Millis): Millis | undefined {
  if (backoff === undefined || hasExpired(backoff, endedAt)) return undefined;
  const until = endedAt + backoff.delay;
  return now < until ? until : undefined;
}
