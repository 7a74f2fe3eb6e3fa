import type { Schema } from '../../../engine/apis/data.js';
import { isObject } from '../../../engine/apimachinery/object.js';
import { OPERATORS } from '../../expectations/match.js';
import { nanosOf } from '../../expectations/quantity.js';
import { fieldSchema, isQuantity, itemSchema, listMapKeys, resolved } from '../../expectations/schema.js';
import { asWritten } from '../as-written.js';
import { suggestion, type Cursor } from '../cursor.js';

/**
 * Tells of what an asserted object says that no object of its kind can be: unknown fields, values of another type or
 * outside an enumeration, elements of a keyed list without their key, operators that do not exist.
 */
export function checkAsserted(cursor: Cursor, schema: Schema | undefined): void {
  check(cursor, schema, 'asserted');
}

/**
 * Tells of what keeps an object that is to be written from being decoded at all: unknown fields, values of another type
 * or outside an enumeration. What validation says of the rest is for the API server.
 */
export function checkWritten(cursor: Cursor, schema: Schema | undefined): void {
  check(cursor, schema, 'written');
}

type Use = 'asserted' | 'written';

function check(cursor: Cursor, schema: Schema | undefined, use: Use): void {
  const { value } = cursor;
  if (value === null || schema === undefined) return;
  const operator = use === 'asserted' && isObject(value) && Object.keys(value).some((key) => key.startsWith('$'));
  if (operator) checkOperator(cursor, value, schema);
  else if (Array.isArray(value)) checkList(cursor, value, schema, use);
  else if (isObject(value)) checkFields(cursor, value, schema, use);
  else checkScalar(cursor, value, schema);
}

function checkOperator(cursor: Cursor, value: object, schema: Schema): void {
  const [operator = '', ...others] = Object.keys(value);
  const at = cursor.at(operator);
  if (!OPERATORS.some((known) => known === operator)) {
    at.reportKey(`no operator is called "${operator}"`, suggestion(operator, OPERATORS));
    return;
  }
  if (others.length > 0) {
    at.reportKey(`"${operator}" must stand alone`, 'put the other fields inside it, or leave it out');
    return;
  }
  if (operator === '$contains' && typeof at.value === 'string') checkScalar(at, at.value, schema);
  else checkAsserted(at, schema);
}

function checkFields(cursor: Cursor, value: object, schema: Schema, use: Use): void {
  const at = resolved(schema);
  if (at === undefined) return;
  if (at.properties === undefined && at.additionalProperties === undefined) {
    if (at.type !== 'object' && (at.type !== undefined || isQuantity(schema) || at.oneOf !== undefined))
      mismatch(cursor, schema);
    return;
  }
  for (const field of Object.keys(value)) {
    const inner = fieldSchema(schema, field);
    if (inner !== undefined) check(cursor.at(field), inner, use);
    else
      cursor
        .at(field)
        .reportKey(`unknown field "${field}"${parentOf(cursor)}`, suggestion(field, Object.keys(at.properties ?? {})));
  }
}

function parentOf(cursor: Cursor): string {
  const parent = [...cursor.path].reverse().find((part) => typeof part === 'string');
  return parent === undefined || parent === 'resource' ? '' : ` in ${parent}`;
}

function checkList(cursor: Cursor, value: readonly unknown[], schema: Schema, use: Use): void {
  const at = resolved(schema);
  if (at?.type !== 'array') {
    if (at?.type !== undefined || at?.oneOf !== undefined) mismatch(cursor, schema);
    return;
  }
  const keys = use === 'asserted' ? listMapKeys(schema) : [];
  for (const [index, element] of value.entries()) {
    const item = cursor.at(index);
    check(item, itemSchema(schema), use);
    if (keys.length === 0 || !isObject(element) || Object.keys(element).some((key) => key.startsWith('$'))) continue;
    if (keys.some((key) => element[key] !== undefined && element[key] !== null)) continue;
    const list = [...cursor.path].reverse().find((part) => typeof part === 'string') ?? 'list';
    item.report(
      `elements of ${list} are told apart by ${keys.join(', ')}, and this one does not say`,
      `add ${keys[0] ?? ''}: …`,
    );
  }
}

function checkScalar(cursor: Cursor, value: unknown, schema: Schema): void {
  const at = resolved(schema);
  if (at === undefined) return;
  if (isQuantity(schema)) {
    if (nanosOf(value) === undefined)
      cursor.report(`${JSON.stringify(value)} is not a quantity`, 'write 500m, 4 or 8Gi');
    return;
  }
  if (!takesScalar(at, value)) mismatch(cursor, schema);
  else if (at.enum !== undefined && typeof value === 'string' && !at.enum.includes(value)) {
    cursor.report(`"${value}" can never be: it is one of ${at.enum.join(', ')}`, suggestion(value, at.enum));
  }
}

function takesScalar(schema: Schema, value: unknown): boolean {
  if (schema.oneOf !== undefined) return schema.oneOf.some((option) => takesScalar(option, value));
  switch (schema.type) {
    case 'string':
    case 'boolean':
      return typeof value === schema.type;
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case undefined:
      return true;
    default:
      return false;
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  array: 'a list',
  object: 'a map',
};

function mismatch(cursor: Cursor, schema: Schema): void {
  const { value } = cursor;
  const at = resolved(schema);
  const types = at?.oneOf === undefined ? [at?.type ?? ''] : at.oneOf.map(({ type }) => type ?? '');
  const is = Array.isArray(value)
    ? 'a list'
    : isObject(value)
      ? 'a map'
      : `the ${value === null ? 'null' : typeof value === 'string' ? 'text' : typeof value} ${JSON.stringify(value)}`;
  cursor.report(
    `must be ${types.map((type) => TYPE_NAMES[type] ?? type).join(' or ')}, not ${is}`,
    hint(types, cursor),
  );
}

function hint(types: readonly string[], cursor: Cursor): string | undefined {
  const { value } = cursor;
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) {
    const written = asWritten(cursor);
    // Conditions say True and False; other words that YAML takes for booleans were meant as they stand.
    const text = /^(?:true|false)$/i.test(written) ? (value === true ? 'True' : 'False') : written;
    return `put it in quotes: "${text}"`;
  }
  if (types.includes('integer') && typeof value === 'string' && /^-?\d+$/.test(value))
    return `take the quotes away: ${value}`;
  if (types.includes('boolean') && typeof value === 'string') return `take the quotes away: ${value.toLowerCase()}`;
  return types.includes('array') ? 'write a list: - …' : undefined;
}
