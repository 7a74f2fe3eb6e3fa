import type { KubeObject } from '../../../apimachinery/object.js';
import { deepEqual } from '../../../apimachinery/equality.js';
import type { FieldError } from '../../../apimachinery/field-error.js';
import { conflict, internalError, invalidObject, notFound, plainError } from '../../../apimachinery/status.js';
import { invalid } from '../../../apimachinery/field-error.js';
import type { ObjectMeta } from '../../../apis/generated/meta.v1.js';
import { validateObjectMeta, validateObjectMetaUpdate } from '../../../apis/meta/object-meta.js';
import { admit, reserve, validate } from '../../admission/chain.js';
import { sameButForTimes, type Managed } from '../../../apimachinery/managed-fields/managed.js';
import { afterWrite, managedOf, type ClientWrite } from '../../managed-fields/journal.js';
import { withoutManagedFields } from '../../managed-fields/show.js';
import { storageKey } from '../../store.js';
import type { WithObject } from '../../admission/types.js';
import { isRefusal, refuse, type Refusal, type Transaction } from '../../transaction.js';
import type { Served } from '../catalogue.js';
import { extended } from '../../../core/extended.js';
import { completeNew } from './create.js';
import { statusStrategy } from './default-strategy.js';
import { withSameEmpties } from './empties.js';
import { inNamespace } from './metadata.js';
import { withoutTwins } from './owners.js';
import { settled, storedAs } from './stored-as.js';

export interface UpdateTarget {
  readonly served: Served;
  readonly namespace: string;
  readonly name: string;
  /** '' for the object itself; 'status', 'resize', … */
  readonly subresource: string;
  /** What is not there is created. */
  readonly creates?: boolean;
}

/** What an object is to become. */
export interface Made {
  readonly object: KubeObject;
  /** Who manages it then, if that is known; otherwise it is what a client sends. */
  readonly managed?: Managed;
  /** The endpoint that managers are told by, if it is not the one that is written. */
  readonly managedBy?: string;
}

export interface Updated {
  readonly object: KubeObject;
  readonly created: boolean;
}

/**
 * Replaces an object by what `make` makes of it: Store.Update with rest.BeforeUpdate (apiserver/pkg/registry). An object
 * that comes out equal is not written again.
 */
export function updateObject(
  transaction: Transaction,
  target: UpdateTarget,
  make: (existing: KubeObject | undefined) => Made | Refusal,
): Updated | Refusal {
  const { served, namespace, name } = target;
  const existing = transaction.store.objects.get(storageKey(served.resource, namespace, name));
  if (existing === undefined && target.creates !== true && served.strategy.allowCreateOnUpdate !== true)
    return refuse(notFound(served.resource, name));
  const made = make(existing);
  if (isRefusal(made)) return made;
  const sent = withoutTwins(made.object, transaction);
  const scoped = inNamespace(withoutManagedFields(sent), served.resource.namespaced ? namespace : '');
  if (isRefusal(scoped)) return scoped;
  const subresource = made.managedBy ?? target.subresource;
  const how = made.managed ?? transaction.written({ served, subresource, live: existing, sent });
  if (existing === undefined) return createInstead(transaction, target, scoped, how);
  const admitted = admit(attributes(transaction, target, scoped, existing), transaction.context);
  if ('refused' in admitted) return admitted;
  const refused = served.strategy.refuseUser?.(admitted.object, existing, transaction.context);
  if (refused !== undefined) return refuse(refused);
  const versioned = checkVersion(served, admitted.object, existing);
  if (isRefusal(versioned)) return versioned;
  const complete = completeUpdate(transaction, target, versioned, existing);
  return isRefusal(complete) ? complete : finish(transaction, target, complete, existing, how);
}

function attributes(
  { user, dryRun }: Transaction,
  { served: { resource }, namespace, name, subresource }: UpdateTarget,
  object: KubeObject,
  old?: KubeObject,
): WithObject {
  return { operation: 'UPDATE', resource, subresource, namespace, name, user, dryRun, object, old };
}

