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

interface Entry extends Work {
  readonly at: Millis;
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
  return makeReady(promote(queue, now), { key, cause, at: now });
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
  const entry: Entry = retry ? { key, cause, at, retry } : { key, cause, at };
  return delay <= 0 ? makeReady(promote(queue, now), entry) : delayUntil(queue, entry);
}

/** Adds a key again after a failure: it waits as long as its failures and the overall rate demand. */
export function addRateLimited(queue: WorkQueue, key: string, cause: number, now: Millis): WorkQueue {
  const { base, max } = queue.backoff;
  const failed = failureCount(queue, key);
  const credit = Math.min(BURST, queue.credit + now - queue.filledAt) - TOKEN;
  const delay = Math.max(Math.min(base * 2 ** failed, max), -credit);
  const counted = { ...queue, failures: queue.failures.set(key, failed + 1), credit, filledAt: now };
  return addAfter(counted, key, delay, cause, now, true);
}

/** Ends the back-off of a key: its next failure is its first. */
export function forget(queue: WorkQueue, key: string): WorkQueue {
  const failures = queue.failures.delete(key);
  return failures === queue.failures ? queue : { ...queue, failures };
}

/** Calls off the later look at a key, if there is one: the same queue (===) when there is none. */
export function callOff(queue: WorkQueue, key: string): WorkQueue {
  const place = queue.delayedKeys.get(key);
  if (place === undefined) return queue;
  const retries = queue.retries - (queue.delayed.get(place)?.retry === true ? 1 : 0);
  return { ...queue, delayed: queue.delayed.delete(place), delayedKeys: queue.delayedKeys.delete(key), retries };
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
  const rest = {
    ...current,
    ready: current.ready.delete(sequence),
    readyKeys: current.readyKeys.delete(key),
    retries: current.retries - (retry ? 1 : 0),
  };
  return { work: retry ? { key, cause, retry } : { key, cause }, queue: rest };
}

/** Moves what is no longer delayed to the ready, in the order of the times. */
function promote(queue: WorkQueue, now: Millis): WorkQueue {
  let current = queue;
  for (;;) {
    const first = current.delayed.first();
    if (first === undefined || first[1].at > now) return current;
    const [place, entry] = first;
    current = makeReady(
      {
        ...current,
        delayed: current.delayed.delete(place),
        delayedKeys: current.delayedKeys.delete(entry.key),
        retries: current.retries - (entry.retry ? 1 : 0),
      },
      entry,
    );
  }
}

function makeReady(queue: WorkQueue, entry: Entry): WorkQueue {
  const known = queue.readyKeys.get(entry.key);
  if (known !== undefined) return entry.retry ? queue : notRetry(queue, known);
  return {
    ...queue,
    ready: queue.ready.set(queue.sequence, entry),
    readyKeys: queue.readyKeys.set(entry.key, queue.sequence),
    sequence: queue.sequence + 1,
    retries: queue.retries + (entry.retry ? 1 : 0),
  };
}

/** A retry that something fresh asks for as well is no longer only a retry. */
function notRetry(queue: WorkQueue, sequence: number): WorkQueue {
  const entry = queue.ready.get(sequence);
  if (!entry?.retry) return queue;
  const { key, cause, at } = entry;
  return { ...queue, ready: queue.ready.set(sequence, { key, cause, at }), retries: queue.retries - 1 };
}

function delayUntil(queue: WorkQueue, entry: Entry): WorkQueue {
  const place = queue.delayedKeys.get(entry.key);
  const known = place === undefined ? undefined : queue.delayed.get(place);
  const merged = known === undefined ? entry : earlier(known, entry);
  if (merged === known) return queue;
  const moved = placeOf(merged.at, queue.sequence);
  const delayed = queue.delayed.edit(
    place === undefined
      ? [[moved, merged]]
      : [
          [place, undefined],
          [moved, merged],
        ],
  );
  return {
    ...queue,
    delayed,
    delayedKeys: queue.delayedKeys.set(entry.key, moved),
    sequence: queue.sequence + 1,
    retries: queue.retries - (known?.retry ? 1 : 0) + (merged.retry ? 1 : 0),
  };
}

/** The known entry, moved forward when the new one is earlier; a retry only if both are. */
function earlier(known: Entry, entry: Entry): Entry {
  const at = Math.min(known.at, entry.at);
  const retry = known.retry === true && entry.retry === true;
  if (at === known.at && retry === (known.retry === true)) return known;
  const { key, cause } = known;
  return retry ? { key, cause, at, retry } : { key, cause, at };
}

/** Orders by time, then by sequence number. */
function placeOf(at: Millis, sequence: number): string {
  return `${String(at).padStart(15, '0')}/${String(sequence).padStart(12, '0')}`;
}
