import { isObject } from '../object.js';
import { goValue, quote } from '../quote.js';
import { deduce, typeUnder, type Atom, type ListAtom, type MapAtom, type Type } from './atom.js';
import { itemElement } from './list-items.js';
import { elementText, fieldElement, type PathElement } from './path-element.js';

/** What of a value its type does not allow: '.spec.foo: field not declared in schema' (TypedValue.Validate). */
export function typeErrors(type: Type, value: unknown, path = ''): readonly string[] {
  const { map, scalar, list } = deduce(type.atom, value);
  if (map !== undefined) return inMap(map, value, path);
  if (scalar !== undefined) return ofScalar(scalar, value, path);
  return list === undefined ? [] : inList(list, value, path);
}

/** Several errors, as ValidationErrors.Error prints them. */
export function errorsText(errors: readonly string[]): string {
  return errors.length === 1 ? (errors[0] ?? '') : ['errors:', ...errors.map((error) => `  ${error}`)].join('\n');
}

function at(path: string, message: string): string {
  return path === '' ? message : `${path}: ${message}`;
}

function ofScalar(scalar: NonNullable<Atom['scalar']>, value: unknown, path: string): readonly string[] {
  if (value === null || value === undefined) return [];
  switch (scalar) {
    case 'numeric':
      return typeof value === 'number' ? [] : [at(path, `expected numeric (int or float), got ${goTypeOf(value)}`)];
    case 'string':
      return typeof value === 'string'
        ? []
        : [at(path, `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`)];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [at(path, `expected boolean, got &{${goValue(value)}}`)];
    case 'untyped':
      return typeof value === 'object' ? [at(path, `expected any scalar, got &{${goValue(value)}}`)] : [];
  }
}

function goTypeOf(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

/** A JSON value as Go's `%#v` prints it. */
function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return goValue(value);
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${quote(key)}:${goSyntax(value[key])}`);
  return `map[string]interface {}{${fields.join(', ')}}`;
}

function inMap(map: MapAtom, value: unknown, path: string): readonly string[] {
  if (value === null || value === undefined) return [];
  if (!isObject(value)) return [at(path, `expected map, got &{${goValue(value)}}`)];
  const errors: string[] = [];
  for (const key of Object.keys(value)) {
    const below = path + elementText(fieldElement(key));
    const type = typeUnder(map, key);
    // Of a map's unknown fields one is told, and then no more of the map.
    if (type === undefined) return [...errors, at(below, 'field not declared in schema')];
    errors.push(...typeErrors(type, value[key], below));
  }
  return errors;
}

function inList(list: ListAtom, value: unknown, path: string): readonly string[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) return [at(path, `expected list, got &{${goValue(value)}}`)];
  const errors: string[] = [];
  const seen = new Set<PathElement>();
  for (const [place, item] of value.entries()) {
    const element = list.isAtomic ? undefined : itemElement(list, item);
    if (element?.ok === false) return [...errors, at(path, `element ${place}: ${element.error}`)];
    const own = element === undefined ? `i:${place}` : element.value;
    if (seen.has(own)) errors.push(at(path, `duplicate entries for key ${elementText(own)}`));
    seen.add(own);
    errors.push(...typeErrors(list.element, item, path + elementText(own)));
  }
  return errors;
}
