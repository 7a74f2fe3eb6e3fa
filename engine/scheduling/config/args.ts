import type { FieldError } from '../../apimachinery/field-error.js';
import type { JsonObject } from '../../apimachinery/object.js';
import { ConfigReader } from './reader.js';

/** A plugin's arguments, or what is wrong with them. */
export type Args<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly FieldError[] };

/** Reads a plugin's arguments; paths in the errors start at the arguments. */
export function readArgs<T>(input: JsonObject, read: (reader: ConfigReader) => T): Args<T> {
  const errors: FieldError[] = [];
  const reader = new ConfigReader(input, '', errors);
  reader.ignore('apiVersion', 'kind');
  const value = read(reader);
  reader.done();
  return errors.length === 0 ? { ok: true, value } : { ok: false, errors };
}
