import type { Deployment, DeploymentCondition, DeploymentStatus } from '../../apis/generated/apps.v1.js';
import { deployments } from '../../apis/generated/resources.js';
import { deepEqual } from '../../apimachinery/equality.js';
import { updateStatus, type Reconcile } from '../../client/reconcile.js';
import type { Draft } from '../../core/draft.js';
import type { Millis } from '../../core/time.js';
import { done, type Attempt } from './attempt.js';
import { newCondition, withCondition } from './conditions.js';
import { maxUnavailable } from './fenceposts.js';
import { allReplicaSets, desired, total, totalDesired, totalTerminating, type Rollout } from './replica-sets.js';

/** What the replica sets add up to. */
export interface Counted extends DeploymentStatus {
  readonly conditions: readonly DeploymentCondition[];
}

/** Counts pods, and judges whether enough of them are available (calculateStatus). */
export function counted(rollout: Rollout, now: Millis): Counted {
  const { deployment, newRS } = rollout;
  const all = allReplicaSets(rollout);
  const available = total(all, 'availableReplicas');
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: total(all, 'replicas'),
    updatedReplicas: newRS?.status.replicas ?? 0,
    readyReplicas: total(all, 'readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, totalDesired(all) - available),
    terminatingReplicas: totalTerminating(all),
    conditions: withCondition(deployment.status.conditions, availability(deployment, available, now)),
    collisionCount: deployment.status.collisionCount,
  };
}

/** The status to write, with these conditions; counts of 0 are left out, as Go does. */
export function statusOf(counts: Counted, conditions: readonly DeploymentCondition[]): DeploymentStatus {
  const { replicas, updatedReplicas, readyReplicas, availableReplicas, unavailableReplicas } = counts;
  const { observedGeneration, terminatingReplicas, collisionCount } = counts;
  const status: Draft<DeploymentStatus> = {};
  if (observedGeneration !== 0) status.observedGeneration = observedGeneration;
  if (replicas !== 0) status.replicas = replicas;
  if (updatedReplicas !== 0) status.updatedReplicas = updatedReplicas;
  if (readyReplicas !== 0) status.readyReplicas = readyReplicas;
  if (availableReplicas !== 0) status.availableReplicas = availableReplicas;
  if (unavailableReplicas !== 0) status.unavailableReplicas = unavailableReplicas;
  if (terminatingReplicas !== undefined) status.terminatingReplicas = terminatingReplicas;
  if (conditions.length > 0) status.conditions = conditions;
  if (collisionCount !== undefined) status.collisionCount = collisionCount;
  return status;
}

function availability(deployment: Deployment, available: number, now: Millis) {
  return available >= desired(deployment) - maxUnavailable(deployment)
    ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
    : newCondition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        now,
      );
}

/** Writes the status when it differs, without an opinion on progress (syncDeploymentStatus). */
export function* syncStatus(rollout: Rollout, now: Millis): Reconcile<Attempt<void>> {
  const counts = counted(rollout, now);
  const written = yield* writeStatus(rollout.deployment, statusOf(counts, counts.conditions));
  return written.ok ? done(undefined) : written;
}

/** Writes a status that differs; tells whether it did. */
export function* writeStatus(deployment: Deployment, status: DeploymentStatus): Reconcile<Attempt<boolean>> {
  if (deepEqual(deployment.status, status)) return done(false);
  const { apiVersion, kind, metadata, spec } = deployment;
  const written = yield* updateStatus(deployments, { apiVersion, kind, metadata, spec, status });
  return written.ok ? done(true) : written;
}
