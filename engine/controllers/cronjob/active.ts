import type { CronJob, Job } from '../../apis/generated/batch.v1.js';
import type { ObjectReference } from '../../apis/generated/core.v1.js';

const NONE: readonly ObjectReference[] = [];

/** Jobs that the status lists as active. */
export function activeJobs({ status }: CronJob): readonly ObjectReference[] {
  return status.active ?? NONE;
}

export function isActive(cronJob: CronJob, uid: string): boolean {
  return activeJobs(cronJob).some((reference) => reference.uid === uid);
}

/** The cron job with a list of active jobs; an empty one is left out. */
function withActive(cronJob: CronJob, active: readonly ObjectReference[]): CronJob {
  const { active: _before, ...rest } = cronJob.status;
  return { ...cronJob, status: active.length === 0 ? rest : { ...rest, active } };
}

export function withoutActive(cronJob: CronJob, uid: string): CronJob {
  const active = activeJobs(cronJob);
  const left = active.filter((reference) => reference.uid !== uid);
  return left.length === active.length ? cronJob : withActive(cronJob, left);
}

/** With one more job, that was due at a time. */
export function withStarted(cronJob: CronJob, { metadata }: Job, lastScheduleTime: string): CronJob {
  const { namespace, name, uid, resourceVersion } = metadata;
  const reference = { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion };
  const started = withActive(cronJob, [...activeJobs(cronJob), reference]);
  return { ...started, status: { ...started.status, lastScheduleTime } };
}
