import type { KubeObject } from '../apimachinery/object.js';

/** A typed name of a collection: what a GroupVersionResource is in client-go, with its kind and scope. */
export interface Resource<T extends KubeObject = KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Never set; carries the type of the collection's objects. */
  readonly of?: T;
}

/**
 * 'apps/deployments', or 'pods' in the core group: how storage and events name a collection, whatever the version. Events
 * are one collection in two groups.
 */
export function resourceKey({ group, plural }: Resource): string {
  return group === '' || group === 'events.k8s.io' ? plural : groupedKey(group, plural);
}

/** Group → plural → key. Keys are compared at every event: those of one text are one string, which one look tells. */
const grouped = new Map<string, Map<string, string>>();

function groupedKey(group: string, plural: string): string {
  let ofGroup = grouped.get(group);
  if (ofGroup === undefined) grouped.set(group, (ofGroup = new Map<string, string>()));
  let key = ofGroup.get(plural);
  if (key === undefined) ofGroup.set(plural, (key = `${group}/${plural}`));
  return key;
}

/** 'apps/v1' or 'v1'. */
export function groupVersion(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** '/apis/apps/v1/namespaces/default/deployments/web/status'; parts left out are not in the path. */
export function resourcePath(resource: Resource, namespace = '', name = '', subresource = ''): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const scope = resource.namespaced && namespace !== '' ? `/namespaces/${namespace}` : '';
  return `${root}${scope}/${resource.plural}${name === '' ? '' : `/${name}`}${subresource === '' ? '' : `/${subresource}`}`;
}
