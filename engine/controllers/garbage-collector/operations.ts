import type { KubeObject } from '../../apimachinery/object.js';
import { deepEqual } from '../../apimachinery/equality.js';
import type { OwnerReference, Status } from '../../apis/generated/meta.v1.js';
import { patch, read, remove, type DeleteOptions, type Reconcile, type Result } from '../../client/reconcile.js';
import { isConflict, isNotFound } from '../framework/refusal.js';
import type { Item } from './item.js';
import { ownersOf } from './references.js';

/** Tries at removing a finalizer before giving way to other work (retry.DefaultBackoff). */
const MAX_TRIES = 4;

const UNSUPPORTED_MEDIA_TYPE = 415;

const DONE: Result<unknown> = { ok: true, object: undefined };

type Propagation = NonNullable<DeleteOptions['propagationPolicy']>;

function targetOf({ object }: Item) {
  return { namespace: object.metadata.namespace, name: object.metadata.name };
}

/** Asks the server for the object itself. */
export function getObject(item: Item): Reconcile<Result<KubeObject>> {
  return read(item.resource, targetOf(item));
}

/** Deletes the object as it was seen, or as it is now if only other things than its owners have changed since. */
export function* deleteObject(
  item: Item,
  latest: KubeObject,
  propagationPolicy: Propagation,
): Reconcile<Result<unknown>> {
  const { uid, resourceVersion } = latest.metadata;
  const options: DeleteOptions = {
    propagationPolicy,
    preconditions: { uid, resourceVersion },
  };
  const deleted: Result<KubeObject | Status> = yield* remove(item.resource, targetOf(item), options);
  if (deleted.ok || !isConflict(deleted)) return deleted;
  const live = yield* getObject(item);
  if (!live.ok) return isNotFound(live) ? DONE : deleted;
  const { metadata } = live.object;
  const sameOwners = deepEqual(ownersOf(live.object), ownersOf(latest));
  if (metadata.uid !== uid || metadata.resourceVersion === resourceVersion || !sameOwners) return deleted;
  return yield* remove(item.resource, targetOf(item), {
    propagationPolicy,
    preconditions: { uid },
  });
}

/** Takes a finalizer off the object, if it still has it. */
export function* removeFinalizer(item: Item, finalizer: string): Reconcile<Result<unknown>> {
  let last: Result<unknown> = DONE;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const latest = yield* getObject(item);
    if (!latest.ok) return isNotFound(latest) ? DONE : latest;
    const { resourceVersion, finalizers = [] } = latest.object.metadata;
    if (!finalizers.includes(finalizer)) return DONE;
    const kept = finalizers.filter((other) => other !== finalizer);
    const metadata = {
      resourceVersion,
      finalizers: kept.length === 0 ? null : kept,
    };
    last = yield* patch(item.resource, targetOf(item), 'merge', { metadata });
    if (last.ok || !isConflict(last)) return last;
  }
  return last;
}

/** Takes the references to these owners off the object. */
export function* deleteOwnerReferences(item: Item, uids: readonly string[]): Reconcile<Result<unknown>> {
  const deletions = uids.map((uid) => ({ $patch: 'delete', uid }));
  const kept = ownersOf(item.object).filter(({ uid }) => !uids.includes(uid));
  return yield* patchOwnerReferences(item, deletions, kept);
}

/** Lets go of the owners that the object keeps from going. */
export function* unblockOwnerReferences(item: Item): Reconcile<Result<unknown>> {
  const owners = ownersOf(item.object);
  const unblock = (reference: OwnerReference) => ({
    ...reference,
    blockOwnerDeletion: false,
  });
  const blocking = owners.filter(({ blockOwnerDeletion }) => blockOwnerDeletion === true);
  return yield* patchOwnerReferences(item, blocking.map(unblock), owners.map(unblock));
}

/** A strategic merge patch, or what it comes to as a merge patch for custom resources, which have no other. */
function* patchOwnerReferences(
  item: Item,
  strategic: readonly object[],
  result: readonly OwnerReference[],
): Reconcile<Result<unknown>> {
  const { uid, resourceVersion } = item.object.metadata;
  const target = targetOf(item);
  const patched = yield* patch(item.resource, target, 'strategic', {
    metadata: { uid, ownerReferences: strategic },
  });
  if (patched.ok || patched.code !== UNSUPPORTED_MEDIA_TYPE) return patched;
  const ownerReferences = result.length === 0 ? null : result;
  return yield* patch(item.resource, target, 'merge', {
    metadata: { resourceVersion, ownerReferences },
  });
}
