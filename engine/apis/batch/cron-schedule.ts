import { parseDuration } from '../../apimachinery/duration.js';
import { quote } from '../../apimachinery/quote.js';
import { failed, ok, type Result } from '../../apimachinery/result.js';
import type { Millis } from '../../core/time.js';
import { isTimeZone } from './time-zones.js';

/** The times a field allows, and whether it was written as '*', which matters for days. */
export interface CronField {
  readonly values: ReadonlySet<number>;
  readonly star: boolean;
}

/** A schedule of robfig/cron's standard parser: minutes to weekdays, or a fixed interval. */
export type CronSchedule =
  | {
      readonly type: 'fields';
      readonly minute: CronField;
      readonly hour: CronField;
      readonly dayOfMonth: CronField;
      readonly month: CronField;
      readonly dayOfWeek: CronField;
      /** From a TZ= prefix; undefined: the cluster's own. */
      readonly timeZone?: string;
    }
  | { readonly type: 'every'; readonly period: Millis };

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MINUTES: Bounds = { min: 0, max: 59 };
const HOURS: Bounds = { min: 0, max: 23 };
const DAYS: Bounds = { min: 1, max: 31 };
const MONTHS: Bounds = {
  min: 1,
  max: 12,
  names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};
const WEEKDAYS: Bounds = { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] };
const BOUNDS = [MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS] as const;

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** Reads a schedule as cron.ParseStandard of robfig/cron v3, with its error texts. */
export function parseCronSchedule(spec: string): Result<CronSchedule> {
  if (spec === '') return failed('empty spec string');
  const zoned = /^(?:CRON_)?TZ=/.exec(spec);
  if (zoned === null) return parseUnzoned(spec, undefined);
  const blank = spec.indexOf(' ');
  // Upstream slices up to the blank and recovers from the panic.
  if (blank < 0) return failed(`invalid schedule format: runtime error: slice bounds out of range [:${blank}]`);
  const zone = spec.slice(zoned[0].length, blank);
  if (zone.includes('..') || zone.startsWith('/') || zone.startsWith('\\'))
    return failed(`provided bad location ${zone}: time: invalid location name`);
  if (zone !== '' && zone !== 'Local' && !isTimeZone(zone))
    return failed(`provided bad location ${zone}: unknown time zone ${zone}`);
  return parseUnzoned(spec.slice(blank).trim(), zone === '' ? 'UTC' : zone);
}

function parseUnzoned(spec: string, timeZone: string | undefined): Result<CronSchedule> {
  if (!spec.startsWith('@')) return parseFields(spec, timeZone);
  const known = Object.hasOwn(DESCRIPTORS, spec) ? DESCRIPTORS[spec] : undefined;
  if (known !== undefined) return parseFields(known, timeZone);
  if (!spec.startsWith('@every ')) return failed(`unrecognized descriptor: ${spec}`);
  const period = parseDuration(spec.slice('@every '.length));
  if (!period.ok) return failed(`failed to parse duration ${spec}: ${period.error}`);
  // Whole seconds, and at least one (cron.Every).
  return ok({ type: 'every', period: Math.max(1000, Math.trunc(period.value / 1000) * 1000) });
}

function parseFields(spec: string, timeZone: string | undefined): Result<CronSchedule> {
  const texts = spec.split(/\s+/).filter((text) => text !== '');
  if (texts.length !== BOUNDS.length)
    return failed(`expected exactly ${BOUNDS.length} fields, found ${texts.length}: [${texts.join(' ')}]`);
  const fields: CronField[] = [];
  for (const [position, bounds] of BOUNDS.entries()) {
    const field = parseField(texts[position] ?? '', bounds);
    if (!field.ok) return field;
    fields.push(field.value);
  }
  const [minute, hour, dayOfMonth, month, dayOfWeek] = fields;
  if (!minute || !hour || !dayOfMonth || !month || !dayOfWeek) return failed('empty spec string');
  const zone = timeZone === undefined ? {} : { timeZone };
  return ok({ type: 'fields', minute, hour, dayOfMonth, month, dayOfWeek, ...zone });
}

/** A comma-separated list of ranges. */
function parseField(text: string, bounds: Bounds): Result<CronField> {
  const values = new Set<number>();
  let star = false;
  for (const expression of text.split(',').filter((part) => part !== '')) {
    const range = parseRange(expression, bounds);
    if (!range.ok) return range;
    const { start, end, step } = range.value;
    for (let value = start; value <= end; value += step) values.add(value);
    star ||= range.value.star;
  }
  return ok({ values, star });
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly star: boolean;
}

/** number | number '-' number [ '/' number ], as getRange. */
function parseRange(expression: string, bounds: Bounds): Result<Range> {
  const [ends = '', stepText, ...more] = expression.split('/');
  const parsed = parseEnds(ends, expression, bounds);
  if (!parsed.ok) return parsed;
  if (more.length > 0) return failed(`too many slashes: ${expression}`);
  let { end, star } = parsed.value;
  const { start, single } = parsed.value;
  let step = 1;
  if (stepText !== undefined) {
    const read = parseNumber(stepText);
    if (!read.ok) return read;
    step = read.value;
    if (single) end = bounds.max;
    if (step > 1) star = false;
  }
  if (start < bounds.min) return failed(`beginning of range (${start}) below minimum (${bounds.min}): ${expression}`);
  if (end > bounds.max) return failed(`end of range (${end}) above maximum (${bounds.max}): ${expression}`);
  if (start > end) return failed(`beginning of range (${start}) beyond end of range (${end}): ${expression}`);
  if (step === 0) return failed(`step of range should be a positive number: ${expression}`);
  return ok({ start, end, step, star });
}

interface Ends {
  readonly start: number;
  readonly end: number;
  readonly star: boolean;
  readonly single: boolean;
}

function parseEnds(text: string, expression: string, bounds: Bounds): Result<Ends> {
  const [low = '', high, ...more] = text.split('-');
  const single = high === undefined;
  if (low === '*' || low === '?') return ok({ start: bounds.min, end: bounds.max, star: true, single });
  const start = parseNumberOrName(low, bounds);
  if (!start.ok) return start;
  if (more.length > 0) return failed(`too many hyphens: ${expression}`);
  if (high === undefined) return ok({ start: start.value, end: start.value, star: false, single });
  const end = parseNumberOrName(high, bounds);
  return end.ok ? ok({ start: start.value, end: end.value, star: false, single }) : end;
}

function parseNumberOrName(text: string, { names, min }: Bounds): Result<number> {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  return named >= 0 ? ok(named + min) : parseNumber(text);
}

function parseNumber(text: string): Result<number> {
  if (!/^[+-]?[0-9]+$/.test(text))
    return failed(`failed to parse int from ${text}: strconv.Atoi: parsing ${quote(text)}: invalid syntax`);
  const value = BigInt(text.replace('+', ''));
  if (BigInt.asIntN(64, value) !== value)
    return failed(`failed to parse int from ${text}: strconv.Atoi: parsing ${quote(text)}: value out of range`);
  return value < 0n ? failed(`negative number (${value}) not allowed: ${text}`) : ok(Number(value));
}
