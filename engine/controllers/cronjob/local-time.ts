import { extended } from '../../core/extended.js';
import { civilFromDays, daysFromCivil, type CivilDate } from '../../apimachinery/time.js';
import type { Rule, Zone } from './zones.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** A date and time in a zone, as Go's time.Time gives them. */
export interface LocalTime extends CivilDate {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** Unix seconds as they are written in a zone. */
export function localTime(unix: number, zone: Zone): LocalTime {
  const local = unix + offsetAt(unix, zone);
  const days = Math.floor(local / DAY);
  const ofDay = local - days * DAY;
  return extended(civilFromDays(days), {
    hour: Math.floor(ofDay / HOUR),
    minute: Math.floor(ofDay / 60) % 60,
    second: ofDay % 60,
    weekday: weekdayOf(days),
  });
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}

/** Unix seconds of a date and time in a zone; days and months may lie outside their bounds. Follows Go's time.Date. */
export function unixOf(
  { year, month, day }: CivilDate,
  hour: number,
  minute: number,
  second: number,
  zone: Zone,
): number {
  const months = year * 12 + month - 1;
  const first = daysFromCivil({ year: Math.floor(months / 12), month: (((months % 12) + 12) % 12) + 1, day: 1 });
  const local = (first + day - 1) * DAY + hour * HOUR + minute * 60 + second;
  const guess = offsetAt(local, zone);
  // Go leaves it at the guess where that is 0.
  return guess === 0 ? local : local - offsetAt(local - guess, zone);
}

/** Seconds that a zone is ahead of UTC. */
export function offsetAt(unix: number, { standard, rule }: Zone): number {
  if (rule === undefined) return standard;
  const { year } = civilFromDays(Math.floor((unix + standard) / DAY));
  const { from, to } = changes(rule, year, standard);
  const saving = from < to ? unix >= from && unix < to : unix >= from || unix < to;
  return saving ? standard + HOUR : standard;
}

/** When clocks go forward and back in a year. */
function changes(rule: Rule, year: number, standard: number): { readonly from: number; readonly to: number } {
  switch (rule) {
    case 'EU':
      return { from: sunday(year, 3, -1) + HOUR, to: sunday(year, 10, -1) + HOUR };
    case 'US':
      return { from: sunday(year, 3, 2) + 2 * HOUR - standard, to: sunday(year, 11, 1) + HOUR - standard };
    case 'AU':
      return { from: sunday(year, 10, 1) + 2 * HOUR - standard, to: sunday(year, 4, 1) + 2 * HOUR - standard };
    case 'NZ':
      return { from: sunday(year, 9, -1) + 2 * HOUR - standard, to: sunday(year, 4, 1) + 2 * HOUR - standard };
  }
}

/** Midnight of the nth Sunday of a month, -1 the last, as if it were UTC. */
function sunday(year: number, month: number, nth: number): number {
  if (nth > 0) {
    const first = daysFromCivil({ year, month, day: 1 });
    return (first + ((7 - weekdayOf(first)) % 7) + (nth - 1) * 7) * DAY;
  }
  const last =
    daysFromCivil(month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 }) - 1;
  return (last - weekdayOf(last)) * DAY;
}
