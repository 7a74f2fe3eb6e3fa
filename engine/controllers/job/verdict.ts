import { millisOf } from '../../apimachinery/time.js';
import type { Job, JobCondition } from '../../apis/generated/batch.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import { SECOND } from '../../core/time.js';
import { newCondition, trueCondition } from './conditions.js';
import type { IndexSurvey } from './index-survey.js';
import { total } from './intervals.js';
import { matchPodFailurePolicy } from './pod-failure-policy.js';
import { isPodFailed, isSuspended } from './pods.js';
import type { Situation } from './situation.js';
import { matchSuccessPolicy } from './success-policy.js';

/** Whether a job ends, before its pods are looked after. */
export interface Verdict {
  /** Why it ends. */
  readonly condition?: JobCondition;
  /** When its deadline is to be looked at. */
  readonly lookAgainAfter?: Millis;
}

/**
 * Judges a job: what was decided before stands, then come failures (by policy, back-off limit, deadline, failed indexes),
 * then the success policy. Follows the evaluations of syncJob in their order.
 */
export function judge(situation: Situation, startTime: string | undefined, now: Millis): Verdict {
  const { job, pods, indexes } = situation;
  const decided = trueCondition(job, 'SuccessCriteriaMet');
  if (decided !== undefined) return { condition: decided };
  const target = trueCondition(job, 'FailureTarget');
  if (target !== undefined) {
    return { condition: newCondition('Failed', 'True', target.reason ?? '', target.message ?? '', now) };
  }
  const message = failJobMessage(job, pods);
  if (message !== undefined) return { condition: failure('PodFailurePolicy', message, now) };
  if (situation.failed > (job.spec.backoffLimit ?? 6) || pastBackoffLimitOnFailure(job, pods)) {
    return { condition: failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit', now) };
  }
  const left = untilDeadline(job, startTime, now);
  if (left !== undefined && left <= 0) {
    return { condition: failure('DeadlineExceeded', 'Job was active longer than specified deadline', now) };
  }
  const look = left === undefined ? {} : { lookAgainAfter: left };
  const condition = indexes && judgeIndexes(job, indexes, now);
  return condition === undefined ? look : { ...look, condition };
}

function failure(reason: string, message: string, now: Millis): JobCondition {
  return newCondition('FailureTarget', 'True', reason, message, now);
}

/** The message of the first pod that makes the whole job fail. */
function failJobMessage(job: Job, pods: readonly Pod[]): string | undefined {
  const { podFailurePolicy } = job.spec;
  if (podFailurePolicy === undefined) return undefined;
  for (const pod of pods) {
    if (!isPodFailed(pod, job)) continue;
    const { message } = matchPodFailurePolicy(podFailurePolicy, pod);
    if (message !== undefined) return message;
  }
  return undefined;
}

/** With restartPolicy OnFailure it is restarts that count towards the limit. */
function pastBackoffLimitOnFailure({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec.template.spec.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status.phase !== 'Running' && status.phase !== 'Pending') continue;
    for (const { restartCount } of status.initContainerStatuses ?? []) restarts += restartCount;
    for (const { restartCount } of status.containerStatuses ?? []) restarts += restartCount;
  }
  return restarts >= Math.max(spec.backoffLimit ?? 6, 1);
}

/** How long the job may still be active; undefined when there is no deadline, or it is suspended. */
function untilDeadline(job: Job, startTime: string | undefined, now: Millis): Millis | undefined {
  const { activeDeadlineSeconds } = job.spec;
  if (activeDeadlineSeconds === undefined || startTime === undefined || isSuspended(job)) return undefined;
  // One that starts just now has all of its time, though its start is written down in whole seconds.
  const started = job.status.startTime === undefined ? now : millisOf(startTime);
  return activeDeadlineSeconds * SECOND - (now - started);
}

function judgeIndexes(job: Job, { succeeded, failed }: IndexSurvey, now: Millis): JobCondition | undefined {
  const { maxFailedIndexes, completions = 0 } = job.spec;
  const failures = failed === undefined ? 0 : total(failed);
  if (maxFailedIndexes !== undefined && failures > maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes';
    return failure('MaxFailedIndexesExceeded', message, now);
  }
  if (failures > 0 && failures + total(succeeded) >= completions) {
    return failure('FailedIndexes', 'Job has failed indexes', now);
  }
  const rules = matchSuccessPolicy(job, succeeded);
  return rules === undefined ? undefined : newCondition('SuccessCriteriaMet', 'True', 'SuccessPolicy', rules, now);
}
