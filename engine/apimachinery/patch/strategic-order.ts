import { isObject } from '../object.js';
import { goValue } from '../quote.js';
import { noMergeKey, wrongType, PATCH, SET_ORDER, type ElementKind } from './strategic-directives.js';
import { brokenPatch, patched, type PatchFailure, type Patched } from './patch-result.js';

type List = readonly unknown[];

/** What an item is known by: the value of its merge key, or the item itself. */
function identity(item: unknown, mergeKey: string, kind: ElementKind): unknown {
  if (kind === 'scalar') return item;
  return isObject(item) ? item[mergeKey] : null;
}

/** Where the list has an item that is known by the same; -1 when it has none. */
export function positionOf(list: List, item: unknown, mergeKey: string, kind: ElementKind): number {
  const wanted = identity(item, mergeKey, kind);
  for (let i = 0; i < list.length; i++) if (identity(list[i], mergeKey, kind) === wanted) return i;
  return -1;
}

/** Checks that every item is an object with the merge key (validateMergeKeyInLists). */
export function missingMergeKey(mergeKey: string, ...lists: readonly List[]): PatchFailure | undefined {
  for (const list of lists)
    for (const item of list) {
      const missing = withoutKey(item, mergeKey);
      if (missing !== undefined) return missing;
    }
  return undefined;
}

function withoutKey(item: unknown, mergeKey: string): PatchFailure | undefined {
  if (!isObject(item)) return wrongType({}, item);
  return Object.hasOwn(item, mergeKey) ? undefined : noMergeKey(item, mergeKey);
}

export function isDeletion(item: unknown): boolean {
  return isObject(item) && item[PATCH] === 'delete';
}

/** Sorts `list` as `order` has it, deletions last (normalizeSliceOrder). */
export function inOrderOf(list: List, order: List, mergeKey: string, kind: ElementKind): Patched<List> {
  if (kind === 'map') {
    const missing = missingMergeKey(mergeKey, list, order);
    if (missing !== undefined) return missing;
  }
  const items: unknown[] = [];
  const positions: number[] = [];
  const deletions: unknown[] = [];
  for (const item of list) {
    if (kind === 'map' && isDeletion(item)) deletions.push(item);
    else insert(items, positions, item, positionOf(order, item, mergeKey, kind));
  }
  return patched(deletions.length === 0 ? items : [...items, ...deletions]);
}

/**
 * A step of an insertion sort: the item moves before all that are not smaller. Items that the order does not have move to
 * the front: upstream calls them smaller than any other.
 */
function insert(items: unknown[], positions: number[], item: unknown, position: number): void {
  let at = items.length;
  while (at > 0 && isLess(position, positions[at - 1] ?? -1)) at--;
  if (at === items.length) {
    items.push(item);
    positions.push(position);
  } else {
    items.splice(at, 0, item);
    positions.splice(at, 0, position);
  }
}

function isLess(position: number, other: number): boolean {
  return position >= 0 && other >= 0 ? position < other : true;
}

/** The lists that a merged list is put in order by. */
export interface Orders {
  /** Of the items that the patch names. */
  readonly patch: List;
  /** Of the others, and between the two where both are known: the live list. */
  readonly server: List;
}

/**
 * Puts a merged list in order: the patch's items as the patch has them, the others where the live list has them
 * (normalizeElementOrder after a partition by the patch).
 */
export function ordered(merged: List, orders: Orders, mergeKey: string, kind: ElementKind): Patched<List> {
  if (mergeKey !== '') {
    const missing = missingMergeKey(mergeKey, merged) ?? notObjects(orders.patch);
    if (missing !== undefined) return missing;
  }
  const partition: ElementKind = mergeKey === '' ? 'scalar' : 'map';
  const known: unknown[] = [];
  const unknown: unknown[] = [];
  for (const item of merged)
    if (positionOf(orders.patch, item, mergeKey, partition) >= 0) known.push(item);
    else unknown.push(item);
  const named = inOrderOf(known, orders.patch, mergeKey, kind);
  if (!named.ok) return named;
  const others = inOrderOf(unknown, orders.server, mergeKey, kind);
  return others.ok ? patched(interleaved(others.value, named.value, orders.server, mergeKey, kind)) : others;
}

/** findMapInSliceBasedOnKeyValue's complaint. */
export function notObjects(list: List): PatchFailure | undefined {
  for (let position = 0; position < list.length; position++)
    if (!isObject(list[position])) return brokenPatch(`value for key ${position} is not a map`);
  return undefined;
}

/** Both lists in one, their own orders kept, by the server's order where it knows both heads (mergeSortedSlice). */
function interleaved(left: List, right: List, server: List, mergeKey: string, kind: ElementKind): List {
  if (left.length === 0) return right;
  const merged: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const ofLeft = positionOf(server, left[i], mergeKey, kind);
    const ofRight = positionOf(server, right[j], mergeKey, kind);
    merged.push(ofLeft >= 0 && ofRight >= 0 && ofLeft < ofRight ? left[i++] : right[j++]);
  }
  return [...merged, ...left.slice(i), ...right.slice(j)];
}

/** The patch's items must come in the order that is set, and all be in it (validatePatchWithSetOrderList). */
export function checkOrder(sent: List, order: List, mergeKey: string): PatchFailure | undefined {
  if (sent.length === 0 || order.length === 0) return undefined;
  if (mergeKey !== '') for (const item of sent) if (!isObject(item)) return wrongType({}, item);
  const items = mergeKey === '' || !sent.some(isDeletion) ? sent : sent.filter((item) => !isDeletion(item));
  const kind: ElementKind = mergeKey === '' ? 'scalar' : 'map';
  let next = 0;
  for (let i = 0; i < order.length && next < items.length;) {
    if (hasDirective(items[next])) {
      next++;
      continue;
    }
    const missing = mergeKey === '' ? undefined : (withoutKey(items[next], mergeKey) ?? withoutKey(order[i], mergeKey));
    if (missing !== undefined) return missing;
    if (identity(items[next], mergeKey, kind) === identity(order[i], mergeKey, kind)) next++;
    i++;
  }
  if (next === items.length) return undefined;
  return brokenPatch(
    `The order in patch list:\n${goValue(sent)}\n doesn't match ${SET_ORDER} list:\n${goValue(order)}\n`,
  );
}

function hasDirective(item: unknown): boolean {
  return isObject(item) && Object.hasOwn(item, PATCH);
}
