import type { KubeObject } from '../../../apimachinery/object.js';
import type { Resource } from '../../../apis/resource.js';

/** The kind that refusals name: that of the stored object, which may be of another group than the one asked in. */
export function storedAs(resource: Resource, { apiVersion = '' }: KubeObject): Resource {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  return group === resource.group ? resource : { ...resource, group };
}
