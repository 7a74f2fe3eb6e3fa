import type { StatefulSet, StatefulSetStatus } from '../../apis/generated/apps.v1.js';
import { statefulsets } from '../../apis/generated/resources.js';
import { read, updateStatus, type Reconcile, type Result } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { isConflict } from '../framework/refusal.js';
import { desiredReplicas } from './ordinals.js';
import { isAvailable, isRunningAndReady, isTerminating, phaseOf, type Replica } from './replica.js';
import type { Revisions } from './revisions.js';

/** The numbers of a stateful set's status. */
export interface Counts {
  readonly replicas: number;
  readonly ready: number;
  readonly available: number;
  readonly current: number;
  readonly updated: number;
}

/** Counts pods that are there (computeReplicaStatus). */
export function countReplicas(
  set: StatefulSet,
  { current, update }: Revisions,
  replicas: readonly Replica[],
  now: Millis,
): Counts {
  const counts = { replicas: 0, ready: 0, available: 0, current: 0, updated: 0 };
  for (const replica of replicas) {
    if (phaseOf(replica) === '') continue;
    counts.replicas++;
    if (isRunningAndReady(replica)) {
      counts.ready++;
      if (isAvailable(replica, set, now)) counts.available++;
    }
    if (isTerminating(replica)) continue;
    if (replica.revision === current.metadata.name) counts.current++;
    if (replica.revision === update.metadata.name) counts.updated++;
  }
  return counts;
}

/**
 * The status that the counts make. Once all pods are of the new revision and ready, that becomes the current one
 * (completeRollingUpdate).
 */
export function statusOf(set: StatefulSet, revisions: Revisions, counts: Counts): StatefulSetStatus {
  const size = desiredReplicas(set);
  const complete =
    set.spec.updateStrategy.type === 'RollingUpdate' &&
    counts.updated === size &&
    counts.ready === size &&
    counts.replicas === size;
  const optional = {
    observedGeneration: set.metadata.generation ?? 0,
    readyReplicas: counts.ready,
    currentReplicas: complete ? counts.updated : counts.current,
    updatedReplicas: counts.updated,
  };
  const { current, update } = revisions;
  return {
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== 0)),
    replicas: counts.replicas,
    availableReplicas: counts.available,
    currentRevision: (complete ? update : current).metadata.name,
    updateRevision: update.metadata.name,
    collisionCount: revisions.collisionCount,
  };
}

/** Writes a status that differs; on a conflict it is tried once more on the object as it is by then. */
export function* writeStatus(set: StatefulSet, status: StatefulSetStatus): Reconcile<Result<StatefulSet>> {
  if (isConsistent(set.status, status)) return { ok: true, object: set };
  const written = yield* updateStatus(statefulsets, { ...set, status });
  if (written.ok || !isConflict(written)) return written;
  const { namespace, name } = set.metadata;
  const fresh = yield* read(statefulsets, { namespace, name });
  return fresh.ok ? yield* updateStatus(statefulsets, { ...fresh.object, status }) : fresh;
}

/** The opposite of inconsistentStatus. */
function isConsistent(old: StatefulSetStatus, status: StatefulSetStatus): boolean {
  return (
    (status.observedGeneration ?? 0) <= (old.observedGeneration ?? 0) &&
    status.replicas === old.replicas &&
    (status.currentReplicas ?? 0) === (old.currentReplicas ?? 0) &&
    (status.readyReplicas ?? 0) === (old.readyReplicas ?? 0) &&
    (status.updatedReplicas ?? 0) === (old.updatedReplicas ?? 0) &&
    status.currentRevision === old.currentRevision &&
    status.availableReplicas === old.availableReplicas &&
    status.updateRevision === old.updateRevision
  );
}
