import type { StatefulSet } from '../../apis/generated/apps.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { Context } from '../../client/component.js';
import type { Reconcile } from '../../client/reconcile.js';
import { SLOW_START_INITIAL_BATCH_SIZE } from '../framework/slow-start.js';
import { isNotFound, type Refusal } from '../framework/refusal.js';
import { conforming, plannedReplica } from './identity.js';
import { desiredReplicas, startOrdinal } from './ordinals.js';
import {
  claimsMatchRetentionPolicy,
  createMissingClaims,
  createStatefulPod,
  deleteStatefulPod,
  isClaimStale,
  updateClaimOwners,
  updateStatefulPod,
} from './pod-control.js';
import {
  existing,
  isAvailable,
  isRunningAndReady,
  isTerminating,
  isUnavailable,
  phaseOf,
  type Replica,
} from './replica.js';
import type { Revisions } from './revisions.js';
import { countReplicas, type Counts } from './status.js';

/** What came of one step through the pods. */
export interface Progress {
  readonly counts: Counts;
  readonly failure?: Refusal;
}

/** What came of one pod: whether the others have to wait, and why it failed. */
interface Outcome {
  readonly wait: boolean;
  readonly failure?: Refusal;
}

const GO_ON: Outcome = { wait: false };
const WAIT: Outcome = { wait: true };

interface Work {
  readonly set: StatefulSet;
  readonly revisions: Revisions;
  /** One pod at a time, in order: OrderedReady. */
  readonly monotonic: boolean;
  readonly context: Context;
}

/**
 * Moves the pods of a set one step towards its size and revision: first what is to be there, in order, then what is too
 * much, from the highest number down, then what is out of date. Follows updateStatefulSet.
 */
export function* updateReplicas(
  set: StatefulSet,
  revisions: Revisions,
  pods: readonly Pod[],
  context: Context,
): Reconcile<Progress> {
  const { now } = context;
  const { replicas, condemned } = apart(set, revisions, pods);
  if (set.metadata.deletionTimestamp !== undefined) {
    return { counts: countReplicas(set, revisions, pods.map(existing), now) };
  }
  const work: Work = { set, revisions, monotonic: set.spec.podManagementPolicy !== 'Parallel', context };
  const all = condemned.length === 0 ? replicas : [...replicas, ...condemned];
  const counts = countReplicas(set, revisions, all, now);
  const lowestFirst = condemned.length === 0 ? [] : [...replicas, ...condemned.toReversed()];
  const unhealthy = lowestFirst.find((replica) => isUnavailable(replica, set, now));
  const never = (): boolean => false;
  const steps = [
    () =>
      forAll(
        replicas,
        (replica) => processReplica(work, replica),
        (replica) => isAtRest(work, replica),
        work.monotonic,
      ),
    () => forAll(condemned, (replica) => fixClaims(work, replica), never, work.monotonic),
    () => forAll(condemned, (replica) => processCondemned(work, replica, unhealthy), never, work.monotonic),
  ];
  for (const step of steps) {
    const { wait, failure } = yield* step();
    if (failure !== undefined) return { counts, failure };
    if (wait) return { counts };
  }
  return yield* rollingUpdate(work, replicas, counts);
}

interface Apart {
  /** Every number that the set has: the pod that is there, or the one that is to be made. */
  readonly replicas: readonly Replica[];
  /** Pods with other numbers, the highest first. */
  readonly condemned: readonly Replica[];
}

function apart(set: StatefulSet, revisions: Revisions, pods: readonly Pod[]): Apart {
  const start = startOrdinal(set);
  const size = desiredReplicas(set);
  const found: (Replica | undefined)[] = new Array<Replica | undefined>(size).fill(undefined);
  const condemned: Replica[] = [];
  for (const pod of pods) {
    const replica = existing(pod);
    const index = replica.ordinal - start;
    if (index >= 0 && index < size) found[index] = replica;
    else if (replica.ordinal >= 0) condemned.push(replica);
  }
  const replicas = found.map((replica, index) => replica ?? plannedReplica(revisions, start + index));
  return { replicas, condemned: condemned.sort((a, b) => b.ordinal - a.ordinal) };
}

/** So many pods are worked on at once at most. */
const MAX_BATCH_SIZE = 500;

/**
 * One after the other until one has to be waited for; or all at once, in batches that double until one of a batch fails
 * (runForAll).
 */
