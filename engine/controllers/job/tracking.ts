import type { Job, JobCondition, JobStatus } from '../../apis/generated/batch.v1.js';
import { jobs } from '../../apis/generated/resources.js';
import { recordEvent, type Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import type { Refusal } from '../framework/refusal.js';
import { ensured, newCondition } from './conditions.js';
import { countFinishedPods } from './counting.js';
import { expectRemovals, remembering, removalObserved, withBackoff, type JobMemory } from './memory.js';
import { releasePods } from './release-pods.js';
import type { Situation } from './situation.js';
import { cleanUncounted, writeStatus } from './status.js';

/** What is known at the end of a sync. */
export interface Tracking {
  readonly situation: Situation;
  /** As it will be written, but for the counts of ended pods. */
  readonly status: JobStatus;
  /** Why the job ends, when all its pods are gone or going. */
  readonly condition?: JobCondition;
  /** Pods that are being deleted. */
  readonly terminating: number;
  readonly needsFlush: boolean;
}

export interface Tracked {
  readonly memory: JobMemory;
  readonly failure?: Refusal;
}

/**
 * Counts ended pods for good: lists them in the status as not counted yet, takes their finalizers off, and then counts
 * those that have none any more. The end of the job itself is written last. Follows trackJobStatusAndRemoveFinalizers.
 */
export function* trackStatus(tracking: Tracking, before: JobMemory, now: Millis): Reconcile<Tracked> {
  const { situation, condition } = tracking;
  const { key, job } = situation;
  const withFinalizer = new Set(situation.tracked);
  const cleaned = cleanUncounted(tracking.status, withFinalizer);
  const counted = countFinishedPods(situation, cleaned, condition);
  const ending = condition === undefined ? undefined : interim(counted.status, condition, now);
  const status = ending?.status ?? counted.status;
  let current: Job = { ...job, status };
  let memory = before;
  const changed = status !== tracking.status || tracking.needsFlush;
  if (changed) {
    const written = yield* writeStatus(current, status);
    if (!written.ok) return { memory, failure: written };
    current = written.object;
    memory = withBackoff(memory, key, situation.backoff);
  }
  memory = expectRemovals(
    memory,
    key,
    counted.release.map(({ metadata }) => metadata.uid),
  );
  const released = yield* releasePods(counted.release);
  for (const uid of released.unseen) memory = removalObserved(memory, key, uid);
  for (const uid of released.released) withFinalizer.delete(uid);
  const left = cleanUncounted(current.status, withFinalizer);
  if (released.failure !== undefined) {
    if (left !== current.status) {
      const written = yield* writeStatus(current, left);
      if (!written.ok) return { memory, failure: written };
    }
    return { memory, failure: released.failure };
  }
  return yield* finish(
    tracking,
    { ...current, status: left },
    left !== current.status,
    counted.cut ? undefined : ending,
    memory,
  );
}

interface Ending {
  /** With the condition that says that the job will end. */
  readonly status: JobStatus;
  /** The condition that says that it has. */
  readonly final: JobCondition;
}

/** FailureTarget or SuccessCriteriaMet comes at once, Failed or Complete when all is counted and gone. */
function interim(status: JobStatus, condition: JobCondition, now: Millis): Ending {
  const { type, reason = '', message = '' } = condition;
  const conditions = status.conditions ?? [];
  if (type === 'FailureTarget') {
    return {
      status: { ...status, conditions: [...conditions, condition] },
      final: newCondition('Failed', 'True', reason, message, now),
    };
  }
  if (type !== 'SuccessCriteriaMet') return { status, final: condition };
  const known = conditions.some((other) => other.type === type && other.status === 'True');
  return {
    status: known ? status : { ...status, conditions: [...conditions, condition] },
    final: newCondition('Complete', 'True', reason, message, now),
  };
}

/** Writes what is left to be written, and the end of the job when nothing is left to wait for (enactJobFinished). */
function* finish(
  { situation, terminating }: Tracking,
  job: Job,
  needsFlush: boolean,
  ending: Ending | undefined,
  memory: JobMemory,
): Reconcile<Tracked> {
  const { succeeded = [], failed = [] } = job.status.uncountedTerminatedPods ?? {};
  const finished = ending !== undefined && succeeded.length + failed.length === 0 && terminating === 0;
  if (!finished) {
    if (!needsFlush) return { memory };
    const written = yield* writeStatus(job, job.status);
    return written.ok ? { memory } : { memory, failure: written };
  }
  const { final } = ending;
  const completed = final.type === 'Complete' ? { completionTime: final.lastTransitionTime } : {};
  const status = { ...job.status, ...completed, conditions: ensured(job.status.conditions, final) };
  const written = yield* writeStatus(job, status);
  if (!written.ok) return { memory, failure: written };
  yield* tellOfEnd(job, status, final);
  return { memory: remembering(memory, { finished: memory.finished.set(situation.job.metadata.uid, true) }) };
}

/** Follows recordJobFinished. */
function* tellOfEnd(job: Job, status: JobStatus, { type, reason = '', message = '' }: JobCondition): Reconcile {
  if (type !== 'Complete') {
    yield* recordEvent(jobs, job, 'Warning', reason, message);
    return;
  }
  const { completions } = job.spec;
  if (completions !== undefined && (status.succeeded ?? 0) > completions) {
    const surplus = 'Too many succeeded pods running after completion count reached';
    yield* recordEvent(jobs, job, 'Warning', 'TooManySucceededPods', surplus);
  }
  yield* recordEvent(jobs, job, 'Normal', 'Completed', 'Job completed');
}
