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

function positionOf(list: List, item: unknown, mergeKey: string, kind: ElementKind): number {
  const wanted = identity(item, mergeKey, kind);
  return list.findIndex((other) => identity(other, mergeKey, kind) === wanted);
}

/** Checks that every item is an object with the merge key (validateMergeKeyInLists). */
export function missingMergeKey(mergeKey: string, ...lists: readonly List[]): PatchFailure | undefined {
  for (const list of lists)
    for (const item of list) {
      if (!isObject(item)) return wrongType({}, item);
      if (!Object.hasOwn(item, mergeKey)) return noMergeKey(item, mergeKey);
    }
  return undefined;
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
  const deletions = kind === 'map' ? list.filter(isDeletion) : [];
  const kept = kind === 'map' ? list.filter((item) => !isDeletion(item)) : [...list];
  const positions = new Map(kept.map((item) => [item, positionOf(order, item, mergeKey, kind)]));
  return patched([...insertionSorted(kept, positions), ...deletions]);
}

/** Items that `order` does not have move to the front: upstream calls them smaller than any other. */
function insertionSorted(items: List, positions: ReadonlyMap<unknown, number>): List {
  const sorted = [...items];
  const isLess = (a: unknown, b: unknown): boolean => {
    const [left = -1, right = -1] = [positions.get(a), positions.get(b)];
    return left >= 0 && right >= 0 ? left < right : true;
  };
  for (let i = 1; i < sorted.length; i++)
    for (let j = i; j > 0 && isLess(sorted[j], sorted[j - 1]); j--)
      [sorted[j - 1], sorted[j]] = [sorted[j], sorted[j - 1]];
  return sorted;
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
  const isNamed = (item: unknown): boolean => positionOf(orders.patch, item, mergeKey, partition) >= 0;
  const named = inOrderOf(merged.filter(isNamed), orders.patch, mergeKey, kind);
  if (!named.ok) return named;
  const others = inOrderOf(
    merged.filter((item) => !isNamed(item)),
    orders.server,
    mergeKey,
    kind,
  );
  return others.ok ? patched(interleaved(others.value, named.value, orders.server, mergeKey, kind)) : others;
}

/** findMapInSliceBasedOnKeyValue's complaint. */
export function notObjects(list: List): PatchFailure | undefined {
  const position = list.findIndex((item) => !isObject(item));
  return position < 0 ? undefined : brokenPatch(`value for key ${position} is not a map`);
}

/** Both lists in one, their own orders kept, by the server's order where it knows both heads (mergeSortedSlice). */
function interleaved(left: List, right: List, server: List, mergeKey: string, kind: ElementKind): List {
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
  const stranger = mergeKey === '' ? undefined : sent.find((item) => !isObject(item));
  if (stranger !== undefined) return wrongType({}, stranger);
  const items = mergeKey === '' ? sent : sent.filter((item) => !isDeletion(item));
  let next = 0;
  for (let i = 0; i < order.length && next < items.length;) {
    if (hasDirective(items[next])) {
      next++;
      continue;
    }
    const missing = mergeKey === '' ? undefined : missingMergeKey(mergeKey, [items[next], order[i]]);
    if (missing !== undefined) return missing;
    const kind: ElementKind = mergeKey === '' ? 'scalar' : 'map';
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
