import { extended } from '../../../core/extended.js';
import type { KubeObject } from '../../../apimachinery/object.js';
import { uid } from '../../../apimachinery/hash.js';
import { generatedName } from '../../../apimachinery/random-names.js';
import { badRequest } from '../../../apimachinery/status.js';
import { timestamp } from '../../../apimachinery/time.js';
import type { ObjectMeta } from '../../../apis/generated/meta.v1.js';
import { refuse, type Refusal, type Transaction } from '../../transaction.js';

/** Takes out what only the server may set, as rest.WipeObjectMetaSystemFields. */
export function wipeSystemFields<T extends KubeObject>(object: T): T {
  if (!hasSystemFields(object.metadata)) return object;
  const { uid: _uid, creationTimestamp: _created, deletionTimestamp: _deleted, ...kept } = object.metadata;
  const {
    deletionGracePeriodSeconds: _grace,
    selfLink: _link,
    managedFields: _managed,
    ...metadata
  } = kept as ObjectMeta;
  return { ...object, metadata };
}

function hasSystemFields(metadata: Partial<ObjectMeta>): boolean {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, selfLink, managedFields } = metadata;
  if (uid !== undefined || creationTimestamp !== undefined || deletionTimestamp !== undefined) return true;
  return deletionGracePeriodSeconds !== undefined || selfLink !== undefined || managedFields !== undefined;
}

/** Gives the object its uid, creation time and, when it has only a prefix, its name (rest.FillObjectMetaSystemFields). */
export function fillSystemFields<T extends KubeObject>(object: T, transaction: Transaction): T {
  const { metadata } = object;
  const { generateName, namespace } = metadata;
  const name = nameOf(metadata, transaction);
  const own = uid(transaction.dice);
  const creationTimestamp = timestamp(transaction.now);
  // In Go's order, so that it need not be put in order to be stored.
  const named = generateName === undefined ? { name } : { name, generateName };
  const placed = namespace === undefined ? { uid: own, creationTimestamp } : { namespace, uid: own, creationTimestamp };
  const filled = Object.assign(named, placed, metadata, { name });
  return extended(object, { metadata: filled });
}

function nameOf({ name, generateName }: Partial<ObjectMeta>, transaction: Transaction): string {
  if (name !== undefined && name !== '') return name;
  return generateName === undefined || generateName === '' ? '' : generatedName(generateName, transaction.dice);
}

/** The request's namespace wins over none; two different ones are refused (EnsureObjectNamespaceMatchesRequestNamespace). */
export function inNamespace<T extends KubeObject>(object: T, namespace: string): T | Refusal {
  const own = object.metadata.namespace ?? '';
  if (own === namespace) return object;
  if (own === '') return extended(object, { metadata: extended(object.metadata, { namespace }) });
  if (namespace === '') {
    const { namespace: _dropped, ...metadata } = object.metadata;
    return { ...object, metadata };
  }
  return refuse(badRequest('the namespace of the provided object does not match the namespace sent on the request'));
}
