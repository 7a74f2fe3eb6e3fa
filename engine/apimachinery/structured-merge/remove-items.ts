import { isObject } from '../object.js';
import { deduce, typeUnder, type ListAtom, type MapAtom, type Type } from './atom.js';
import { NO_FIELDS, isEmptySet, type FieldSet } from './field-set.js';
import { itemElement } from './list-items.js';
import { fieldElement, fieldName } from './path-element.js';

/** A value without some fields and items: TypedValue.RemoveItems. What an atomic map or list becomes without is null. */
export function removeItems(type: Type, value: unknown, fields: FieldSet): unknown {
  const { map, scalar, list } = deduce(type.atom, value);
  if (map !== undefined) return fromMap(map, value, fields);
  if (scalar !== undefined) return value;
  return list === undefined ? null : fromList(list, value, fields);
}

function fromMap(map: MapAtom, value: unknown, fields: FieldSet): unknown {
  if (map.isAtomic || !isObject(value)) return null;
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const element = fieldElement(key);
    if (fields.members.has(element)) continue;
    const below = fields.children.get(element) ?? NO_FIELDS;
    const type = typeUnder(map, key);
    kept[key] = isEmptySet(below) || type === undefined ? value[key] : removeItems(type, value[key], below);
  }
  return Object.keys(kept).length === 0 ? null : kept;
}

function fromList(list: ListAtom, value: unknown, fields: FieldSet): unknown {
  if (list.isAtomic || !Array.isArray(value)) return null;
  const kept: unknown[] = [];
  for (const item of value) {
    const element = itemElement(list, item);
    if (element.ok && fields.members.has(element.value)) continue;
    const below = (element.ok ? fields.children.get(element.value) : undefined) ?? NO_FIELDS;
    kept.push(isEmptySet(below) ? item : removeItems(list.element, item, below));
  }
  return kept.length === 0 ? null : kept;
}

/** The set with every named field on the way to what is in it (Set.EnsureNamedFieldsAreMembers). */
export function withNamedFields(type: Type | undefined, { members, children }: FieldSet): FieldSet {
  const atom = type?.atom ?? {};
  const more = new Set(members);
  const below = new Map<string, FieldSet>();
  for (const [element, set] of children) {
    const name = fieldName(element);
    if (name !== undefined && atom.map?.fields.has(name) === true) more.add(element);
    const next = name === undefined ? atom.list?.element : atom.map && typeUnder(atom.map, name);
    below.set(element, withNamedFields(next, set));
  }
  return { members: more, children: below };
}
