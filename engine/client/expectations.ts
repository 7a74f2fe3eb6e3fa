import { SortedMap } from '../core/sorted-map.js';
import type { Millis } from '../core/time.js';
import { MINUTE } from '../core/time.js';

/** After this long a controller stops waiting for events that it may have missed. */
export const EXPECTATIONS_TIMEOUT: Millis = 5 * MINUTE;

/** What a controller has asked for and not seen yet, for one key. Counts may fall below 0. */
export interface ControlleeExpectations {
  readonly adds: number;
  readonly dels: number;
  readonly timestamp: Millis;
  /** Keys of the objects whose deletion is expected, where they are tracked one by one. */
  readonly deleting: readonly string[];
}

/**
 * ControllerExpectations and UIDTrackingControllerExpectations (pkg/controller/controller_utils.go) as a value: key of the
 * controller's object → what it waits for. A key that waits for nothing may be there, with counts of 0.
 */
export type Expectations = SortedMap<string, ControlleeExpectations>;

export const NO_EXPECTATIONS: Expectations = SortedMap.empty();

const NOBODY: readonly string[] = [];

/** Replaces whatever the key waited for (SetExpectations). Tracked deletions stay known, as upstream. */
export function setExpectations(
  expectations: Expectations,
  key: string,
  adds: number,
  dels: number,
  now: Millis,
): Expectations {
  const deleting = expectations.get(key)?.deleting ?? NOBODY;
  return expectations.set(key, { adds, dels, timestamp: now, deleting });
}

/** Waits for `adds` creations and nothing else. */
export function expectCreations(expectations: Expectations, key: string, adds: number, now: Millis): Expectations {
  return setExpectations(expectations, key, adds, 0, now);
}

/** Waits for the deletion of the objects with these keys (or just so many, when a number is given). */
export function expectDeletions(
  expectations: Expectations,
  key: string,
  deleting: readonly string[] | number,
  now: Millis,
): Expectations {
  if (typeof deleting === 'number') return setExpectations(expectations, key, 0, deleting, now);
  return expectations.set(key, { adds: 0, dels: deleting.length, timestamp: now, deleting });
}

/** One of the creations was seen, or will never be. */
export function creationObserved(expectations: Expectations, key: string): Expectations {
  return lowerExpectations(expectations, key, 1, 0);
}

/**
 * A deletion was seen, or will never be. With the key of the deleted object it counts only if that one was expected, and
 * only once: first as the update that sets its deletionTimestamp, then no more when it is gone.
 */
export function deletionObserved(expectations: Expectations, key: string, deleted?: string): Expectations {
  if (deleted === undefined) return lowerExpectations(expectations, key, 0, 1);
  const known = expectations.get(key);
  if (!known?.deleting.includes(deleted)) return expectations;
  const deleting = known.deleting.filter((other) => other !== deleted);
  return expectations.set(key, { ...known, dels: known.dels - 1, deleting });
}

/** Takes from the counts of a key; a key without expectations stays without. */
export function lowerExpectations(expectations: Expectations, key: string, adds: number, dels: number): Expectations {
  const known = expectations.get(key);
  if (known === undefined || (adds === 0 && dels === 0)) return expectations;
  return expectations.set(key, { ...known, adds: known.adds - adds, dels: known.dels - dels });
}

/** True when the key waits for nothing. */
export function fulfilledExpectations(expectations: Expectations, key: string): boolean {
  const known = expectations.get(key);
  return known === undefined || (known.adds <= 0 && known.dels <= 0);
}

/** True when the key waits for nothing, or has waited in vain for five minutes (SatisfiedExpectations). */
export function satisfiedExpectations(expectations: Expectations, key: string, now: Millis): boolean {
  if (fulfilledExpectations(expectations, key)) return true;
  return now - (expectations.get(key)?.timestamp ?? now) > EXPECTATIONS_TIMEOUT;
}

/** Forgets a key, so that a new object of the same name starts clean. */
export function deleteExpectations(expectations: Expectations, key: string): Expectations {
  return expectations.delete(key);
}
