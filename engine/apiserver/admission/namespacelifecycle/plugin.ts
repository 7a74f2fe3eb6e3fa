import { forbidden, namespaceTerminating, notFound } from '../../../apimachinery/status.js';
import { namespaces } from '../../../apis/generated/resources.js';
import type { RequestContext } from '../../registry/strategy.js';
import type { Status } from '../../request.js';
import { isAbout } from '../attributes.js';
import type { AdmissionPlugin, Attributes } from '../types.js';

const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

function checkNamespace(attributes: Attributes, { store }: RequestContext): Status | undefined {
  const { operation, resource, namespace, name, object } = attributes;
  if (isAbout(attributes, namespaces, 'status', 'finalize')) return undefined;
  if (namespace === '' || resource.kind === 'LocalSubjectAccessReview') return undefined;
  const found = store.get(namespaces, '', namespace);
  if (found === undefined) return notFound(namespaces, namespace);
  if (operation !== 'CREATE' || found.status.phase !== 'Terminating') return undefined;
  const { name: own, generateName } = object?.metadata ?? {};
  return namespaceTerminating(resource, name || own || generateName || 'Unknown', namespace);
}

/**
 * Nothing is written in a namespace that is not there, nor created in one that is going; some namespaces cannot be
 * deleted. Follows NamespaceLifecycle (apiserver/pkg/admission/plugin/namespace/lifecycle), without its caches.
 */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit(attributes, context) {
    const refused = checkNamespace(attributes, context);
    return refused === undefined ? { object: attributes.object } : { refused };
  },
  validate(attributes) {
    const { operation, name } = attributes;
    if (operation !== 'DELETE' || !isAbout(attributes, namespaces) || !IMMORTAL.has(name)) return undefined;
    return forbidden(namespaces, name, 'this namespace may not be deleted');
  },
};
