import { isEmpty } from '../../../apimachinery/equality.js';
import { isObject, type KubeObject } from '../../../apimachinery/object.js';
import { extended } from '../../../core/extended.js';
import { settled } from './stored-as.js';

/**
 * The stored object with the lists and maps of a new spec that are empty there and missing here: to
 * equality.Semantic.DeepEqual, by which upstream finds out whether a spec changed, they are the same. Empty objects that say
 * something (`affinity: {}`) are not. The same (===) where there is nothing of the kind.
 */
export function withSameEmpties(existing: KubeObject, object: KubeObject): KubeObject {
  if (!('spec' in object) || !('spec' in existing) || !hasNewEmpties(object.spec, existing.spec)) return existing;
  const stored = settled(object, existing);
  if (!('spec' in stored)) return existing;
  return extended(existing, { spec: grown(existing.spec, object.spec, stored.spec) });
}

/** There, and without anything in it. */
function isEmptyThere(value: unknown): boolean {
  return value !== undefined && value !== null && isEmpty(value);
}

function hasNewEmpties(sent: unknown, old: unknown): boolean {
  if (sent === old) return false;
  if (Array.isArray(sent) && Array.isArray(old)) return sent.some((each, index) => hasNewEmpties(each, old[index]));
  if (!isObject(sent) || !isObject(old)) return false;
  return Object.keys(sent).some((name) =>
    old[name] === undefined ? isEmptyThere(sent[name]) : hasNewEmpties(sent[name], old[name]),
  );
}

/** @param stored what was sent, as it would be stored */
function grown(old: unknown, sent: unknown, stored: unknown): unknown {
  if (sent === old) return old;
  if (Array.isArray(old) && Array.isArray(sent) && Array.isArray(stored))
    return old.map((each, index): unknown => grown(each, sent[index], stored[index]));
  if (!isObject(old) || !isObject(sent) || !isObject(stored)) return old;
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(old)) fields[name] = grown(value, sent[name], stored[name]);
  for (const [name, value] of Object.entries(sent))
    if (old[name] === undefined && stored[name] === undefined && isEmptyThere(value)) fields[name] = value;
  return fields;
}
