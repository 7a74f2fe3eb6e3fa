import { deepEqual } from '../equality.js';
import { isObject, type JsonObject } from '../object.js';
import { ok, failed, type Result } from '../result.js';
import { existingIndex, insertionIndex, tokens } from './json-pointer.js';
import {
  badPatch,
  cannotUnmarshal,
  jsonType,
  patched,
  tooLargePatch,
  unprocessable,
  type Patched,
} from './patch-result.js';

/** One operation of RFC 6902; only `op` and `path` are sure to be texts, when present. */
interface Operation {
  readonly op?: string;
  readonly path?: string;
  readonly from?: string;
  /** Null when it is left out, as upstream takes it. */
  readonly value: unknown;
}

/** apiserver's maxJSONPatchOperations. */
const MAX_OPERATIONS = 10_000;

/**
 * Applies a JSON patch (RFC 6902) with the quirks of evanphx/json-patch v4, which the API server uses: negative indexes
 * count from the end, `replace` of a missing field adds it, a missing value is null.
 */
export function applyJsonPatch(document: JsonObject, patch: unknown): Patched<unknown> {
  const operations = decode(patch);
  if (!operations.ok) return badPatch(`error decoding patch: ${operations.error}`);
  if (operations.value.length > MAX_OPERATIONS)
    return tooLargePatch(
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.value.length}`,
    );
  let current: unknown = document;
  for (const operation of operations.value) {
    const next = apply(current, operation);
    if (!next.ok) return unprocessable(next.error);
    current = next.value;
  }
  return patched(deepEqual(current, document) ? document : current);
}

function decode(patch: unknown): Result<readonly Operation[]> {
  if (patch === null) return ok([]);
  if (!Array.isArray(patch)) return failed(cannotUnmarshal(patch, '[]handlers.jsonPatchOp'));
  const operations: Operation[] = [];
  for (const item of patch as readonly unknown[]) {
    if (!isObject(item)) return failed(cannotUnmarshal(item, 'handlers.jsonPatchOp'));
    for (const field of ['op', 'path', 'from']) {
      const value = item[field] ?? '';
      if (typeof value !== 'string')
        return failed(
          `json: cannot unmarshal ${jsonType(value)} into Go struct field jsonPatchOp.${field} of type string`,
        );
    }
    operations.push({
      op: text(item['op']),
      path: text(item['path']),
      from: text(item['from']),
      value: item['value'] ?? null,
    });
  }
  return ok(operations);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function apply(document: unknown, operation: Operation): Result<unknown> {
  switch (operation.op) {
    case 'add':
      return inPath(operation, (path) => edit(document, path, { type: 'add', value: operation.value }));
    case 'remove':
      return inPath(operation, (path) => edit(document, path, { type: 'remove' }));
    case 'replace':
      return inPath(operation, (path) => replace(document, path, operation.value));
    case 'move':
      return move(document, operation);
    case 'test':
      return inPath(operation, (path) => test(document, path, operation.value));
    case 'copy':
      return copy(document, operation);
    default:
      return failed(`Unexpected kind: ${operation.op ?? 'unknown'}`);
  }
}

function inPath({ op, path }: Operation, run: (path: string) => Result<unknown>): Result<unknown> {
  return path === undefined ? failed(`${op} operation failed to decode path: missing value`) : run(path);
}

function replace(document: unknown, path: string, value: unknown): Result<unknown> {
  if (path !== '') return edit(document, path, { type: 'replace', value });
  return isObject(value) || Array.isArray(value)
    ? ok(value)
    : failed('replace operation value must be object or array');
}

/** What is at a path; a field that is missing is undefined, a list item that is missing is an error. */
function find(document: unknown, path: string): Result<unknown> {
  const keys = tokens(path);
  let current: unknown = keys === undefined ? undefined : document;
  for (const key of keys ?? []) {
    if (isObject(current)) current = Object.hasOwn(current, key) ? current[key] : undefined;
    else if (Array.isArray(current)) {
      const position = existingIndex(current, key);
      if (position === undefined) return failed(`Unable to access invalid index: ${key}: invalid index referenced`);
      current = current[position];
    } else return failed(`doc is missing path: ${path}: missing value`);
  }
  return keys === undefined ? failed(`doc is missing path: ${path}: missing value`) : ok(current);
}

function test(document: unknown, path: string, value: unknown): Result<unknown> {
  const found: Result<unknown> = path === '' ? ok(document) : find(document, path);
  if (!found.ok) return found;
  return deepEqual(found.value ?? null, value) ? ok(document) : failed(`testing value ${path} failed: test failed`);
}

function move(document: unknown, { path = '', from = '' }: Operation): Result<unknown> {
  const found = find(document, from);
  if (!found.ok) return found;
  const removed = edit(document, from, { type: 'remove' });
  return removed.ok ? edit(removed.value, path, { type: 'add', value: found.value }) : removed;
}

function copy(document: unknown, { path = '', from = '' }: Operation): Result<unknown> {
  const found = find(document, from);
  return found.ok ? edit(document, path, { type: 'add', value: found.value ?? null }) : found;
}

type Edit =
  | { readonly type: 'add' | 'replace'; readonly value: unknown }
  | { readonly type: 'remove'; readonly value?: undefined };

function edit(document: unknown, path: string, change: Edit): Result<unknown> {
  const keys = tokens(path);
  return keys === undefined
    ? failed(`doc is missing path: "${path}": missing value`)
    : editAt(document, keys, 0, change, path);
}

function editAt(node: unknown, keys: readonly string[], depth: number, change: Edit, path: string): Result<unknown> {
  const key = keys[depth] ?? '';
  const last = depth === keys.length - 1;
  if (isObject(node)) {
    if (last) return editField(node, key, change);
    const next = editAt(Object.hasOwn(node, key) ? node[key] : undefined, keys, depth + 1, change, path);
    return next.ok ? ok({ ...node, [key]: next.value }) : next;
  }
  if (!Array.isArray(node))
    return failed(`${change.type} operation does not apply: doc is missing path: "${path}": missing value`);
  const list: readonly unknown[] = node;
  if (last) return editItem(list, key, change);
  const position = existingIndex(list, key);
  if (position === undefined)
    return failed(`${change.type} operation does not apply: doc is missing path: "${path}": missing value`);
  const next = editAt(list[position], keys, depth + 1, change, path);
  return next.ok ? ok(list.with(position, next.value)) : next;
}

function editField(node: JsonObject, key: string, change: Edit): Result<unknown> {
  if (change.type !== 'remove') return ok({ ...node, [key]: change.value });
  if (!Object.hasOwn(node, key)) return failed(`Unable to remove nonexistent key: ${key}: missing value`);
  const { [key]: _removed, ...kept } = node;
  return ok(kept);
}

function editItem(list: readonly unknown[], key: string, change: Edit): Result<unknown> {
  if (change.type === 'add') {
    const position = insertionIndex(list, key);
    return position === undefined ? invalidIndex(key) : ok(list.toSpliced(position, 0, change.value));
  }
  const position = existingIndex(list, key);
  if (position === undefined) return invalidIndex(key);
  return ok(change.type === 'remove' ? list.toSpliced(position, 1) : list.with(position, change.value));
}

function invalidIndex(key: string): Result<never> {
  return failed(`Unable to access invalid index: ${key}: invalid index referenced`);
}
