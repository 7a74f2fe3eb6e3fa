import type { Deployment, ReplicaSet } from '../../apis/generated/apps.v1.js';
import type { Context } from '../../client/component.js';
import type { Reconcile } from '../../client/reconcile.js';
import { done, type Attempt } from './attempt.js';
import { cleanupDeployment } from './cleanup.js';
import { maxUnavailable, newReplicasFor } from './fenceposts.js';
import { hasFoundAll, syncRevision } from './new-replica-set.js';
import { isComplete, syncRolloutStatus, type Recheck } from './progress.js';
import { activeOf, allReplicaSets, byCreation, desired, total, totalDesired, type Rollout } from './replica-sets.js';
import { scaleAndRecord } from './scale.js';

/**
 * One step of a rolling update: the new replica set grows, or else the old ones shrink (rolloutRolling). `first`: what a
 * first look at the revisions found of the deployment as it was `before`.
 */
export function* rolloutRolling(
  first: Rollout,
  before: Deployment,
  replicaSets: readonly ReplicaSet[],
  context: Context,
): Reconcile<Attempt<Recheck>> {
  const { deployment } = first;
  const revised = hasFoundAll(first, before, replicaSets)
    ? done(first)
    : yield* syncRevision(deployment, replicaSets, true, context);
  if (!revised.ok) return revised;
  const rollout = revised.value;
  const grown = yield* reconcileNewReplicaSet(rollout);
  if (!grown.ok) return grown;
  const old = activeOf(rollout.oldRSs);
  const moved = grown.value || (old.length > 0 && (yield* reconcileOldReplicaSets(rollout, old)));
  if (!moved && isComplete(rollout.deployment, rollout.deployment.status)) {
    const cleaned = yield* cleanupDeployment(deployment, rollout.oldRSs);
    if (!cleaned.ok) return cleaned;
  }
  return yield* syncRolloutStatus(rollout, context.now);
}

/** Scales the new replica set as far as the surge allows; tells whether it did. */
function* reconcileNewReplicaSet(rollout: Rollout): Reconcile<Attempt<boolean>> {
  const { deployment, newRS } = rollout;
  if (newRS === undefined || desired(newRS) === desired(deployment)) return done(false);
  const replicas =
    desired(newRS) > desired(deployment)
      ? desired(deployment)
      : newReplicasFor(deployment, allReplicaSets(rollout), desired(newRS));
  const scaled = yield* scaleAndRecord(newRS, replicas, deployment);
  return scaled.ok ? done(scaled.value.scaled) : scaled;
}

/**
 * Scales the old replica sets down as far as maxUnavailable allows, counting pods of the new one that are not available;
 * tells whether it did. A refused write here does not end the sync, as upstream (reconcileOldReplicaSets).
 */
function* reconcileOldReplicaSets(rollout: Rollout, old: readonly ReplicaSet[]): Reconcile<boolean> {
  const { deployment, newRS } = rollout;
  if (newRS === undefined) return false;
  const minAvailable = desired(deployment) - maxUnavailable(deployment);
  const newUnavailable = desired(newRS) - (newRS.status.availableReplicas ?? 0);
  const most = totalDesired(allReplicaSets(rollout)) - minAvailable - newUnavailable;
  if (most <= 0) return false;
  const cleaned = yield* cleanupUnhealthyReplicas(deployment, old, most);
  if (!cleaned.ok) return false;
  const { replicaSets, count } = cleaned.value;
  const surplus = total([...replicaSets, newRS], 'availableReplicas') - minAvailable;
  const scaledDown = yield* scaleDown(deployment, replicaSets, surplus);
  return scaledDown.ok && count + scaledDown.value > 0;
}

interface Cleaned {
  /** Oldest first, as they are after it. */
  readonly replicaSets: readonly ReplicaSet[];
  readonly count: number;
}

/** Takes replicas that are not available first: that costs no availability, and they might hold up the rollout. */
function* cleanupUnhealthyReplicas(
  deployment: Deployment,
  old: readonly ReplicaSet[],
  most: number,
): Reconcile<Attempt<Cleaned>> {
  const replicaSets = [...old].sort(byCreation);
  let count = 0;
  for (const [i, target] of replicaSets.entries()) {
    if (count >= most) break;
    const unhealthy = desired(target) - (target.status.availableReplicas ?? 0);
    if (desired(target) === 0 || unhealthy === 0) continue;
    const less = Math.min(most - count, unhealthy);
    // More are available than desired: it is still shrinking. Upstream calls that an invalid request and gives up.
    if (less < 0) return impossible(target);
    const scaled = yield* scaleAndRecord(target, desired(target) - less, deployment);
    if (!scaled.ok) return scaled;
    count += less;
    replicaSets[i] = scaled.value.replicaSet;
  }
  return done({ replicaSets, count });
}

function impossible({ metadata }: ReplicaSet): Attempt<never> {
  const message = `invalid request to scale down ${metadata.namespace}/${metadata.name}`;
  return { ok: false, code: 500, status: { metadata: {}, message } };
}

/** Scales down by `surplus` in all, the oldest first; gives by how many (scaleDownOldReplicaSetsForRollingUpdate). */
function* scaleDown(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  surplus: number,
): Reconcile<Attempt<number>> {
  let count = 0;
  for (const target of [...replicaSets].sort(byCreation)) {
    if (count >= surplus) break;
    const less = Math.min(desired(target), surplus - count);
    if (less === 0) continue;
    const scaled = yield* scaleAndRecord(target, desired(target) - less, deployment);
    if (!scaled.ok) return scaled;
    count += less;
  }
  return done(count);
}
