import type { Job, JobCondition, JobStatus } from '../generated/batch.v1.js';
import { deepEqual } from '../../apimachinery/equality.js';
import { duplicate, invalid, required, type FieldError } from '../../apimachinery/field-error.js';
import { millisOf } from '../../apimachinery/time.js';
import { checkNonnegative, type Errors } from '../core/pod/validation/checks.js';
import { validateCoreMetaUpdate } from '../core/pod/validation/object-meta.js';
import { countIndexes, overlapMessage } from './indexes.js';

/** Conditions of a Job that are True. */
interface Truth {
  readonly complete: boolean;
  readonly failed: boolean;
  readonly failureTarget: boolean;
  readonly successCriteriaMet: boolean;
  readonly finished: boolean;
}

function truth({ conditions }: JobStatus): Truth {
  const is = (type: string) => hasCondition(conditions, type, 'True');
  const complete = is('Complete');
  const failed = is('Failed');
  return {
    complete,
    failed,
    failureTarget: is('FailureTarget'),
    successCriteriaMet: is('SuccessCriteriaMet'),
    finished: complete || failed,
  };
}

function hasCondition(conditions: readonly JobCondition[] | undefined, type: string, status: string): boolean {
  return conditions?.some((condition) => condition.type === type && condition.status === status) ?? false;
}

/** What changed in a status; only the rules that concern a change are applied. */
interface Change {
  readonly job: Job;
  readonly old: Job;
  readonly now: Truth;
  readonly before: Truth;
  readonly changed: (field: keyof JobStatus) => boolean;
  readonly turned: (...conditions: readonly (keyof Truth)[]) => boolean;
}

/** Follows ValidateJobUpdateStatus, with the options of getStatusValidationOptions. */
export function validateJobStatus(job: Job, old: Job): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(job.metadata, old.metadata)];
  const now = truth(job.status);
  const before = truth(old.status);
  const change: Change = {
    job,
    old,
    now,
    before,
    changed: (field) => !deepEqual(job.status[field], old.status[field]),
    turned: (...conditions) => conditions.some((condition) => now[condition] !== before[condition]),
  };
  checkNumbers(job.status, errors);
  checkConditions(change, errors);
  checkFinished(change, errors);
  checkIndexes(change, errors);
  checkLimits(change, errors);
  checkProgress(change, errors);
  return errors;
}

function checkNumbers(status: JobStatus, errors: Errors): void {
  for (const field of ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const)
    checkNonnegative(status[field], `status.${field}`, errors);
  const seen = new Set<string>();
  for (const list of ['succeeded', 'failed'] as const)
    status.uncountedTerminatedPods?.[list]?.forEach((uid, i) => {
      const at = `status.uncountedTerminatedPods.${list}[${i}]`;
      if (uid === '') errors.push(invalid(at, uid, 'must not be empty'));
      else if (seen.has(uid)) errors.push(duplicate(at, uid));
      else seen.add(uid);
    });
}

function refuseConditions(detail: string, errors: Errors): void {
  errors.push(invalid('status.conditions', undefined, detail));
}

function checkConditions({ job, now, changed, turned }: Change, errors: Errors): void {
  const { startTime, completionTime } = job.status;
  const at = 'status.completionTime';
  const timed = turned('complete') || changed('completionTime');
  if (turned('complete', 'failed') && now.complete && now.failed)
    refuseConditions('cannot set Complete=True and Failed=true conditions', errors);
  if (turned('complete', 'failureTarget') && now.complete && now.failureTarget)
    refuseConditions('cannot set Complete=True and FailureTarget=true conditions', errors);
  if (timed && completionTime !== undefined && !now.complete)
    errors.push(invalid(at, completionTime, 'cannot set completionTime when there is no Complete=True condition'));
  if (timed && completionTime === undefined && now.complete)
    errors.push(required(at, 'completionTime is required for Complete jobs'));
  const moved = changed('startTime') || changed('completionTime');
  if (
    moved &&
    startTime !== undefined &&
    completionTime !== undefined &&
    millisOf(completionTime) < millisOf(startTime)
  )
    errors.push(invalid(at, completionTime, 'must be equal to or after `startTime`'));
  if ((turned('failed') || changed('failedIndexes')) && now.failed && !now.failureTarget)
    refuseConditions('cannot set Failed=True condition without the FailureTarget=true condition', errors);
  if (turned('complete', 'successCriteriaMet') && now.complete && !now.successCriteriaMet)
    refuseConditions('cannot set Complete=True condition without the SuccessCriteriaMet=true condition', errors);
}

