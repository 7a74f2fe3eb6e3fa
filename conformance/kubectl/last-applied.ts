import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import { marshal, marshalSorted } from '../../engine/apimachinery/json-text.js';
import { metadataOf, metaMap, withMetadata } from './resources/info.js';
import { goForm } from './text/go-form.js';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** An object without its last-applied annotation, as text; 'annotations' is always there (util.GetModifiedConfiguration). */
export function configurationText(object: JsonObject): string {
  return `${marshalSorted(configurationOf(object))}\n`;
}

/** An object without its last-applied annotation. */
export function configurationOf(object: JsonObject): JsonObject {
  const { [LAST_APPLIED]: _old, ...annotations } = metaMap(object, 'annotations');
  return withMetadata(object, { annotations });
}

/** An object with itself in its last-applied annotation. */
export function withLastApplied(object: JsonObject): JsonObject {
  const annotations = { ...metaMap(object, 'annotations'), [LAST_APPLIED]: configurationText(object) };
  return withMetadata(object, { annotations });
}

/** With `save` the annotation is written, otherwise only brought up to date (util.CreateOrUpdateAnnotation). */
export function withSavedConfig(object: JsonObject, save: boolean): JsonObject {
  return save || (lastAppliedText(object) ?? '') !== '' ? withLastApplied(object) : object;
}

/** The same of an object that kubectl made itself, which is written as its Go struct is. */
export function withMadeConfig(object: JsonObject, save: boolean): JsonObject {
  if (!save) return object;
  const annotations = metaMap(object, 'annotations');
  const text = `${marshal(goForm(object))}\n`;
  return withMetadata(object, { annotations: { ...annotations, [LAST_APPLIED]: text } });
}

export function lastAppliedText(object: unknown): string | undefined {
  return metaMap(object, 'annotations')[LAST_APPLIED];
}

/** What was applied last, from the annotation of a live object; undefined when it has none. */
export function lastApplied(object: unknown): JsonObject | undefined {
  const text = lastAppliedText(object);
  if (text === undefined || text === '') return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Without the null fields of its objects: what a manifest creates (pruneNullsFromMap). */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls(item)]));
}

export function isBeingDeleted(object: unknown): boolean {
  return metadataOf(object)['deletionTimestamp'] !== undefined;
}
