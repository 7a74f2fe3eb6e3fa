import type { Draft } from '../core/draft.js';
import { SortedMap } from '../core/sorted-map.js';
import type { Millis } from '../core/time.js';
import { SECOND } from '../core/time.js';
import type { Due, Work } from './component.js';

/** How long a key waits after each failure: `base` doubling up to `max`. */
export interface Backoff {
  readonly base: Millis;
  readonly max: Millis;
}

/** That of workqueue.DefaultTypedControllerRateLimiter. */
export const DEFAULT_BACKOFF: Backoff = { base: 5, max: 1000 * SECOND };

/** The overall bucket: 10 a second, 100 in a burst. Counted in milliseconds of saved-up time, so that it stays whole. */
const TOKEN: Millis = 100;
const BURST: Millis = 100 * TOKEN;

interface Entry {
  readonly key: string;
  readonly cause: number;
  readonly at: Millis;
  readonly retry: boolean;
}

/**
 * A rate-limited, delaying work queue as a value (client-go util/workqueue). A key waits at most once among the ready
 * and at most once among the delayed; both at the same time is possible, and then it is worked on twice, as upstream.
 */
export interface WorkQueue {
  readonly backoff: Backoff;
  /** Sequence number → entry: first in, first out. */
  readonly ready: SortedMap<number, Entry>;
  /** Key → its sequence number in `ready`. */
  readonly readyKeys: SortedMap<string, number>;
  /** Time and sequence number → entry. */
  readonly delayed: SortedMap<string, Entry>;
  /** Key → its place in `delayed`. */
  readonly delayedKeys: SortedMap<string, string>;
  /** Key → failures since it was last forgotten. */
  readonly failures: SortedMap<string, number>;
  /** Of the bucket as of `filledAt`; below 0: already promised away. */
  readonly credit: Millis;
  readonly filledAt: Millis;
  readonly sequence: number;
  /** How many of the waiting entries are retries. */
  readonly retries: number;
}

/** A copy of a queue, for whoever makes the next one of it. It names every field, as that of a cluster does. */
function draftOf(queue: WorkQueue): Draft<WorkQueue> {
  return {
    backoff: queue.backoff,
    ready: queue.ready,
    readyKeys: queue.readyKeys,
    delayed: queue.delayed,
    delayedKeys: queue.delayedKeys,
    failures: queue.failures,
    credit: queue.credit,
    filledAt: queue.filledAt,
    sequence: queue.sequence,
    retries: queue.retries,
  };
}

/** An entry of the queue; always with all its fields. */
function entryOf(key: string, cause: number, at: Millis, retry: boolean): Entry {
  return { key, cause, at, retry };
}

/** An empty queue. */
export function workQueue(backoff: Backoff = DEFAULT_BACKOFF): WorkQueue {
  return {
    backoff,
    ready: SortedMap.empty(),
    readyKeys: SortedMap.empty(),
    delayed: SortedMap.empty(),
    delayedKeys: SortedMap.empty(),
    failures: SortedMap.empty(),
    credit: BURST,
    filledAt: 0,
    sequence: 0,
    retries: 0,
  };
}

/** Adds a key to be worked on at once; the same queue (===) when it is already ready. */
export function add(queue: WorkQueue, key: string, cause: number, now: Millis): WorkQueue {
  return makeReady(promote(queue, now), entryOf(key, cause, now, false));
}

/** Adds a key to be worked on `delay` from now. A key that is already delayed keeps the earlier of the two times. */
export function addAfter(
  queue: WorkQueue,
  key: string,
  delay: Millis,
  cause: number,
  now: Millis,
  retry = false,
): WorkQueue {
  const at = now + Math.max(0, Math.ceil(delay));
  const entry = entryOf(key, cause, at, retry);
  return delay <= 0 ? makeReady(promote(queue, now), entry) : delayUntil(queue, entry);
}

/** Adds a key again after a failure: it waits as long as its failures and the overall rate demand. */
export function addRateLimited(queue: WorkQueue, key: string, cause: number, now: Millis): WorkQueue {
  const { base, max } = queue.backoff;
  const failed = failureCount(queue, key);
  const credit = Math.min(BURST, queue.credit + now - queue.filledAt) - TOKEN;
  const delay = Math.max(Math.min(base * 2 ** failed, max), -credit);
  const counted = draftOf(queue);
  counted.failures = queue.failures.set(key, failed + 1);
  counted.credit = credit;
  counted.filledAt = now;
  return addAfter(counted, key, delay, cause, now, true);
}

