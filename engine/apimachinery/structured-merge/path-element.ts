import { marshal } from '../json-text.js';
import type { JsonObject } from '../object.js';
import { quote } from '../quote.js';

/**
 * One step from a value to a part of it, as FieldsV1 writes it: 'f:spec' is a field, 'k:{"name":"c"}' the list item with
 * these keys, 'v:"a"' the item of a set, 'i:0' the item of an atomic list. Equal steps are equal texts.
 */
export type PathElement = string;

export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

/** @param keys the item's keys, sorted by name */
export function keyElement(keys: JsonObject): PathElement {
  return `k:${marshal(keys)}`;
}

export function valueElement(value: unknown): PathElement {
  return `v:${marshal(value)}`;
}

/** The field that the element names; undefined when it is an item of a list. */
export function fieldName(element: PathElement): string | undefined {
  return element.startsWith('f:') ? element.slice(2) : undefined;
}

/** '.spec', '[name="c"]', '[="a"]' (PathElement.String). */
export function elementText(element: PathElement): string {
  const rest = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${rest}`;
    case 'k':
      return `[${keysOf(element)
        .map(([name, value]) => `${name}=${scalarText(value)}`)
        .join(',')}]`;
    case 'v':
      return `[=${scalarText(JSON.parse(rest))}]`;
    default:
      return `[${rest}]`;
  }
}

function keysOf(element: PathElement): readonly (readonly [string, unknown])[] {
  return Object.entries(JSON.parse(element.slice(2)) as JsonObject);
}

function scalarText(value: unknown): string {
  return typeof value === 'string' ? quote(value) : marshal(value);
}

const KINDS = 'fkvi';

/** The order of elements (PathElement.Compare): fields, then items by their keys, items of sets, places. */
export function compareElements(a: PathElement, b: PathElement): number {
  if (a[0] !== b[0]) return KINDS.indexOf(a[0] ?? '') - KINDS.indexOf(b[0] ?? '');
  if (a === b) return 0;
  switch (a[0]) {
    case 'k':
      return compareKeys(keysOf(a), keysOf(b));
    case 'v':
      return compareScalars(JSON.parse(a.slice(2)), JSON.parse(b.slice(2)));
    case 'i':
      return Number(a.slice(2)) - Number(b.slice(2));
    default:
      return compareText(a, b);
  }
}

function compareKeys(a: readonly (readonly [string, unknown])[], b: readonly (readonly [string, unknown])[]): number {
  for (const [at, [name, value]] of a.entries()) {
    const other = b[at];
    if (other === undefined) return 1;
    const order = compareText(name, other[0]) || compareScalars(value, other[1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const SCALARS = ['number', 'string', 'boolean'];

/** Numbers before texts before booleans (value.Compare). */
function compareScalars(a: unknown, b: unknown): number {
  if (typeof a !== typeof b) return SCALARS.indexOf(typeof a) - SCALARS.indexOf(typeof b);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return Number(a) - Number(b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