function checkFinished({ job, now, changed, turned }: Change, errors: Errors): void {
  if (!now.finished) return;
  const { active = 0, startTime, uncountedTerminatedPods: uncounted } = job.status;
  const idle = job.spec.suspend === true && job.spec.completions === 0;
  if ((turned('finished') || changed('active')) && active > 0)
    errors.push(invalid('status.active', active, 'active>0 is invalid for finished job'));
  if ((turned('finished') || changed('startTime')) && !idle && startTime === undefined)
    errors.push(required('status.startTime', 'startTime is required for finished job'));
  const left = (uncounted?.failed?.length ?? 0) + (uncounted?.succeeded?.length ?? 0);
  if ((turned('finished') || changed('uncountedTerminatedPods')) && left > 0) {
    const printed = { Succeeded: uncounted?.succeeded ?? null, Failed: uncounted?.failed ?? null };
    errors.push(invalid('status.uncountedTerminatedPods', printed, 'must be empty for finished job'));
  }
}

function checkIndexes({ job, changed }: Change, errors: Errors): void {
  const { completions, backoffLimitPerIndex, completionMode } = job.spec;
  const { completedIndexes = '', failedIndexes } = job.status;
  const perIndex = backoffLimitPerIndex !== undefined;
  const checkFormat = (field: 'completedIndexes' | 'failedIndexes', text: string) => {
    const counted = countIndexes(text, completions ?? 0);
    if (!counted.ok) errors.push(invalid(`status.${field}`, text, `error parsing ${field}: ${counted.error}`));
  };
  const completedChanged = changed('completedIndexes');
  const failedChanged = changed('failedIndexes');
  if (completedChanged && completions !== undefined) checkFormat('completedIndexes', completedIndexes);
  if (failedChanged && completions !== undefined && perIndex && failedIndexes !== undefined)
    checkFormat('failedIndexes', failedIndexes);
  if (completedChanged && completedIndexes !== '' && completionMode !== 'Indexed') {
    const detail = 'cannot set non-empty completedIndexes when non-indexed completion mode';
    errors.push(invalid('status.completedIndexes', completedIndexes, detail));
  }
  if (failedIndexes === undefined) return;
  if (failedChanged && !perIndex) {
    const detail = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
    errors.push(invalid('status.failedIndexes', failedIndexes, detail));
  }
  if (!(failedChanged || completedChanged) || completions === undefined) return;
  const overlap = overlapMessage(completedIndexes, failedIndexes, completions);
  if (overlap !== undefined) errors.push(invalid('status.failedIndexes', failedIndexes, overlap));
}

function checkLimits({ job, now, changed, turned }: Change, errors: Errors): void {
  const { terminating = 0, ready, active = 0 } = job.status;
  if ((turned('finished') || changed('terminating')) && terminating > 0 && now.finished)
    errors.push(invalid('status.terminating', terminating, 'terminating>0 is invalid for finished job'));
  if ((changed('ready') || changed('active')) && ready !== undefined && ready > active)
    errors.push(invalid('status.ready', ready, 'cannot set more ready pods than active'));
  if (now.successCriteriaMet && now.failed)
    refuseConditions('cannot set SuccessCriteriaMet=True and Failed=true conditions', errors);
  if (now.successCriteriaMet && now.failureTarget)
    refuseConditions('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions', errors);
  if (job.spec.successPolicy !== undefined && !now.successCriteriaMet && now.complete)
    refuseConditions('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True', errors);
}

/** What is done stays done: the rest of ValidateJobStatusUpdate. */
function checkProgress({ job, old, now, before, changed }: Change, errors: Errors): void {
  const { spec, status } = job;
  const terminal = [
    ['Failed', 'failed'],
    ['Complete', 'complete'],
    ['FailureTarget', 'failureTarget'],
  ] as const;
  for (const [name, field] of terminal)
    if (before[field] && !now[field]) refuseConditions(`cannot disable the terminal ${name}=True condition`, errors);
  if ((status.failed ?? 0) < (old.status.failed ?? 0))
    errors.push(invalid('status.failed', status.failed ?? 0, 'cannot decrease the failed counter'));
  const elastic = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  if (!elastic && (status.succeeded ?? 0) < (old.status.succeeded ?? 0))
    errors.push(invalid('status.succeeded', status.succeeded ?? 0, 'cannot decrease the succeeded counter'));
  const { completionTime, startTime } = status;
  if (completionTime !== undefined && old.status.completionTime !== undefined && changed('completionTime'))
    errors.push(invalid('status.completionTime', completionTime, 'field is immutable'));
  const resuming =
    hasCondition(old.status.conditions, 'Suspended', 'True') && hasCondition(status.conditions, 'Suspended', 'False');
  if (!resuming && old.status.startTime !== undefined && old.status.startTime !== startTime && !spec.suspend)
    errors.push(required('status.startTime', 'startTime cannot be removed for unsuspended job'));
  if (before.successCriteriaMet && !now.successCriteriaMet)
    refuseConditions('cannot disable the SuccessCriteriaMet=True condition', errors);
  if (before.complete && !before.successCriteriaMet && now.successCriteriaMet)
    refuseConditions('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions', errors);
}
