import { timestamp } from '../../apimachinery/time.js';
import { splitKey } from '../../apimachinery/object.js';
import type { Job, JobCondition, JobStatus } from '../../apis/generated/batch.v1.js';
import { jobs } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import type { Enqueue, Synced } from '../../client/controller.js';
import { satisfiedExpectations } from '../../client/expectations.js';
import { recordEvent, type Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { SECOND } from '../../core/time.js';
import { isJobFinished } from '../framework/finished-job.js';
import type { Refusal } from '../framework/refusal.js';
import { ensured, newCondition } from './conditions.js';
import { deleteActivePods } from './delete-pods.js';
import { manageJob, type Managed } from './manage.js';
import { forgotten, remembering, type JobMemory } from './memory.js';
import { isSuspended } from './pods.js';
import { claimPods, survey, type Situation } from './situation.js';
import { trackStatus } from './tracking.js';
import { judge } from './verdict.js';

type Outcome = Synced<JobMemory>;

/** Pod events and status updates are gathered for so long before a sync. */
export const SYNC_BATCH_PERIOD: Millis = SECOND;

/** Who manages jobs that say nothing else. */
const JOB_CONTROLLER_NAME = 'kubernetes.io/job-controller';

/** Whether another controller looks after the job (managedByExternalController). */
export function isManagedElsewhere({ spec }: Job): boolean {
  return spec.managedBy !== undefined && spec.managedBy !== JOB_CONTROLLER_NAME;
}

/** Moves a job one step: its pods, its counts, its end. Follows syncJob (pkg/controller/job). */
export function* syncJob(key: string, memory: JobMemory, context: Context): Reconcile<Outcome> {
  const { namespace, name } = splitKey(key);
  const job = context.view.get(jobs, namespace, name);
  if (job === undefined) return { memory: forgotten(memory, key), done: true };
  if (isManagedElsewhere(job)) return { memory, done: true };
  const { uid } = job.metadata;
  if (isJobFinished(job)) {
    const { backoff, finished } = memory;
    const without = remembering(memory, { backoff: backoff.delete(key), finished: finished.delete(uid) });
    return { memory: without, done: true };
  }
  if (memory.finished.has(uid)) return { memory };
  const claimed = yield* claimPods(job, context.view);
  if (claimed === undefined) return { memory, requeue: 'rate-limited' };
  return yield* moveOn(survey(job, claimed, memory), memory, context.now);
}

/** What was done for the pods of a job, and what that means for it. */
interface Moved extends Managed {
  readonly condition?: JobCondition;
  /** Its pods were looked after, so that a suspension or its end can be told. */
  readonly managed: boolean;
}

function* moveOn(situation: Situation, before: JobMemory, now: Millis): Reconcile<Outcome> {
  const { key, job } = situation;
  const started = startedStatus(job, now);
  const verdict = judge(situation, started.startTime, now);
  const satisfied = satisfiedExpectations(before.expectations, key, now);
  const moved =
    verdict.condition === undefined
      ? yield* lookAfterPods(situation, before, satisfied, now)
      : yield* end(situation, verdict.condition, before, satisfied);
  const { active, ready, terminating, condition } = moved;
  const suspended = moved.managed && condition === undefined ? yield* noteSuspension(job, started, now) : started;
  const needsFlush =
    suspended !== started ||
    active !== (job.status.active ?? 0) ||
    ready !== job.status.ready ||
    terminating !== job.status.terminating;
  const status: JobStatus = { ...suspended, active, ready, terminating };
  const kept = remembering(before, { expectations: moved.expectations });
  const tracking = { situation, status, condition, terminating, needsFlush };
  const { memory, failure } = yield* trackStatus(tracking, kept, now);
  const enqueue = looks(key, verdict.lookAgainAfter, moved.lookAgainAfter);
  return outcome(memory, enqueue, failure ?? moved.failure);
}

function outcome(memory: JobMemory, enqueue: readonly Enqueue[], failure: Refusal | undefined): Outcome {
  return failure === undefined ? { memory, enqueue } : { memory, enqueue, requeue: 'rate-limited' };
}

function looks(key: string, deadline: Millis | undefined, backoff: Millis | undefined): readonly Enqueue[] {
  return [
    ...(deadline === undefined ? [] : [{ key, after: deadline }]),
    ...(backoff === undefined ? [] : [{ key, after: Math.max(backoff, SYNC_BATCH_PERIOD) }]),
  ];
}

/** The status with a start, once the job is not suspended. */
function startedStatus(job: Job, now: Millis): JobStatus {
  const { uncountedTerminatedPods = {}, ...rest } = job.status;
  const starts = rest.startTime === undefined && !isSuspended(job);
  return { ...rest, uncountedTerminatedPods, ...(starts ? { startTime: timestamp(now) } : {}) };
}

/** Deletes what still runs. The job has not ended while pods are left that were not seen or could not be deleted. */
function* end(
  { job, active, ready, terminating }: Situation,
  condition: JobCondition,
  { expectations }: JobMemory,
  satisfied: boolean,
): Reconcile<Moved> {
  const deleted = yield* deleteActivePods(job, active);
  const ended = deleted.count === active.length && satisfied;
  return {
    active: active.length - deleted.count,
    ready: ready - deleted.ready,
    terminating: terminating + deleted.count,
    expectations,
    managed: false,
    ...(ended ? { condition } : {}),
    ...(deleted.failure === undefined ? {} : { failure: deleted.failure }),
  };
}

/** Creates and deletes pods, and finds the job complete when it is. */
function* lookAfterPods(
  situation: Situation,
  { expectations }: JobMemory,
  satisfied: boolean,
  now: Millis,
): Reconcile<Moved> {
  const { job, active, ready, terminating, succeeded } = situation;
  const manages = satisfied && job.metadata.deletionTimestamp === undefined;
  const managed: Managed = manages
    ? yield* manageJob(situation, expectations, now)
    : { active: active.length, ready, terminating, expectations };
  const { completions } = job.spec;
  const enough = completions === undefined ? succeeded > 0 : succeeded >= completions;
  if (!enough || managed.active > 0) return { ...managed, managed: manages };
  const message = 'Reached expected number of succeeded pods';
  const condition = newCondition('SuccessCriteriaMet', 'True', 'CompletionsReached', message, now);
  return { ...managed, managed: manages, condition };
}

/** Notes a suspension or its end in the condition Suspended and in an event; the start of a resumed job is now. */
function* noteSuspension(job: Job, status: JobStatus, now: Millis): Reconcile<JobStatus> {
  const condition = isSuspended(job)
    ? newCondition('Suspended', 'True', 'JobSuspended', 'Job suspended', now)
    : newCondition('Suspended', 'False', 'JobResumed', 'Job resumed', now);
  const conditions = ensured(status.conditions, condition);
  if (conditions === status.conditions || conditions.length === 0) return status;
  if (isSuspended(job)) {
    yield* recordEvent(jobs, job, 'Normal', 'Suspended', 'Job suspended');
    return { ...status, conditions };
  }
  yield* recordEvent(jobs, job, 'Normal', 'Resumed', 'Job resumed');
  return { ...status, conditions, startTime: timestamp(now) };
}
