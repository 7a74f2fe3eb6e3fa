import type { CronSchedule } from '../../apis/batch/cron-schedule.js';
import type { CronJob } from '../../apis/generated/batch.v1.js';
import { millisOf } from '../../apimachinery/time.js';
import type { Millis } from '../../core/time.js';
import { SECOND } from '../../core/time.js';
import { nextTime } from './schedule.js';
import type { Zone } from './zones.js';

/** A look at a schedule is put off by so much, lest a clock that is a little slow misses it. */
const NEXT_SCHEDULE_DELTA: Millis = 100;

/** More missed times than these are told of. */
const MANY = 100;

/** A schedule and the zone that it is read in. */
export interface ZonedSchedule {
  readonly schedule: CronSchedule;
  readonly zone: Zone;
}

interface Recent {
  /** Where the search began. */
  readonly earliest: Millis;
  /** The latest time that is due by now. */
  readonly time?: Millis;
  readonly missed: 'none' | 'few' | 'many';
}

/**
 * The latest time since the last job, or the cron job's creation, at which the schedule was due. Undefined when the schedule
 * makes no sense. Follows mostRecentScheduleTime, estimate and all.
 */
function mostRecent(
  { metadata, spec, status }: CronJob,
  { schedule, zone }: ZonedSchedule,
  now: Millis,
  withDeadline: boolean,
): Recent | undefined {
  let earliest = millisOf(status.lastScheduleTime ?? metadata.creationTimestamp);
  const { startingDeadlineSeconds } = spec;
  if (withDeadline && startingDeadlineSeconds !== undefined) {
    earliest = Math.max(earliest, now - startingDeadlineSeconds * SECOND);
  }
  const first = nextTime(schedule, zone, earliest);
  const second = nextTime(schedule, zone, first);
  if (now < first) return { earliest, missed: 'none' };
  if (now < second) return { earliest, time: first, missed: 'none' };
  const between = Math.round((second - first) / SECOND);
  if (between < 1) return undefined;
  const count = Math.floor(Math.floor((now - first) / SECOND) / between) + 1;
  let time: Millis | undefined;
  let next = nextTime(schedule, zone, first + (count - 2) * between * SECOND);
  for (; next <= now; next = nextTime(schedule, zone, next)) time = next;
  const missed = count > MANY ? 'many' : 'few';
  return time === undefined ? { earliest, missed } : { earliest, time, missed };
}

/** How long until the schedule is due again, counted from the time that was due last (nextScheduleTimeDuration). */
export function untilNext(cronJob: CronJob, zoned: ZonedSchedule, now: Millis): Millis {
  const recent = mostRecent(cronJob, zoned, now, false);
  const from = recent === undefined ? now : (recent.time ?? (recent.missed === 'none' ? recent.earliest : now));
  return nextTime(zoned.schedule, zoned.zone, from) + NEXT_SCHEDULE_DELTA - now;
}

/** The time that a job is due for; and whether many were missed. */
export interface DueTime {
  readonly time?: Millis;
  readonly many: boolean;
}

/** Follows nextScheduleTime; undefined when the schedule makes no sense. */
export function dueTime(cronJob: CronJob, zoned: ZonedSchedule, now: Millis): DueTime | undefined {
  const recent = mostRecent(cronJob, zoned, now, true);
  if (recent === undefined) return undefined;
  const { time, missed } = recent;
  return time === undefined || time > now ? { many: false } : { time, many: missed === 'many' };
}
