import { compareElements, elementText, type PathElement } from './path-element.js';

/**
 * A set of fields of a value: fieldpath.Set. A child that stands in `children` is a member only if it stands in `members`
 * too. Sets do not change; no child is empty.
 */
export interface FieldSet {
  readonly members: ReadonlySet<PathElement>;
  readonly children: ReadonlyMap<PathElement, FieldSet>;
}

export type FieldPath = readonly PathElement[];

export const NO_FIELDS: FieldSet = { members: new Set(), children: new Map() };

/** The set of these paths; the path of the whole value is nobody's. */
export function fieldSet(...paths: readonly FieldPath[]): FieldSet {
  const builder = new FieldSetBuilder();
  for (const path of paths) builder.insert(path);
  return builder.set;
}

interface Growing extends FieldSet {
  readonly members: Set<PathElement>;
  readonly children: Map<PathElement, Growing>;
}

/** A set while it is put together. */
export class FieldSetBuilder {
  private readonly root: Growing = { members: new Set(), children: new Map() };

  insert(path: FieldPath): void {
    const last = path.at(-1);
    if (last === undefined) return;
    let at = this.root;
    for (const element of path.slice(0, -1)) {
      const next = at.children.get(element) ?? { members: new Set<PathElement>(), children: new Map() };
      at.children.set(element, next);
      at = next;
    }
    at.members.add(last);
  }

  get set(): FieldSet {
    return this.root;
  }
}

export function isEmptySet({ members, children }: FieldSet): boolean {
  return members.size === 0 && children.size === 0;
}

export function hasPath(set: FieldSet, path: FieldPath): boolean {
  let at: FieldSet | undefined = set;
  for (const element of path.slice(0, -1)) at = at?.children.get(element);
  const last = path.at(-1);
  return last !== undefined && at?.members.has(last) === true;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a)) return b;
  if (isEmptySet(b)) return a;
  const children = new Map(a.children);
  for (const [element, set] of b.children) {
    const own = children.get(element);
    children.set(element, own === undefined ? set : union(own, set));
  }
  return { members: new Set([...a.members, ...b.members]), children };
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return {
    members: new Set([...a.members].filter((element) => b.members.has(element))),
    children: mapped(a.children, (set, element) => intersection(set, b.children.get(element) ?? NO_FIELDS)),
  };
}

/** What is in `a` and not in `b`: each field by itself, whatever becomes of those around it. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(b)) return a;
  return {
    members: new Set([...a.members].filter((element) => !b.members.has(element))),
    children: mapped(a.children, (set, element) => difference(set, b.children.get(element) ?? NO_FIELDS)),
  };
}

/** As {@link difference}; what is below a member of `b` goes with it. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(b)) return a;
  return {
    members: new Set([...a.members].filter((element) => !b.members.has(element))),
    children: mapped(a.children, (set, element) =>
      b.members.has(element) ? NO_FIELDS : recursiveDifference(set, b.children.get(element) ?? NO_FIELDS),
    ),
  };
}

/** The children, each changed; those without anything left are left out. */
function mapped(
  children: FieldSet['children'],
  change: (set: FieldSet, element: PathElement) => FieldSet,
): FieldSet['children'] {
  const changed = new Map<PathElement, FieldSet>();
  for (const [element, set] of children) {
    const next = change(set, element);
    if (!isEmptySet(next)) changed.set(element, next);
  }
  return changed;
}

export function equalSets(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (a.members.size !== b.members.size || a.children.size !== b.children.size) return false;
  for (const element of a.members) if (!b.members.has(element)) return false;
  for (const [element, set] of a.children) if (!equalSets(set, b.children.get(element) ?? NO_FIELDS)) return false;
  return true;
}

/** Every path of the set: members in order, then what is below, in order (Set.Iterate). */
export function* pathsOf(set: FieldSet, prefix: FieldPath = []): Iterable<FieldPath> {
  for (const element of [...set.members].sort(compareElements)) yield [...prefix, element];
  for (const element of [...set.children.keys()].sort(compareElements))
    yield* pathsOf(set.children.get(element) ?? NO_FIELDS, [...prefix, element]);
}

/** '.spec.containers[name="c"].image' */
export function pathText(path: FieldPath): string {
  return path.map(elementText).join('');
}
