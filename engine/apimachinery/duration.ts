import { MINUTE, type Millis } from '../core/time.js';
import { quote } from './quote.js';
import { failed, ok, type Result } from './result.js';

/** Nanoseconds in each unit that Go's durations know. */
const UNITS = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
} satisfies Readonly<Record<string, bigint>>;

const LIMIT = 1n << 63n;

/**
 * '1h2m3.5s' in milliseconds (fractions for what is shorter), as time.ParseDuration; an error reads as Go's.
 */
export function parseDuration(text: string): Result<Millis> {
  const nanos = parseNanos(text);
  if (!nanos.ok) return nanos;
  return ok(Number(nanos.value / UNITS.ms) + Number(nanos.value % UNITS.ms) / 1_000_000);
}

function parseNanos(text: string): Result<bigint> {
  const negative = text.startsWith('-');
  let rest = negative || text.startsWith('+') ? text.slice(1) : text;
  if (rest === '0') return ok(0n);
  if (rest === '') return failed(`time: invalid duration ${quote(text)}`);
  let total = 0n;
  while (rest !== '') {
    const [matched = '', whole = '', fraction = '', unit = ''] = /^(\d*)(?:\.(\d*))?([^.\d]*)/.exec(rest) ?? [];
    if (whole === '' && fraction === '') return failed(`time: invalid duration ${quote(text)}`);
    if (unit === '') return failed(`time: missing unit in duration ${quote(text)}`);
    const nanos = Object.entries(UNITS).find(([name]) => name === unit)?.[1];
    if (nanos === undefined) return failed(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`);
    total +=
      BigInt(whole) * nanos + (fraction === '' ? 0n : (BigInt(fraction) * nanos) / 10n ** BigInt(fraction.length));
    if (total > LIMIT || (total === LIMIT && !negative)) return failed(`time: invalid duration ${quote(text)}`);
    rest = rest.slice(matched.length);
  }
  return ok(negative ? -total : total);
}

/** Milliseconds as Go prints a time.Duration: '1h2m3.5s', '250ms', '0s'. */
export function formatDuration(millis: Millis): string {
  const magnitude = Math.abs(millis);
  const sign = millis < 0 ? '-' : '';
  const minutes = Math.floor(magnitude / MINUTE);
  const nanos = Math.round((magnitude - minutes * MINUTE) * 1_000_000);
  const seconds = nanos / 1_000_000_000;
  if (minutes === 0 && nanos < 1_000_000_000) return shortText(sign, nanos);
  if (minutes === 0) return `${sign}${seconds}s`;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${sign}${minutes}m${seconds}s` : `${sign}${hours}h${minutes % 60}m${seconds}s`;
}

/** What is below a second has a unit of its own. */
function shortText(sign: string, nanos: number): string {
  if (nanos === 0) return '0s';
  if (nanos < 1_000) return `${sign}${nanos}ns`;
  return nanos < 1_000_000 ? `${sign}${nanos / 1_000}µs` : `${sign}${nanos / 1_000_000}ms`;
}

const INVALID = '<invalid>';

/** Milliseconds as kubectl prints ages: '45s', '3m20s', '2d4h' (duration.HumanDuration). */
export function humanDuration(millis: Millis): string {
  const seconds = Math.trunc(millis / 1000);
  if (seconds < -1) return INVALID;
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return twoUnits(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return twoUnits(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 24 * 8) return twoUnits(days, 'd', hours % 24, 'h');
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.floor(days / 365);
  return hours < 24 * 365 * 8 ? twoUnits(years, 'y', days % 365, 'd') : `${years}y`;
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

/** Milliseconds in one unit: '45s', '3m', '2d' (duration.ShortHumanDuration). */
export function shortHumanDuration(millis: Millis): string {
  const seconds = Math.trunc(millis / 1000);
  if (seconds < -1) return INVALID;
  if (seconds < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  const hours = Math.floor(seconds / 3600);
  if (hours < 1) return `${Math.floor(seconds / 60)}m`;
  if (hours < 24) return `${hours}h`;
  return hours < 24 * 365 ? `${Math.floor(hours / 24)}d` : `${Math.floor(hours / 24 / 365)}y`;
}
