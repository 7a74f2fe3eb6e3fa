import type { KubeObject } from '../../apimachinery/object.js';
import { badRequest } from '../../apimachinery/status.js';
import { inNamespace } from '../registry/generic/metadata.js';
import type { ResourceRequest } from '../request-info.js';
import { isRefusal, refuse, type Refusal } from '../transaction.js';

/** The object, which must be of the namespace and the name in the request's path: checkName. */
export function inPlace(object: KubeObject, { served, namespace, name }: ResourceRequest): KubeObject | Refusal {
  const scoped = inNamespace(object, served.resource.namespaced ? namespace : '');
  if (isRefusal(scoped)) return scoped;
  const sent: string | undefined = scoped.metadata.name;
  if (sent === name) return scoped;
  const problem =
    sent === undefined || sent === ''
      ? `the name of the object (${name} based on URL) was undeterminable: name must be provided`
      : `the name of the object (${sent}) does not match the name on the URL (${name})`;
  return refuse(badRequest(problem));
}
