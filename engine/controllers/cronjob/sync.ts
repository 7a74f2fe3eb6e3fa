import { parseCronSchedule } from '../../apis/batch/cron-schedule.js';
import type { CronJob } from '../../apis/generated/batch.v1.js';
import { cronjobs, jobs } from '../../apis/generated/resources.js';
import { quote } from '../../apimachinery/quote.js';
import { controllerOf, splitKey } from '../../apimachinery/object.js';
import { millisOf } from '../../apimachinery/time.js';
import type { Context } from '../../client/component.js';
import type { Synced } from '../../client/controller.js';
import { updateStatus, type Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { SECOND } from '../../core/time.js';
import { activeJobs } from './active.js';
import { cleanupFinishedJobs, tellOf } from './job-control.js';
import { jobName, rfc1123 } from './job-of.js';
import { dueTime, untilNext, type ZonedSchedule } from './missed.js';
import { observeJobs } from './observe-jobs.js';
import { startJob, type Started } from './start-job.js';
import { UTC, zoneOf } from './zones.js';

type Outcome = Synced<undefined>;

const FAILED: Outcome = { memory: undefined, requeue: 'rate-limited' };

/** What a look at the schedule led to. */
interface Looked extends Started {
  /** When to look again. */
  readonly after?: Millis;
}

/**
 * Cleans up after a cron job, starts its job when one is due, and looks again when the next one is. Follows
 * ControllerV2.sync and syncCronJob (pkg/controller/cronjob).
 */
export function* syncCronJob(key: string, { view, now }: Context): Reconcile<Outcome> {
  const { namespace, name } = splitKey(key);
  const known = view.get(cronjobs, namespace, name);
  if (known === undefined) return { memory: undefined, done: true };
  const children = view.list(jobs, namespace).filter((job) => controllerOf(job)?.name === name);
  const cleaned = yield* cleanupFinishedJobs(known, children);
  const observed = yield* observeJobs(cleaned.cronJob, children);
  const looked: Looked = observed.ok
    ? yield* followSchedule(observed.value, now)
    : { cronJob: cleaned.cronJob, failure: observed };
  return yield* conclude(known, cleaned.changed, looked);
}

function* conclude(known: CronJob, changed: boolean, { cronJob, failure, after }: Looked): Reconcile<Outcome> {
  if (changed || cronJob.status !== known.status) {
    const written = yield* updateStatus(cronjobs, cronJob);
    if (!written.ok) return FAILED;
  }
  if (failure !== undefined) return FAILED;
  // A schedule never ends: whoever waits for quiet does not wait for the next time.
  return after === undefined ? { memory: undefined } : { memory: undefined, requeue: after, retry: true };
}

/** A schedule with its zone; undefined when it cannot be followed, of which `problem` tells. */
export function zonedSchedule({ spec }: CronJob): ZonedSchedule | undefined {
  const zone = spec.timeZone === undefined ? UTC : zoneOf(spec.timeZone);
  const parsed = parseCronSchedule(spec.schedule);
  if (!parsed.ok || zone === undefined) return undefined;
  const { value } = parsed;
  const own = value.type === 'fields' && value.timeZone !== undefined ? zoneOf(value.timeZone) : zone;
  return own === undefined ? undefined : { schedule: value, zone: own };
}

/** Why a schedule cannot be followed, as an event tells it. Zones that are not modelled are refused by name. */
function* tellProblem(cronJob: CronJob): Reconcile {
  const { schedule, timeZone } = cronJob.spec;
  if (timeZone !== undefined && zoneOf(timeZone) === undefined) {
    const message = `invalid timeZone: ${quote(timeZone)}: time zone ${timeZone} is not modelled (see limitations)`;
    yield* tellOf(cronJob, 'Warning', 'UnknownTimeZone', message);
    return;
  }
  const parsed = parseCronSchedule(schedule);
  const why = parsed.ok ? 'its time zone is not modelled (see limitations)' : parsed.error;
  yield* tellOf(cronJob, 'Warning', 'UnparseableSchedule', `unparseable schedule: ${quote(schedule)} : ${why}`);
}

function* followSchedule(cronJob: CronJob, now: Millis): Reconcile<Looked> {
  const { metadata, spec } = cronJob;
  if (metadata.deletionTimestamp !== undefined) return { cronJob };
  const zoned = zonedSchedule(cronJob);
  const suspended = spec.suspend === true;
  if (zoned === undefined && (!suspended || spec.timeZone !== undefined)) yield* tellProblem(cronJob);
  if (zoned === undefined || suspended) return { cronJob };
  if (spec.schedule.includes('TZ')) {
    const message = `CRON_TZ or TZ used in schedule ${quote(spec.schedule)} is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details`;
    yield* tellOf(cronJob, 'Warning', 'UnsupportedSchedule', message);
  }
  const due = dueTime(cronJob, zoned, now);
  if (due === undefined) {
    const message = `invalid schedule: ${spec.schedule} : time difference between two schedules is less than 1 second`;
    yield* tellOf(cronJob, 'Warning', 'InvalidSchedule', message);
    return { cronJob };
  }
  if (due.many) {
    const message = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
    yield* tellOf(cronJob, 'Warning', 'TooManyMissedTimes', message);
  }
  const starts = due.time !== undefined && (yield* mayStart(cronJob, due.time, now));
  const started: Started =
    starts && due.time !== undefined
      ? yield* startJob(cronJob, due.time, spec.timeZone === undefined ? UTC : zoned.zone)
      : { cronJob };
  if (started.failure !== undefined || started.elsewhere === true) return started;
  return { ...started, after: untilNext(started.cronJob, zoned, now) };
}

/** Whether a job of that time is still to be started, and may be. */
function* mayStart(cronJob: CronJob, scheduled: Millis, now: Millis): Reconcile<boolean> {
  const { spec, status } = cronJob;
  const deadline = spec.startingDeadlineSeconds;
  if (deadline !== undefined && scheduled + deadline * SECOND < now) {
    const message = `Missed scheduled time to start a job: ${rfc1123(scheduled)}`;
    yield* tellOf(cronJob, 'Warning', 'MissSchedule', message);
    return false;
  }
  const name = jobName(cronJob, scheduled);
  const active = activeJobs(cronJob);
  if (active.some((reference) => reference.name === name)) return false;
  if (status.lastScheduleTime !== undefined && millisOf(status.lastScheduleTime) === scheduled) return false;
  if (spec.concurrencyPolicy !== 'Forbid' || active.length === 0) return true;
  const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
  yield* tellOf(cronJob, 'Normal', 'JobAlreadyActive', message);
  return false;
}
