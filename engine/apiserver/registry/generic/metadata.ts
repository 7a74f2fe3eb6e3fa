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
  const { uid: _uid, creationTimestamp: _created, deletionTimestamp: _deleted, ...kept } = object.metadata;
  const {
    deletionGracePeriodSeconds: _grace,
    selfLink: _link,
    managedFields: _managed,
    ...metadata
  } = kept as ObjectMeta;
  return { ...object, metadata };
}

/** Gives the object its uid, creation time and, when it has only a prefix, its name (rest.FillObjectMetaSystemFields). */
export function fillSystemFields<T extends KubeObject>(object: T, transaction: Transaction): T {
  const { metadata } = object;
  const name = nameOf(metadata, transaction);
  const filled = extended(metadata, {
    name,
    uid: uid(transaction.dice),
    creationTimestamp: timestamp(transaction.now),
  });
  return { ...object, metadata: filled };
}

function nameOf({ name, generateName }: Partial<ObjectMeta>, transaction: Transaction): string {
  if (name !== undefined && name !== '') return name;
  return generateName === undefined || generateName === '' ? '' : generatedName(generateName, transaction.dice);
}

/** The request's namespace wins over none; two different ones are refused (EnsureObjectNamespaceMatchesRequestNamespace). */
export function inNamespace<T extends KubeObject>(object: T, namespace: string): T | Refusal {
  const own = object.metadata.namespace ?? '';
  if (own === namespace) return object;
  if (own === '') return { ...object, metadata: extended(object.metadata, { namespace }) };
  if (namespace === '') {
    const { namespace: _dropped, ...metadata } = object.metadata;
    return { ...object, metadata };
  }
  return refuse(badRequest('the namespace of the provided object does not match the namespace sent on the request'));
}
