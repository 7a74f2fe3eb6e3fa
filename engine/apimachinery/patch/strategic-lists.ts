import { isObject, type JsonObject } from '../object.js';
import { brokenPatch, patched, type Patched } from './patch-result.js';
import type { PatchField } from './patch-schema.js';
import { elementKind, noMergeKey, PATCH, unknownDirective } from './strategic-directives.js';
import { notObjects, ordered, positionOf } from './strategic-order.js';

type List = readonly unknown[];

/** Merges two objects of a list: mergeMap, passed in because objects hold lists hold objects. */
export type MergeObjects = (original: JsonObject, patch: JsonObject) => Patched;

/** The rules of a list's field, and how two of its objects are merged. */
export interface ItemMerge {
  readonly field: PatchField;
  readonly mergeObjects: MergeObjects;
}

/** How a list is merged besides its field's own rules. */
export interface ListMerge extends ItemMerge {
  /** The patch is a $deleteFromPrimitiveList. */
  readonly deleting: boolean;
  /** On the server such lists are carried out; while a patch is being made they are kept. */
  readonly applyDirectives: boolean;
}

/** Merges a list by its field's strategy, or replaces it (mergeSliceHandler). */
export function mergeList(original: List, patch: List, merge: ListMerge): Patched<List> {
  if (merge.field.strategy !== 'merge' && !merge.deleting) return patched(patch);
  if (original.length === 0 && patch.length === 0) return patched(original);
  const kind = elementKind(original, patch);
  if (!kind.ok) return kind;
  const { mergeKey } = merge.field;
  if (kind.value === 'scalar') {
    if (merge.applyDirectives && merge.deleting) return patched(original.filter((item) => !patch.includes(item)));
    return ordered(withoutDuplicates([...original, ...patch]), { patch, server: original }, mergeKey, 'scalar');
  }
  if (mergeKey === '') return brokenPatch('cannot merge lists without merge key for struct');
  const plain = carryOutDirectives(original, patch as readonly JsonObject[], mergeKey);
  if (!plain.ok) return plain;
  const merged = mergeItems(plain.value.original, plain.value.patch, mergeKey, merge.mergeObjects);
  if (!merged.ok) return merged;
  const orders = { patch: plain.value.patch, server: plain.value.original };
  return ordered(merged.value, orders, mergeKey, 'map');
}

interface PlainLists {
  readonly original: List;
  readonly patch: readonly JsonObject[];
}

/** Carries out the items that hold `$patch` (mergeSliceWithSpecialElements); what is left is merged item by item. */
function carryOutDirectives(original: List, patch: readonly JsonObject[], mergeKey: string): Patched<PlainLists> {
  if (!patch.some((item) => item[PATCH] !== undefined)) return patched({ original, patch });
  const plain: JsonObject[] = [];
  let kept = original;
  let replaces = false;
  for (const item of patch) {
    const directive = item[PATCH];
    if (directive === undefined) plain.push(item);
    else if (directive === 'replace') replaces = true;
    else if (directive === 'delete') {
      if (!Object.hasOwn(item, mergeKey)) return noMergeKey(item, mergeKey);
      const notMaps = notObjects(kept);
      if (notMaps !== undefined) return notMaps;
      kept = kept.filter((other) => !(isObject(other) && other[mergeKey] === item[mergeKey]));
    } else if (directive === 'merge') return brokenPatch('merging lists cannot yet be specified in the patch');
    else return unknownDirective(directive, item);
  }
  return patched(replaces ? { original: plain, patch: [] } : { original: kept, patch: plain });
}

/** Items with a known key are merged in place, others are added at the end (mergeSliceWithoutSpecialElements). */
function mergeItems(
  original: List,
  patch: readonly JsonObject[],
  mergeKey: string,
  merge: MergeObjects,
): Patched<List> {
  const merged = [...original];
  for (const item of patch) {
    if (!Object.hasOwn(item, mergeKey)) return noMergeKey(item, mergeKey);
    const position = positionOf(merged, item, mergeKey, 'map');
    const found = merged[position];
    if (!isObject(found)) merged.push(item);
    else {
      const both = merge(found, item);
      if (!both.ok) return both;
      merged[position] = both.value;
    }
  }
  return patched(merged);
}

/** Every value once; a duplicate's place is taken by the last item, as deduplicateScalars does. */
export function withoutDuplicates(list: List): List {
  const items = [...list];
  for (let i = 0; i < items.length; i++)
    for (let j = i + 1; j < items.length; j++)
      if (items[i] === items[j]) {
        const last = items.pop();
        if (j < items.length) items[j--] = last;
      }
  return items;
}
