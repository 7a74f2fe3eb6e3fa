import type { JsonObject } from '../../apimachinery/object.js';
import type { Mistake } from './mistake.js';
import { ConfigReader } from './reader.js';

/** A plugin's arguments, or what is wrong with them. */
export type Args<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** Reads a plugin's arguments; fields in the mistakes start at the arguments. `struct` is their Go type. */
export function readArgs<T>(input: JsonObject, struct: string, read: (reader: ConfigReader) => T): Args<T> {
  const mistakes: Mistake[] = [];
  const reader = new ConfigReader(input, '', mistakes, { struct, fields: '' });
  reader.ignore('apiVersion', 'kind');
  const value = read(reader);
  reader.done();
  return mistakes.length === 0 ? { ok: true, value } : { ok: false, mistakes };
}
