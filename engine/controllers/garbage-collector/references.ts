import { hasFinalizer, type KubeObject } from '../../apimachinery/object.js';
import type { OwnerReference } from '../../apis/generated/meta.v1.js';

export const FOREGROUND_FINALIZER = 'foregroundDeletion';
export const ORPHAN_FINALIZER = 'orphan';

const NONE: readonly OwnerReference[] = [];

export function ownersOf(object: KubeObject | undefined): readonly OwnerReference[] {
  return object?.metadata.ownerReferences ?? NONE;
}

export function isBeingDeleted(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** Being deleted, and waiting until its dependents are gone. */
export function isDeletingDependents(object: KubeObject): boolean {
  return isBeingDeleted(object) && hasFinalizer(object, FOREGROUND_FINALIZER);
}

/** Whether this change is the one that made the object wait on a finalizer to be gone (deletionStartsWithFinalizer). */
export function deletionStartsWithFinalizer(
  object: KubeObject,
  old: KubeObject | undefined,
  finalizer: string,
): boolean {
  if (!isBeingDeleted(object) || !hasFinalizer(object, finalizer)) return false;
  return old === undefined || !isBeingDeleted(old) || !hasFinalizer(old, finalizer);
}

/** Owners that the object no longer keeps from going (addUnblockedOwnersToDeleteQueue). */
export function unblockedOwners(object: KubeObject, old: KubeObject): readonly OwnerReference[] {
  const now = ownersOf(object);
  return ownersOf(old).filter(
    ({ uid, blockOwnerDeletion }) =>
      blockOwnerDeletion === true &&
      !now.some((reference) => reference.uid === uid && reference.blockOwnerDeletion === true),
  );
}

/** Owners that the object did not have before. */
export function addedOwners(object: KubeObject, old: KubeObject | undefined): readonly OwnerReference[] {
  const owners = ownersOf(object);
  if (old === undefined || owners.length === 0) return owners;
  const before = ownersOf(old);
  return before === owners ? NONE : owners.filter(({ uid }) => !before.some((reference) => reference.uid === uid));
}

/** Whether the object must be gone before the owner of this uid goes in the foreground. */
export function blocksOwner(object: KubeObject, uid: string): boolean {
  return ownersOf(object).some((reference) => reference.uid === uid && reference.blockOwnerDeletion === true);
}
