import type { Schema } from '../../engine/apis/data.js';
import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import { assign } from './assignment.js';
import { AGREED, countLeaves, disagreed, nearest, sum, type Match } from './match-result.js';
import { itemSchema, listMapKeys } from './schema.js';

/** How two values are compared; given from outside, for values hold lists that hold values. */
export interface Compare {
  partial(expected: unknown, actual: unknown, schema?: Schema, path?: string): Match;
  exact(expected: unknown, actual: unknown, schema: Schema | undefined, path: string): Match;
}

type Mode = 'default' | 'contains' | 'exactly';

/** Compares lists: by map keys where the schema has them, else in any order, or as the operator says. */
export function matchList(
  compare: Compare,
  expected: readonly unknown[],
  actual: unknown,
  schema: Schema | undefined,
  path: string,
  mode: Mode = 'default',
): Match {
  const absent = actual === undefined || actual === null;
  if (absent && expected.length === 0) return AGREED;
  if (!Array.isArray(actual)) return disagreed({ path, expected, actual }, countLeaves(expected));
  if (mode === 'exactly') return matchInOrder(compare, expected, actual, schema, path);
  const keys = listMapKeys(schema);
  if (keys.length > 0 && expected.length > 0) return matchByKeys(compare, expected, actual, keys, schema, path);
  const pairs = matchInAnyOrder(compare, expected, actual, schema, path);
  return mode === 'contains' || expected.length === actual.length
    ? pairs
    : sum([pairs, disagreed({ path, expected, actual, note: lengths(expected, actual) })]);
}

function lengths(expected: readonly unknown[], actual: readonly unknown[]): string {
  return `expected ${expected.length} element${expected.length === 1 ? '' : 's'}, found ${actual.length}`;
}

function matchInOrder(
  compare: Compare,
  expected: readonly unknown[],
  actual: readonly unknown[],
  schema: Schema | undefined,
  path: string,
): Match {
  const items = itemSchema(schema);
  const pairs = expected.map((value, index) => compare.exact(value, actual[index], items, `${path}[${index}]`));
  const sizes =
    expected.length === actual.length ? AGREED : disagreed({ path, expected, actual, note: lengths(expected, actual) });
  return sum([sizes, ...pairs]);
}

function matchByKeys(
  compare: Compare,
  expected: readonly unknown[],
  actual: readonly unknown[],
  keys: readonly string[],
  schema: Schema | undefined,
  path: string,
): Match {
  return sum(expected.map((value, index) => matchKeyed(compare, value, actual, keys, schema, `${path}[${index}]`)));
}

/** An element that leaves out some keys ({containerPort: 80}) may be any of those that agree in the others. */
function matchKeyed(
  compare: Compare,
  expected: unknown,
  actual: readonly unknown[],
  keys: readonly string[],
  schema: Schema | undefined,
  path: string,
): Match {
  const given = isObject(expected) ? keys.filter((key) => key in expected) : [];
  const items = itemSchema(schema);
  const candidates = isObject(expected) ? actual.filter((item) => agreesIn(compare, given, expected, item)) : actual;
  const matches = candidates.map((item) => compare.partial(expected, item, items, path));
  const best = nearest(matches);
  if (best !== undefined) return best;
  const name = isObject(expected) ? given.map((key) => `${key}=${String(expected[key])}`).join(', ') : '';
  return disagreed({ path, expected, actual: undefined, note: `no element with ${name}` }, countLeaves(expected));
}

function agreesIn(compare: Compare, keys: readonly string[], expected: JsonObject, item: unknown): boolean {
  return isObject(item) && keys.every((key) => compare.partial(expected[key], item[key]).mismatches.length === 0);
}

/** Each asserted element takes an element of its own. */
function matchInAnyOrder(
  compare: Compare,
  expected: readonly unknown[],
  actual: readonly unknown[],
  schema: Schema | undefined,
  path: string,
): Match {
  if (expected.length === 0) return AGREED;
  const items = itemSchema(schema);
  const table = expected.map((value, row) =>
    actual.map((item) => compare.partial(value, item, items, `${path}[${row}]`)),
  );
  const taken = assign(table.map((row) => row.map((match) => match.mismatches.length === 0)));
  const free = new Set(actual.keys());
  for (const column of taken) if (column !== undefined) free.delete(column);
  return sum(
    expected.map((value, row) => {
      if (taken[row] !== undefined) return { mismatches: [], asserted: countLeaves(value), agreed: countLeaves(value) };
      const best = [...free]
        .map((column) => ({ column, match: table[row]?.[column] ?? AGREED }))
        .sort((a, b) => b.match.agreed - a.match.agreed || a.column - b.column)[0];
      if (best === undefined || best.match.agreed === 0) {
        const note = 'no element is like it';
        return disagreed({ path: `${path}[${row}]`, expected: value, actual: undefined, note }, countLeaves(value));
      }
      free.delete(best.column);
      return best.match;
    }),
  );
}
