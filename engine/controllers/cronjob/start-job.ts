import { namespaceOf } from '../../apimachinery/object.js';
import { timestamp } from '../../apimachinery/time.js';
import type { CronJob, Job } from '../../apis/generated/batch.v1.js';
import { jobs } from '../../apis/generated/resources.js';
import { create, read, type Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { gaveUp, type Attempt } from '../framework/attempt.js';
import { isControlledBy } from '../framework/owners.js';
import { isAlreadyExists, isNamespaceTerminating, refusalText } from '../framework/refusal.js';
import { activeJobs, isActive, withStarted } from './active.js';
import { deleteJob, tellOf } from './job-control.js';
import { jobFromTemplate } from './job-of.js';
import type { Zone } from './zones.js';

/** What came of starting a job. */
export interface Started {
  readonly cronJob: CronJob;
  readonly failure?: Extract<Attempt<never>, { readonly ok: false }>;
  /** Somebody else takes care of the job, and of the next look, too. */
  readonly elsewhere?: boolean;
}

/** Starts the job of a time; with the policy Replace, in place of those that run (last part of syncCronJob). */
export function* startJob(before: CronJob, scheduled: Millis, zone: Zone): Reconcile<Started> {
  const replaced = yield* replaceRunning(before);
  const { cronJob } = replaced;
  if (replaced.failure !== undefined) return replaced;
  const wanted = jobFromTemplate(cronJob, scheduled, zone);
  const made = yield* create(jobs, wanted);
  if (made.ok) {
    yield* tellOf(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${made.object.metadata.name}`);
    return { cronJob: withStarted(cronJob, made.object, timestamp(scheduled)) };
  }
  if (isAlreadyExists(made)) return yield* alreadyThere(cronJob, wanted.metadata.name ?? '', scheduled);
  if (!isNamespaceTerminating(made)) {
    yield* tellOf(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${refusalText(made)}`);
  }
  return { cronJob, failure: made };
}

function* replaceRunning(before: CronJob): Reconcile<Started> {
  let cronJob = before;
  if (cronJob.spec.concurrencyPolicy !== 'Replace') return { cronJob };
  for (const { namespace, name = '' } of activeJobs(cronJob)) {
    const running = yield* read(jobs, { namespace, name });
    if (!running.ok) {
      yield* tellOf(cronJob, 'Warning', 'FailedGet', `Get job: ${refusalText(running)}`);
      return { cronJob, failure: running };
    }
    const without = yield* deleteJob(cronJob, running.object);
    if (without === undefined) return { cronJob, failure: gaveUp(`could not replace job ${namespace}/${name}`) };
    cronJob = without;
  }
  return { cronJob };
}

/** A job of that name is there: our own, made before but not noted, or somebody else's. */
function* alreadyThere(cronJob: CronJob, name: string, scheduled: Millis): Reconcile<Started> {
  const there = yield* read(jobs, { namespace: namespaceOf(cronJob), name });
  if (!there.ok) return { cronJob, failure: there };
  const job: Job = there.object;
  if (!isControlledBy(job, cronJob) || isActive(cronJob, job.metadata.uid)) return { cronJob, elsewhere: true };
  return { cronJob: withStarted(cronJob, job, timestamp(scheduled)) };
}
