import { humanDuration } from '../../../engine/apimachinery/duration.js';
import { EPOCH_SECONDS, parseTimestamp } from '../../../engine/apimachinery/time.js';
import type { Millis } from '../../../engine/core/time.js';

/** Go's zero time. */
const ZERO = 'Mon, 01 Jan 0001 00:00:00 +0000';

/** 'Mon, 02 Jan 2006 15:04:05 +0000' (time.RFC1123Z). */
export function dateText(time: string | undefined | null): string {
  const millis = typeof time === 'string' ? parseTimestamp(time) : undefined;
  return millis === undefined ? ZERO : new Date(EPOCH_SECONDS * 1_000 + millis).toUTCString().replace('GMT', '+0000');
}

/** How long ago a time was: '5m', or '<unknown>'. */
export function sinceText(now: Millis, time: string | undefined | null): string {
  const millis = typeof time === 'string' ? parseTimestamp(time) : undefined;
  return millis === undefined ? '<unknown>' : humanDuration(now - millis);
}

/** '2006-01-02 15:04:05 +0000 UTC' (time.Time.String). */
export function goTimeText(time: string | undefined): string {
  const text = time === undefined || time === '' ? '0001-01-01T00:00:00Z' : time;
  return text.replace('T', ' ').replace('Z', ' +0000 UTC');
}
