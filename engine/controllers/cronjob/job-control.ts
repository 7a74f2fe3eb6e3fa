import { namespaceOf } from '../../apimachinery/object.js';
import type { CronJob, Job } from '../../apis/generated/batch.v1.js';
import { cronjobs, jobs } from '../../apis/generated/resources.js';
import { recordEvent, remove, type Reconcile } from '../../client/reconcile.js';
import { finishedCondition } from '../framework/finished-job.js';
import { refusalText } from '../framework/refusal.js';
import { withoutActive } from './active.js';

/** Says something about a cron job in an event. */
export function tellOf(cronJob: CronJob, eventType: 'Normal' | 'Warning', reason: string, message: string): Reconcile {
  return recordEvent(cronjobs, cronJob, eventType, reason, message);
}

/** Deletes a job with its pods; gives the cron job without it, or undefined when that was refused (deleteJob). */
export function* deleteJob(cronJob: CronJob, job: Job): Reconcile<CronJob | undefined> {
  const { name, uid } = job.metadata;
  const target = { namespace: namespaceOf(job), name };
  const gone = yield* remove(jobs, target, { propagationPolicy: 'Background' });
  if (!gone.ok) {
    yield* tellOf(cronJob, 'Warning', 'FailedDelete', `Deleted job: ${refusalText(gone)}`);
    return undefined;
  }
  yield* tellOf(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
  return withoutActive(cronJob, uid);
}

/** What is left to be done after a clean-up. */
export interface Cleaned {
  readonly cronJob: CronJob;
  /** A job was deleted. */
  readonly changed: boolean;
}

/** Deletes the oldest finished jobs above the two history limits (cleanupFinishedJobs). */
export function* cleanupFinishedJobs(before: CronJob, children: readonly Job[]): Reconcile<Cleaned> {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = before.spec;
  let cleaned: Cleaned = { cronJob: before, changed: false };
  for (const [type, limit] of [
    ['Complete', successfulJobsHistoryLimit],
    ['Failed', failedJobsHistoryLimit],
  ] as const) {
    if (limit === undefined) continue;
    const finished = children.filter((job) => finishedCondition(job)?.type === type);
    const surplus = [...finished].sort(byStartTime).slice(0, Math.max(0, finished.length - limit));
    for (const job of surplus) {
      const without = yield* deleteJob(cleaned.cronJob, job);
      if (without !== undefined) cleaned = { cronJob: without, changed: true };
    }
  }
  return cleaned;
}

/** Those that never started last, then by name. */
function byStartTime(a: Job, b: Job): number {
  const [left, right] = [a.status.startTime ?? '~', b.status.startTime ?? '~'];
  if (left !== right) return left < right ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
