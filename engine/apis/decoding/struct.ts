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

const REMEMBERED_FROM_FIELDS = 8;

/** Objects that a struct's codec made or approved: decoding them again gives themselves. */
const approved = new WeakMap<object, Codec>();

/** A struct: its fields in Go's order, unknown ones left out. `fieldsOf` is asked at first use, for types may be recursive. */
export function struct(goType: string, root: boolean, fieldsOf: () => readonly Field[]): Codec {
  let made: Plan | undefined;
  let zero: unknown;
  const plan = (): Plan => (made ??= planOf(fieldsOf(), root));
  const codec: Codec = {
    goType,
    omittable: false,
    zero: () => (zero ??= remember(codec, plan(), build(plan(), []))),
    decode(value, reader) {
      if (!isObject(value)) {
        if (value !== null) reader.wrongType(value, goType);
        return undefined;
      }
      const current = plan();
      if (current.remembered && approved.get(value) === codec) return value;
      return remember(codec, current, decodeFields(current, value, reader));
    },
  };
  return codec;
}

function planOf(fields: readonly Field[], root: boolean): Plan {
  return {
    fields,
    positions: new Map(fields.map(({ name }, position) => [name, position])),
    always: fields.flatMap(({ absent }, position) => (absent === undefined ? [] : [position])),
    remembered: root || fields.length >= REMEMBERED_FROM_FIELDS,
  };
}

function remember(codec: Codec, plan: Plan, object: object): object {
  if (plan.remembered) approved.set(object, codec);
  return object;
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
