import type { Deployment, ReplicaSet } from '../../apis/generated/apps.v1.js';
import { deployments, replicasets } from '../../apis/generated/resources.js';
import { namespaceOf, splitKey } from '../../apimachinery/object.js';
import type { Context } from '../../client/component.js';
import type { Synced } from '../../client/controller.js';
import { recordEvent, updateStatus, type Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import type { Millis } from '../../core/time.js';
import { claimObjects, ownsAll } from '../framework/claim.js';
import { isNamespaceTerminating } from '../framework/refusal.js';
import { isEmptySelector, matcherOf } from '../framework/selectors.js';
import { done, type Attempt } from './attempt.js';
import { cleanupDeployment } from './cleanup.js';
import { conditionOf, hasProgressDeadline, newCondition, REASONS, setCondition } from './conditions.js';
import { isRollingUpdate } from './fenceposts.js';
import { syncRevision } from './new-replica-set.js';
import type { Recheck } from './progress.js';
import { rolloutRecreate } from './recreate.js';
import { rolloutRolling } from './rolling.js';
import { isScalingEvent, scale } from './scaling-event.js';
import { syncStatus } from './status.js';

/**
 * Moves a deployment one step towards its template and size. A refused write ends the step, and it is tried again with
 * back-off, unless the namespace is going. Follows syncDeployment and handleErr (pkg/controller/deployment).
 */
export function* syncDeployment(key: string, context: Context): Reconcile<Synced<undefined>> {
  const { namespace, name } = splitKey(key);
  const deployment = context.view.get(deployments, namespace, name);
  if (deployment === undefined) return { memory: undefined };
  if (isEmptySelector(deployment.spec.selector)) {
    yield* refuseToSelectAll(deployment);
    return { memory: undefined };
  }
  const matches = matcherOf(deployment.spec.selector);
  if (matches === undefined) return { memory: undefined, requeue: 'rate-limited' };
  const claim = { controllers: deployments, controller: deployment, objects: replicasets, matches };
  const found = candidates(deployment, context.view);
  const claimed = ownsAll(claim, found) ? { owned: found, failed: false } : yield* claimObjects(claim, found);
  if (claimed.failed) return { memory: undefined, requeue: 'rate-limited' };
  const moved = yield* move(deployment, claimed.owned, context);
  if (moved.ok)
    return { memory: undefined, requeue: moved.value, done: moved.value === undefined && isAtRest(deployment) };
  return { memory: undefined, requeue: isNamespaceTerminating(moved) ? undefined : 'rate-limited' };
}

/** Its rollout is over and was seen to be: a look at its deadline, asked for while it went on, has nothing left to find. */
function isAtRest({ metadata, status }: Deployment): boolean {
  const observed = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  return observed && conditionOf(status.conditions, 'Progressing')?.reason === REASONS.newReplicaSetAvailable;
}

function* refuseToSelectAll(deployment: Deployment): Reconcile {
  const message = 'This deployment is selecting all pods. A non-empty selector is required.';
  yield* recordEvent(deployments, deployment, 'Warning', 'SelectingAll', message);
  const { generation = 0 } = deployment.metadata;
  if ((deployment.status.observedGeneration ?? 0) >= generation) return;
  yield* updateStatus(deployments, { ...deployment, status: { ...deployment.status, observedGeneration: generation } });
}

/** Replica sets that the deployment controls, and orphans that it may want. */
function candidates(deployment: Deployment, view: View): readonly ReplicaSet[] {
  const owned = view.controlledBy(replicasets, deployment.metadata.uid);
  const orphans = view.orphans(replicasets, namespaceOf(deployment));
  return orphans.length === 0 ? owned : [...owned, ...orphans];
}

function* move(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  context: Context,
): Reconcile<Attempt<Recheck>> {
  if (deployment.metadata.deletionTimestamp !== undefined) {
    const revised = yield* syncRevision(deployment, replicaSets, false, context);
    return revised.ok ? yield* statusOnly(revised.value, context) : revised;
  }
  const noted = pauseNoted(deployment, context.now);
  if (noted !== deployment) {
    const written = yield* updateStatus(deployments, noted);
    if (!written.ok) return written;
  }
  const current = noted;
  if (current.spec.paused === true) return yield* syncSize(current, replicaSets, context);
  const revised = yield* syncRevision(current, replicaSets, false, context);
  if (!revised.ok) return revised;
  const known = revised.value.deployment;
  if (isScalingEvent(revised.value)) return yield* syncSize(known, replicaSets, context);
  return isRollingUpdate(known)
    ? yield* rolloutRolling(revised.value, current, replicaSets, context)
    : yield* rolloutRecreate(known, replicaSets, context);
}

function* statusOnly(rollout: Parameters<typeof syncStatus>[0], { now }: Context): Reconcile<Attempt<Recheck>> {
  const synced = yield* syncStatus(rollout, now);
  return synced.ok ? done(undefined) : synced;
}

/** Follows a change of size, while the rollout itself rests (DeploymentController.sync). */
function* syncSize(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  context: Context,
): Reconcile<Attempt<Recheck>> {
  const revised = yield* syncRevision(deployment, replicaSets, false, context);
  if (!revised.ok) return revised;
  const scaled = yield* scale(revised.value);
  if (!scaled.ok) return scaled;
  if (deployment.spec.paused === true) {
    const cleaned = yield* cleanupDeployment(deployment, revised.value.oldRSs);
    if (!cleaned.ok) return cleaned;
  }
  return yield* statusOnly(revised.value, context);
}

/**
 * The deployment with a pause noted, or its end, in the condition Progressing: the deadline counts from the end of the
 * pause. The same (===) when it is. A deadline that has passed stays noted (checkPausedConditions).
 */
function pauseNoted(deployment: Deployment, now: Millis): Deployment {
  const reason = conditionOf(deployment.status.conditions, 'Progressing')?.reason;
  const paused = deployment.spec.paused === true;
  const noted = reason === REASONS.paused;
  if (!hasProgressDeadline(deployment) || reason === REASONS.timedOut || paused === noted) return deployment;
  const condition = paused
    ? newCondition('Progressing', 'Unknown', REASONS.paused, 'Deployment is paused', now)
    : newCondition('Progressing', 'Unknown', REASONS.resumed, 'Deployment is resumed', now);
  return setCondition(deployment, condition);
}
