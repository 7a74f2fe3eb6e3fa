import type { Deployment, ReplicaSet } from '../../apis/generated/apps.v1.js';
import { pods } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { View } from '../../client/view.js';
import { isPodTerminal } from '../framework/pod-state.js';
import { wants } from '../framework/selectors.js';
import { done, type Attempt } from './attempt.js';
import { cleanupDeployment } from './cleanup.js';
import { syncRevision } from './new-replica-set.js';
import { isComplete, syncRolloutStatus, type Recheck } from './progress.js';
import { activeOf, desired, total, type Rollout } from './replica-sets.js';
import { scaleAndRecord } from './scale.js';

/** Old pods first go, all of them; then the new ones come (rolloutRecreate). */
export function* rolloutRecreate(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  context: Context,
): Reconcile<Attempt<Recheck>> {
  const revised = yield* syncRevision(deployment, replicaSets, false, context);
  if (!revised.ok) return revised;
  let rollout = revised.value;
  const emptied = yield* scaleDownOld(rollout);
  if (!emptied.ok) return emptied;
  if (emptied.value || oldPodsRunning(rollout, context.view)) return yield* syncRolloutStatus(rollout, context.now);
  if (rollout.newRS === undefined) {
    const made = yield* syncRevision(rollout.deployment, replicaSets, true, context);
    if (!made.ok) return made;
    rollout = made.value;
  }
  const filled = yield* scaleUpNew(rollout);
  if (!filled.ok) return filled;
  if (isComplete(rollout.deployment, rollout.deployment.status)) {
    const cleaned = yield* cleanupDeployment(deployment, rollout.oldRSs);
    if (!cleaned.ok) return cleaned;
  }
  return yield* syncRolloutStatus(rollout, context.now);
}

function* scaleDownOld({ deployment, oldRSs }: Rollout): Reconcile<Attempt<boolean>> {
  let any = false;
  for (const replicaSet of activeOf(oldRSs)) {
    const scaled = yield* scaleAndRecord(replicaSet, 0, deployment);
    if (!scaled.ok) return scaled;
    any ||= scaled.value.scaled;
  }
  return done(any);
}

/** Pods that ended do not count; terminating ones do. */
function oldPodsRunning({ deployment, oldRSs }: Rollout, view: View): boolean {
  if (total(oldRSs, 'replicas') > 0) return true;
  const { selector } = deployment.spec;
  return oldRSs.some(({ metadata }) =>
    view.controlledBy(pods, metadata.uid).some((pod) => !isPodTerminal(pod) && wants(selector, pod)),
  );
}

function* scaleUpNew({ deployment, newRS }: Rollout): Reconcile<Attempt<void>> {
  if (newRS === undefined) return done(undefined);
  const scaled = yield* scaleAndRecord(newRS, desired(deployment), deployment);
  return scaled.ok ? done(undefined) : scaled;
}
