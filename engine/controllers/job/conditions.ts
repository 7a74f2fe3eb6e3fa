import { timestamp } from '../../apimachinery/time.js';
import type { Job, JobCondition } from '../../apis/generated/batch.v1.js';
import type { Millis } from '../../core/time.js';

export type ConditionType = 'Complete' | 'Failed' | 'FailureTarget' | 'SuccessCriteriaMet' | 'Suspended';

type Conditions = readonly JobCondition[];

const NONE: Conditions = [];

export function newCondition(
  type: ConditionType,
  status: 'True' | 'False',
  reason: string,
  message: string,
  now: Millis,
): JobCondition {
  const time = timestamp(now);
  return { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message };
}

/** The condition of a type when it holds. */
export function trueCondition({ status }: Job, type: ConditionType): JobCondition | undefined {
  return status.conditions?.find((condition) => condition.type === type && condition.status === 'True');
}

/**
 * The conditions with this one as it should be; the same list (===) when it is. One that would be False is not added
 * (ensureJobConditionStatus).
 */
export function ensured(conditions: Conditions = NONE, wanted: JobCondition): Conditions {
  const known = conditions.find(({ type }) => type === wanted.type);
  if (known === undefined) return wanted.status === 'False' ? conditions : [...conditions, wanted];
  const { status, reason, message } = wanted;
  if (known.status === status && known.reason === reason && known.message === message) return conditions;
  return conditions.map((condition) => (condition === known ? wanted : condition));
}