function createInstead(
  transaction: Transaction,
  target: UpdateTarget,
  object: KubeObject,
  how: Managed | ClientWrite | undefined,
): Updated | Refusal {
  const as = { ...attributes(transaction, target, object), operation: 'CREATE' as const };
  const admitted = admit(as, transaction.context);
  if ('refused' in admitted) return admitted;
  const complete = completeNew(transaction, target.served, admitted.object);
  if (isRefusal(complete)) return complete;
  const denied = validate({ ...as, object: complete }, transaction.context);
  if (denied !== undefined) return refuse(denied);
  const reserved = reserve({ ...as, object: complete }, transaction.context);
  if ('refused' in reserved) return reserved;
  for (const write of reserved.writes) transaction.put(write.resource, write.object);
  return { object: transaction.put(target.served.resource, complete, how), created: true };
}

/** Optimistic concurrency: the version that was sent must be the stored one; none means any. */
function checkVersion({ resource, strategy }: Served, object: KubeObject, existing: KubeObject): KubeObject | Refusal {
  const { resourceVersion: sent = '', name } = object.metadata;
  const { resourceVersion: stored } = existing.metadata;
  if (sent === stored) return object;
  if (!/^\d*$/.test(sent))
    return refuse(internalError(`strconv.ParseUint: parsing ${JSON.stringify(sent)}: invalid syntax`, true));
  if (sent !== '' && sent !== '0') return refuse(conflict(resource, name));
  if (strategy.allowUnconditionalUpdate === false)
    return refuse(
      invalidObject({ ...resource, kind: resource.plural }, name, [
        invalid('metadata.resourceVersion', 0, 'must be specified for an update'),
      ]),
    );
  return { ...object, metadata: { ...object.metadata, resourceVersion: stored } };
}

/** A uid that was sent with a PUT is a precondition: 409 unless it is the stored one. */
export function uidConflict(
  { resource }: Served,
  { metadata: { uid, name } }: KubeObject,
  existing: KubeObject | undefined,
  dryRun: boolean,
): Refusal | undefined {
  if (existing === undefined || uid === undefined || uid === '' || uid === existing.metadata.uid) return undefined;
  return refuse(conflict(resource, name, storageConflict(resource.plural, uid, existing, dryRun)));
}