function* forAll(
  replicas: readonly Replica[],
  process: (replica: Replica) => Reconcile<Outcome>,
  isAtRest: (replica: Replica) => boolean,
  monotonic: boolean,
): Reconcile<Outcome> {
  let failure: Refusal | undefined;
  let batchEnd = SLOW_START_INITIAL_BATCH_SIZE;
  let batchSize = batchEnd;
  for (const [index, replica] of replicas.entries()) {
    if (!monotonic && index === batchEnd) {
      if (failure !== undefined) break;
      batchSize = Math.min(2 * batchSize, MAX_BATCH_SIZE);
      batchEnd += batchSize;
    }
    if (isAtRest(replica)) continue;
    const outcome = yield* process(replica);
    if (monotonic && outcome.wait) return outcome;
    failure ??= outcome.failure;
  }
  return failure === undefined ? GO_ON : { wait: true, failure };
}

/** Whether a pod is as it should be and nobody has to wait for it. */
function isAtRest({ set, revisions, monotonic, context }: Work, replica: Replica): boolean {
  if (replica.pod === undefined || phaseOf(replica) !== 'Running') return false;
  return !(monotonic && isUnavailable(replica, set, context.now)) && isConsistent(set, revisions, replica, context);
}

/** Whether a pod has the identity, storage and owners of claims that it should have. */
function isConsistent(set: StatefulSet, revisions: Revisions, replica: Replica, { view }: Context): boolean {
  const { pod, ordinal } = replica;
  if (pod === undefined) return true;
  return conforming(set, pod, ordinal) === pod && claimsMatchRetentionPolicy(revisions.updateSet, replica, view);
}

/** Replaces a pod that ended, creates one that is missing, and holds the others up until it is available (processReplica). */
function* processReplica({ set, revisions, monotonic, context }: Work, replica: Replica): Reconcile<Outcome> {
  const { view, now } = context;
  const phase = phaseOf(replica);
  if (phase === 'Failed' || phase === 'Succeeded') {
    if (isTerminating(replica)) return WAIT;
    const gone = yield* deleteStatefulPod(set, replica);
    return gone.ok ? WAIT : { wait: true, failure: gone };
  }
  if (phase === '') {
    if (isClaimStale(set, replica, view)) return WAIT;
    const made = yield* createStatefulPod(set, replica, view);
    if (!made.ok) return { wait: true, failure: made };
    if (monotonic) return WAIT;
  }
  if (phase === 'Pending') {
    const claimed = yield* createMissingClaims(set, replica, view);
    if (!claimed.ok) return { wait: true, failure: claimed };
  }
  if (monotonic && (isUnavailable(replica, set, now) || !isRunningAndReady(replica))) return WAIT;
  if (isConsistent(set, revisions, replica, context)) return GO_ON;
  const updated = yield* updateStatefulPod(revisions.updateSet, replica, view);
  return updated.ok ? GO_ON : { wait: true, failure: updated };
}

function* fixClaims({ revisions: { updateSet }, context }: Work, replica: Replica): Reconcile<Outcome> {
  if (claimsMatchRetentionPolicy(updateSet, replica, context.view)) return GO_ON;
  const fixed = yield* updateClaimOwners(updateSet, replica, context.view);
  return fixed.ok ? GO_ON : { wait: true, failure: fixed };
}

/** Deletes a pod that is too much. In order, that waits until all others are well, unless it is itself the first ill one. */
function* processCondemned(
  { set, monotonic, context: { now } }: Work,
  replica: Replica,
  unhealthy: Replica | undefined,
): Reconcile<Outcome> {
  if (isTerminating(replica)) return monotonic ? WAIT : GO_ON;
  const well = isRunningAndReady(replica) && isAvailable(replica, set, now);
  if (monotonic && !well && replica !== unhealthy) return WAIT;
  const gone = yield* deleteStatefulPod(set, replica);
  return gone.ok ? WAIT : { wait: true, failure: gone };
}

/** Deletes the pod with the highest number, down to the partition, that is not of the new revision, one at a time. */
function* rollingUpdate(
  { set, revisions, context: { now } }: Work,
  replicas: readonly Replica[],
  counts: Counts,
): Reconcile<Progress> {
  const { type, rollingUpdate: rolling } = set.spec.updateStrategy;
  if (type === 'OnDelete') return { counts };
  const partition = rolling?.partition ?? 0;
  for (let index = replicas.length - 1; index >= partition; index--) {
    const replica = replicas[index];
    if (replica === undefined) break;
    if (replica.revision !== revisions.update.metadata.name && !isTerminating(replica)) {
      const gone = yield* deleteStatefulPod(set, replica);
      if (!gone.ok && !isNotFound(gone)) return { counts, failure: gone };
      return { counts: { ...counts, current: counts.current - 1 } };
    }
    if (isUnavailable(replica, set, now)) return { counts };
  }
  return { counts };
}
