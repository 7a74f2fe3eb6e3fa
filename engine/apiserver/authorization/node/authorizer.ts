import { parseFieldSelector } from '../../../apimachinery/labels.js';
import type { View } from '../../view.js';
import type { Attributes } from '../attributes.js';
import { ruleAllows } from '../rbac.js';
import { nodeOf } from './identity.js';
import { isRelated, type Kind } from './relationship.js';
import { NODE_RULES } from './rules.js';

/** 'allowed', or why the authorizer has no opinion; '' without a reason. */
type Opinion = 'allowed' | { readonly reason: string };

const ALLOWED: Opinion = 'allowed';
const SILENT: Opinion = { reason: '' };

function because(reason: string): Opinion {
  return { reason };
}

interface Asked {
  readonly view: View;
  readonly node: string;
  readonly attributes: Attributes;
}

/** What kubelets may do: NodeAuthorizer.Authorize (plugin/pkg/auth/authorizer/node). */
export function authorizeNodeUser(view: View, attributes: Attributes): Opinion {
  const node = nodeOf(attributes.user);
  if (node === undefined) return SILENT;
  if (node === '') return because(`unknown node for user "${attributes.user.name}"`);
  const { group, resource } = attributes;
  const own = attributes.path === '' ? RULES[group === '' ? resource : `${group}/${resource}`] : undefined;
  if (own !== undefined) return own({ view, node, attributes });
  return NODE_RULES.some((rule) => ruleAllows(rule, attributes)) ? ALLOWED : SILENT;
}

const RULES: Readonly<Record<string, (asked: Asked) => Opinion>> = {
  secrets: (asked) => onlyRead(asked, 'secrets'),
  configmaps: (asked) => onlyRead(asked, 'configmaps'),
  persistentvolumeclaims: (asked) =>
    asked.attributes.subresource === 'status' ? onlyStatus(asked) : onlyGet(asked, 'persistentvolumeclaims'),
  persistentvolumes: (asked) => onlyGet(asked, 'persistentvolumes'),
  'resource.k8s.io/resourceclaims': (asked) => onlyGet(asked, 'resourceclaims'),
  'storage.k8s.io/volumeattachments': (asked) => onlyGet(asked, 'volumeattachments'),
  serviceaccounts: ofServiceAccount,
  'coordination.k8s.io/leases': ofLease,
  'storage.k8s.io/csinodes': ofCsiNode,
  'resource.k8s.io/resourceslices': ofResourceSlice,
  nodes: ofNode,
  pods: ofPod,
};

function onlyRead(asked: Asked, kind: Kind): Opinion {
  const { verb, subresource, namespace } = asked.attributes;
  if (!['get', 'list', 'watch'].includes(verb)) return because('can only read resources of this type');
  if (subresource !== '') return because('cannot read subresource');
  if (namespace === '') return because('can only read namespaced object of this type');
  return related(asked, kind);
}

function onlyGet(asked: Asked, kind: Kind): Opinion {
  const { verb, subresource } = asked.attributes;
  if (verb !== 'get') return because('can only get individual resources of this type');
  return subresource === '' ? related(asked, kind) : because('cannot get subresource');
}

function onlyStatus(asked: Asked): Opinion {
  const { verb } = asked.attributes;
  if (verb !== 'update' && verb !== 'patch') return because('can only get/update/patch this type');
  return related(asked, 'persistentvolumeclaims');
}

function related({ view, node, attributes: { namespace, name } }: Asked, kind: Kind): Opinion {
  if (name === '') return because('No Object name found');
  return isRelated(view, node, kind, namespace, name) ? ALLOWED : unrelated(node);
}

function unrelated(node: string): Opinion {
  return because(`no relationship found between node '${node}' and this object`);
}

function ofServiceAccount(asked: Asked): Opinion {
  const { verb, subresource, name } = asked.attributes;
  if (verb === 'get' && subresource === '') return onlyRead(asked, 'serviceaccounts');
  if (verb !== 'create' || name === '') return because('can only create tokens for individual service accounts');
  if (subresource !== 'token') return because('can only create token subresource of serviceaccount');
  return related(asked, 'serviceaccounts');
}

const OWN_VERBS = ['get', 'create', 'update', 'patch', 'delete'];
const LEASES = 'kube-node-lease';

function ofLease({ node, attributes: { verb, namespace, name } }: Asked): Opinion {
  if (!OWN_VERBS.includes(verb)) return because('can only get, create, update, patch, or delete a node lease');
  if (namespace !== LEASES) return because(`can only access leases in the "${LEASES}" system namespace`);
  return verb === 'create' || name === node
    ? ALLOWED
    : because('can only access node lease with the same name as the requesting node');
}

function ofCsiNode({ node, attributes: { verb, subresource, name } }: Asked): Opinion {
  if (!OWN_VERBS.includes(verb)) return because('can only get, create, update, patch, or delete a CSINode');
  if (subresource !== '') return because('cannot authorize CSINode subresources');
  return verb === 'create' || name === node
    ? ALLOWED
    : because('can only access CSINode with the same name as the requesting node');
}

function ofResourceSlice(asked: Asked): Opinion {
  const { verb, subresource } = asked.attributes;
  if (subresource !== '') return because('cannot authorize ResourceSlice subresources');
  if (verb === 'create') return ALLOWED;
  if (['get', 'update', 'patch', 'delete'].includes(verb)) return related(asked, 'resourceslices');
  return selects(asked)
    ? ALLOWED
    : because('can only list/watch/deletecollection resourceslices with nodeName field selector');
}

/** Whether a list is only of what is the node's. */
function selects({ node, attributes: { fieldSelector } }: Asked): boolean {
  const selector = parseFieldSelector(fieldSelector ?? '');
  if (!selector.ok) return false;
  return selector.value.requirements.some(
    ({ field, operator, value }) => field === 'spec.nodeName' && operator === '=' && value === node,
  );
}

function ofNode({ node, attributes: { verb, subresource, name } }: Asked): Opinion {
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? ALLOWED : SILENT;
  if (subresource !== '') return SILENT;
  if (['create', 'update', 'patch'].includes(verb)) return ALLOWED;
  if (!['get', 'list', 'watch'].includes(verb)) return SILENT;
  if (name === node) return ALLOWED;
  return because(
    name === ''
      ? `node '${node}' cannot read all nodes, only its own Node object`
      : `node '${node}' cannot read '${name}', only its own Node object`,
  );
}

function ofPod(asked: Asked): Opinion {
  const { verb, subresource, name } = asked.attributes;
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? ALLOWED : SILENT;
  if (subresource === 'eviction') return verb === 'create' ? ALLOWED : SILENT;
  if (subresource !== '') return SILENT;
  if (verb === 'create' || verb === 'delete') return ALLOWED;
  if (verb === 'get') return onlyGet(asked, 'pods');
  if (verb !== 'list' && verb !== 'watch') return SILENT;
  if (selects(asked)) return ALLOWED;
  return name === '' ? because('can only list/watch pods with spec.nodeName field selector') : related(asked, 'pods');
}
