import { isEmpty } from '../../../apimachinery/equality.js';
import { asJson, isObject, type JsonObject, type KubeObject } from '../../../apimachinery/object.js';
import { extended } from '../../../core/extended.js';
import { settled } from './stored-as.js';

/** What upstream compares to find out whether an object changed: of most a spec, of some what they have in its place. */
const CONTENT = ['spec', 'template', 'endpoints', 'ports'];

/**
 * The stored object with the lists and maps of new content that are empty there and missing here: to
 * equality.Semantic.DeepEqual, by which upstream finds out whether it changed, they are the same. Empty objects that say
 * something (`affinity: {}`) are not. The same (===) where there is nothing of the kind.
 */
export function withSameEmpties(existing: KubeObject, object: KubeObject): KubeObject {
  const old = asJson(existing);
  const sent = asJson(object);
  if (!CONTENT.some((field) => hasNewEmpty(sent, old, field))) return existing;
  const stored = asJson(settled(object, existing));
  const fields = grownFields(pick(old), pick(sent), pick(stored));
  return extended(existing, fields);
}

function pick(object: JsonObject): JsonObject {
  return Object.fromEntries(CONTENT.flatMap((field) => (object[field] === undefined ? [] : [[field, object[field]]])));
}

/** There, and without anything in it. */
function isEmptyThere(value: unknown): boolean {
  return value !== undefined && value !== null && isEmpty(value);
}

function hasNewEmpties(sent: unknown, old: unknown): boolean {
  if (sent === old) return false;
  if (Array.isArray(sent) && Array.isArray(old)) return sent.some((each, index) => hasNewEmpties(each, old[index]));
  if (!isObject(sent) || !isObject(old)) return false;
  return Object.keys(sent).some((name) => hasNewEmpty(sent, old, name));
}

function hasNewEmpty(sent: JsonObject, old: JsonObject, name: string): boolean {
  return old[name] === undefined ? isEmptyThere(sent[name]) : hasNewEmpties(sent[name], old[name]);
}

/** @param stored what was sent, as it would be stored */
function grown(old: unknown, sent: unknown, stored: unknown): unknown {
  if (sent === old) return old;
  if (Array.isArray(old) && Array.isArray(sent) && Array.isArray(stored))
    return old.map((each, index): unknown => grown(each, sent[index], stored[index]));
  return isObject(old) && isObject(sent) && isObject(stored) ? grownFields(old, sent, stored) : old;
}

function grownFields(old: JsonObject, sent: JsonObject, stored: JsonObject): JsonObject {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(old)) fields[name] = grown(value, sent[name], stored[name]);
  for (const [name, value] of Object.entries(sent))
    if (old[name] === undefined && stored[name] === undefined && isEmptyThere(value)) fields[name] = value;
  return fields;
}
