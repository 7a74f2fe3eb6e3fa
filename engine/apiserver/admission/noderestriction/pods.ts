import { deepEqual, semanticEqual } from '../../../apimachinery/equality.js';
import { notFound } from '../../../apimachinery/status.js';
import { MIRROR_POD } from '../../../apis/core/pod/validation/annotations.js';
import type { Pod } from '../../../apis/generated/core.v1.js';
import { nodes } from '../../../apis/generated/resources.js';
import type { Status } from '../../request.js';
import type { View } from '../../view.js';
import { forbidden } from '../attributes.js';
import type { Attributes } from '../types.js';
import { apiReference } from './api-references.js';

/** Nodes create mirror pods of their own, and delete what is bound to them: admitPod. */
export function admitPod(node: string, attributes: Attributes, store: View): Status | undefined {
  const { operation, object, old } = attributes;
  if (operation === 'CREATE') return admitMirrorPod(node, attributes, object as Pod, store);
  if (operation === 'DELETE')
    return (old as Pod).spec.nodeName === node
      ? undefined
      : forbidden(attributes, `node "${node}" can only delete pods with spec.nodeName set to itself`);
  return forbidden(
    attributes,
    `unexpected operation "${operation}", node "${node}" can only create and delete mirror pods`,
  );
}

function admitMirrorPod(node: string, attributes: Attributes, pod: Pod, store: View): Status | undefined {
  const refused = (why: string): Status => forbidden(attributes, why);
  if (pod.metadata.annotations?.[MIRROR_POD] === undefined)
    return refused(`pod does not have "${MIRROR_POD}" annotation, node "${node}" can only create mirror pods`);
  if (pod.spec.nodeName !== node)
    return refused(`node "${node}" can only create pods with spec.nodeName set to itself`);
  const unowned = admitOwner(node, pod, store, refused);
  if (unowned !== undefined) return unowned;
  const reference = apiReference(pod);
  return reference === undefined
    ? undefined
    : refused(`node "${node}" can not create pods that reference ${reference}`);
}

function admitOwner(node: string, pod: Pod, store: View, refused: (why: string) => Status): Status | undefined {
  const { ownerReferences = [] } = pod.metadata;
  const [owner] = ownerReferences;
  const can = `node "${node}" can only create pods with`;
  if (ownerReferences.length > 1) return refused(`${can} a single owner reference set to itself`);
  if (owner === undefined || owner.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node)
    return refused(`${can} an owner reference set to itself`);
  if (owner.controller !== true) return refused(`${can} a controller owner reference set to itself`);
  if (owner.blockOwnerDeletion === true)
    return refused(`node "${node}" must not set blockOwnerDeletion on an owner reference`);
  const own = store.get(nodes, '', node);
  if (own === undefined) return notFound({ group: '', plural: 'node' }, node);
  const { uid } = own.metadata;
  return owner.uid === uid ? undefined : refused(`node ${node} UID mismatch: expected ${owner.uid} got ${uid}`);
}

/** A node tells of the pods that are bound to it: admitPodStatus. */
export function admitPodStatus(node: string, attributes: Attributes): Status | undefined {
  if (attributes.operation !== 'UPDATE') return forbidden(attributes, `unexpected operation "${attributes.operation}"`);
  const [pod, old] = [attributes.object as Pod, attributes.old as Pod];
  if (old.spec.nodeName !== node)
    return forbidden(attributes, `node "${node}" can only update pod status for pods with spec.nodeName set to itself`);
  if (!semanticEqual(pod.metadata.labels, old.metadata.labels))
    return forbidden(attributes, `node "${node}" cannot update labels through pod status`);
  if (!semanticEqual(pod.status.resourceClaimStatuses, old.status.resourceClaimStatuses))
    return forbidden(attributes, `node "${node}" cannot update resource claim statues`);
  return deepEqual(pod.status.extendedResourceClaimStatus, old.status.extendedResourceClaimStatus)
    ? undefined
    : forbidden(attributes, `node "${node}" cannot update extended resource claim status`);
}
