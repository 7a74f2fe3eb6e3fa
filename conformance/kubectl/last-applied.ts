import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import { sorted } from './output.js';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** JSON as Go writes it: keys in order, no blanks, HTML characters escaped, a newline at the end. */
export function goJson(value: unknown): string {
  const escaped = JSON.stringify(sorted(value)).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}

/** A manifest with itself in its last-applied annotation (util.GetModifiedConfiguration). */
export function withLastApplied(object: JsonObject, namespace: string): JsonObject {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const own = isObject(metadata['annotations']) ? metadata['annotations'] : {};
  const { [LAST_APPLIED]: _old, ...annotations } = own;
  const placed = namespace === '' ? metadata : { ...metadata, namespace };
  const bare = { ...object, metadata: { ...placed, annotations } };
  return { ...object, metadata: { ...placed, annotations: { ...annotations, [LAST_APPLIED]: goJson(bare) } } };
}

/** What was applied last, from the annotation of a live object; empty when it has none. */
export function lastApplied(object: unknown): JsonObject | undefined {
  const metadata = isObject(object) ? object['metadata'] : undefined;
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined;
  const text = isObject(annotations) ? annotations[LAST_APPLIED] : undefined;
  if (typeof text !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Without its null fields: what a manifest creates. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}
