import { semanticEqual } from '../../../apimachinery/equality.js';
import { forbidden as forbiddenStatus, notFound } from '../../../apimachinery/status.js';
import type { Node, PersistentVolumeClaim, Pod } from '../../../apis/generated/core.v1.js';
import type { BoundObjectReference } from '../../../apis/generated/authentication.v1.js';
import type { ResourceSlice } from '../../../apis/generated/resource.v1.js';
import {
  csinodes,
  leases,
  nodes,
  persistentvolumeclaims,
  pods,
  resourceslices,
  serviceaccounts,
} from '../../../apis/generated/resources.js';
import type { Resource } from '../../../apis/resource.js';
import { nodeOf } from '../../authorization/node/identity.js';
import type { RequestContext } from '../../registry/strategy.js';
import type { Status } from '../../request.js';
import { forbidden } from '../attributes.js';
import type { AdmissionPlugin, Attributes } from '../types.js';
import { forbiddenLabels } from './labels.js';
import { admitPod, admitPodStatus } from './pods.js';

const RESTRICTED: readonly Resource[] = [pods, nodes, persistentvolumeclaims, leases, csinodes, resourceslices];
const NODE_LEASES = 'kube-node-lease';

/**
 * Kubelets write what is theirs, and of that what a node may say: NodeRestriction (plugin/pkg/admission/noderestriction).
 * The cluster's own kubelets are trusted, as with their roles.
 */
export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  concerns: ({ resource }) =>
    RESTRICTED.some(({ group, plural }) => group === resource.group && plural === resource.plural),
  admit(attributes, context) {
    const refused = restricted(attributes, context);
    return refused === undefined ? { object: attributes.object } : { refused };
  },
  validate: (attributes, context) => (attributes.operation === 'DELETE' ? restricted(attributes, context) : undefined),
};

function restricted(attributes: Attributes, context: RequestContext): Status | undefined {
  if (context.trusted === true) return undefined;
  const node = nodeOf(attributes.user);
  if (node === undefined) return undefined;
  if (node === '') return forbidden(attributes, `could not determine node from user "${attributes.user.name}"`);
  switch (attributes.resource.plural) {
    case 'pods':
      return ofPod(node, attributes, context);
    case 'nodes':
      return ofNode(node, attributes);
    case 'persistentvolumeclaims':
      return ofClaim(node, attributes);
    case 'leases':
      return ofLease(node, attributes);
    case 'csinodes':
      return attributes.name === node
        ? undefined
        : forbidden(attributes, 'can only access CSINode with the same name as the requesting node');
    default:
      return ofSlice(node, attributes);
  }
}

function ofPod(node: string, attributes: Attributes, { store }: RequestContext): Status | undefined {
  const { subresource } = attributes;
  if (subresource === '') return admitPod(node, attributes, store);
  if (subresource === 'status') return admitPodStatus(node, attributes);
  return forbidden(attributes, `unexpected pod subresource "${subresource}", only 'status' and 'eviction' are allowed`);
}

function ofNode(node: string, attributes: Attributes): Status | undefined {
  const { operation, name } = attributes;
  const refused = (why: string): Status => forbidden(attributes, why);
  if (name !== node) return refused(`node "${node}" is not allowed to modify node "${name}"`);
  if (operation === 'DELETE') return undefined;
  const [wanted, old] = [attributes.object as Node, attributes.old as Node | undefined];
  if (old !== undefined && !semanticEqual(wanted.spec?.taints, old.spec?.taints))
    return refused(`node "${node}" is not allowed to modify taints`);
  if (old !== undefined && !semanticEqual(wanted.metadata.ownerReferences, old.metadata.ownerReferences))
    return refused(`node "${node}" is not allowed to modify ownerReferences`);
  const labels = forbiddenLabels(wanted.metadata.labels, old?.metadata.labels);
  if (labels.length === 0) return undefined;
  return refused(
    old === undefined
      ? `node "${node}" is not allowed to set the following labels: ${labels.join(', ')}`
      : `is not allowed to modify labels: ${labels.join(', ')}`,
  );
}

function ofClaim(node: string, attributes: Attributes): Status | undefined {
  if (attributes.subresource !== 'status') return forbidden(attributes, 'may only update PVC status');
  if (attributes.operation !== 'UPDATE') return forbidden(attributes, `unexpected operation "${attributes.operation}"`);
  const [claim, old] = [attributes.object, attributes.old].map((object) => bare(object as PersistentVolumeClaim));
  if (semanticEqual(claim, old)) return undefined;
  return forbidden(
    attributes,
    `node "${node}" is not allowed to update fields other than status.quantity and status.conditions`,
  );
}

/** A claim without what its node may change. */
function bare({ metadata, status, ...claim }: PersistentVolumeClaim): object {
  const { resourceVersion: _version, managedFields: _managers, ...kept } = metadata;
  const { capacity: _capacity, conditions: _conditions, ...more } = status;
  const { allocatedResources: _allocated, allocatedResourceStatuses: _statuses, ...rest } = more;
  return { ...claim, metadata: kept, status: rest };
}

function ofLease(node: string, attributes: Attributes): Status | undefined {
  if (attributes.namespace !== NODE_LEASES)
    return forbidden(attributes, `can only access leases in the "${NODE_LEASES}" system namespace`);
  return attributes.name === node
    ? undefined
    : forbidden(attributes, 'can only access node lease with the same name as the requesting node');
}

function ofSlice(node: string, attributes: Attributes): Status | undefined {
  const { operation, object, old } = attributes;
  if (operation === 'UPDATE') return undefined;
  const slice = (operation === 'CREATE' ? object : old) as ResourceSlice;
  const verb = operation === 'CREATE' ? 'create' : 'delete';
  return slice.spec.nodeName === node
    ? undefined
    : forbidden(attributes, `can only ${verb} ResourceSlice with the same NodeName as the requesting node`);
}

/** Why a node may not evict a pod: admitPodEviction. */
export function refusedEviction(pod: Pod, { user, trusted }: RequestContext): Status | undefined {
  const node = trusted === true ? undefined : nodeOf(user);
  if (node === undefined || pod.spec.nodeName === node) return undefined;
  return forbiddenStatus(pods, pod.metadata.name, `node ${node} can only evict pods with spec.nodeName set to itself`);
}

/** Why a node gets no token of a service account: admitServiceAccount. */
export function refusedToken(
  {
    namespace,
    account,
    bound,
  }: { readonly namespace: string; readonly account: string; readonly bound: BoundObjectReference | null },
  { user, store, trusted }: RequestContext,
): Status | undefined {
  const node = trusted === true ? undefined : nodeOf(user);
  if (node === undefined) return undefined;
  const refused = (why: string): Status => forbiddenStatus(serviceaccounts, account, why);
  const { apiVersion, kind, name = '', uid = '' } = bound ?? {};
  if (apiVersion !== 'v1' || kind !== 'Pod' || name === '') return refused('node requested token not bound to a pod');
  if (uid === '') return refused('node requested token with a pod binding without a uid');
  const pod = store.get(pods, namespace, name);
  // Upstream's lister knows kinds by their singular.
  if (pod === undefined) return notFound({ group: '', plural: 'pod' }, name);
  if (pod.metadata.uid !== uid)
    return refused(
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  return pod.spec.nodeName === node
    ? undefined
    : refused('node requested token bound to a pod scheduled on a different node');
}
