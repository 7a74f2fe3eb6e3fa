import type { KubeObject } from '../../apimachinery/object.js';
import { controllerOf } from '../../apimachinery/object.js';
import type { OwnerReference } from '../../apis/generated/meta.v1.js';
import type { Resource } from '../../apis/resource.js';
import type { View } from '../../client/view.js';

/** The object that a controller reference names, when it is of this kind and still the same one (by uid). */
export function resolveControllerRef<T extends KubeObject>(
  view: View,
  resource: Resource<T>,
  namespace: string,
  reference: OwnerReference | undefined,
): T | undefined {
  if (reference?.kind !== resource.kind) return undefined;
  const owner = view.get(resource, namespace, reference.name);
  return owner?.metadata.uid === reference.uid ? owner : undefined;
}

/** The controller of an object, when it is of this kind and known. */
export function controllerIn<T extends KubeObject>(
  view: View,
  resource: Resource<T>,
  object: KubeObject,
): T | undefined {
  return resolveControllerRef(view, resource, object.metadata.namespace ?? '', controllerOf(object));
}

/** metav1.IsControlledBy. */
export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

/** Whether an update gave the object another controller, or the same one in other terms. */
export function controllerChanged(old: KubeObject, object: KubeObject): boolean {
  if (old.metadata.ownerReferences === object.metadata.ownerReferences) return false;
  const before = controllerOf(old);
  const after = controllerOf(object);
  if (before === after) return false;
  if (before === undefined || after === undefined) return true;
  return (
    before.uid !== after.uid ||
    before.name !== after.name ||
    before.kind !== after.kind ||
    before.apiVersion !== after.apiVersion ||
    before.blockOwnerDeletion !== after.blockOwnerDeletion
  );
}

/** Whether an update changed the labels. */
export function labelsChanged(old: KubeObject, object: KubeObject): boolean {
  if (old.metadata.labels === object.metadata.labels) return false;
  const before = old.metadata.labels ?? {};
  const after = object.metadata.labels ?? {};
  const keys = Object.keys(after);
  return keys.length !== Object.keys(before).length || keys.some((key) => before[key] !== after[key]);
}
