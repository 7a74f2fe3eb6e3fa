import { isObject, type JsonObject } from '../../apimachinery/object.js';
import { tokens } from '../../apimachinery/patch/json-pointer.js';
import { directiveTarget, PATCH, RETAIN_KEYS, SET_ORDER } from '../../apimachinery/patch/strategic-directives.js';
import { LazyNode } from '../../apimachinery/patch/lazy-node.js';

/**
 * The outcome of a merge patch with its keys in the order in which evanphx/json-patch writes them: what errors about a
 * patched document show of it. Follows mergeDocs.
 */
export function alongMergePatch(document: JsonObject, patch: unknown): unknown {
  const root = new LazyNode(document).open();
  if (isObject(patch)) merge(root, patch);
  return root.value;
}

function merge(node: LazyNode, patch: JsonObject): void {
  for (const [key, value] of Object.entries(patch)) {
    const current = node.get(key);
    if (value === null) node.remove(key);
    else if (current === undefined || !current.isObject) node.replace(key, new LazyNode(value).prune());
    else if (isObject(value)) merge(current.open(), value);
    else node.replace(key, new LazyNode(value));
  }
}

/** The same for a JSON patch that could be applied. */
export function alongJsonPatch(document: JsonObject, patch: unknown): unknown {
  let root = new LazyNode(document).open();
  for (const operation of Array.isArray(patch) ? (patch as readonly unknown[]) : []) {
    if (!isObject(operation)) continue;
    const { op, path, value = null } = operation;
    if (path === '' && op === 'replace') root = new LazyNode(value).open();
    else if (path === '') root.openAll();
    else perform(root, operation);
  }
  return root.value;
}

function perform(root: LazyNode, { op, path, from, value = null }: JsonObject): void {
  const source = op === 'move' || op === 'copy' ? placeOf(root, from) : undefined;
  const moved = source?.container.get(source.key);
  if (op === 'move') source?.container.remove(source.key);
  const { container, key } = placeOf(root, path);
  if (op === 'add') container.add(key, new LazyNode(value));
  else if (op === 'move') container.add(key, moved ?? new LazyNode(null));
  else if (op === 'copy') container.add(key, new LazyNode(moved?.value ?? null));
  else if (op === 'replace') container.replace(key, new LazyNode(value));
  else if (op === 'remove') container.remove(key);
  else container.get(key)?.openAll();
}

/** What a path leads into, read on the way (findObject). */
function placeOf(root: LazyNode, path: unknown): { readonly container: LazyNode; readonly key: string } {
  const keys = tokens(typeof path === 'string' ? path : '') ?? [];
  const container = keys.slice(0, -1).reduce((node, key) => (node.get(key) ?? new LazyNode(null)).open(), root);
  return { container, key: keys.at(-1) ?? '' };
}

/** A strategic merge patch as it is after it was applied: upstream takes the directives out that it has followed. */
export function consumed(patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const ordered = Object.keys(patch).flatMap((key) =>
    key.startsWith(SET_ORDER) ? [key, directiveTarget(key, SET_ORDER) ?? key] : [],
  );
  const gone = new Set([RETAIN_KEYS, PATCH, ...ordered]);
  return Object.fromEntries(
    Object.entries(patch).flatMap(([key, value]) => (gone.has(key) ? [] : [[key, consumed(value)] as const])),
  );
}

const FIELDS = new Set(['op', 'path', 'from', 'value']);

/** Fields of a JSON patch's operations that mean nothing: 'unknown field "[0].pth"'. */
export function unknownOperationFields(patch: unknown): readonly string[] {
  if (!Array.isArray(patch)) return [];
  return patch.flatMap((operation: unknown, i) =>
    isObject(operation)
      ? Object.keys(operation)
          .filter((field) => !FIELDS.has(field))
          .map((field) => `unknown field "[${i}].${field}"`)
      : [],
  );
}
