import type { Schema, Schemas } from '../../apis/data.js';
import { isObject, type JsonObject } from '../object.js';
import { brokenPatch, type Patched } from './patch-result.js';
import { applyMergePatch, createMergePatch } from './merge-patch.js';
import { patchType } from './patch-schema.js';
import { diffObjects, type DiffOptions } from './strategic-diff.js';
import { mergeObjects } from './strategic-merge-patch.js';

const EVERYTHING: DiffOptions = { setElementOrder: true, ignoreChangesAndAdditions: false, ignoreDeletions: false };

/** The strategic merge patch from `original` to `modified` (strategicpatch.CreateTwoWayMergePatch). */
export function createTwoWayMergePatch(
  original: JsonObject,
  modified: JsonObject,
  schema: Schema,
  schemas: Schemas,
): Patched {
  return diffObjects(original, modified, patchType(schema, schemas), EVERYTHING);
}

/**
 * The strategic merge patch of kubectl apply: what `modified` sets over `current`, and what it dropped since `original`,
 * the configuration last applied. Fields that only others set stay. Conflicts are overwritten
 * (strategicpatch.CreateThreeWayMergePatch with overwrite).
 */
export function createThreeWayMergePatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  schema: Schema,
  schemas: Schemas,
): Patched {
  const type = patchType(schema, schemas);
  const changes = diffObjects(current, modified, type, { ...EVERYTHING, ignoreDeletions: true });
  if (!changes.ok) return changes;
  const deletions = diffObjects(original, modified, type, { ...EVERYTHING, ignoreChangesAndAdditions: true });
  if (!deletions.ok) return deletions;
  return mergeObjects(deletions.value, changes.value, type, { applyDirectives: false });
}

/**
 * The JSON merge patch of kubectl apply for kinds without a schema (jsonmergepatch.CreateThreeWayJSONMergePatch): lists
 * are replaced whole. One that changes apiVersion, kind or metadata.name is refused.
 */
export function createThreeWayJsonMergePatch(original: JsonObject, modified: JsonObject, current: JsonObject): Patched {
  const changes = onlyNulls(createMergePatch(current, modified), false);
  const deletions = onlyNulls(createMergePatch(original, modified), true);
  const patch = applyMergePatch(deletions, changes);
  if (!patch.ok) return patch;
  const { apiVersion, kind, metadata } = patch.value;
  const name = isObject(metadata) ? metadata['name'] : undefined;
  return apiVersion === undefined && kind === undefined && name === undefined
    ? patch
    : brokenPatch('At least one of apiVersion, kind and name was changed');
}

/** The patch with nothing but its nulls, or without them (keepOrDeleteNullInObj). Empty objects count as values. */
function onlyNulls(patch: JsonObject, keep: boolean): JsonObject {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      if (keep) kept[key] = null;
    } else if (isObject(value) && Object.keys(value).length > 0) {
      const nested = onlyNulls(value, keep);
      if (Object.keys(nested).length > 0) kept[key] = nested;
    } else if (!keep) kept[key] = value;
  }
  return kept;
}
