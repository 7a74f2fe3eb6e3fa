import { isObject, type JsonObject } from '../../apimachinery/object.js';
import type { Reader } from './reader.js';

/** How values of one Go type are read from JSON and written again. */
export interface Codec {
  /** As error texts name it: 'v1.PodSpec', '[]string'. */
  readonly goType: string;
  /** What is written; the very argument when it is already in that form. Undefined: the type's zero value. */
  decode(value: unknown, reader: Reader): unknown;
  /** How the zero value is written where it is written at all. */
  zero(): unknown;
  /** `omitempty` leaves its zero value out; it never does for a struct. */
  readonly omittable: boolean;
  /** A text that is not empty is what it is: `decode` need not be asked. */
  readonly verbatim: boolean;
}

/** A pointer: absent or null is nil, every value is written. */
export function pointerTo(element: Codec): Codec {
  return {
    goType: element.goType,
    omittable: true,
    verbatim: element.verbatim,
    zero: () => null,
    decode: (value, reader) => (value === null ? undefined : (element.decode(value, reader) ?? element.zero())),
  };
}

type List = readonly unknown[];

const NONE: List = [];

/** A slice: null is nil, and so is an empty one once it is stored. */
export function sliceOf(element: Codec): Codec {
  const goType = `[]${element.goType}`;
  const decode = (value: unknown, reader: Reader): unknown => {
    if (!Array.isArray(value)) {
      if (value !== null) reader.wrongType(value, goType, 'slice');
      return undefined;
    }
    if (value.length === 0) return reader.empty(value);
    const { before } = reader;
    const known: List = Array.isArray(before) ? before : NONE;
    let copy: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      if (i < known.length && item === known[i]) continue;
      reader.before = known[i];
      reader.frames.push(i);
      const decoded = element.decode(item, reader) ?? element.zero();
      reader.frames.pop();
      if (decoded === item) continue;
      copy ??= value.slice();
      copy[i] = decoded;
    }
    return copy ?? value;
  };
  return { goType, omittable: true, verbatim: false, zero: () => null, decode };
}

/** Maps that have a name in Go. */
const NAMED: Readonly<Record<string, string>> = { 'map[v1.ResourceName]resource.Quantity': 'v1.ResourceList' };

/** A map with string keys: written in key order; null is nil, and so is an empty one once it is stored. */
export function mapOf(keyType: string, element: Codec): Codec {
  const unnamed = `map[${keyType}]${element.goType}`;
  const goType = NAMED[unnamed] ?? unnamed;
  const decode = (value: unknown, reader: Reader): unknown => {
    if (!isObject(value)) {
      if (value !== null) reader.wrongType(value, goType, 'map');
      return undefined;
    }
    return decodeEntries(value, element, reader);
  };
  return { goType, omittable: true, verbatim: false, zero: () => null, decode };
}

type Entry = readonly [key: string, value: unknown];

function decodeEntries(value: JsonObject, element: Codec, reader: Reader): unknown {
  // Those so far, once one of them is not as it was.
  let entries: Entry[] | undefined;
  let previous: string | undefined;
  for (const key in value) {
    const item = value[key];
    const asItIs = element.verbatim && typeof item === 'string';
    const kept = asItIs ? item : decodeEntry(key, item, element, reader);
    const changed = kept !== item || kept === undefined || !inOrder(previous ?? '', key);
    if (changed) entries ??= entriesBefore(value, key);
    entries?.push([key, kept]);
    previous = key;
  }
  if (entries !== undefined) return sorted(entries);
  return previous === undefined ? reader.empty(value) : value;
}

function decodeEntry(key: string, item: unknown, element: Codec, reader: Reader): unknown {
  if (item === undefined) return undefined;
  reader.before = undefined;
  reader.frames.push(key);
  const kept = element.decode(item, reader) ?? element.zero();
  reader.frames.pop();
  return kept;
}

function entriesBefore(value: JsonObject, end: string): Entry[] {
  const entries: Entry[] = [];
  for (const key in value) {
    if (key === end) break;
    entries.push([key, value[key]]);
  }
  return entries;
}

function sorted(all: readonly Entry[]): JsonObject | undefined {
  const entries = all.filter(([, value]) => value !== undefined);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JavaScript puts keys that are whole numbers first, in their own order: nothing can be done about these. */
function inOrder(previous: string, key: string): boolean {
  return previous <= key || /^(0|[1-9]\d*)$/.test(previous);
}
