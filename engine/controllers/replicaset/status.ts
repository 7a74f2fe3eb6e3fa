import type { ReplicaSetCondition, ReplicaSetStatus } from '../../apis/generated/apps.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { timestamp } from '../../apimachinery/time.js';
import { read, updateStatus, type Reconcile, type Result } from '../../client/reconcile.js';
import type { Draft } from '../../core/draft.js';
import type { Millis } from '../../core/time.js';
import { isPodAvailable, isPodReady } from '../framework/pod-state.js';
import { desiredReplicas, type Family, type Replicated } from './family.js';

const REPLICA_FAILURE = 'ReplicaFailure';

/** What a sync saw and did. */
export interface Observed {
  readonly active: readonly Pod[];
  readonly terminating: readonly Pod[];
  /** Why pods could not be created or deleted. */
  readonly failure: string | undefined;
}

/** Follows calculateStatus (replica_set_utils.go); observedGeneration is that of the owner. */
export function calculateStatus<T extends Replicated>(
  family: Family<T>,
  owner: T,
  { active, terminating, failure }: Observed,
  now: Millis,
): ReplicaSetStatus {
  const templateLabels = owner.spec.template?.metadata.labels ?? NO_LABELS;
  let labelled = 0;
  let ready = 0;
  let available = 0;
  for (const pod of active) {
    if (hasAll(pod.metadata.labels ?? NO_LABELS, templateLabels)) labelled++;
    if (!isPodReady(pod)) continue;
    ready++;
    if (isPodAvailable(pod, owner.spec.minReadySeconds ?? 0, now)) available++;
  }
  const conditions = failureCondition(owner, active.length, failure, now);
  const status: Draft<ReplicaSetStatus> = { replicas: active.length };
  if (labelled > 0) status.fullyLabeledReplicas = labelled;
  if (ready > 0) status.readyReplicas = ready;
  if (available > 0) status.availableReplicas = available;
  if (family.countsTerminating) status.terminatingReplicas = terminating.length;
  if (owner.metadata.generation) status.observedGeneration = owner.metadata.generation;
  if (conditions.length > 0) status.conditions = conditions;
  return status;
}

type Labels = Readonly<Record<string, string>>;

const NO_LABELS: Labels = {};

function hasAll(labels: Labels, wanted: Labels): boolean {
  for (const key in wanted) if (labels[key] !== wanted[key]) return false;
  return true;
}

const NO_CONDITIONS: readonly ReplicaSetCondition[] = [];

/** The owner's conditions with ReplicaFailure as it should be; the same list when nothing changes. */
function failureCondition(
  { spec, status }: Replicated,
  active: number,
  failure: string | undefined,
  now: Millis,
): readonly ReplicaSetCondition[] {
  const conditions = status.conditions ?? NO_CONDITIONS;
  const failed = conditions.some((condition) => condition.type === REPLICA_FAILURE);
  if (failed === (failure !== undefined)) return conditions;
  const others = conditions.filter((condition) => condition.type !== REPLICA_FAILURE);
  if (failure === undefined) return others;
  const reason = active < (spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete';
  const lastTransitionTime = timestamp(now);
  return [...others, { type: REPLICA_FAILURE, status: 'True', lastTransitionTime, reason, message: failure }];
}

/** Whether two statuses say the same. */
export function isSame(a: ReplicaSetStatus, b: ReplicaSetStatus): boolean {
  return (
    a.replicas === b.replicas &&
    (a.fullyLabeledReplicas ?? 0) === (b.fullyLabeledReplicas ?? 0) &&
    (a.readyReplicas ?? 0) === (b.readyReplicas ?? 0) &&
    (a.availableReplicas ?? 0) === (b.availableReplicas ?? 0) &&
    a.terminatingReplicas === b.terminatingReplicas &&
    (a.observedGeneration ?? 0) === (b.observedGeneration ?? 0) &&
    (a.conditions ?? NO_CONDITIONS) === (b.conditions ?? NO_CONDITIONS)
  );
}

/** Writes a status; a refused write is tried once more on the object as it is by then. */
export function* writeStatus<T extends Replicated>(
  { resource }: Family<T>,
  owner: T,
  status: ReplicaSetStatus,
): Reconcile<Result<T>> {
  const written = yield* updateStatus(resource, { ...owner, status });
  if (written.ok) return written;
  const { namespace, name } = owner.metadata;
  const fresh = yield* read(resource, { namespace, name });
  return fresh.ok ? yield* updateStatus(resource, { ...fresh.object, status }) : fresh;
}

/** Whether the owner still wants more pods, or fewer, than there are. */
export function surplus(owner: Replicated, active: readonly Pod[]): number {
  return active.length - desiredReplicas(owner);
}
