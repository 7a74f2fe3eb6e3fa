import { isObject, type JsonObject } from '../../apimachinery/object.js';
import type { Codec } from './codec.js';
import type { FieldName, Reader } from './reader.js';

/** A field of a struct, ready to be read. */
export interface Field extends FieldName {
  readonly codec: Codec;
  /** What is written when the value is absent or zero; undefined: nothing. */
  readonly absent: unknown;
}

interface Plan {
  readonly fields: readonly Field[];
  /** The fields' names as keys of an object are: comparing these takes one look. */
  readonly names: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  /** How many fields are always written. */
  readonly always: number;
  /** Whether decoded objects are worth remembering. */
  readonly remembered: boolean;
}

/** A struct: its fields in Go's order, unknown ones left out. `fieldsOf` is asked at first use, for types may be recursive. */
export function struct(goType: string, fieldsOf: () => readonly Field[]): Codec {
  let made: Plan | undefined;
  let zero: unknown;
  const plan = (): Plan => (made ??= planOf(fieldsOf(), goType));
  /**
   * What became of objects that were read without a complaint: decoding them again, or what they became, gives the same
   * answer at once.
   */
  const read = new WeakMap<object, object>();
  return {
    goType,
    omittable: false,
    verbatim: false,
    zero: () => (zero ??= build(plan(), [])),
    decode(value, reader) {
      if (!isObject(value)) {
        if (value !== null) reader.wrongType(value, goType, 'struct');
        return undefined;
      }
      const current = plan();
      if (!current.remembered) return decodeFields(current, value, reader);
      const known = read.get(value);
      if (known !== undefined) return known;
      const { complaints, empties } = reader;
      const decoded = decodeFields(current, value, reader);
      // What empty lists become depends on the reader.
      if (reader.complaints === complaints && reader.empties === empties) {
        read.set(value, decoded);
        if (decoded !== value) read.set(decoded, decoded);
      }
      return decoded;
    },
  };
}

/**
 * A spec stays the same through many writes, and most pods share one projected volume: what else there is of an object
 * is new with each write.
 */
function isKept(goType: string, positions: ReadonlyMap<string, number>): boolean {
  return (goType.endsWith('Spec') && !positions.has('metadata')) || goType === 'v1.ProjectedVolumeSource';
}

function planOf(fields: readonly Field[], goType: string): Plan {
  const positions = new Map(fields.map(({ name }, position) => [name, position]));
  return {
    fields,
    names: Object.keys(Object.fromEntries(positions)),
    positions,
    always: fields.filter(({ absent }) => absent !== undefined).length,
    remembered: isKept(goType, positions),
  };
}

function decodeFields(plan: Plan, value: JsonObject, reader: Reader): object {
  const { fields } = plan;
  const { known } = reader;
  const before = isObject(reader.before) ? reader.before : undefined;
  // Of the fields so far, once one of them is not as it was.
  let slots: unknown[] | undefined;
  let last = -1;
  let written = 0;
  for (const name in value) {
    const raw = value[name];
    const position = positionOf(plan, name, last + 1);
    const field = fields[position];
    if (field === undefined) {
      if (raw !== undefined) reader.unknown(name);
      slots ??= slotsBefore(plan, value, name);
      continue;
    }
    let decoded: unknown = raw;
    const isText = field.codec.verbatim && typeof raw === 'string' && raw !== '';
    if (!isText && (known === undefined || raw === undefined || raw !== known[name])) {
      reader.before = before === undefined ? undefined : before[name];
      decoded = decodeField(field, raw, reader);
    }
    if (decoded !== raw || position < last || decoded === undefined) slots ??= slotsBefore(plan, value, name);
    if (decoded !== undefined && field.absent !== undefined) written += 1;
    if (slots !== undefined) slots[position] = decoded;
    last = position;
  }
  if (slots === undefined && written === plan.always) return value;
  return build(plan, slots ?? slotsBefore(plan, value));
}

/** Fields mostly come in Go's order: the next ones are looked at first. */
function positionOf({ names, positions }: Plan, name: string, next: number): number {
  for (let position = next; position < names.length; position++) if (names[position] === name) return position;
  return positions.get(name) ?? -1;
}

/** The fields that stand before `end`, all of them in order and as they should be. */
function slotsBefore(plan: Plan, value: JsonObject, end?: string): unknown[] {
  const slots: unknown[] = [];
  let last = -1;
  for (const name in value) {
    if (name === end) break;
    last = positionOf(plan, name, last + 1);
    slots[last] = value[name];
  }
  return slots;
}

function decodeField(field: Field, raw: unknown, reader: Reader): unknown {
  if (raw === undefined) return field.absent;
  reader.frames.push(field);
  const decoded = field.codec.decode(raw, reader);
  reader.frames.pop();
  return decoded ?? field.absent;
}

function build({ fields, names }: Plan, slots: readonly unknown[]): object {
  const object: Record<string, unknown> = {};
  for (let position = 0; position < fields.length; position++) {
    const name = names[position];
    const decoded = slots[position] ?? fields[position]?.absent;
    if (decoded !== undefined && name !== undefined) object[name] = decoded;
  }
  return object;
}
