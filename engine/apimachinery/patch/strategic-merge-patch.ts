import type { Schema, Schemas } from '../../apis/data.js';
import { deepEqual } from '../equality.js';
import { isObject, type JsonObject } from '../object.js';
import { goValue } from '../quote.js';
import { Draft } from './draft.js';
import { withoutNulls } from './merge-patch.js';
import { badPatch, brokenPatch, cannotUnmarshal, patched, type Patched, type PatchFailure } from './patch-result.js';
import { listField, objectField, patchType, type PatchField, type PatchType } from './patch-schema.js';
import {
  DELETE_FROM_LIST,
  directiveTarget,
  elementKind,
  jsonKind,
  PATCH,
  RETAIN_KEYS,
  SET_ORDER,
  unknownDirective,
  withoutDirectives,
  wrongType,
} from './strategic-directives.js';
import { mergeList, type ItemMerge } from './strategic-lists.js';
import { inUsualOrder } from './strategic-usual-order.js';
import { checkOrder, isDeletion, ordered } from './strategic-order.js';

/** What a merge is for. */
export interface MergeOptions {
  /** True on the server; false when two patches are merged into one, which keeps directives and nulls. */
  readonly applyDirectives: boolean;
}

/**
 * Applies a strategic merge patch, as the API server does with strategicpatch.StrategicMergeMapPatch. `schema` is the
 * object's; `schemas` resolves its references.
 */
export function applyStrategicMergePatch(
  document: JsonObject,
  patch: unknown,
  schema: Schema,
  schemas: Schemas,
): Patched {
  if (patch === null) return patched(document);
  if (!isObject(patch)) return badPatch(cannotUnmarshal(patch, 'map[string]interface {}'));
  return mergeObjects(document, patch, patchType(schema, schemas), { applyDirectives: true });
}

/** mergeMap of strategicpatch: merges a patch into an object, or into another patch. */
export function mergeObjects(original: JsonObject, patch: JsonObject, type: PatchType, options: MergeOptions): Patched {
  const draft = new Draft(original);
  // Fields that directives have dealt with.
  const done: string[] = [];
  for (const key in patch) {
    if (key.charAt(0) !== '$') continue;
    if (Object.hasOwn(patch, PATCH)) return wholeObjectDirective(patch);
    const failure = retainKeys(draft, patch, options, done) ?? setOrders(draft, patch, type, options, done);
    if (failure !== undefined) return failure;
    break;
  }
  for (const key in patch) {
    const value = patch[key];
    if (value === undefined || (done.length > 0 && done.includes(key))) continue;
    const refused = mergeField(draft, key, value, type, options);
    if (refused !== undefined) return refused;
  }
  return patched(draft.result());
}

function wholeObjectDirective(patch: JsonObject): Patched {
  const { [PATCH]: directive, ...rest } = patch;
  if (directive === 'replace') return patched(rest);
  return directive === 'delete' ? patched({}) : unknownDirective(directive, patch);
}

/** Drops every field that $retainKeys does not list (applyRetainKeysDirective). */
function retainKeys(draft: Draft, patch: JsonObject, options: MergeOptions, done: string[]): PatchFailure | undefined {
  if (!Object.hasOwn(patch, RETAIN_KEYS)) return undefined;
  const list = patch[RETAIN_KEYS];
  done.push(RETAIN_KEYS);
  if (!options.applyDirectives) {
    const known = draft.get(RETAIN_KEYS);
    if (known === undefined) draft.set(RETAIN_KEYS, list);
    else if (!deepEqual(known, list))
      return brokenPatch(
        `${goValue(known)} and ${goValue(list)} are not deep equal: this may happen when calculating the 3-way diff patch`,
      );
    return undefined;
  }
  if (!Array.isArray(list)) return badPatch('invalid patch format of retainKeys');
  const retained = new Set<unknown>(list);
  const stray = Object.entries(patch).some(
    ([key, value]) =>
      key !== RETAIN_KEYS &&
      value !== null &&
      !key.startsWith(DELETE_FROM_LIST) &&
      !key.startsWith(SET_ORDER) &&
      !retained.has(key),
  );
  if (stray) return badPatch('invalid patch format of retainKeys');
  for (const key of draft.keys()) if (!retained.has(key)) draft.delete(key);
  return undefined;
}

/** Merges and orders the lists that $setElementOrder names, and takes them out of the patch (mergePatchIntoOriginal). */
function setOrders(
  draft: Draft,
  patch: JsonObject,
  type: PatchType,
  options: MergeOptions,
  done: string[],
): PatchFailure | undefined {
  for (const key in patch) {
    if (!key.startsWith(SET_ORDER)) continue;
    const order = patch[key];
    done.push(key);
    if (!options.applyDirectives) {
      const known = draft.get(key);
      if (known === undefined) draft.set(key, order);
      else if (!deepEqual(known, order)) return badPatch('invalid patch format of setElementOrder list');
    }
    if (!Array.isArray(order)) return wrongType([], order);
    const target = directiveTarget(key, SET_ORDER);
    if (target === undefined) return badPatch('invalid patch format of setElementOrder list');
    const refused = setOrder(draft, patch, target, order, type, options);
    if (refused !== undefined) return refused;
    done.push(target);
  }
  return undefined;
}

