import type { KubeObject } from '../../apimachinery/object.js';
import { groupVersion, type Resource } from '../../apis/resource.js';
import type { ObjectReference, Reconcile } from '../../client/reconcile.js';

/** What an event says of the object that it is about. */
export function referenceTo<T extends KubeObject>(resource: Resource<T>, { metadata }: T): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return { apiVersion: groupVersion(resource), kind: resource.kind, namespace, name, uid, resourceVersion };
}

/** Records an Event under a name that is not the controller's own, as some controllers do. */
export function* tell(
  component: string,
  object: ObjectReference,
  eventType: 'Normal' | 'Warning',
  reason: string,
  message: string,
): Reconcile {
  yield { type: 'event', object, eventType, reason, message, source: { component } };
}
