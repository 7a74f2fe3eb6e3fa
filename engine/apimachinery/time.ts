import { SECOND, type Millis } from '../core/time.js';

/** Every cluster starts at 2026-01-01T00:00:00Z: Unix seconds of virtual time 0. */
export const EPOCH_SECONDS = 1_767_225_600;

const DAY_SECONDS = 86_400;

let lastSecond = Number.NaN;
let lastTimestamp = '';

/** Virtual time as metav1.Time: '2026-01-01T00:00:07Z', rounded down to the second. */
export function timestamp(now: Millis): string {
  const second = Math.floor(now / SECOND);
  if (second !== lastSecond) {
    lastTimestamp = `${dateTime(second)}Z`;
    lastSecond = second;
  }
  return lastTimestamp;
}

/** Virtual time as metav1.MicroTime: '2026-01-01T00:00:07.250000Z'. */
export function microTimestamp(now: Millis): string {
  const micros = Math.floor(now * 1000);
  const second = Math.floor(micros / 1_000_000);
  return `${dateTime(second)}.${pad(micros - second * 1_000_000, 6)}Z`;
}

function dateTime(second: number): string {
  const unix = EPOCH_SECONDS + second;
  const days = Math.floor(unix / DAY_SECONDS);
  const ofDay = unix - days * DAY_SECONDS;
  const { year, month, day } = civilFromDays(days);
  const clock = `${pad(Math.floor(ofDay / 3600), 2)}:${pad(Math.floor(ofDay / 60) % 60, 2)}:${pad(ofDay % 60, 2)}`;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${clock}`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

/** A day of the Gregorian calendar; months and days count from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const ERA_DAYS = 146_097;
/** From 0000-03-01 to 1970-01-01. */
const UNIX_DAYS = 719_468;

/** The date that lies `days` after 1970-01-01. Years start in March here, so that the leap day comes last. */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + UNIX_DAYS;
  const era = Math.floor(shifted / ERA_DAYS);
  const ofEra = shifted - era * ERA_DAYS;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Days from 1970-01-01 to a date: the inverse of {@link civilFromDays}. */
export function daysFromCivil({ year, month, day }: CivilDate): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const ofEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + ofYear;
  return era * ERA_DAYS + ofEra - UNIX_DAYS;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/;

const MEMO_LIMIT = 20_000;
const known = new Map<string, Millis | undefined>();

/**
 * An RFC 3339 text as virtual time (negative before the cluster's start); undefined when Go's time.Parse refuses it.
 * Memoised by text: the same few times stand in many objects.
 */
export function parseTimestamp(text: string): Millis | undefined {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= MEMO_LIMIT) known.clear();
  const value = readTimestamp(text);
  known.set(text, value);
  return value;
}

function readTimestamp(text: string): Millis | undefined {
  const [matched, ...parts] = RFC3339.exec(text) ?? [];
  if (matched === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(0, 6).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = offsetSeconds(parts[7] ?? 'Z');
  if (offset === undefined) return undefined;
  const unix = daysFromCivil({ year, month, day }) * DAY_SECONDS + hour * 3600 + minute * 60 + second - offset;
  return (unix - EPOCH_SECONDS) * SECOND + fractionMillis(parts[6] ?? '');
}

function offsetSeconds(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 24 || minutes > 60) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
}

function fractionMillis(digits: string): number {
  return digits === '' ? 0 : Number(digits.slice(0, 9).padEnd(9, '0')) / 1_000_000;
}

/** A stored time as virtual time, for comparing and adding up; 0 for a text that is none. */
export function millisOf(text: string | undefined): Millis {
  return text === undefined ? 0 : (parseTimestamp(text) ?? 0);
}
