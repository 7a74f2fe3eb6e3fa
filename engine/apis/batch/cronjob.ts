import type { CronJob, CronJobSpec, JobTemplateSpec } from '../generated/batch.v1.js';
import { invalid, notSupported, required, type FieldError } from '../../apimachinery/field-error.js';
import { dropDisabledTemplateFields } from '../core/pod/drop-disabled.js';
import { changed } from '../core/pod/fill.js';
import { printedSelector } from '../core/pod/internal-form.js';
import { checkEnum, checkNonnegative, type Errors } from '../core/pod/validation/checks.js';
import { validateCoreMeta, validateCoreMetaUpdate } from '../core/pod/validation/object-meta.js';
import { TEMPLATE_OPTIONS, type PodValidationOptions } from '../core/pod/validation/options.js';
import { templateOptions } from '../core/pod/validation/template.js';
import { parseCronSchedule } from './cron-schedule.js';
import { checkJobSpec } from './job-spec.js';
import { isTimeZone } from './time-zones.js';

/** A Job's name is the CronJob's with '-' and ten digits. */
const MAX_NAME = 52;

/** The template without disabled fields. */
export function dropCronJobFields(cronJob: CronJob, old: CronJob | undefined): CronJob {
  const before = old?.spec.jobTemplate.spec.template;
  return changed(cronJob, 'spec', (spec) =>
    changed(spec, 'jobTemplate', (job) =>
      changed(job, 'spec', (jobSpec) =>
        changed(jobSpec, 'template', (template) => dropDisabledTemplateFields(template, before)),
      ),
    ),
  );
}

/** Follows ValidateCronJobCreate. */
export function validateCronJob({ metadata, spec }: CronJob): readonly FieldError[] {
  const errors: Errors = [...validateCoreMeta(metadata)];
  checkSpec(spec, undefined, TEMPLATE_OPTIONS, errors);
  if (metadata.name.length > MAX_NAME)
    errors.push(invalid('metadata.name', metadata.name, `must be no more than ${MAX_NAME} characters`));
  return errors;
}

/** Follows ValidateCronJobUpdate. */
export function validateCronJobUpdate({ metadata, spec }: CronJob, old: CronJob): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(metadata, old.metadata)];
  if (spec !== old.spec) checkSpec(spec, old.spec, templateOptions(old.spec.jobTemplate.spec.template), errors);
  return errors;
}

/** Follows validateCronJobSpec. */
function checkSpec(
  spec: CronJobSpec,
  old: CronJobSpec | undefined,
  options: PodValidationOptions,
  errors: Errors,
): void {
  if (!spec.schedule) errors.push(required('spec.schedule'));
  else checkSchedule(spec, old?.schedule.includes('TZ') ?? false, errors);
  checkNonnegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds', errors);
  if (old === undefined || old.timeZone !== spec.timeZone) checkTimeZone(spec.timeZone, 'spec.timeZone', errors);
  checkEnum(spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace'], 'spec.concurrencyPolicy', errors);
  checkJobTemplate(spec.jobTemplate, 'spec.jobTemplate', options, errors);
  checkNonnegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit', errors);
  checkNonnegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit', errors);
}

/** Follows validateScheduleFormat; a zone in the schedule is left alone only where there was one before. */
function checkSchedule({ schedule, timeZone }: CronJobSpec, allowZone: boolean, errors: Errors): void {
  const at = 'spec.schedule';
  const parsed = parseCronSchedule(schedule);
  if (!parsed.ok) errors.push(invalid(at, schedule, parsed.error));
  if (!schedule.includes('TZ')) return;
  if (!allowZone)
    errors.push(invalid(at, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  else if (timeZone !== undefined)
    errors.push(invalid(at, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
}

const ZONE_PART = /^[A-Za-z._0-9+][A-Za-z._\-0-9+]{0,13}$/;

/** Follows validateTimeZone. */
function checkTimeZone(zone: string | undefined, path: string, errors: Errors): void {
  if (zone === undefined) return;
  if (zone === '') return void errors.push(invalid(path, zone, 'timeZone must be nil or non-empty string'));
  const unknown = `unknown time zone ${zone}`;
  if (zone.split('/').some((part) => part === '.' || part === '..' || !ZONE_PART.test(part)))
    return void errors.push(invalid(path, zone, unknown));
  if (zone.toLowerCase() === 'local') {
    const detail = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    errors.push(invalid(path, zone, detail));
  }
  if (zone !== 'Local' && !isTimeZone(zone)) errors.push(invalid(path, zone, unknown));
}

/** Follows ValidateJobTemplateSpec: selectors are always generated. */
function checkJobTemplate(
  { spec }: JobTemplateSpec,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  checkJobSpec(spec, `${path}.spec`, options, errors);
  if (spec.selector !== undefined)
    errors.push(invalid(`${path}.spec.selector`, printedSelector(spec.selector), '`selector` will be auto-generated'));
  if (spec.manualSelector) errors.push(notSupported(`${path}.spec.manualSelector`, true, ['nil', 'false']));
}
