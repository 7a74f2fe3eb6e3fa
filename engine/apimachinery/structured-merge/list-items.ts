import { isObject } from '../object.js';
import { failed, ok, type Result } from '../result.js';
import { quote } from '../quote.js';
import type { ListAtom } from './atom.js';
import { keyElement, valueElement, type PathElement } from './path-element.js';

/** What tells an item of a list apart from the others: listItemToPathElement. */
export function itemElement(list: ListAtom, item: unknown): Result<PathElement> {
  return list.keys.length > 0 ? keyed(list, item) : ofSet(item);
}

function keyed({ keys, element }: ListAtom, item: unknown): Result<PathElement> {
  if (item === null || item === undefined) return failed('associative list with keys may not have a null element');
  if (!isObject(item)) return failed('associative list with keys may not have non-map elements');
  const fields = element.atom.map?.fields;
  const found: [string, unknown][] = [];
  for (const key of keys) {
    const value = item[key] ?? fields?.get(key)?.default;
    if (value !== undefined) found.push([key, value]);
  }
  if (found.length > 0) return ok(keyElement(Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)))));
  const names = `[${keys.map(quote).join(' ')}]`;
  return failed(
    `associative list with keys has an element that omits all key fields ${names} (and doesn't have default values for any key fields)`,
  );
}

function ofSet(item: unknown): Result<PathElement> {
  if (isObject(item)) return failed("associative list without keys has an element that's a map type");
  if (Array.isArray(item)) return failed('not supported: associative list with lists as elements');
  if (item === null || item === undefined)
    return failed("associative list without keys has an element that's an explicit null");
  return ok(valueElement(item));
}

/** Items under what tells them apart, in order; several under one if the list has doubles. Those without are left out. */
export function itemsByElement(list: ListAtom, items: readonly unknown[]): Map<PathElement, readonly unknown[]> {
  const found = new Map<PathElement, readonly unknown[]>();
  for (const item of items) {
    const element = itemElement(list, item);
    if (element.ok) found.set(element.value, [...(found.get(element.value) ?? []), item]);
  }
  return found;
}
