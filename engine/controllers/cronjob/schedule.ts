import type { CronSchedule } from '../../apis/batch/cron-schedule.js';
import { EPOCH_SECONDS } from '../../apimachinery/time.js';
import type { Millis } from '../../core/time.js';
import { SECOND } from '../../core/time.js';
import { localTime, unixOf, type LocalTime } from './local-time.js';
import type { Zone } from './zones.js';

/** Go's zero time: what a schedule that never comes gives. */
export const NEVER: Millis = -(62_135_596_800 + EPOCH_SECONDS) * SECOND;

/** A schedule is given up when nothing fits within so many years. */
const YEARS = 5;

type Fields = Extract<CronSchedule, { readonly type: 'fields' }>;

/** The next time after this one at which a schedule is due, in whole seconds (Schedule.Next of robfig/cron). */
export function nextTime(schedule: CronSchedule, zone: Zone, after: Millis): Millis {
  const second = Math.floor(after / SECOND);
  if (schedule.type === 'every') return second * SECOND + schedule.period;
  const found = nextUnix(schedule, zone, second + EPOCH_SECONDS + 1);
  return found === undefined ? NEVER : (found - EPOCH_SECONDS) * SECOND;
}

/**
 * Goes from field to field, month first, and steps each until it fits; whenever one runs over, it starts again. The first
 * step of all sets the smaller fields to their beginning.
 */
function nextUnix(fields: Fields, zone: Zone, start: number): number | undefined {
  let unix = start;
  let stepped = false;
  const limit = localTime(start, zone).year + YEARS;
  for (;;) {
    const local = localTime(unix, zone);
    if (local.year > limit) return undefined;
    const next = step(fields, zone, unix, local, stepped);
    if (next === unix) return unix;
    unix = next;
    stepped = true;
  }
}

/** The time itself when all fields fit; else one step of the first field that does not. */
function step(fields: Fields, zone: Zone, unix: number, local: LocalTime, stepped: boolean): number {
  if (!fields.month.values.has(local.month)) return nextMonth(zone, local, stepped);
  if (!dayMatches(fields, local)) return nextDay(zone, local, stepped);
  if (!fields.hour.values.has(local.hour)) {
    return (stepped ? unix : unixOf(local, local.hour, 0, 0, zone)) + 3600;
  }
  if (!fields.minute.values.has(local.minute)) return (stepped ? unix : unix - mod(unix, 60)) + 60;
  return local.second === 0 ? unix : unix + 1;
}

function mod(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

/** time.AddDate: the same time of day, a month on; of the first step, the month's beginning. */
function nextMonth(zone: Zone, local: LocalTime, stepped: boolean): number {
  const { year, month } = local;
  if (!stepped) return unixOf({ year, month: month + 1, day: 1 }, 0, 0, 0, zone);
  return unixOf({ year, month: month + 1, day: local.day }, local.hour, local.minute, local.second, zone);
}

/** The next midnight; where there is none, the hour that takes its place. */
function nextDay(zone: Zone, local: LocalTime, stepped: boolean): number {
  const { year, month, day } = local;
  const [hour, minute, second] = stepped ? [local.hour, local.minute, local.second] : [0, 0, 0];
  const unix = unixOf({ year, month, day: day + 1 }, hour, minute, second, zone);
  const reached = localTime(unix, zone).hour;
  if (reached === 0) return unix;
  return reached > 12 ? unix + (24 - reached) * 3600 : unix - reached * 3600;
}

/** Both day fields must fit when one of them is a star, else either. */
function dayMatches({ dayOfMonth, dayOfWeek }: Fields, { day, weekday }: LocalTime): boolean {
  const ofMonth = dayOfMonth.values.has(day);
  const ofWeek = dayOfWeek.values.has(weekday);
  return dayOfMonth.star || dayOfWeek.star ? ofMonth && ofWeek : ofMonth || ofWeek;
}
