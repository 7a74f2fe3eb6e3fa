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

/** So many texts are remembered at a time. */
const MOST = 1 << 15;
const texts = new Map<string, Hash>();

/** Texts come again and again: V8 keeps what it finds them by, which is faster than to read them character by character. */
export function hashText(text: string): Hash {
  let hash = texts.get(text);
  if (hash !== undefined) return hash;
  if (texts.size >= MOST) texts.clear();
  texts.set(text, (hash = spelled(text)));
  return hash;
}

function spelled(text: string): Hash {
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b) + high;
  }
  return { high: finalized(high), low: finalized(low ^ text.length) };
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

/** Hashes a value otherwise, wherever it stands. */
export type WholeRule = (value: object) => Hash | undefined;

/** How data of one kind is hashed. */
export interface Rules {
  /** Fields that the rule is asked about; undefined: all. */
  readonly special?: ReadonlySet<string>;
  readonly rule?: FieldRule;
  readonly whole?: WholeRule;
  /** False: nothing is remembered; what is hashed comes only once. */
  readonly remembers?: boolean;
}

/** What is to be known of a field's name. */
interface Name extends Hash {
  readonly special: boolean;
}

/** Lists of so many elements are worth remembering whatever is in them. */
const LONG = 16;

/**
 * Hashes plain data by what it says: fields in any order, lists and maps in theirs. What is unchanged is the same object,
 * so hashes are remembered by identity, but for records and short lists of nothing but texts and numbers: to hash those
 * anew takes less than to remember them.
 */
export class Structure {
  private readonly known = new WeakMap<object, Hash>();
  /** Objects that were hashed or looked up: it moves while a value with others in it is hashed. */
  private met = 0;

  private readonly names = new Map<string, Name>();

  constructor(private readonly rules: Rules = {}) {}

  hash(value: unknown): Hash {
    switch (typeof value) {
      case 'string':
        return this.text(value);
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

  protected text(text: string): Hash {
    return hashText(text);
  }

  private remembered(value: object): Hash {
    const { whole, remembers } = this.rules;
    if (remembers === false) return this.fresh(value);
    this.met += 1;
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const { met } = this;
    const hash = whole?.(value) ?? this.fresh(value);
    if (this.met !== met || isLong(value)) this.known.set(value, hash);
    return hash;
  }

  /** Of what is asked for once: remembering it would cost more than it saves. */
  fresh(value: object): Hash {
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

  protected map(entries: Iterable<readonly [unknown, unknown]>): Hash {
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
      const known = this.names.get(name) ?? this.meet(name);
      const ruled = known.special ? this.ruled(name, field, value) : undefined;
      if (ruled === 'skip') continue;
      const { high: bits, low: others } = ruled ?? this.hash(field);
      high = (high + mixHigh(known.high, bits, others)) | 0;
      low = (low + mixLow(known.low, others, bits)) | 0;
    }
    return { high: finalized(high), low: finalized(low) };
  }

  private ruled(name: string, field: unknown, owner: object): 'skip' | Hash | undefined {
    return this.rules.rule?.(name, typeof field === 'object' && field !== null ? field : undefined, owner);
  }

  private meet(name: string): Name {
    const { special, rule } = this.rules;
    const { high, low } = this.text(name);
    const known: Name = { high, low, special: rule !== undefined && special?.has(name) !== false };
    this.names.set(name, known);
    return known;
  }
}

function isLong(value: object): boolean {
  return value instanceof SortedMap || value instanceof Map || (Array.isArray(value) && value.length >= LONG);
}
