import { deepEqual } from '../equality.js';
import { isObject, type JsonObject } from '../object.js';
import { goValue } from '../quote.js';
import { brokenPatch, patched, type Patched, type PatchFailure } from './patch-result.js';
import { listField, objectField, type PatchType } from './patch-schema.js';
import { elementKind, jsonKind, DELETE_FROM_LIST, PATCH, RETAIN_KEYS, SET_ORDER } from './strategic-directives.js';
import { withoutDuplicates } from './strategic-lists.js';
import { inOrderOf, missingMergeKey } from './strategic-order.js';

type List = readonly unknown[];

/** Which differences go into a patch: strategicpatch.DiffOptions. */
export interface DiffOptions {
  readonly setElementOrder: boolean;
  readonly ignoreChangesAndAdditions: boolean;
  readonly ignoreDeletions: boolean;
}

/**
 * The strategic merge patch that makes `modified` of `original` (diffMaps): changed fields, null for those that went,
 * lists by their merge strategy. Empty when nothing differs.
 */
export function diffObjects(
  original: JsonObject,
  modified: JsonObject,
  type: PatchType,
  options: DiffOptions,
  retainKeys = false,
): Patched {
  if (original === modified) return patched({});
  const patch: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(modified)) {
    if (value === undefined) continue;
    const refused = diffField(patch, key, original[key], value, type, options);
    if (refused !== undefined) return refused;
  }
  const dropped = Object.keys(original).filter((key) => original[key] !== undefined && modified[key] === undefined);
  if (!options.ignoreDeletions) for (const key of dropped) patch[key] = null;
  if (retainKeys) addRetainKeys(patch, original, modified, dropped);
  return patched(patch);
}

function addRetainKeys(
  patch: Record<string, unknown>,
  original: JsonObject,
  modified: JsonObject,
  dropped: readonly string[],
): void {
  const keys = Object.keys(modified).filter((key) => modified[key] !== undefined && modified[key] !== null);
  const changed = Object.keys(patch).length > 0 || dropped.some((key) => original[key] !== null);
  if (keys.length > 0 && changed) patch[RETAIN_KEYS] = keys.sort();
}

function diffField(
  patch: Record<string, unknown>,
  key: string,
  before: unknown,
  value: unknown,
  type: PatchType,
  options: DiffOptions,
): PatchFailure | undefined {
  if (key === PATCH && before !== undefined) {
    if (typeof before !== 'string' || typeof value !== 'string')
      return brokenPatch(`invalid value for special key: ${PATCH}`);
    if (before !== value) patch[PATCH] = value;
    return undefined;
  }
  if (before === value) return undefined;
  if (before !== undefined && jsonKind(before) === jsonKind(value)) {
    if (isObject(before) && isObject(value)) return diffObjectField(patch, key, before, value, type, options);
    if (Array.isArray(before) && Array.isArray(value)) return diffListField(patch, key, before, value, type, options);
  }
  if (!options.ignoreChangesAndAdditions) patch[key] = value;
  return undefined;
}

function diffObjectField(
  patch: Record<string, unknown>,
  key: string,
  before: JsonObject,
  value: JsonObject,
  type: PatchType,
  options: DiffOptions,
): PatchFailure | undefined {
  const field = objectField(type, key);
  if (!field.ok) return deepEqual(before, value) ? undefined : brokenPatch(field.error);
  if (field.value.strategy === 'replace') {
    if (!options.ignoreChangesAndAdditions) patch[key] = value;
    return undefined;
  }
  const nested = diffObjects(before, value, field.value.type, options, field.value.retainKeys);
  if (!nested.ok) return nested;
  if (Object.keys(nested.value).length > 0) patch[key] = nested.value;
  return undefined;
}

function diffListField(
  patch: Record<string, unknown>,
  key: string,
  before: List,
  value: List,
  type: PatchType,
  options: DiffOptions,
): PatchFailure | undefined {
  const field = listField(type, key);
  if (!field.ok) return deepEqual(before, value) ? undefined : brokenPatch(field.error);
  const { strategy, mergeKey, retainKeys } = field.value;
  if (strategy !== 'merge') {
    if (!options.ignoreChangesAndAdditions && !deepEqual(before, value)) patch[key] = value;
    return undefined;
  }
  const lists = diffLists(before, value, { type: field.value.type, mergeKey, retainKeys, options });
  if (!lists.ok) return lists;
  const { changes, deletions, order } = lists.value;
  if (changes.length > 0) patch[key] = changes;
  if (deletions.length > 0) patch[`${DELETE_FROM_LIST}/${key}`] = deletions;
  if (order.length > 0) patch[`${SET_ORDER}/${key}`] = order;
  return undefined;
}

interface ListDiff {
  readonly changes: List;
  /** Of a list of scalars; those of a list of objects are among the changes. */
  readonly deletions: List;
  readonly order: List;
}

