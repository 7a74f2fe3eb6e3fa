import type { JsonObject } from '../../apimachinery/object.js';
import type { Schema, Schemas } from '../data.js';
import type { Codec } from './codec.js';
import { Codecs } from './compile.js';
import { ConvertReader } from './convert-reader.js';
import { Reader } from './reader.js';

export interface DecodeOptions {
  /** Collect unknown fields. They are left out of the value either way. */
  readonly strict: boolean;
  /** Keep empty lists and maps where they may be left out, as objects do until they are stored; absent: they go. */
  readonly keepEmpty?: boolean;
  /** Word errors as a conversion from a map does; absent: as reading JSON does. */
  readonly converting?: boolean;
  /** An object of this schema as decoding gives it, without empty lists and maps: what is shared with it is not looked at. */
  readonly known?: JsonObject | undefined;
  /** An object of this schema whose lists hold what decoding gives: items that are shared with it are not looked at. */
  readonly before?: JsonObject | undefined;
}

export interface Decoded {
  readonly value: JsonObject;
  /** 'unknown field "spec.foo"', in the order they are met. */
  readonly unknownFields: readonly string[];
  /** Go's error, if there is one: 'json: cannot unmarshal string into Go struct field …'. The value is then of no use. */
  readonly errors: readonly string[];
  /** Whether there were empty lists or maps, which go when the value is stored. */
  readonly hasEmpties: boolean;
}

interface Family {
  readonly codecs: Codecs;
  readonly names: ReadonlyMap<Schema, string>;
}

const families = new WeakMap<Schemas, Family>();

function familyOf(schemas: Schemas): Family {
  const known = families.get(schemas);
  if (known !== undefined) return known;
  const names = new Map(Object.entries(schemas).map(([name, schema]) => [schema, name]));
  const family = { codecs: new Codecs(schemas), names };
  families.set(schemas, family);
  return family;
}

const bySchema = new WeakMap<Schema, Codec>();

function codecOf(schema: Schema, schemas: Schemas): Codec | undefined {
  const known = bySchema.get(schema);
  if (known !== undefined) return known;
  const { codecs, names } = familyOf(schemas);
  const codec = codecs.of(schema.$ref ?? names.get(schema) ?? '');
  if (codec !== undefined) bySchema.set(schema, codec);
  return codec;
}

/**
 * What the server makes of JSON by reading it into Go structs and writing these again (sigs.k8s.io/json, storage
 * in between unless `keepEmpty`): unknown fields go, empty values that `omitempty` leaves out go, fields that are always written come, in
 * Go's order, with quantities and times in canonical form and the schema's defaults filled in. A value that is in
 * that form already comes back itself, and parts of it that were decoded before are not looked at again. A schema
 * that has no Go type gives the value as it is.
 */
export function decode(schema: Schema, schemas: Schemas, value: unknown, options: DecodeOptions): Decoded {
  const codec = codecOf(schema, schemas);
  // Only an object's schema is asked for, and a struct's codec gives objects.
  if (codec === undefined) return { value: value as JsonObject, unknownFields: [], errors: [], hasEmpties: true };
  const { strict, keepEmpty = false, converting = false, known, before } = options;
  const reader = converting
    ? new ConvertReader(strict, keepEmpty, known, before)
    : new Reader(strict, keepEmpty, known, before);
  const decoded = (codec.decode(value, reader) ?? codec.zero()) as JsonObject;
  return { value: decoded, unknownFields: reader.unknownFields, errors: reader.errors, hasEmpties: reader.empties > 0 };
}