function setOrder(
  draft: Draft,
  patch: JsonObject,
  key: string,
  order: readonly unknown[],
  type: PatchType,
  options: MergeOptions,
): PatchFailure | undefined {
  const live = draft.get(key);
  const sent = patch[key];
  if (live !== undefined && !Array.isArray(live)) return wrongType([], live);
  if (sent !== undefined && !Array.isArray(sent)) return wrongType([], sent);
  const field = listField(type, key);
  if (!field.ok) return brokenPatch(field.error);
  const usual = Array.isArray(live) && options.applyDirectives && field.value.strategy === 'merge';
  const atOnce = usual ? inUsualOrder(live, sent ?? [], order, itemMerge(field.value, options)) : undefined;
  if (atOnce?.ok === false) return atOnce;
  if (atOnce !== undefined) {
    draft.set(key, atOnce.value);
    return undefined;
  }
  const misordered = checkOrder(sent ?? [], order, field.value.mergeKey);
  if (misordered !== undefined) return misordered;
  if (live === undefined && sent === undefined) return undefined;
  const merged = mergedForOrder(live, sent, field.value, options);
  if (!merged.ok) return merged;
  const kind = elementKind(live ?? [], sent ?? []);
  if (!kind.ok) return kind;
  const server = overwritten(live ?? [], sent ?? [], field.value.mergeKey);
  const result = ordered(merged.value, { patch: order, server }, field.value.mergeKey, kind.value);
  if (!result.ok) return result;
  draft.set(key, result.value);
  return undefined;
}

/**
 * The live list as upstream reads its order after the merge: new items were written over the places of deleted ones,
 * because both lists share memory. So a replaced item stays where the old one was.
 */
function overwritten(live: readonly unknown[], sent: readonly unknown[], mergeKey: string): readonly unknown[] {
  if (!sent.some(isDeletion)) return live;
  const deleted = new Set(sent.map((item) => (isDeletion(item) && isObject(item) ? item[mergeKey] : undefined)));
  deleted.delete(undefined);
  if (deleted.size === 0) return live;
  const identity = (item: unknown): unknown => (isObject(item) ? item[mergeKey] : item);
  const kept = live.filter((item) => !deleted.has(identity(item)));
  const known = new Set(kept.map(identity));
  const added = sent.filter((item) => isObject(item) && !Object.hasOwn(item, PATCH) && !known.has(identity(item)));
  return [...kept, ...added].slice(0, live.length);
}

function mergedForOrder(
  live: readonly unknown[] | undefined,
  sent: readonly unknown[] | undefined,
  field: PatchField,
  options: MergeOptions,
): Patched<readonly unknown[]> {
  if (sent === undefined) return patched(live ?? []);
  if (live !== undefined) return mergeLists(live, sent, field, false, options);
  const kept = withoutDirectives(sent);
  return patched(Array.isArray(kept) ? kept : []);
}

/** Merges one field of a patch; the rest of mergeMap. */
function mergeField(
  draft: Draft,
  sentKey: string,
  value: unknown,
  type: PatchType,
  options: MergeOptions,
): PatchFailure | undefined {
  const deleting = sentKey.startsWith(DELETE_FROM_LIST);
  if (deleting && !options.applyDirectives) {
    draft.set(sentKey, value);
    return undefined;
  }
  const key = deleting ? directiveTarget(sentKey, DELETE_FROM_LIST) : sentKey;
  if (key === undefined) return badPatch('invalid patch format of primitive list');
  if (value === null) {
    draft.delete(key);
    if (options.applyDirectives) return undefined;
  }
  const current = draft.get(key);
  if (current === undefined || jsonKind(current) !== jsonKind(value)) {
    if (!deleting) setNew(draft, key, options.applyDirectives ? withoutNulls(value) : value);
    return undefined;
  }
  if (isObject(current) && isObject(value)) return mergeObjectField(draft, key, current, value, type, options);
  if (Array.isArray(current) && Array.isArray(value)) {
    const field = listField(type, key);
    if (!field.ok) return brokenPatch(field.error);
    const merged = mergeLists(current, value, field.value, deleting, options);
    if (!merged.ok) return merged;
    draft.set(key, merged.value);
    return undefined;
  }
  setNew(draft, key, value);
  return undefined;
}

function mergeObjectField(
  draft: Draft,
  key: string,
  current: JsonObject,
  value: JsonObject,
  type: PatchType,
  options: MergeOptions,
): PatchFailure | undefined {
  const field = objectField(type, key);
  if (!field.ok) return brokenPatch(field.error);
  const merged =
    field.value.strategy === 'replace' ? patched(value) : mergeObjects(current, value, field.value.type, options);
  if (!merged.ok) return merged;
  draft.set(key, merged.value);
  return undefined;
}

function setNew(draft: Draft, key: string, value: unknown): void {
  const kept = withoutDirectives(value);
  if (kept === undefined) draft.delete(key);
  else draft.set(key, kept);
}

function mergeLists(
  original: readonly unknown[],
  patch: readonly unknown[],
  field: PatchField,
  deleting: boolean,
  options: MergeOptions,
): Patched<readonly unknown[]> {
  return mergeList(original, patch, {
    deleting,
    applyDirectives: options.applyDirectives,
    ...itemMerge(field, options),
  });
}

function itemMerge(field: PatchField, options: MergeOptions): ItemMerge {
  return { field, mergeObjects: (item, change) => mergeObjects(item, change, field.type, options) };
}
