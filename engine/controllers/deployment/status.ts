import { extended } from '../../core/extended.js';
import type { Deployment, DeploymentStatus } from '../../apis/generated/apps.v1.js';
import { deployments } from '../../apis/generated/resources.js';
import { deepEqual } from '../../apimachinery/equality.js';
import { updateStatus, type Reconcile } from '../../client/reconcile.js';
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
  const counts = {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: total(all, 'replicas'),
    updatedReplicas: newRS?.status.replicas ?? 0,
    readyReplicas: total(all, 'readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, totalDesired(all) - available),
  };
  const terminating = totalTerminating(all);
  const { collisionCount, conditions } = deployment.status;
  return extended(
    Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)),
    terminating === undefined ? {} : { terminatingReplicas: terminating },
    {
      conditions: withCondition(conditions, availability(deployment, available, now)),
      ...(collisionCount === undefined ? {} : { collisionCount }),
    },
  );
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
