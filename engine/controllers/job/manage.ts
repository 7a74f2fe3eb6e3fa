import type { Pod } from '../../apis/generated/core.v1.js';
import { expectCreations, expectDeletions, lowerExpectations, type Expectations } from '../../client/expectations.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import type { Refusal } from '../framework/refusal.js';
import { remainingBackoff, remainingIndexBackoff } from './backoff.js';
import { createPods } from './create-pods.js';
import { deleteJobPods } from './delete-pods.js';
import { firstPendingIndexes } from './index-survey.js';
import { isSuspended, limitsPerIndex, onlyReplacesFailed } from './pods.js';
import { activePodsForRemoval } from './removal.js';
import type { Situation } from './situation.js';

/** So many pods are created or deleted at most in one sync. */
const MAX_POD_CREATE_DELETE_PER_SYNC = 500;

/** What a sync made of the pods. */
export interface Managed {
  readonly active: number;
  readonly terminating: number;
  readonly ready: number;
  readonly expectations: Expectations;
  readonly failure?: Refusal;
  /** How long pods have to wait for their back-off. */
  readonly lookAgainAfter?: Millis;
}

/** Creates the pods that a job lacks, or deletes those too many, or all while it is suspended (manageJob). */
export function* manageJob(situation: Situation, expectations: Expectations, now: Millis): Reconcile<Managed> {
  const { job, active, terminating, ready } = situation;
  const unchanged: Managed = { active: active.length, terminating, ready, expectations };
  if (isSuspended(job)) {
    const all = activePodsForRemoval(situation, active.length);
    return yield* removePods(situation, all, unchanged, now);
  }
  const wanted = wantedActive(situation);
  const surplus = activePodsForRemoval(situation, Math.max(0, active.length - wanted));
  if (surplus.length > 0) {
    return yield* removePods(situation, surplus.slice(0, MAX_POD_CREATE_DELETE_PER_SYNC), unchanged, now);
  }
  const missing = wanted - (onlyReplacesFailed(job) ? terminating : 0) - active.length;
  return missing > 0 ? yield* addPods(situation, missing, unchanged, now) : unchanged;
}

/** How many pods are to run: no more than there are completions to go. */
function wantedActive({ job, active, succeeded }: Situation): number {
  const { completions, parallelism = 1 } = job.spec;
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(completions - succeeded, parallelism));
}

function* removePods(
  { job, key }: Situation,
  surplus: readonly Pod[],
  before: Managed,
  now: Millis,
): Reconcile<Managed> {
  const expected = expectDeletions(before.expectations, key, surplus.length, now);
  const { count, ready, expectations, failure } = yield* deleteJobPods(job, key, surplus, expected);
  return {
    active: before.active - count,
    terminating: before.terminating + count,
    ready: before.ready - ready,
    expectations,
    ...(failure === undefined ? {} : { failure }),
  };
}

function* addPods(situation: Situation, missing: number, before: Managed, now: Millis): Reconcile<Managed> {
  const { job, key, indexes } = situation;
  const perIndex = limitsPerIndex(job);
  const left = perIndex ? 0 : remainingBackoff(situation.backoff, now);
  // While it waits, a job counts no pod as active, as upstream.
  if (left > 0) return { ...before, active: 0, lookAgainAfter: left };
  let count = Math.min(missing, MAX_POD_CREATE_DELETE_PER_SYNC);
  let due: readonly number[] = [];
  if (indexes !== undefined) {
    const pending = firstPendingIndexes(job, indexes, situation.pods, situation.active, count);
    const waits = (index: number): Millis => (perIndex ? remainingIndexBackoff(indexes.delayed.get(index), now) : 0);
    due = pending.filter((index) => waits(index) === 0);
    if (due.length === 0 && pending.length > 0) {
      return { ...before, active: 0, lookAgainAfter: Math.min(...pending.map(waits)) };
    }
    count = due.length;
  }
  const expected = expectCreations(before.expectations, key, count, now);
  const { successes, failure } = yield* createPods(job, count, due, indexes?.delayed ?? NO_PODS);
  return {
    ...before,
    active: before.active + successes,
    expectations: lowerExpectations(expected, key, count - successes, 0),
    ...(failure === undefined ? {} : { failure }),
  };
}

const NO_PODS: ReadonlyMap<number, Pod> = new Map();