/** Ends the back-off of a key: its next failure is its first. */
export function forget(queue: WorkQueue, key: string): WorkQueue {
  const failures = queue.failures.delete(key);
  if (failures === queue.failures) return queue;
  const next = draftOf(queue);
  next.failures = failures;
  return next;
}

/** Calls off the later look at a key, if there is one: the same queue (===) when there is none. */
export function callOff(queue: WorkQueue, key: string): WorkQueue {
  const place = queue.delayedKeys.get(key);
  if (place === undefined) return queue;
  const next = draftOf(queue);
  if (queue.delayed.get(place)?.retry === true) next.retries -= 1;
  next.delayed = queue.delayed.delete(place);
  next.delayedKeys = queue.delayedKeys.delete(key);
  return next;
}

/** Failures of a key since it was last forgotten (NumRequeues). */
export function failureCount(queue: WorkQueue, key: string): number {
  return queue.failures.get(key) ?? 0;
}

/** When the next key is ready; `retry` when nothing but retries waits. */
export function due(queue: WorkQueue): Due | undefined {
  const next = queue.ready.first() ?? queue.delayed.first();
  if (next === undefined) return undefined;
  const at = next[1].at;
  return queue.retries === queue.ready.size + queue.delayed.size ? { at, retry: true } : { at };
}

/** Takes the key that has been ready for longest; undefined when none is. */
export function take(queue: WorkQueue, now: Millis): { readonly work: Work; readonly queue: WorkQueue } | undefined {
  const current = promote(queue, now);
  const first = current.ready.first();
  if (first === undefined) return undefined;
  const [sequence, { key, cause, retry }] = first;
  const rest = draftOf(current);
  rest.ready = current.ready.delete(sequence);
  rest.readyKeys = current.readyKeys.delete(key);
  if (retry) rest.retries -= 1;
  return { work: retry ? { key, cause, retry } : { key, cause }, queue: rest };
}

/** Moves what is no longer delayed to the ready, in the order of the times. */
function promote(queue: WorkQueue, now: Millis): WorkQueue {
  let current = queue;
  for (;;) {
    const first = current.delayed.first();
    if (first === undefined || first[1].at > now) return current;
    const [place, entry] = first;
    const rest = draftOf(current);
    rest.delayed = current.delayed.delete(place);
    rest.delayedKeys = current.delayedKeys.delete(entry.key);
    if (entry.retry) rest.retries -= 1;
    current = makeReady(rest, entry);
  }
}

function makeReady(queue: WorkQueue, entry: Entry): WorkQueue {
  const known = queue.readyKeys.get(entry.key);
  if (known !== undefined) return entry.retry ? queue : notRetry(queue, known);
  const next = draftOf(queue);
  next.ready = queue.ready.set(queue.sequence, entry);
  next.readyKeys = queue.readyKeys.set(entry.key, queue.sequence);
  next.sequence += 1;
  if (entry.retry) next.retries += 1;
  return next;
}

/** A retry that something fresh asks for as well is no longer only a retry. */
function notRetry(queue: WorkQueue, sequence: number): WorkQueue {
  const entry = queue.ready.get(sequence);
  if (!entry?.retry) return queue;
  const { key, cause, at } = entry;
  const next = draftOf(queue);
  next.ready = queue.ready.set(sequence, entryOf(key, cause, at, false));
  next.retries -= 1;
  return next;
}

function delayUntil(queue: WorkQueue, entry: Entry): WorkQueue {
  const place = queue.delayedKeys.get(entry.key);
  const known = place === undefined ? undefined : queue.delayed.get(place);
  const merged = known === undefined ? entry : earlier(known, entry);
  if (merged === known) return queue;
  const moved = placeOf(merged.at, queue.sequence);
  const next = draftOf(queue);
  next.delayed = (place === undefined ? queue.delayed : queue.delayed.delete(place)).set(moved, merged);
  next.delayedKeys = queue.delayedKeys.set(entry.key, moved);
  next.sequence += 1;
  next.retries += (merged.retry ? 1 : 0) - (known?.retry === true ? 1 : 0);
  return next;
}

/** The known entry, moved forward when the new one is earlier; a retry only if both are. */
function earlier(known: Entry, entry: Entry): Entry {
  const at = Math.min(known.at, entry.at);
  const retry = known.retry && entry.retry;
  if (at === known.at && retry === known.retry) return known;
  return entryOf(known.key, known.cause, at, retry);
}

/** Orders by time, then by sequence number. */
function placeOf(at: Millis, sequence: number): string {
  return `${String(at).padStart(15, '0')}/${String(sequence).padStart(12, '0')}`;
}
