import type { FieldError } from '../../../apimachinery/field-error.js';
import type { KubeObject } from '../../../apimachinery/object.js';
import {
  alreadyExists,
  generateNameConflict,
  internalError,
  invalidObject,
  plainError,
} from '../../../apimachinery/status.js';
import { validateObjectMeta } from '../../../apis/meta/object-meta.js';
import { admit, reserve, validate } from '../../admission/chain.js';
import type { WithObject, Write } from '../../admission/types.js';
import { storageKey } from '../../store.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../../transaction.js';
import type { Served } from '../catalogue.js';
import { fillSystemFields, inNamespace, wipeSystemFields } from './metadata.js';
import { withoutTwins } from './owners.js';
import { settled, storedAs } from './stored-as.js';

/**
 * Admits, completes, validates and stores a decoded object: createHandler (apiserver/pkg/endpoints/handlers) with
 * Store.Create and rest.BeforeCreate (apiserver/pkg/registry).
 */
export function createObject(
  transaction: Transaction,
  served: Served,
  namespace: string,
  decoded: KubeObject,
): KubeObject | Refusal {
  const { resource } = served;
  const { user, dryRun } = transaction;
  const sent = withoutTwins(decoded, transaction);
  const single = wipeSystemFields(sent);
  const scoped = inNamespace(single, resource.namespaced ? namespace : '');
  if (isRefusal(scoped)) return scoped;
  const asked: WithObject = {
    operation: 'CREATE',
    resource,
    subresource: '',
    namespace: resource.plural === 'namespaces' ? scoped.metadata.name : namespace,
    name: scoped.metadata.name,
    user,
    dryRun,
    object: scoped,
  };
  const admitted = admit(asked, transaction.context);
  if ('refused' in admitted) return admitted;
  const complete = completeNew(transaction, served, admitted.object);
  if (isRefusal(complete)) return complete;
  const { operation, subresource } = asked;
  const final: WithObject = {
    operation,
    resource,
    subresource,
    namespace: asked.namespace,
    name: complete.metadata.name,
    user,
    dryRun,
    object: complete,
  };
  const denied = validate(final, transaction.context);
  if (denied !== undefined) return refuse(denied);
  const reserved = reserve(final, transaction.context);
  if ('refused' in reserved) return reserved;
  return storeNew(transaction, served, complete, reserved.writes, sent);
}

const NONE: readonly FieldError[] = [];

/** rest.BeforeCreate: system fields, the strategy's preparation, then validation. */
export function completeNew(transaction: Transaction, served: Served, object: KubeObject): KubeObject | Refusal {
  const { resource, strategy } = served;
  const refused = strategy.refuseUser?.(object, undefined, transaction.context);
  if (refused !== undefined) return refuse(refused);
  const filled = fillSystemFields(object, transaction);
  const begun = strategy.begin?.(filled, undefined, transaction.context) ?? NONE;
  if (typeof begun === 'string') return refuse(plainError(begun));
  if (begun.length > 0) return refuse(invalidObject(storedAs(resource, filled), filled.metadata.name, begun));
  const prepared = strategy.prepareForCreate?.(filled, transaction.context) ?? filled;
  const own = strategy.validate?.(prepared, transaction.context) ?? NONE;
  const errors = own.length > 0 ? own : validateObjectMeta(prepared.metadata, resource.namespaced);
  if (errors.length > 0) return refuse(invalidObject(storedAs(resource, prepared), prepared.metadata.name, errors));
  const warnings = transaction.isHeard ? strategy.warnings?.(prepared, undefined) : undefined;
  if (warnings !== undefined) transaction.warnings.push(...warnings);
  return settled(prepared, transaction.read);
}

function storeNew(
  transaction: Transaction,
  served: Served,
  object: KubeObject,
  writes: readonly Write[],
  sent: KubeObject,
): KubeObject | Refusal {
  const { resource } = served;
  const { namespace = '', name, generateName = '', resourceVersion } = object.metadata;
  // A dry run looks for the name and no further (DryRunnableStorage.Create); what is no number counts as none.
  if (!transaction.dryRun && /^\d+$/.test(resourceVersion ?? '') && Number(resourceVersion) !== 0)
    return refuse(internalError('resourceVersion should not be set on objects to be created', true));
  const existing = transaction.store.objects.get(storageKey(resource, namespace, name));
  if (existing !== undefined) {
    const status = generateName === '' ? alreadyExists(resource, name) : generateNameConflict(resource, name);
    const deleted = existing.metadata.deletionTimestamp !== undefined;
    return refuse(deleted ? { ...status, message: `object is being deleted: ${status.message ?? ''}` } : status);
  }
  for (const write of writes) transaction.put(write.resource, write.object);
  return transaction.put(resource, object, transaction.written({ served, subresource: '', live: undefined, sent }));
}
