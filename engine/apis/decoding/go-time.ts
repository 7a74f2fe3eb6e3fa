import { quote } from '../../apimachinery/quote.js';
import { failed, ok, type Result } from '../../apimachinery/result.js';
import { civilFromDays, daysFromCivil } from '../../apimachinery/time.js';

export const RFC3339 = '2006-01-02T15:04:05Z07:00';
export const RFC3339_MICRO = '2006-01-02T15:04:05.000000Z07:00';

/** An instant: seconds since 1970 and nanoseconds within the second. */
export interface Instant {
  readonly seconds: number;
  readonly nanos: number;
}

/** How one element of a layout takes its part of the text: the rest, or what is out of range, or 'bad'. */
interface Taken {
  readonly value: number;
  readonly rest: string;
  readonly outOfRange?: string;
}

const BAD = 'bad';

interface Element {
  readonly text: string;
  readonly take: (rest: string) => Taken | typeof BAD;
}

function digits(
  count: number,
  what = '',
  min = 0,
  max = Infinity,
  lenient = false,
): (rest: string) => Taken | typeof BAD {
  const exact = new RegExp(lenient ? `^\\d{1,${count}}` : `^\\d{${count}}`);
  return (rest) => {
    const found = exact.exec(rest)?.[0];
    if (found === undefined) return BAD;
    const value = Number(found);
    const taken = { value, rest: rest.slice(found.length) };
    return value < min || value > max ? { ...taken, outOfRange: what } : taken;
  };
}

function literal(text: string): Element {
  return { text, take: (rest) => (rest.startsWith(text) ? { value: 0, rest: rest.slice(text.length) } : BAD) };
}

function takeZone(rest: string): Taken | typeof BAD {
  if (rest.startsWith('Z')) return { value: 0, rest: rest.slice(1) };
  const [found, sign, hours = '', minutes = ''] = /^([+-])(\d\d):(\d\d)/.exec(rest) ?? [];
  if (found === undefined) return BAD;
  const value = (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
  const taken = { value, rest: rest.slice(found.length) };
  if (Number(hours) > 24) return { ...taken, outOfRange: 'time zone offset hour' };
  return Number(minutes) > 60 ? { ...taken, outOfRange: 'time zone offset minute' } : taken;
}

function takeMicros(rest: string): Taken | typeof BAD {
  const found = /^[.,]\d{6}/.exec(rest)?.[0];
  return found === undefined ? BAD : { value: Number(found.slice(1)) * 1000, rest: rest.slice(7) };
}

/** The layout has no fraction: any number of its digits is taken. */
function takeFraction(rest: string): Taken | typeof BAD {
  const found = /^[.,](\d+)/.exec(rest);
  if (found === null) return { value: 0, rest };
  return { value: Number((found[1] ?? '').slice(0, 9).padEnd(9, '0')), rest: rest.slice(found[0].length) };
}

const DATE_AND_CLOCK: readonly Element[] = [
  { text: '2006', take: digits(4) },
  literal('-'),
  { text: '01', take: digits(2, 'month', 1, 12) },
  literal('-'),
  { text: '02', take: digits(2) },
  literal('T'),
  { text: '15', take: digits(2, 'hour', 0, 23, true) },
  literal(':'),
  { text: '04', take: digits(2, 'minute', 0, 59) },
  literal(':'),
  { text: '05', take: digits(2, 'second', 0, 59) },
];
const ZONE: Element = { text: 'Z07:00', take: takeZone };
const LAYOUTS = {
  [RFC3339]: [...DATE_AND_CLOCK, { text: '', take: takeFraction }, ZONE],
  [RFC3339_MICRO]: [...DATE_AND_CLOCK, { text: '.000000', take: takeMicros }, ZONE],
};

/** Reads a time as Go's time.Parse does for the two layouts of the API, with its error texts. */
export function parseGoTime(layout: keyof typeof LAYOUTS, text: string): Result<Instant> {
  let rest = text;
  const values: number[] = [];
  for (const element of LAYOUTS[layout]) {
    const taken = element.take(rest);
    if (taken === BAD)
      return failed(
        `parsing time ${quote(text)} as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(element.text)}`,
      );
    if (taken.outOfRange !== undefined) return failed(`parsing time ${quote(text)}: ${taken.outOfRange} out of range`);
    values.push(taken.value);
    rest = taken.rest;
  }
  if (rest !== '') return failed(`parsing time ${quote(text)}: extra text: ${quote(rest)}`);
  const [year = 0, , month = 1, , day = 1, , hour = 0, , minute = 0, , second = 0, nanos = 0, offset = 0] = values;
  const days = daysFromCivil({ year, month, day });
  const date = civilFromDays(days);
  if (day < 1 || date.month !== month) return failed(`parsing time ${quote(text)}: day out of range`);
  return ok({ seconds: days * 86_400 + hour * 3600 + minute * 60 + second - offset, nanos });
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** The instant in UTC, with seconds or with microseconds; what is finer is cut off. */
export function formatGoTime(layout: keyof typeof LAYOUTS, { seconds, nanos }: Instant): string {
  const days = Math.floor(seconds / 86_400);
  const ofDay = seconds - days * 86_400;
  const { year, month, day } = civilFromDays(days);
  const clock = `${pad(Math.floor(ofDay / 3600), 2)}:${pad(Math.floor(ofDay / 60) % 60, 2)}:${pad(ofDay % 60, 2)}`;
  const fraction = layout === RFC3339_MICRO ? `.${pad(Math.floor(nanos / 1000), 6)}` : '';
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${clock}${fraction}Z`;
}

/** Go's zero time, 0001-01-01T00:00:00Z, is written as null. */
export function isZeroTime({ seconds, nanos }: Instant): boolean {
  return seconds === -62_135_596_800 && nanos === 0;
}
