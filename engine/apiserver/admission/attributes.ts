import type { KubeObject } from '../../apimachinery/object.js';
import { forbidden as forbiddenStatus, type Cause } from '../../apimachinery/status.js';
import type { Resource } from '../../apis/resource.js';
import type { Status } from '../request.js';
import type { Asked, Attributes } from './types.js';

/** Whether the request is about the resource itself, or about one of the named subresources. */
export function isAbout(about: Asked, resource: Resource, ...subresources: readonly string[]): boolean {
  const { resource: asked, subresource } = about;
  if (asked.plural !== resource.plural || asked.group !== resource.group) return false;
  return subresource === '' || subresources.includes(subresource);
}

/** The request's object, typed, when it is one of the resource; undefined otherwise. */
export function objectOf<T extends KubeObject>(attributes: Attributes, resource: Resource<T>): T | undefined {
  // A collection's requests carry objects of its own kind: the server has decoded them as such.
  return isAbout(attributes, resource) ? (attributes.object as T | undefined) : undefined;
}

/** The object before the request, typed as in {@link objectOf}. */
export function oldOf<T extends KubeObject>(attributes: Attributes, resource: Resource<T>): T | undefined {
  return isAbout(attributes, resource) ? (attributes.old as T | undefined) : undefined;
}

/** A refusal that names the object, or its prefix while it has no name yet: admission.NewForbidden. */
export function forbidden(attributes: Attributes, reason: string, causes: readonly Cause[] = []): Status {
  const { name, generateName } = attributes.object?.metadata ?? {};
  return forbiddenStatus(attributes.resource, attributes.name || name || generateName || 'Unknown', reason, causes);
}
