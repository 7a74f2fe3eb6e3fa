import { asJson } from '../../../../engine/apimachinery/object.js';
import { SortedMap } from '../../../../engine/core/sorted-map.js';

/**
 * A hash of 64 bits, as two halves of 32. Halves are added lane by lane, so that a sum of hashes does not depend on the
 * order of what was added, and one part can be taken off again.
 */
export interface Hash {
  readonly high: number;
  readonly low: number;
}

export const ZERO: Hash = { high: 0, low: 0 };

export function plus(a: Hash, b: Hash): Hash {
  return { high: (a.high + b.high) | 0, low: (a.low + b.low) | 0 };
}

export function minus(a: Hash, b: Hash): Hash {
  return { high: (a.high - b.high) | 0, low: (a.low - b.low) | 0 };
}

/** The finalizer of MurmurHash3. */
function finalized(bits: number): number {
  let hash = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** One hash out of two, in this order. */
export function mixed(a: Hash, b: Hash): Hash {
  return { high: mixHigh(a.high, b.high, b.low), low: mixLow(a.low, b.low, b.high) };
}

function mixHigh(seed: number, bits: number, others: number): number {
  return finalized(Math.imul(seed ^ bits, 0x01000193) + Math.imul(others, 0x9e3779b1));
}

function mixLow(seed: number, bits: number, others: number): number {
  return finalized(Math.imul(seed ^ bits, 0x27d4eb2f) + Math.imul(others, 0x165667b1));
}

export function hashText(text: string): Hash {
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b) + high;
  }
  return { high: finalized(high), low: finalized(low ^ text.length) };
}

const names = new Map<string, Hash>();

/** Of a text that comes again and again: the name of a field. */
function hashName(name: string): Hash {
  let hash = names.get(name);
  if (hash === undefined) names.set(name, (hash = hashText(name)));
  return hash;
}

export function hashNumber(value: number): Hash {
  if (!Number.isSafeInteger(value)) return hashText(String(value));
  const below = value | 0;
  const above = Math.trunc(value / 0x1_0000_0000);
  return { high: mixHigh(0x3c6ef372, below, above), low: mixLow(0x510e527f, below, above) };
}

const NOTHING: Hash = { high: 0x1f83d9ab, low: 0x5be0cd19 };
const YES: Hash = { high: 0x428a2f98, low: 0x71374491 };
const NO: Hash = { high: 0x3956c25b, low: 0x59f111f1 };
const LIST: Hash = { high: 0x0fc19dc6, low: 0x240ca1cc };
const RECORD: Hash = { high: 0x76f988da, low: 0x2de92c6f };

/** What to make of a field: leave it out, or hash it otherwise. Undefined: as any value. */
export type FieldRule = (name: string, value: object | undefined, owner: object) => 'skip' | Hash | undefined;

const NO_RULE: FieldRule = () => undefined;

/** Hashes a value otherwise, wherever it stands. */
export type WholeRule = (value: object) => Hash | undefined;

const NO_RULE_FOR_ALL: WholeRule = () => undefined;

/**
 * Hashes plain data by what it says: fields in any order, lists and maps in theirs. Whoever has a rule for the data
 * remembers parts of it by identity: what is unchanged is the same object.
 */
export class Structure {
  private readonly known = new WeakMap<object, Hash>();

  constructor(
    private readonly rule: FieldRule = NO_RULE,
    private readonly whole: WholeRule = NO_RULE_FOR_ALL,
  ) {}

  hash(value: unknown): Hash {
    switch (typeof value) {
      case 'string':
        return hashText(value);
      case 'number':
        return hashNumber(value);
      case 'boolean':
        return value ? YES : NO;
      case 'object':
        return value === null ? NOTHING : this.remembered(value);
      case 'bigint':
        return hashText(String(value));
      default:
        return NOTHING;
    }
  }

  private remembered(value: object): Hash {
    let hash = this.known.get(value);
    if (hash === undefined) this.known.set(value, (hash = this.whole(value) ?? this.fresh(value)));
    return hash;
  }

  private fresh(value: object): Hash {
    if (Array.isArray(value)) return this.list(value);
    if (value instanceof SortedMap) return this.map(value);
    if (value instanceof Map) return this.map(value);
    if (value instanceof Set) return this.list([...value]);
    return this.record(value);
  }

  /** In order, the place of each element counts. */
  list(values: Iterable<unknown>): Hash {
    let hash = LIST;
    for (const value of values) hash = mixed(hash, this.hash(value));
    return hash;
  }

  private map(entries: Iterable<readonly [unknown, unknown]>): Hash {
    let hash = LIST;
    for (const [key, value] of entries) hash = mixed(mixed(hash, this.hash(key)), this.hash(value));
    return hash;
  }

  private record(value: object): Hash {
    let { high, low } = RECORD;
    const fields = asJson(value);
    for (const name in fields) {
      const field = fields[name];
      if (field === undefined || typeof field === 'function') continue;
      const ruled = this.rule(name, typeof field === 'object' && field !== null ? field : undefined, value);
      if (ruled === 'skip') continue;
      const { high: nameHigh, low: nameLow } = hashName(name);
      const { high: bits, low: others } = ruled ?? this.hash(field);
      high = (high + mixHigh(nameHigh, bits, others)) | 0;
      low = (low + mixLow(nameLow, others, bits)) | 0;
    }
    return { high: finalized(high), low: finalized(low) };
  }
}
