import type { Schema } from '../../engine/apis/data.js';
import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import { matchList, type Compare } from './match-list.js';
import { AGREED, countLeaves, disagreed, sum, type Match } from './match-result.js';
import { sameQuantity } from './quantity.js';
import { fieldSchema, isQuantity } from './schema.js';

/** The operators that an asserted object may hold in place of a list, an object or a text. */
export const OPERATORS = ['$exactly', '$contains'] as const;

/**
 * Compares what is asserted with what is there. Objects are subsets; lists with map keys are matched by those, others
 * in any order; `$exactly` and `$contains` say otherwise; null means absent; quantities compare by amount where the
 * schema says so.
 */
export function matchPartial(expected: unknown, actual: unknown, schema?: Schema, path = ''): Match {
  if (expected === null || expected === undefined) {
    return actual === null || actual === undefined ? AGREED : disagreed({ path, expected: undefined, actual });
  }
  if (Array.isArray(expected)) return matchList(COMPARE, expected, actual, schema, path);
  if (!isObject(expected)) return matchScalar(expected, actual, schema, path);
  if ('$exactly' in expected) return matchExactly(expected['$exactly'], actual, schema, `${path}.$exactly`);
  if ('$contains' in expected) return matchContains(expected['$contains'], actual, schema, `${path}.$contains`);
  return matchObject(expected, actual, schema, path);
}

function matchScalar(expected: unknown, actual: unknown, schema: Schema | undefined, path: string): Match {
  const same = expected === actual || (isQuantity(schema) && sameQuantity(expected, actual));
  return same ? AGREED : disagreed({ path, expected, actual });
}

function matchObject(expected: JsonObject, actual: unknown, schema: Schema | undefined, path: string): Match {
  const fields = Object.entries(expected);
  if (fields.length === 0) return isObject(actual) ? AGREED : disagreed({ path, expected, actual });
  if (!isObject(actual)) {
    const onlyAbsent = (actual === undefined || actual === null) && fields.every(([, value]) => value === null);
    return onlyAbsent ? AGREED : disagreed({ path, expected, actual }, countLeaves(expected));
  }
  return sum(
    fields.map(([field, value]) => matchPartial(value, actual[field], fieldSchema(schema, field), join(path, field))),
  );
}

/** 'metadata.labels["app.kubernetes.io/name"]': how a field is named in paths. */
export function join(path: string, field: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(field)) return `${path}[${JSON.stringify(field)}]`;
  return path === '' ? field : `${path}.${field}`;
}

function matchContains(expected: unknown, actual: unknown, schema: Schema | undefined, path: string): Match {
  if (typeof expected === 'string') {
    const found = typeof actual === 'string' && actual.includes(expected);
    return found ? AGREED : disagreed({ path, expected, actual, note: 'the text is not in there' });
  }
  return Array.isArray(expected)
    ? matchList(COMPARE, expected, actual, schema, path, 'contains')
    : matchPartial(expected, actual, schema, path);
}

/** Nothing more and nothing less, lists in order. */
function matchExactly(expected: unknown, actual: unknown, schema: Schema | undefined, path: string): Match {
  if (Array.isArray(expected)) return matchList(COMPARE, expected, actual, schema, path, 'exactly');
  if (!isObject(expected)) return matchPartial(expected, actual, schema, path);
  const fields = new Set([...Object.keys(expected), ...Object.keys(isObject(actual) ? actual : {})]);
  if (!isObject(actual)) return disagreed({ path, expected, actual }, countLeaves(expected));
  return sum([
    AGREED,
    ...[...fields].map((field) =>
      exactField(expected[field], actual[field], fieldSchema(schema, field), join(path, field)),
    ),
  ]);
}

function exactField(expected: unknown, actual: unknown, schema: Schema | undefined, path: string): Match {
  if (expected === undefined) return disagreed({ path, expected: undefined, actual, note: 'not expected at all' });
  return Array.isArray(expected) || isObject(expected)
    ? matchExactly(expected, actual, schema, path)
    : matchPartial(expected, actual, schema, path);
}

const COMPARE: Compare = { partial: matchPartial, exact: exactField };
