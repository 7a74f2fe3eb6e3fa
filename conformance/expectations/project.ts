import type { Schema } from '../../engine/apis/data.js';
import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import { fieldSchema, itemSchema, listMapKeys } from './schema.js';
import { matchPartial } from './match.js';

/** The value to show for a field that must be absent, or is. */
const ABSENT = undefined;

/** What is asserted, as it is shown beside what is there: operators gone, absent fields left out. */
export function shownExpected(expected: unknown): unknown {
  if (expected === null) return ABSENT;
  if (Array.isArray(expected)) return expected.map(shownExpected);
  if (!isObject(expected)) return expected;
  if ('$exactly' in expected) return shownExpected(expected['$exactly']);
  if ('$contains' in expected) return shownExpected(expected['$contains']);
  return present(Object.keys(expected).map((field) => [field, shownExpected(expected[field])]));
}

function present(entries: readonly (readonly [string, unknown])[]): JsonObject {
  return Object.fromEntries(entries.filter(([, value]) => value !== ABSENT));
}

/** Only those parts of an object that are asserted, list elements in the order in which they are. */
export function project(expected: unknown, actual: unknown, schema?: Schema): unknown {
  if (actual === undefined || actual === null) return ABSENT;
  if (Array.isArray(expected)) return Array.isArray(actual) ? projectList(expected, actual, schema) : actual;
  if (!isObject(expected)) return actual;
  if ('$exactly' in expected) return actual;
  if ('$contains' in expected) return project(expected['$contains'], actual, schema);
  if (!isObject(actual)) return actual;
  const fields = Object.keys(expected);
  return present(fields.map((field) => [field, project(expected[field], actual[field], fieldSchema(schema, field))]));
}

function projectList(
  expected: readonly unknown[],
  actual: readonly unknown[],
  schema: Schema | undefined,
): readonly unknown[] {
  const items = itemSchema(schema);
  const keys = listMapKeys(schema);
  const free = [...actual];
  const taken: unknown[] = [];
  for (const value of expected) {
    const best = nearestIndex(value, free, keys, items);
    if (best !== undefined) taken.push(project(value, free.splice(best, 1)[0], items));
  }
  return keys.length > 0 ? taken : [...taken, ...free];
}

function nearestIndex(
  value: unknown,
  free: readonly unknown[],
  keys: readonly string[],
  items: Schema | undefined,
): number | undefined {
  let best: { readonly index: number; readonly agreed: number } | undefined;
  for (const [index, item] of free.entries()) {
    if (!sameKeys(value, item, keys)) continue;
    const { agreed } = matchPartial(value, item, items);
    if (best === undefined || agreed > best.agreed) best = { index, agreed };
  }
  return best?.index;
}

function sameKeys(value: unknown, item: unknown, keys: readonly string[]): boolean {
  if (!isObject(value) || !isObject(item)) return keys.length === 0;
  return keys.every((key) => !(key in value) || value[key] === item[key]);
}