/** Why storage refuses a precondition; a dry run does not come as far as etcd's own prefix. */
export function storageConflict(plural: string, wanted: string, existing: KubeObject, dryRun: boolean): string {
  const { namespace = '', name, uid } = existing.metadata;
  const key = `${dryRun ? '' : '/registry'}/${plural}/${namespace === '' ? '' : `${namespace}/`}${name}`;
  return (
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ` +
    `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${uid}`
  );
}

/** rest.BeforeUpdate: what an update may not touch is taken from the old object; then validation. */
function completeUpdate(
  transaction: Transaction,
  { served, subresource }: UpdateTarget,
  object: KubeObject,
  existing: KubeObject,
): KubeObject | Refusal {
  const { resource, strategy } = served;
  const { context } = transaction;
  const { generation } = existing.metadata;
  const kept = object.metadata.generation === generation ? object : withGeneration(object, generation);
  const sub = strategy.subresources?.[subresource] ?? (subresource === 'status' ? statusStrategy : undefined);
  const old = sub === undefined && strategy.countsEmpties !== true ? withSameEmpties(existing, kept) : existing;
  const begun = sub === undefined ? (strategy.begin?.(kept, existing, context) ?? NONE) : NONE;
  if (typeof begun === 'string') return refuse(plainError(begun));
  if (begun.length > 0) return refuse(invalidObject(storedAs(resource, kept), kept.metadata.name, begun));
  const prepared = sub?.prepareForUpdate(kept, old, context) ?? strategy.prepareForUpdate?.(kept, old, context) ?? kept;
  const complete = keepSystemFields(prepared, existing);
  const common = commonErrors(complete, existing, resource.namespaced);
  const own =
    (sub === undefined || sub.validateUpdate === undefined
      ? strategy.validateUpdate?.(complete, old, context, existing)
      : sub.validateUpdate(complete, old, context)) ?? NONE;
  const errors = common.length === 0 ? own : [...common, ...own];
  if (errors.length > 0) return refuse(invalidObject(storedAs(resource, complete), complete.metadata.name, errors));
  const warnings = transaction.isHeard && subresource === '' ? strategy.warnings?.(complete, existing) : undefined;
  if (warnings !== undefined) transaction.warnings.push(...warnings);
  return settled(complete, transaction.read);
}

const NONE: readonly FieldError[] = [];

function withGeneration(object: KubeObject, generation: number | undefined): KubeObject {
  return { ...object, metadata: extended(object.metadata, { generation }) };
}

function commonErrors(object: KubeObject, existing: KubeObject, namespaced: boolean): readonly FieldError[] {
  if (object.metadata === existing.metadata) return NONE;
  return [
    ...validateObjectMeta(object.metadata, namespaced),
    ...validateObjectMetaUpdate(object.metadata, existing.metadata),
  ];
}

function keepSystemFields(object: KubeObject, { metadata: old }: KubeObject): KubeObject {
  if (object.metadata === old) return object;
  const metadata = systemFieldsOf(old, object.metadata);
  return extended(object, { metadata: deepEqual(metadata, old) ? old : metadata });
}

function systemFieldsOf(old: ObjectMeta, metadata: ObjectMeta): ObjectMeta {
  const uid = metadata.uid === undefined || metadata.uid === '' ? old.uid : metadata.uid;
  const { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = old;
  let kept = metadata;
  if (uid !== metadata.uid || creationTimestamp !== metadata.creationTimestamp)
    kept = extended(kept, { uid, creationTimestamp });
  if (deletionTimestamp !== undefined && deletionTimestamp !== metadata.deletionTimestamp)
    kept = extended(kept, { deletionTimestamp });
  if (deletionGracePeriodSeconds !== undefined && metadata.deletionGracePeriodSeconds === undefined)
    kept = extended(kept, { deletionGracePeriodSeconds });
  return kept;
}

function finish(
  transaction: Transaction,
  target: UpdateTarget,
  object: KubeObject,
  existing: KubeObject,
  how: Managed | ClientWrite | undefined,
): Updated | Refusal {
  const final = attributes(transaction, target, object, existing);
  const denied = validate(final, transaction.context);
  if (denied !== undefined) return refuse(denied);
  const reserved = reserve(final, transaction.context);
  if ('refused' in reserved) return reserved;
  const { resource } = target.served;
  if (emptiedFinalizers(object, existing))
    return { object: withoutVersion(transaction.remove(resource, object), existing), created: false };
  if (deepEqual(object, existing) && (how === undefined || isManagedAsBefore(how, existing)))
    return { object: existing, created: false };
  for (const write of reserved.writes) transaction.put(write.resource, write.object);
  return { object: transaction.put(resource, object, how), created: false };
}

/** Times do not count where nothing else changes: IgnoreManagedFieldsTimestampsTransformer. */
function isManagedAsBefore(how: Managed | ClientWrite, existing: KubeObject): boolean {
  return sameButForTimes('managers' in how ? how : afterWrite(how), managedOf(existing));
}

/** The answer to an update that let go of the last finalizer shows the object before its removal. */
function withoutVersion(object: KubeObject, existing: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: existing.metadata.resourceVersion } };
}

/** The last finalizer of a deleted object was taken off: ShouldDeleteDuringUpdate. */
function emptiedFinalizers(object: KubeObject, { metadata: old }: KubeObject): boolean {
  if ((object.metadata.finalizers ?? []).length > 0 || old.deletionTimestamp === undefined) return false;
  if (old.deletionGracePeriodSeconds !== undefined && old.deletionGracePeriodSeconds !== 0) return false;
  return !('spec' in object) || object.kind !== 'Namespace' || namespaceFinalizers(object.spec).length === 0;
}

function namespaceFinalizers(spec: unknown): readonly unknown[] {
  const finalizers = typeof spec === 'object' && spec !== null && 'finalizers' in spec ? spec.finalizers : undefined;
  return Array.isArray(finalizers) ? finalizers : [];
}
