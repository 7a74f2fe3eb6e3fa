import type { Deployment, DeploymentStatus } from '../../apis/generated/apps.v1.js';
import { deployments } from '../../apis/generated/resources.js';
import { deepEqual } from '../../apimachinery/equality.js';
import { updateStatus, type Reconcile } from '../../client/reconcile.js';
import type { Draft } from '../../core/draft.js';
import type { Millis } from '../../core/time.js';
import { done, type Attempt } from './attempt.js';
import { newCondition, withCondition } from './conditions.js';
import { maxUnavailable } from './fenceposts.js';
import { allReplicaSets, desired, total, totalDesired, totalTerminating, type Rollout } from './replica-sets.js';

/** The status that the replica sets add up to; counts of 0 are left out, as Go does (calculateStatus). */
export function calculateStatus(rollout: Rollout, now: Millis): DeploymentStatus {
  const { deployment, newRS } = rollout;
  const all = allReplicaSets(rollout);
  const available = total(all, 'availableReplicas');
  const terminating = totalTerminating(all);
  const { collisionCount, conditions } = deployment.status;
  const unavailable = Math.max(0, totalDesired(all) - available);
  const replicas = total(all, 'replicas');
  const updated = newRS?.status.replicas ?? 0;
  const ready = total(all, 'readyReplicas');
  const status: Draft<DeploymentStatus> = {};
  if (deployment.metadata.generation) status.observedGeneration = deployment.metadata.generation;
  if (replicas !== 0) status.replicas = replicas;
  if (updated !== 0) status.updatedReplicas = updated;
  if (ready !== 0) status.readyReplicas = ready;
  if (available !== 0) status.availableReplicas = available;
  if (unavailable !== 0) status.unavailableReplicas = unavailable;
  if (terminating !== undefined) status.terminatingReplicas = terminating;
  status.conditions = withCondition(conditions, availability(deployment, available, now));
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
  const written = yield* writeStatus(rollout.deployment, calculateStatus(rollout, now));
  return written.ok ? done(undefined) : written;
}

/** Writes a status that differs; tells whether it did. */
export function* writeStatus(deployment: Deployment, status: DeploymentStatus): Reconcile<Attempt<boolean>> {
  if (deepEqual(deployment.status, status)) return done(false);
  const written = yield* updateStatus(deployments, { ...deployment, status });
  return written.ok ? done(true) : written;
}
