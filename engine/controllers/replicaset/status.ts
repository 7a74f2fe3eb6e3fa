import type { ReplicaSetCondition, ReplicaSetStatus } from '../../apis/generated/apps.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { timestamp } from '../../apimachinery/time.js';
import { read, updateStatus, type Reconcile, type Result } from '../../client/reconcile.js';
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
  const templateLabels = Object.entries(owner.spec.template?.metadata.labels ?? {});
  let labelled = 0;
  let ready = 0;
  let available = 0;
  for (const pod of active) {
    const labels = pod.metadata.labels ?? {};
    if (templateLabels.every(([key, value]) => labels[key] === value)) labelled++;
    if (!isPodReady(pod)) continue;
    ready++;
    if (isPodAvailable(pod, owner.spec.minReadySeconds ?? 0, now)) available++;
  }
  const conditions = failureCondition(owner, active.length, failure, now);
  return {
    replicas: active.length,
    ...(labelled > 0 ? { fullyLabeledReplicas: labelled } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    ...(family.countsTerminating ? { terminatingReplicas: terminating.length } : {}),
    ...(owner.metadata.generation ? { observedGeneration: owner.metadata.generation } : {}),
    ...(conditions.length > 0 ? { conditions } : {}),
  };
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

function same(a: ReplicaSetStatus, b: ReplicaSetStatus): boolean {
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

/** Writes a status that differs; a refused write is tried once more on the object as it is by then. */
export function* writeStatus<T extends Replicated>(
  { resource }: Family<T>,
  owner: T,
  status: ReplicaSetStatus,
): Reconcile<Result<T>> {
  if (same(owner.status, status)) return { ok: true, object: owner };
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
