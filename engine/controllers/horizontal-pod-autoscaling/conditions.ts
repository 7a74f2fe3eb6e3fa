import { timestamp } from '../../apimachinery/time.js';
import type { HorizontalPodAutoscalerCondition } from '../../apis/generated/autoscaling.v2.js';
import type { Millis } from '../../core/time.js';

type Conditions = readonly HorizontalPodAutoscalerCondition[];

/** What is said of an autoscaler: everything but when it changed. */
export interface Finding {
  readonly type: 'AbleToScale' | 'ScalingActive' | 'ScalingLimited';
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/** The conditions with these said, in order. Follows setConditionInList: the time is that of the last change of status. */
export function withFindings(
  conditions: Conditions | undefined,
  findings: readonly Finding[],
  now: Millis,
): Conditions {
  return findings.reduce((list: Conditions, finding) => withFinding(list, finding, now), conditions ?? []);
}

function withFinding(conditions: Conditions, finding: Finding, now: Millis): Conditions {
  const { type, status, reason, message } = finding;
  const index = conditions.findIndex((condition) => condition.type === type);
  const old = conditions[index];
  const lastTransitionTime = old?.status === status ? old.lastTransitionTime : timestamp(now);
  const condition = { type, status, lastTransitionTime, reason, message };
  return old === undefined ? [...conditions, condition] : conditions.with(index, condition);
}
