import { namespaceOf } from '../../apimachinery/object.js';
import { millisOf } from '../../apimachinery/time.js';
import type { CronJob, Job } from '../../apis/generated/batch.v1.js';
import { cronjobs, jobs } from '../../apis/generated/resources.js';
import { read, type Reconcile } from '../../client/reconcile.js';
import { done, type Attempt } from '../framework/attempt.js';
import { finishedCondition } from '../framework/finished-job.js';
import { isNotFound } from '../framework/refusal.js';
import { activeJobs, isActive, withoutActive } from './active.js';
import { tellOf } from './job-control.js';

/** Takes finished and missing jobs off the list of active ones, and notes the latest success (first half of syncCronJob). */
export function* observeJobs(before: CronJob, children: readonly Job[]): Reconcile<Attempt<CronJob>> {
  let cronJob = before;
  for (const job of children) {
    const seen =
      finishedCondition(job) === undefined ? yield* seeRunning(cronJob, job) : yield* seeFinished(cronJob, job);
    if (!seen.ok) return seen;
    cronJob = seen.value;
  }
  const known = new Set(children.map(({ metadata }) => metadata.uid));
  for (const { uid = '', namespace, name = '' } of activeJobs(cronJob)) {
    if (known.has(uid)) continue;
    const there = yield* read(jobs, { namespace, name });
    if (there.ok) continue;
    if (!isNotFound(there)) return there;
    yield* tellOf(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${name}`);
    cronJob = withoutActive(cronJob, uid);
  }
  return done(cronJob);
}

/** A job that runs and is not listed: perhaps only this view of the cron job is old. */
function* seeRunning(cronJob: CronJob, { metadata }: Job): Reconcile<Attempt<CronJob>> {
  if (isActive(cronJob, metadata.uid)) return done(cronJob);
  const fresh = yield* read(cronjobs, { namespace: namespaceOf(cronJob), name: cronJob.metadata.name });
  if (!fresh.ok) return fresh;
  if (isActive(fresh.object, metadata.uid)) return done(fresh.object);
  const message = `Saw a job that the controller did not create or forgot: ${metadata.name}`;
  yield* tellOf(cronJob, 'Warning', 'UnexpectedJob', message);
  return done(cronJob);
}

function* seeFinished(before: CronJob, job: Job): Reconcile<Attempt<CronJob>> {
  const { name, uid } = job.metadata;
  const condition = finishedCondition(job)?.type ?? '';
  let cronJob = before;
  if (isActive(cronJob, uid)) {
    cronJob = withoutActive(cronJob, uid);
    const message = `Saw completed job: ${name}, condition: ${condition}`;
    yield* tellOf(cronJob, 'Normal', 'SawCompletedJob', message);
  }
  const { completionTime } = job.status;
  const { lastSuccessfulTime } = cronJob.status;
  if (condition !== 'Complete' || completionTime === undefined) return done(cronJob);
  if (lastSuccessfulTime !== undefined && millisOf(completionTime) <= millisOf(lastSuccessfulTime))
    return done(cronJob);
  return done({ ...cronJob, status: { ...cronJob.status, lastSuccessfulTime: completionTime } });
}
