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
  readonly positions: ReadonlyMap<string, number>;
  /** Positions of the fields that are always written. */
  readonly always: readonly number[];
  /** Whether decoded objects are worth remembering. */
  readonly remembered: boolean;
}

/** Looking at fewer fields costs less than remembering; objects and their metadata are new with every write anyway. */
const REMEMBERED_FROM_FIELDS = 16;

/**
 * What became of objects that were read without a complaint: decoding them again, or what they became, gives the same
 * answer at once.
 */
const read = new WeakMap<object, { readonly codec: Codec; readonly value: object }>();

/** A struct: its fields in Go's order, unknown ones left out. `fieldsOf` is asked at first use, for types may be recursive. */
export function struct(goType: string, fieldsOf: () => readonly Field[]): Codec {
  let made: Plan | undefined;
  let zero: unknown;
  const plan = (): Plan => (made ??= planOf(fieldsOf()));
  const codec: Codec = {
    goType,
    omittable: false,
    zero: () => (zero ??= build(plan(), [])),
    decode(value, reader) {
      if (!isObject(value)) {
        if (value !== null) reader.wrongType(value, goType, 'struct');
        return undefined;
      }
      const current = plan();
      if (!current.remembered) return decodeFields(current, value, reader);
      const known = read.get(value);
      if (known?.codec === codec) return known.value;
      const { complaints, empties } = reader;
      const decoded = decodeFields(current, value, reader);
      // What empty lists become depends on the reader.
      if (reader.complaints === complaints && reader.empties === empties) remember(codec, value, decoded);
      return decoded;
    },
  };
  return codec;
}

function planOf(fields: readonly Field[]): Plan {
  return {
    fields,
    positions: new Map(fields.map(({ name }, position) => [name, position])),
    always: fields.flatMap(({ absent }, position) => (absent === undefined ? [] : [position])),
    remembered: fields.length >= REMEMBERED_FROM_FIELDS,
  };
}

function remember(codec: Codec, value: object, decoded: object): void {
  const known = { codec, value: decoded };
  read.set(value, known);
  if (decoded !== value) read.set(decoded, known);
}

function decodeFields(plan: Plan, value: JsonObject, reader: Reader): object {
  const { fields, positions, always } = plan;
  const slots: unknown[] = [];
  let changed = false;
  let last = -1;
  let written = 0;
  for (const name of Object.keys(value)) {
    const raw: unknown = value[name];
    const position = positions.get(name);
    const field = position === undefined ? undefined : fields[position];
    if (position === undefined || field === undefined) {
      if (raw !== undefined) reader.unknown(name);
      changed = true;
      continue;
    }
    const decoded = decodeField(field, raw, reader);
    if (decoded !== raw || position < last || decoded === undefined) changed = true;
    if (decoded !== undefined && field.absent !== undefined) written += 1;
    slots[position] = decoded;
    last = position;
  }
  return !changed && written === always.length ? value : build(plan, slots);
}

function decodeField(field: Field, raw: unknown, reader: Reader): unknown {
  if (raw === undefined) return field.absent;
  reader.frames.push(field);
  const decoded = field.codec.decode(raw, reader);
  reader.frames.pop();
  return decoded ?? field.absent;
}

function build({ fields }: Plan, slots: readonly unknown[]): object {
  const object: Record<string, unknown> = {};
  for (let position = 0; position < fields.length; position++) {
    const field = fields[position];
    if (field === undefined) continue;
    const decoded = slots[position] ?? field.absent;
    if (decoded !== undefined) object[field.name] = decoded;
  }
  return object;
}
