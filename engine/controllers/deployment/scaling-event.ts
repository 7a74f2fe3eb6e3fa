import type { Deployment, ReplicaSet } from '../../apis/generated/apps.v1.js';
import type { Reconcile } from '../../client/reconcile.js';
import { desiredReplicasOf } from './annotations.js';
import { done, type Attempt } from './attempt.js';
import { isRollingUpdate } from './fenceposts.js';
import { proportionalSizes } from './proportions.js';
import { activeOf, allReplicaSets, byCreation, desired, type Rollout } from './replica-sets.js';
import { scaleAndRecord, scaleReplicaSet } from './scale.js';

/**
 * Follows a change of the deployment's size, outside the rollout itself. One active replica set takes it all; several
 * share it in proportion to their sizes, so that scaling does not hasten a rollout (DeploymentController.scale).
 */
export function* scale(rollout: Rollout): Reconcile<Attempt<void>> {
  const { deployment, newRS, oldRSs } = rollout;
  const single = activeOrLatest(rollout);
  if (single !== undefined) {
    const scaled = yield* scaleAndRecord(single, desired(deployment), deployment);
    return scaled.ok ? done(undefined) : scaled;
  }
  if (newRS !== undefined && isSaturated(deployment, newRS)) {
    for (const old of activeOf(oldRSs)) {
      const scaled = yield* scaleAndRecord(old, 0, deployment);
      if (!scaled.ok) return scaled;
    }
    return done(undefined);
  }
  return isRollingUpdate(deployment) ? yield* scaleProportionally(rollout) : done(undefined);
}

/** The only active replica set; when none is, the newest; undefined when several are (FindActiveOrLatest). */
export function activeOrLatest({ newRS, oldRSs }: Rollout): ReplicaSet | undefined {
  const youngestFirst = [...oldRSs].sort(byCreation).reverse();
  const [first, second] = activeOf(newRS === undefined ? youngestFirst : [...youngestFirst, newRS]);
  if (second !== undefined) return undefined;
  return first ?? newRS ?? youngestFirst[0];
}

/** Whether the replica set is the whole deployment, by its own account too, and available (IsSaturated). */
export function isSaturated(deployment: Deployment, replicaSet: ReplicaSet): boolean {
  const size = desired(deployment);
  return (
    desiredReplicasOf(replicaSet) === size &&
    desired(replicaSet) === size &&
    (replicaSet.status.availableReplicas ?? 0) === size
  );
}

function* scaleProportionally(rollout: Rollout): Reconcile<Attempt<void>> {
  const { deployment } = rollout;
  const active = activeOf(allReplicaSets(rollout));
  for (const [replicaSet, size] of proportionalSizes(deployment, active)) {
    const scaled = yield* scaleReplicaSet(replicaSet, size, deployment);
    if (!scaled.ok) return scaled;
  }
  return done(undefined);
}

/** Whether an active replica set last knew the deployment by another size (isScalingEvent). */
export function isScalingEvent(rollout: Rollout): boolean {
  return activeOf(allReplicaSets(rollout)).some((replicaSet) => {
    const known = desiredReplicasOf(replicaSet);
    return known !== undefined && known !== desired(rollout.deployment);
  });
}
