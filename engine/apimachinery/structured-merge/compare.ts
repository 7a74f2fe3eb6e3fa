import { deepEqual } from '../equality.js';
import { isObject, type JsonObject } from '../object.js';
import { deduce, typeUnder, type Atom, type ListAtom, type MapAtom, type Type } from './atom.js';
import { FieldSetBuilder, recursiveDifference, type FieldPath, type FieldSet } from './field-set.js';
import { itemsByElement } from './list-items.js';
import { fieldElement, type PathElement } from './path-element.js';

/** How two values differ: no field stands in two of the three sets. */
export interface Comparison {
  readonly removed: FieldSet;
  readonly modified: FieldSet;
  readonly added: FieldSet;
}

/** The fields that change between two values of a type: TypedValue.Compare. Absent is undefined, null is a value. */
export function compare(type: Type, before: unknown, after: unknown): Comparison {
  const walk = new Compare();
  walk.visit(type, before, after, []);
  return { removed: walk.removed.set, modified: walk.modified.set, added: walk.added.set };
}

/** The comparison without some fields and what is below them (Comparison.ExcludeFields). */
export function excluding({ removed, modified, added }: Comparison, fields: FieldSet): Comparison {
  return {
    removed: recursiveDifference(removed, fields),
    modified: recursiveDifference(modified, fields),
    added: recursiveDifference(added, fields),
  };
}

class Compare {
  readonly removed = new FieldSetBuilder();
  readonly modified = new FieldSetBuilder();
  readonly added = new FieldSetBuilder();

  visit(type: Type, before: unknown, after: unknown, path: FieldPath): void {
    // The same part is not looked at again.
    if (before === after && before !== undefined) return;
    const was = deduce(type.atom, before);
    const is = deduce(type.atom, after);
    if (after === undefined) this.descend(was, before, after, path);
    else if (before === undefined || sameKind(was, is)) this.descend(is, before, after, path);
    else {
      this.descend(was, before, after, path);
      this.descend(is, before, after, path);
    }
    if (before === undefined) this.added.insert(path);
    else if (after === undefined) this.removed.insert(path);
  }

  private descend({ map, scalar, list }: Atom, before: unknown, after: unknown, path: FieldPath): void {
    if (map !== undefined) this.inMap(map, asMap(before), asMap(after), { before, after, path });
    else if (scalar !== undefined) this.leaf({ before, after, path });
    else if (list !== undefined) this.inList(list, asList(before), asList(after), { before, after, path });
  }

  private leaf({ before, after, path }: Pair): void {
    if (before !== undefined && after !== undefined && !deepEqual(before, after)) this.modified.insert(path);
  }

  private inMap(map: MapAtom, before: JsonObject, after: JsonObject, pair: Pair): void {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    if (map.isAtomic || keys.length === 0) return this.leaf(pair);
    for (const key of keys) {
      const type = typeUnder(map, key);
      if (type !== undefined) this.visit(type, before[key], after[key], [...pair.path, fieldElement(key)]);
    }
  }

  private inList(list: ListAtom, before: readonly unknown[], after: readonly unknown[], pair: Pair): void {
    if (list.isAtomic || before.length + after.length === 0) return this.leaf(pair);
    const were = itemsByElement(list, before);
    const are = itemsByElement(list, after);
    for (const element of new Set([...were.keys(), ...are.keys()]))
      this.items(list, were.get(element) ?? [], are.get(element) ?? [], [...pair.path, element]);
  }

  /** Doubles are one thing: whatever they hold, they come, go or change together. */
  private items(list: ListAtom, were: readonly unknown[], are: readonly unknown[], path: readonly PathElement[]): void {
    const wasDouble = were.length > 1;
    const isDouble = are.length > 1;
    if (wasDouble && isDouble) {
      if (!deepEqual(were, are)) this.modified.insert(path);
      return;
    }
    const [before] = wasDouble ? [] : were;
    const [after] = isDouble ? [] : are;
    if (before !== undefined || after !== undefined) this.visit(list.element, before, after, path);
    if (wasDouble) this.removed.insert(path);
    if (isDouble) this.added.insert(path);
  }
}

interface Pair {
  readonly before: unknown;
  readonly after: unknown;
  readonly path: FieldPath;
}

function sameKind(a: Atom, b: Atom): boolean {
  return (
    (a.map === undefined) === (b.map === undefined) &&
    (a.list === undefined) === (b.list === undefined) &&
    (a.scalar === undefined) === (b.scalar === undefined)
  );
}

function asMap(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