interface ListContext {
  readonly type: PatchType;
  readonly mergeKey: string;
  readonly retainKeys: boolean;
  readonly options: DiffOptions;
}

const NO_DIFFERENCE: ListDiff = { changes: [], deletions: [], order: [] };

function diffLists(original: List, modified: List, context: ListContext): Patched<ListDiff> {
  if (original.length === 0)
    return patched(context.options.ignoreChangesAndAdditions ? NO_DIFFERENCE : { ...NO_DIFFERENCE, changes: modified });
  const kind = elementKind(original, modified);
  if (!kind.ok) return kind;
  return kind.value === 'scalar'
    ? diffScalars(original, modified, context)
    : diffItems(original as readonly JsonObject[], modified as readonly JsonObject[], context);
}

/** Whether the order changed is told from the sorted original: upstream sorts it in place before it compares. */
function diffScalars(original: List, modified: List, { mergeKey, options }: ListContext): Patched<ListDiff> {
  const { ignoreDeletions, ignoreChangesAndAdditions, setElementOrder } = options;
  const sorted = sortedScalars(original);
  const { added, removed } = scalarChanges(sorted, sortedScalars(modified));
  const deletions = ignoreDeletions ? [] : withoutDuplicates(removed);
  const changes = inOrderOf(ignoreChangesAndAdditions ? [] : added, modified, mergeKey, 'scalar');
  if (!changes.ok) return changes;
  const reorders =
    (!ignoreDeletions && deletions.length > 0) || (!ignoreChangesAndAdditions && !deepEqual(sorted, modified));
  return patched({ changes: changes.value, deletions, order: setElementOrder && reorders ? modified : [] });
}

/** Both lists sorted by their texts, walked side by side: duplicates count. */
function scalarChanges(original: List, modified: List): { readonly added: List; readonly removed: List } {
  const added: unknown[] = [];
  const removed: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < original.length || j < modified.length) {
    const before = goValue(original[i]);
    const after = goValue(modified[j]);
    if (i < original.length && j < modified.length && before === after) {
      i++;
      j++;
    } else if (i >= original.length || (j < modified.length && before > after)) added.push(modified[j++]);
    else removed.push(original[i++]);
  }
  return { added, removed };
}

function sortedScalars(list: List): List {
  return [...list].sort((a, b) => byText(goValue(a), goValue(b)));
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function diffItems(
  original: readonly JsonObject[],
  modified: readonly JsonObject[],
  context: ListContext,
): Patched<ListDiff> {
  const { mergeKey, options } = context;
  const missing = missingMergeKey(mergeKey, original, modified);
  if (missing !== undefined) return missing;
  const differences = itemChanges(original, modified, context);
  if (!differences.ok) return differences;
  const changed = inOrderOf(differences.value.changes, modified, mergeKey, 'map');
  if (!changed.ok) return changed;
  const changes = [...changed.value, ...differences.value.deletions];
  const sameOrder =
    original.length === modified.length && modified.every((item, i) => item[mergeKey] === original[i]?.[mergeKey]);
  const reorders =
    (!options.ignoreChangesAndAdditions && (changes.length > 0 || !sameOrder)) ||
    (!options.ignoreDeletions && changes.length > 0);
  const order = options.setElementOrder && reorders ? modified.map((item) => ({ [mergeKey]: item[mergeKey] })) : [];
  return patched({ changes, deletions: [], order });
}

interface ItemChanges {
  readonly changes: List;
  readonly deletions: List;
}

function itemChanges(
  original: readonly JsonObject[],
  modified: readonly JsonObject[],
  { mergeKey, type, retainKeys, options }: ListContext,
): Patched<ItemChanges> {
  const before = sortedByKey(original, mergeKey);
  const after = sortedByKey(modified, mergeKey);
  const changes: unknown[] = [];
  const deletions: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const [old, item] = [before[i], after[j]];
    const order =
      old === undefined ? 1 : item === undefined ? -1 : byText(goValue(old[mergeKey]), goValue(item[mergeKey]));
    if (order <= 0) i++;
    if (order >= 0) j++;
    if (order === 0 && old !== undefined && item !== undefined) {
      const difference = diffObjects(old, item, type, options, retainKeys);
      if (!difference.ok) return difference;
      if (Object.keys(difference.value).length > 0) changes.push({ ...difference.value, [mergeKey]: item[mergeKey] });
    } else if (order > 0 && !options.ignoreChangesAndAdditions) changes.push(item);
    else if (order < 0 && !options.ignoreDeletions) deletions.push({ [mergeKey]: old?.[mergeKey], [PATCH]: 'delete' });
  }
  return patched({ changes, deletions });
}

function sortedByKey(list: readonly JsonObject[], mergeKey: string): readonly JsonObject[] {
  return [...list].sort((a, b) => byText(goValue(a[mergeKey]), goValue(b[mergeKey])));
}
