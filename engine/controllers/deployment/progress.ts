import type {
  Deployment,
  DeploymentCondition,
  DeploymentStatus,
  ReplicaSet,
  ReplicaSetCondition,
} from '../../apis/generated/apps.v1.js';
import { millisOf } from '../../apimachinery/time.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { SECOND } from '../../core/time.js';
import { done, type Attempt } from './attempt.js';
import {
  conditionOf,
  fromReplicaSet,
  hasProgressDeadline,
  newCondition,
  REASONS,
  withCondition,
  withoutCondition,
} from './conditions.js';
import { allReplicaSets, desired, type Rollout } from './replica-sets.js';
import { counted, statusOf, writeStatus } from './status.js';

/** When the sync is to be repeated to see whether the deadline has passed; undefined: not for that. */
export type Recheck = Millis | undefined;

/** Upstream asks again after 5 ms when less than a second is left. */
const SOON: Millis = 5;

/** All desired replicas are updated and available, and no others run (DeploymentComplete). */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const size = desired(deployment);
  return (
    (status.updatedReplicas ?? 0) === size &&
    (status.replicas ?? 0) === size &&
    (status.availableReplicas ?? 0) === size &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/**
 * Writes the status of a deployment in a rollout: whether it progresses, is complete, or has made no progress for
 * progressDeadlineSeconds; and the failures of its replica sets (syncRolloutStatus).
 */
export function* syncRolloutStatus(rollout: Rollout, now: Millis): Reconcile<Attempt<Recheck>> {
  const { deployment } = rollout;
  const counts = counted(rollout, now);
  const judged = statusOf(counts, withFailure(rollout, progressConditions(rollout, counts, now)));
  const written = yield* writeStatus(deployment, judged);
  if (!written.ok) return written;
  return done(written.value ? undefined : recheckAfter(deployment, judged, now));
}

type Conditions = readonly DeploymentCondition[];

function progressConditions(rollout: Rollout, status: DeploymentStatus, now: Millis): Conditions {
  const { deployment, newRS } = rollout;
  const { conditions = [] } = status;
  if (!hasProgressDeadline(deployment)) return withoutCondition(conditions, 'Progressing');
  const current = conditionOf(deployment.status.conditions, 'Progressing');
  const wasComplete =
    current?.reason === REASONS.newReplicaSetAvailable && (status.replicas ?? 0) === (status.updatedReplicas ?? 0);
  if (wasComplete) return conditions;
  const subject =
    newRS === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${newRS.metadata.name}"`;
  if (isComplete(deployment, status)) {
    const message = `${subject} has successfully progressed.`;
    return withCondition(conditions, newCondition('Progressing', 'True', REASONS.newReplicaSetAvailable, message, now));
  }
  if (isProgressing(deployment, status)) {
    const message = `${subject} is progressing.`;
    const progressing = newCondition('Progressing', 'True', REASONS.replicaSetUpdated, message, now);
    // Even with the same reason its lastUpdateTime moves on: the deadline counts from there.
    const others = withoutCondition(conditions, 'Progressing');
    const since = current?.status === 'True' ? current.lastTransitionTime : progressing.lastTransitionTime;
    return withCondition(others, { ...progressing, lastTransitionTime: since });
  }
  if (!isTimedOut(deployment, status, now)) return conditions;
  const message = `${subject} has timed out progressing.`;
  return withCondition(conditions, newCondition('Progressing', 'False', REASONS.timedOut, message, now));
}

/** More replicas are updated, ready or available than before, or fewer old ones are left (DeploymentProgressing). */
function isProgressing({ status: before }: Deployment, after: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus): number => replicas - updatedReplicas;
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

/** When the deadline passes, counted from the last sign of progress. */
function deadline({ spec }: Deployment, { lastUpdateTime }: DeploymentCondition): Millis {
  return millisOf(lastUpdateTime) + (spec.progressDeadlineSeconds ?? 0) * SECOND;
}

/** No progress was seen until the deadline. A rollout that was complete is not timed (DeploymentTimedOut). */
function isTimedOut(deployment: Deployment, { conditions }: DeploymentStatus, now: Millis): boolean {
  const condition = conditionOf(conditions, 'Progressing');
  if (condition === undefined || condition.reason === REASONS.newReplicaSetAvailable) return false;
  return condition.reason === REASONS.timedOut || deadline(deployment, condition) < now;
}

function failureOf({ status }: ReplicaSet): ReplicaSetCondition | undefined {
  return status.conditions?.find(({ type }) => type === 'ReplicaFailure');
}

function firstFailure(replicaSets: readonly ReplicaSet[]): ReplicaSetCondition | undefined {
  for (const replicaSet of replicaSets) {
    const failure = failureOf(replicaSet);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** The failure of the new replica set, or else of any, as the deployment's (getReplicaFailures). */
function withFailure(rollout: Rollout, conditions: Conditions): Conditions {
  const { newRS } = rollout;
  const failure = (newRS && failureOf(newRS)) ?? firstFailure(allReplicaSets(rollout));
  return failure === undefined
    ? withoutCondition(conditions, 'ReplicaFailure')
    : withCondition(conditions, fromReplicaSet(failure));
}

/**
 * A deployment whose status stands still may be stuck: it is looked at again a second after its deadline. Upstream also
 * polls one that was complete and is no more, which can change nothing; that is left out. Follows requeueStuckDeployment.
 */
function recheckAfter(deployment: Deployment, status: DeploymentStatus, now: Millis): Recheck {
  const current = conditionOf(deployment.status.conditions, 'Progressing');
  if (current === undefined || !hasProgressDeadline(deployment) || isComplete(deployment, status)) return undefined;
  if (current.reason === REASONS.timedOut || current.reason === REASONS.newReplicaSetAvailable) return undefined;
  const left = deadline(deployment, current) - now;
  return left < SECOND ? Math.max(SOON, left + 1) : left + SECOND;
}
