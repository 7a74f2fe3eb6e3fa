import { canonicalJson, marshalSorted } from '../json-text.js';
import { isObject, type JsonObject } from '../object.js';
import { compare } from '../structured-merge/compare.js';
import { difference, isEmptySet, NO_FIELDS, type FieldSet } from '../structured-merge/field-set.js';
import type { Conflict } from '../structured-merge/managers.js';
import { toFieldSet } from '../structured-merge/to-field-set.js';
import type { Typed } from '../structured-merge/update.js';
import { typeErrors } from '../structured-merge/validate.js';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The manager whose applies go on where kubectl's client-side ones ended. */
export const KUBECTL = 'kubectl';

/**
 * What is left of the conflicts of kubectl's apply with an object that it applied from the client before: what that
 * configuration says and the object still holds was kubectl's all the time (lastAppliedManager.Apply).
 */
export function conflictsBeyond(conflicts: readonly Conflict[], live: Typed, apiVersion: string): readonly Conflict[] {
  const allowed = allowedConflicts(live, apiVersion);
  return conflicts
    .map(({ manager, fields }) => ({ manager, fields: difference(fields, allowed) }))
    .filter(({ fields }) => !isEmptySet(fields));
}

function allowedConflicts(live: Typed, apiVersion: string): FieldSet {
  const last = parsed(annotationOf(live.value) ?? '');
  if (last === undefined || last['apiVersion'] !== apiVersion) return NO_FIELDS;
  if (typeErrors(live.type, last).length > 0) return NO_FIELDS;
  const { modified, added, removed } = compare(live.type, last, live.value);
  return difference(difference(difference(toFieldSet(live.type, last), modified), added), removed);
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function annotationOf(object: unknown): string | undefined {
  const annotations = annotationsOf(object);
  const text = annotations?.[LAST_APPLIED];
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function annotationsOf(object: unknown): JsonObject | undefined {
  const metadata = isObject(object) ? object['metadata'] : undefined;
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined;
  return isObject(annotations) ? annotations : undefined;
}

const MOST_BYTES = 256 * 1024;

/**
 * An object that kubectl applied on the server, with the annotation of client-side apply, if it has it, brought up to the
 * configuration (lastAppliedUpdater.Apply).
 */
export function withLastApplied(object: JsonObject, config: JsonObject): JsonObject {
  const annotations = annotationsOf(object);
  const { metadata } = object;
  if (annotations === undefined || annotationOf(object) === undefined || !isObject(metadata)) return object;
  const text = `${marshalSorted(withoutAnnotation(config))}\n`;
  const updated = { ...annotations, [LAST_APPLIED]: text };
  const { [LAST_APPLIED]: _tooLong, ...without } = annotations;
  const kept = sizeOf(updated) > MOST_BYTES ? without : updated;
  return { ...object, metadata: { ...metadata, annotations: kept } };
}

function withoutAnnotation(config: JsonObject): JsonObject {
  const annotations = annotationsOf(config);
  const { metadata } = config;
  if (annotations === undefined || !isObject(metadata)) return config;
  const { [LAST_APPLIED]: _own, ...kept } = annotations;
  return { ...config, metadata: { ...metadata, annotations: kept } };
}

function sizeOf(annotations: JsonObject): number {
  const text = canonicalJson(annotations);
  return new TextEncoder().encode(text).length;
}
