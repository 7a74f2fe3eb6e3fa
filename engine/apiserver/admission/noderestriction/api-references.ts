import { podReferences } from '../../../apis/core/pod/references.js';
import type { Pod, Volume, VolumeProjection } from '../../../apis/generated/core.v1.js';

/** The kind of object that a pod needs the API server for; undefined: it needs none (HasAPIObjectReference, pkg/api/pod). */
export function apiReference(pod: Pod): string | undefined {
  const { serviceAccountName = '', resourceClaims = [], volumes = [] } = pod.spec;
  if (serviceAccountName !== '') return 'serviceaccounts';
  const { secrets, configMaps } = podReferences(pod);
  if (secrets.size > 0) return 'secrets';
  if (configMaps.size > 0) return 'configmaps';
  if (resourceClaims.length > 0) return 'resourceclaims';
  return firstOf(volumes, ofVolume);
}

function firstOf<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofVolume(volume: Volume): string | undefined {
  const { configMap, secret, csi, glusterfs, persistentVolumeClaim, ephemeral, azureFile, projected } = volume;
  if (configMap !== undefined) return 'configmaps (via configmap volumes)';
  if (secret !== undefined) return 'secrets (via secret volumes)';
  if (csi !== undefined) return 'csidrivers (via CSI volumes)';
  if (glusterfs !== undefined) return 'endpoints (via glusterFS volumes)';
  if (persistentVolumeClaim !== undefined) return 'persistentvolumeclaims';
  if (ephemeral !== undefined) return 'persistentvolumeclaims (via ephemeral volumes)';
  if (azureFile !== undefined) return 'secrets (via azureFile volumes)';
  return firstOf(projected?.sources ?? [], ofSource);
}

function ofSource(source: VolumeProjection): string | undefined {
  if (source.configMap !== undefined) return 'configmaps (via projected volumes)';
  if (source.secret !== undefined) return 'secrets (via projected volumes)';
  if (source.serviceAccountToken !== undefined) return 'serviceaccounts (via projected volumes)';
  if (source.clusterTrustBundle !== undefined) return 'clustertrustbundles';
  return source.podCertificate === undefined ? undefined : 'podcertificates';
}
