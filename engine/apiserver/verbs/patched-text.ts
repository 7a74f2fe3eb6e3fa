import { isObject, type JsonObject } from '../../apimachinery/object.js';

/**
 * evanphx/json-patch writes the objects it looked into with sorted keys and leaves the others as they were: what
 * errors about a patched document show of it.
 */
export function alongMergePatch(document: JsonObject, patch: unknown): JsonObject {
  if (!isObject(patch)) return document;
  return sorted(document, (key, value) => {
    const part = patch[key];
    return isObject(part) && isObject(value) ? alongMergePatch(value, part) : value;
  });
}

/** The same for a JSON patch, whose paths were walked. */
export function alongJsonPatch(document: JsonObject, patch: unknown): JsonObject {
  const operations: readonly unknown[] = Array.isArray(patch) ? patch : [];
  const paths = operations.flatMap((operation) =>
    isObject(operation) ? [operation['path'], operation['from']].filter((path) => typeof path === 'string') : [],
  );
  return along(
    document,
    paths.map((path) => path.split('/').slice(1)),
  );
}

function along(document: JsonObject, paths: readonly (readonly string[])[]): JsonObject {
  return sorted(document, (key, value) => {
    const further = paths.filter(([first, ...rest]) => first === key && rest.length > 0).map((path) => path.slice(1));
    if (further.length === 0) return value;
    if (isObject(value)) return along(value, further);
    if (!Array.isArray(value)) return value;
    return value.map((item: unknown, i) => {
      const deeper = further.filter(([first, ...rest]) => first === String(i) && rest.length > 0);
      return isObject(item) && deeper.length > 0
        ? along(
            item,
            deeper.map((path) => path.slice(1)),
          )
        : item;
    });
  });
}

function sorted(document: JsonObject, change: (key: string, value: unknown) => unknown): JsonObject {
  return Object.fromEntries(
    Object.keys(document)
      .sort()
      .map((key) => [key, change(key, document[key])]),
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
