import type { KubeObject } from '../../../apimachinery/object.js';
import { ephemeralClaimName } from '../../../apis/core/volume/pod-claims.js';
import { podReferences } from '../../../apis/core/pod/references.js';
import { MIRROR_POD } from '../../../apis/core/pod/validation/annotations.js';
import type { PersistentVolume, Pod } from '../../../apis/generated/core.v1.js';
import { persistentvolumes, resourceslices, volumeattachments } from '../../../apis/generated/resources.js';
import type { View } from '../../view.js';

/** What can be some node's business, because of a pod that is bound to it. */
export type Kind =
  | 'pods'
  | 'secrets'
  | 'configmaps'
  | 'serviceaccounts'
  | 'persistentvolumeclaims'
  | 'persistentvolumes'
  | 'resourceclaims'
  | 'volumeattachments'
  | 'resourceslices';

/** Whether an object is a node's business: a path in upstream's Graph (plugin/pkg/auth/authorizer/node). */
export function isRelated(view: View, node: string, kind: Kind, namespace: string, name: string): boolean {
  switch (kind) {
    case 'volumeattachments':
      return view.get(volumeattachments, '', name)?.spec.nodeName === node;
    case 'resourceslices':
      return view.get(resourceslices, '', name)?.spec.nodeName === node;
    case 'persistentvolumes': {
      const volume = view.get(persistentvolumes, '', name);
      return volume !== undefined && isUsedVolume(view, node, volume);
    }
    case 'secrets':
      return ofPods(view, node, kind, namespace, name) || isSecretOfVolume(view, node, namespace, name);
    default:
      return ofPods(view, node, kind, namespace, name);
  }
}

type OfPod = Exclude<Kind, 'volumeattachments' | 'resourceslices' | 'persistentvolumes'>;

function ofPods(view: View, node: string, kind: OfPod, namespace: string, name: string): boolean {
  return view.podsOnNode(node).some((pod) => pod.metadata.namespace === namespace && names(pod, kind, name));
}

/** Whether a pod names an object. A mirror pod names nothing: it is the node's own word. */
function names(pod: Pod, kind: OfPod, name: string): boolean {
  if (kind === 'pods') return pod.metadata.name === name;
  if (isMirror(pod)) return false;
  const { serviceAccountName, volumes = [], resourceClaims = [] } = pod.spec;
  switch (kind) {
    case 'secrets':
      return podReferences(pod).secrets.has(name);
    case 'configmaps':
      return podReferences(pod).configMaps.has(name);
    case 'serviceaccounts':
      return serviceAccountName === name;
    case 'resourceclaims':
      return resourceClaims.some(({ resourceClaimName }) => resourceClaimName === name);
    case 'persistentvolumeclaims':
      return volumes.some(
        (volume) =>
          volume.persistentVolumeClaim?.claimName === name ||
          (volume.ephemeral !== undefined && ephemeralClaimName(pod, volume) === name),
      );
  }
}

function isMirror({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[MIRROR_POD] !== undefined;
}

function isUsedVolume(view: View, node: string, { spec: { claimRef } }: PersistentVolume): boolean {
  if (claimRef === undefined) return false;
  return ofPods(view, node, 'persistentvolumeclaims', claimRef.namespace ?? '', claimRef.name ?? '');
}

/** Secrets that the kubelet needs to mount a volume that it uses (VisitPVSecretNames, as far as kubelets see them). */
function isSecretOfVolume(view: View, node: string, namespace: string, name: string): boolean {
  return view.list(persistentvolumes).some((volume) => {
    const { csi, azureFile, cephfs, flexVolume, rbd, scaleIO, iscsi, storageos, claimRef } = volume.spec;
    const references = [
      ...[cephfs, flexVolume, rbd, scaleIO, iscsi, storageos].map((source) => source?.secretRef),
      csi?.nodePublishSecretRef,
      csi?.nodeStageSecretRef,
      csi?.nodeExpandSecretRef,
      azureFile === undefined ? undefined : { name: azureFile.secretName, namespace: azureFile.secretNamespace },
    ];
    const isNamed = references.some(
      (reference) => reference?.name === name && (reference.namespace ?? claimRef?.namespace) === namespace,
    );
    return isNamed && isUsedVolume(view, node, volume);
  });
}
