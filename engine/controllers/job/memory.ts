import { deleteExpectations, NO_EXPECTATIONS, type Expectations } from '../../client/expectations.js';
import { SortedMap } from '../../core/sorted-map.js';
import { NO_FAILURES, type BackoffRecord } from './backoff.js';

/** What the job controller remembers between syncs. */
export interface JobMemory {
  readonly expectations: Expectations;
  /** Key → uids of pods whose finalizer it took off and that it has not seen without (uidTrackingExpectations). */
  readonly removals: SortedMap<string, readonly string[]>;
  /** Key → failures (backoffStore). */
  readonly backoff: SortedMap<string, BackoffRecord>;
  /** Uids of jobs that it finished and has not seen finished (finishedJobExpectations). */
  readonly finished: SortedMap<string, true>;
}

export const FRESH: JobMemory = {
  expectations: NO_EXPECTATIONS,
  removals: SortedMap.empty(),
  backoff: SortedMap.empty(),
  finished: SortedMap.empty(),
};

const NOBODY: readonly string[] = [];

/** The memory with these parts; the same (===) when it has them. */
export function remembering(memory: JobMemory, parts: Partial<JobMemory>): JobMemory {
  const next = { ...memory, ...parts };
  const same =
    next.expectations === memory.expectations &&
    next.removals === memory.removals &&
    next.backoff === memory.backoff &&
    next.finished === memory.finished;
  return same ? memory : next;
}

/** Pods whose finalizer is on its way out. */
export function expectedRemovals({ removals }: JobMemory, key: string): readonly string[] {
  return removals.get(key) ?? NOBODY;
}

/** Waits to see these pods without their finalizers. */
export function expectRemovals(memory: JobMemory, key: string, uids: readonly string[]): JobMemory {
  const known = expectedRemovals(memory, key);
  const all = [...new Set([...known, ...uids])];
  return all.length === known.length ? memory : remembering(memory, { removals: memory.removals.set(key, all) });
}

/** A pod was seen without its finalizer, or will never be. */
export function removalObserved(memory: JobMemory, key: string, uid: string): JobMemory {
  const known = expectedRemovals(memory, key);
  if (!known.includes(uid)) return memory;
  const left = known.filter((other) => other !== uid);
  const { removals } = memory;
  return remembering(memory, { removals: left.length === 0 ? removals.delete(key) : removals.set(key, left) });
}

export function backoffOf({ backoff }: JobMemory, key: string): BackoffRecord {
  return backoff.get(key) ?? NO_FAILURES;
}

export function withBackoff(memory: JobMemory, key: string, record: BackoffRecord): JobMemory {
  const { backoff } = memory;
  const next = record.failures === 0 ? backoff.delete(key) : backoff.set(key, record);
  return remembering(memory, { backoff: next });
}

/** The memory without what it holds of the job of a key. */
export function forgotten(memory: JobMemory, key: string): JobMemory {
  return remembering(memory, {
    expectations: deleteExpectations(memory.expectations, key),
    removals: memory.removals.delete(key),
    backoff: memory.backoff.delete(key),
  });
}
