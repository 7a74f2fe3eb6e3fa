import type { DaemonSet } from '../../apis/generated/apps.v1.js';
import { SortedMap } from '../../core/sorted-map.js';
import type { Millis } from '../../core/time.js';
import { MINUTE, SECOND } from '../../core/time.js';

const INITIAL: Millis = SECOND;
const MAX: Millis = 15 * MINUTE;

/** After so long without a failure the back-off starts anew. */
const EXPIRY: Millis = 2 * MAX;

interface Entry {
  readonly backoff: Millis;
  readonly lastUpdate: Millis;
}

/** How long a failed daemon pod is left where it is: daemon set, generation and node → back-off (flowcontrol.Backoff). */
export type FailedPodsBackoff = SortedMap<string, Entry>;

export const NO_BACKOFF: FailedPodsBackoff = SortedMap.empty();

/** Follows failedPodsBackoffKey: a change of the daemon set ends the back-off. */
export function backoffKey({ metadata, status }: DaemonSet, node: string): string {
  return `${metadata.uid}/${status.observedGeneration ?? 0}/${node}`;
}

/** The back-off that a key is in; undefined when it is in none. */
export function currentBackoff(backoff: FailedPodsBackoff, key: string, now: Millis): Millis | undefined {
  const entry = backoff.get(key);
  if (entry === undefined || now - entry.lastUpdate > EXPIRY) return undefined;
  return now - entry.lastUpdate < entry.backoff ? entry.backoff : undefined;
}

/** Doubles the back-off of a key, and forgets those that have expired. */
export function nextBackoff(backoff: FailedPodsBackoff, key: string, now: Millis): FailedPodsBackoff {
  const expired: [string, undefined][] = [];
  for (const [other, { lastUpdate }] of backoff) if (now - lastUpdate > EXPIRY) expired.push([other, undefined]);
  const alive = expired.length === 0 ? backoff : backoff.edit(expired);
  const last = alive.get(key);
  const next = last === undefined ? INITIAL : Math.min(2 * last.backoff, MAX);
  return alive.set(key, { backoff: next, lastUpdate: now });
}
