import { hasFinalizer, type KubeObject } from '../../apimachinery/object.js';
import type { Resource } from '../../apis/resource.js';
import { update, type Reconcile, type Result } from '../../client/reconcile.js';

/** Being deleted, and held by the finalizer (protectionutil.IsDeletionCandidate). */
export function isDeletionCandidate(object: KubeObject, finalizer: string): boolean {
  return object.metadata.deletionTimestamp !== undefined && hasFinalizer(object, finalizer);
}

/** To stay, and not held yet (protectionutil.NeedToAddFinalizer). */
export function needsFinalizer(object: KubeObject, finalizer: string): boolean {
  return object.metadata.deletionTimestamp === undefined && !hasFinalizer(object, finalizer);
}

/** Whether a sync would have something to do: the finalizer is to come, or perhaps to go. */
export function isOpen(object: KubeObject, finalizer: string): boolean {
  return needsFinalizer(object, finalizer) || isDeletionCandidate(object, finalizer);
}

/** Writes the object with one finalizer more (addFinalizer). */
export function addFinalizer<T extends KubeObject>(
  resource: Resource<T>,
  object: T,
  finalizer: string,
): Reconcile<Result<T>> {
  const finalizers = [...(object.metadata.finalizers ?? []), finalizer];
  return update(resource, { ...object, metadata: { ...object.metadata, finalizers } });
}

/** Writes the object without the finalizer; when that was the last one the object goes (removeFinalizer). */
export function removeFinalizer<T extends KubeObject>(
  resource: Resource<T>,
  object: T,
  finalizer: string,
): Reconcile<Result<T>> {
  const { finalizers = [], ...metadata } = object.metadata;
  const left = finalizers.filter((name) => name !== finalizer);
  return update(resource, {
    ...object,
    metadata: left.length === 0 ? metadata : { ...metadata, finalizers: left },
  });
}
