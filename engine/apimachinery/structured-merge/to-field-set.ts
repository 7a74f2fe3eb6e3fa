import { isObject } from '../object.js';
import { deduce, typeUnder, type ListAtom, type MapAtom, type Type } from './atom.js';
import { FieldSetBuilder, type FieldPath, type FieldSet } from './field-set.js';
import { itemsByElement } from './list-items.js';
import { fieldElement } from './path-element.js';

/** Every leaf and every list item that a value mentions: TypedValue.ToFieldSet. */
export function toFieldSet(type: Type, value: unknown): FieldSet {
  const builder = new FieldSetBuilder();
  collect(builder, type, value, []);
  return builder.set;
}

function collect(builder: FieldSetBuilder, type: Type, value: unknown, path: FieldPath): void {
  const { map, scalar, list } = deduce(type.atom, value);
  if (map !== undefined) collectMap(builder, map, value, path);
  else if (scalar !== undefined) builder.insert(path);
  else if (list !== undefined) collectList(builder, list, value, path);
}

function collectMap(builder: FieldSetBuilder, map: MapAtom, value: unknown, path: FieldPath): void {
  if (map.isAtomic) builder.insert(path);
  if (map.isAtomic || !isObject(value)) return;
  for (const key of Object.keys(value)) {
    const below = [...path, fieldElement(key)];
    const type = typeUnder(map, key);
    const item = value[key];
    if (type !== undefined) collect(builder, type, item, below);
    const saysNothing = item === null || (isObject(item) && Object.keys(item).length === 0);
    if (saysNothing || !map.fields.has(key)) builder.insert(below);
  }
}

function collectList(builder: FieldSetBuilder, list: ListAtom, value: unknown, path: FieldPath): void {
  if (list.isAtomic) builder.insert(path);
  if (list.isAtomic || !Array.isArray(value)) return;
  for (const [element, items] of itemsByElement(list, value)) {
    const below = [...path, element];
    // Of doubles only that there are some is known.
    if (items.length === 1) collect(builder, list.element, items[0], below);
    builder.insert(below);
  }
}
