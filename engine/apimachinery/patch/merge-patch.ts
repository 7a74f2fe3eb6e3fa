import { deepEqual } from '../equality.js';
import { isObject, type JsonObject } from '../object.js';
import { Draft } from './draft.js';
import { badPatch, cannotUnmarshal, patched, type Patched } from './patch-result.js';

/**
 * Applies a JSON merge patch (RFC 7386) as the API server does, with evanphx/json-patch's MergePatch. Anything but an
 * object is refused.
 */
export function applyMergePatch(document: JsonObject, patch: unknown): Patched {
  if (patch === null) return badPatch('Invalid JSON Patch');
  if (!isObject(patch)) return badPatch(`error decoding patch: ${cannotUnmarshal(patch, 'map[string]interface {}')}`);
  return patched(mergeObjects(document, patch));
}

function mergeObjects(document: JsonObject, patch: JsonObject): JsonObject {
  const draft = new Draft(document);
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) draft.delete(key);
    else draft.set(key, mergeValue(draft.get(key), value));
  }
  return draft.result();
}

/** Nulls inside what is new are dropped; a list that takes the place of an object keeps them. */
function mergeValue(current: unknown, patch: unknown): unknown {
  if (!isObject(current)) return withoutNulls(patch);
  return isObject(patch) ? mergeObjects(current, patch) : patch;
}

/** The value without null fields at any depth; null items of lists stay. The same value when there are none. */
export function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(withoutNulls);
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  if (!isObject(value)) return value;
  let draft: Draft | undefined;
  for (const key in value) {
    const field = value[key];
    const kept = field === null ? undefined : withoutNulls(field);
    if (kept === field) continue;
    draft ??= new Draft(value);
    if (field === null) draft.delete(key);
    else draft.set(key, kept);
  }
  return draft?.result() ?? value;
}

/** The JSON merge patch that makes `modified` of `original` (jsonpatch.CreateMergePatch); empty when they are equal. */
export function createMergePatch(original: JsonObject, modified: JsonObject): JsonObject {
  const patch: Record<string, unknown> = {};
  if (original === modified) return patch;
  for (const [key, value] of Object.entries(modified)) {
    const before = Object.hasOwn(original, key) ? original[key] : undefined;
    if (value === undefined || value === before) continue;
    if (isObject(before) && isObject(value)) {
      const nested = createMergePatch(before, value);
      if (Object.keys(nested).length > 0) patch[key] = nested;
    } else if (!deepEqual(before, value)) patch[key] = value;
  }
  for (const key of Object.keys(original))
    if (original[key] !== undefined && (!Object.hasOwn(modified, key) || modified[key] === undefined))
      patch[key] = null;
  return patch;
}
