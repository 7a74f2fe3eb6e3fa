import type { KubeObject } from '../../apimachinery/object.js';
import { namespaceOf, splitKey } from '../../apimachinery/object.js';
import type { OwnerReference } from '../../apis/generated/meta.v1.js';
import { groupVersion } from '../../apis/resource.js';
import { resourceOf, resourceOfKind, type DiscoveredResource } from '../../client/resource-mapping.js';
import type { View } from '../../client/view.js';

/** An object that the collector looks at: what a node of upstream's graph stands for. */
export interface Item {
  readonly resource: DiscoveredResource;
  readonly object: KubeObject;
}

/** What is to be done with it: upstream's two queues. */
export type Attempt = 'delete' | 'orphan';

/** 'delete apps/v1/ReplicaSet default/web-1 <uid>' as a key of work. */
export function keyOf(attempt: Attempt, resource: DiscoveredResource, object: KubeObject): string {
  const { namespace = '', name, uid } = object.metadata;
  return `${attempt} ${groupVersion(resource)}/${resource.kind} ${namespace}/${name} ${uid}`;
}

/** The object that a key names, as the view knows it; undefined when it is gone. */
export function itemOf(view: View, key: string): (Item & { readonly attempt: Attempt }) | undefined {
  const [attempt = '', type = '', place = '', uid = ''] = key.split(' ');
  const slash = type.lastIndexOf('/');
  const resource = resourceOfKind(view, type.slice(0, slash), type.slice(slash + 1));
  if (resource === undefined) return undefined;
  const { namespace, name } = splitKey(place);
  const object = view.get(resource, namespace, name);
  if (object?.metadata.uid !== uid) return undefined;
  return {
    attempt: attempt === 'orphan' ? 'orphan' : 'delete',
    resource,
    object,
  };
}

/** The owner that a reference of an object names, when the view knows it by that name and uid. */
export function ownerItem(view: View, dependent: KubeObject, reference: OwnerReference): Item | undefined {
  const resource = resourceOfKind(view, reference.apiVersion, reference.kind);
  if (resource === undefined) return undefined;
  const object = view.get(resource, resource.namespaced ? namespaceOf(dependent) : '', reference.name);
  return object?.metadata.uid === reference.uid ? { resource, object } : undefined;
}

/** The objects that name this one as an owner. */
export function dependentsOf(view: View, owner: KubeObject): readonly Item[] {
  const found: Item[] = [];
  for (const object of view.dependents(owner.metadata.uid)) {
    const resource = resourceOf(view, object);
    if (resource !== undefined) found.push({ resource, object });
  }
  return found;
}
