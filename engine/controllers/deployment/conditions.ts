import type {
  Deployment,
  DeploymentCondition,
  DeploymentStatus,
  ReplicaSetCondition,
} from '../../apis/generated/apps.v1.js';
import { timestamp } from '../../apimachinery/time.js';
import type { Millis } from '../../core/time.js';

export type ConditionType = 'Progressing' | 'Available' | 'ReplicaFailure';

/** Reasons of the condition Progressing. */
export const REASONS = {
  replicaSetUpdated: 'ReplicaSetUpdated',
  replicaSetCreateError: 'ReplicaSetCreateError',
  newReplicaSetCreated: 'NewReplicaSetCreated',
  foundNewReplicaSet: 'FoundNewReplicaSet',
  newReplicaSetAvailable: 'NewReplicaSetAvailable',
  timedOut: 'ProgressDeadlineExceeded',
  paused: 'DeploymentPaused',
  resumed: 'DeploymentResumed',
} as const;

type Conditions = readonly DeploymentCondition[];

const NONE: Conditions = [];

/** Seconds that mean 'no deadline'. */
const MAX_INT32 = 2 ** 31 - 1;

/** Whether lack of progress is to be reported (HasProgressDeadline). */
export function hasProgressDeadline({ spec }: Deployment): boolean {
  return spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== MAX_INT32;
}

export function newCondition(
  type: ConditionType,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  now: Millis,
): DeploymentCondition {
  const time = timestamp(now);
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message };
}

export function conditionOf(conditions: Conditions | undefined, type: ConditionType): DeploymentCondition | undefined {
  if (conditions === undefined) return undefined;
  for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

/**
 * The conditions with this one, at their end. They stay as they are when it has the status and reason that it had; its
 * lastTransitionTime stays when the status does (SetDeploymentCondition).
 */
export function withCondition(conditions: Conditions = NONE, condition: DeploymentCondition): Conditions {
  const current = conditions.find(({ type }) => type === condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return conditions;
  const { lastTransitionTime } = current?.status === condition.status ? current : condition;
  return [...conditions.filter(({ type }) => type !== condition.type), { ...condition, lastTransitionTime }];
}

/** The conditions without this one; the same when it is not among them. */
export function withoutCondition(conditions: Conditions = NONE, type: ConditionType): Conditions {
  return conditionOf(conditions, type) === undefined
    ? conditions
    : conditions.filter((condition) => condition.type !== type);
}

/** The deployment with a condition set in its status. */
export function setCondition(deployment: Deployment, condition: DeploymentCondition): Deployment {
  const { status = {} } = deployment;
  return { ...deployment, status: withConditions(status, withCondition(status.conditions, condition)) };
}

/** The status with these conditions; an empty list is left out, as Go does. */
function withConditions(status: DeploymentStatus, conditions: Conditions): DeploymentStatus {
  if (conditions.length > 0) return { ...status, conditions };
  const { conditions: _none, ...rest } = status;
  return rest;
}

/** A replica set's failure as the deployment's own (ReplicaSetToDeploymentCondition). */
export function fromReplicaSet(condition: ReplicaSetCondition): DeploymentCondition {
  const { type, status, lastTransitionTime, reason, message } = condition;
  return { type, status, lastUpdateTime: lastTransitionTime, lastTransitionTime, reason, message };
}
