import { isObject, type JsonObject } from '../object.js';
import { goValue } from '../quote.js';
import { brokenPatch, unprocessable, type PatchFailure, type Patched, patched } from './patch-result.js';

export const PATCH = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList';
export const SET_ORDER = '$setElementOrder';

/** 'containers' of '$setElementOrder/containers'; undefined when the key is not one of that directive. */
export function directiveTarget(key: string, directive: string): string | undefined {
  return key.startsWith(`${directive}/`) ? key.slice(directive.length + 1) : undefined;
}

/** mergepatch.ErrNoMergeKey. */
export function noMergeKey(item: JsonObject, mergeKey: string): PatchFailure {
  return brokenPatch(`map: ${goValue(item)} does not contain declared merge key: ${mergeKey}`);
}

/** mergepatch.ErrBadPatchType. */
export function unknownDirective(directive: unknown, patch: JsonObject): PatchFailure {
  return brokenPatch(`unknown patch type: ${goValue(directive)} in map: ${goValue(patch)}`);
}

/** mergepatch.ErrBadArgType. */
export function wrongType(expected: unknown, actual: unknown): PatchFailure {
  return brokenPatch(`expected a ${goType(expected)}, but received a ${goType(actual)}`);
}

function goType(value: unknown): string {
  if (value === null || value === undefined) return '%!s(<nil>)';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

export type ElementKind = 'map' | 'scalar';

/** What all items of some lists are; they must be of one type, and no lists (sliceElementType). */
export function elementKind(...lists: readonly (readonly unknown[])[]): Patched<ElementKind> {
  let type: string | undefined;
  for (const list of lists)
    for (const item of list) {
      const kind = jsonKind(item);
      if (type === undefined && kind === 'array') return unprocessable('lists of lists are not supported');
      type ??= kind;
      if (kind !== type) return brokenPatch(`list element types are not identical: ${goValue(lists)}`);
    }
  if (type === undefined) return brokenPatch('no elements in any of the given slices');
  return type === 'object' ? MAPS : SCALARS;
}

const MAPS = patched<ElementKind>('map');
const SCALARS = patched<ElementKind>('scalar');

/** The JSON type of a value, for telling whether two are alike. */
export function jsonKind(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/**
 * What a new value leaves once its `$patch` directives are taken out; undefined when it is one itself. Other directives
 * stay, as upstream leaves them (removeDirectives).
 */
export function withoutDirectives(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const kept = value.map(withoutDirectives).filter((item) => item !== undefined);
    return kept.length === value.length && kept.every((item, i) => item === value[i]) ? value : kept;
  }
  if (!isObject(value)) return value;
  if (Object.hasOwn(value, PATCH)) return undefined;
  let copy: Record<string, unknown> | undefined;
  for (const key in value) {
    const field = value[key];
    const kept = withoutDirectives(field);
    if (kept === field) continue;
    copy ??= { ...value };
    if (kept === undefined) delete copy[key];
    else copy[key] = kept;
  }
  return copy ?? value;
}
