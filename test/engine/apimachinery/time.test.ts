import fc from 'fast-check';
import t from 'tap';
import {
  formatDuration,
  humanDuration,
  parseDuration,
  shortHumanDuration,
} from '../../../engine/apimachinery/duration.js';
import {
  civilFromDays,
  daysFromCivil,
  microTimestamp,
  millisOf,
  parseTimestamp,
  timestamp,
} from '../../../engine/apimachinery/time.js';

const DAY = 86_400_000;

t.test('virtual time starts with 2026', (t) => {
  t.equal(timestamp(0), '2026-01-01T00:00:00Z');
  t.equal(timestamp(1999), '2026-01-01T00:00:01Z', 'seconds are cut');
  t.equal(timestamp(-1), '2025-12-31T23:59:59Z');
  t.equal(timestamp(59 * DAY), '2026-03-01T00:00:00Z');
  t.equal(timestamp(789 * DAY), '2028-02-29T00:00:00Z');
  t.equal(microTimestamp(1234.567), '2026-01-01T00:00:01.234567Z');
  t.end();
});

t.test('RFC 3339 texts are read as Go reads them', (t) => {
  for (const [text, millis] of [
    ['2026-01-01T00:00:00Z', 0],
    ['2026-01-01T01:00:00+01:00', 0],
    ['2025-12-31T23:00:00.25-01:00', 250],
    ['2026-01-01T00:00:00.000001Z', 0.001],
    ['2026-02-29T00:00:00Z', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-01-01T24:00:00Z', undefined],
    ['2026-01-01T00:00:60Z', undefined],
    ['2026-01-01t00:00:00Z', undefined],
    ['2026-01-01', undefined],
    ['', undefined],
  ] as const)
    t.equal(parseTimestamp(text), millis, text);
  t.equal(millisOf('2026-01-01T00:01:00Z'), 60_000);
  t.equal(millisOf(undefined), 0);
  t.end();
});

t.test('dates agree with the calendar of the platform', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: -400_000, max: 800_000 }), (days) => {
      const civil = civilFromDays(days);
      const date = new Date(days * DAY);
      return (
        daysFromCivil(civil) === days &&
        civil.year === date.getUTCFullYear() &&
        civil.month === date.getUTCMonth() + 1 &&
        civil.day === date.getUTCDate()
      );
    }),
  );
  t.end();
});

t.test('a timestamp is read back', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      (seconds) => parseTimestamp(timestamp(seconds * 1000)) === seconds * 1000,
    ),
  );
  t.end();
});

t.test('durations are read as Go reads them', (t) => {
  for (const [text, millis] of [
    ['1h2m3.5s', 3_723_500],
    ['-1.5h', -5_400_000],
    ['+5s', 5000],
    ['100ms', 100],
    ['1us', 0.001],
    ['.5m', 30_000],
    ['0', 0],
  ] as const)
    t.same(parseDuration(text), { ok: true, value: millis }, text);
  for (const [text, error] of [
    ['', 'time: invalid duration ""'],
    ['5', 'time: missing unit in duration "5"'],
    ['1x', 'time: unknown unit "x" in duration "1x"'],
    ['h', 'time: invalid duration "h"'],
    ['3000000h', 'time: invalid duration "3000000h"'],
  ] as const)
    t.same(parseDuration(text), { ok: false, error }, `'${text}'`);
  t.end();
});

t.test('durations are printed as Go prints them', (t) => {
  for (const [millis, text] of [
    [0, '0s'],
    [1500, '1.5s'],
    [250, '250ms'],
    [0.0015, '1.5µs'],
    [60_000, '1m0s'],
    [3_600_000, '1h0m0s'],
    [-90_000, '-1m30s'],
  ] as const)
    t.equal(formatDuration(millis), text);
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), (millis) => {
      const read = parseDuration(formatDuration(millis));
      return read.ok && read.value === millis;
    }),
  );
  t.end();
});

t.test('ages', (t) => {
  const second = 1000;
  const minute = 60 * second;
  const hour = 60 * minute;
  for (const [millis, human, short] of [
    [-2 * second, '<invalid>', '<invalid>'],
    [-1 * second, '0s', '0s'],
    [119 * second, '119s', '1m'],
    [120 * second, '2m', '2m'],
    [200 * second, '3m20s', '3m'],
    [10 * minute + 59 * second, '10m', '10m'],
    [179 * minute, '179m', '2h'],
    [180 * minute, '3h', '3h'],
    [7 * hour + 5 * minute, '7h5m', '7h'],
    [47 * hour, '47h', '1d'],
    [52 * hour, '2d4h', '2d'],
    [192 * hour, '8d', '8d'],
    [24 * 365 * 2 * hour, '2y', '2y'],
    [(24 * 365 * 2 + 24) * hour, '2y1d', '2y'],
    [24 * 365 * 9 * hour, '9y', '9y'],
  ] as const) {
    t.equal(humanDuration(millis), human);
    t.equal(shortHumanDuration(millis), short);
  }
  t.end();
});
