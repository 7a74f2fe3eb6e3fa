import { fnv32a } from '../apimachinery/hash.js';
import { isDNS1123Subdomain } from '../apimachinery/names.js';
import { EPOCH_SECONDS } from '../apimachinery/time.js';
import { hexWord } from '../core/hex.js';
import type { Millis } from '../core/time.js';
import type { RecordEvent } from './reconcile.js';

/**
 * '<object>.<nanoseconds in hex>' for an event that is the `count`-th of its component at `now`. The nanoseconds below the
 * millisecond count the events of the component in it, and tell components apart that speak of one object at one time.
 * Where that is no name for an object upstream takes a random UUID; here it is the nanoseconds alone.
 */
export function eventName(
  { object, reason }: RecordEvent,
  { component, host = '' }: NonNullable<RecordEvent['source']>,
  now: Millis,
  count: number,
): string {
  const apart = fnv32a(reason, fnv32a(host, fnv32a(component)));
  const nanos = hexNanos(now, count, apart % 1000);
  return isNameable(object.name) ? `${object.name}.${nanos}` : `${nanos}-${apart.toString(16)}`;
}

const WORD = 0x1_0000_0000;

/** Unix time in nanoseconds, in hex: 16 digits in this era. They are too many for one number, so there are two. */
function hexNanos(now: Millis, micros: number, nanos: number): string {
  const whole = EPOCH_SECONDS * 1_000_000 + Math.floor(now * 1000) + micros;
  const high = Math.floor(whole / WORD);
  const low = (whole - high * WORD) * 1000 + nanos;
  const carry = Math.floor(low / WORD);
  return hexWord(high * 1000 + carry) + hexWord(low - carry * WORD);
}

/** The longest name of an object that leaves room for a dot and 16 digits. */
const LONGEST = 253 - 17;

/** Whether '<name>.<digits>' is a name for an object. */
function isNameable(name: string): boolean {
  return name.length <= LONGEST && isDNS1123Subdomain(name).length === 0;
}
