import { controllerOf } from '../../apimachinery/object.js';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../apis/generated/core.v1.js';

/** A claim that a pod mounts. */
export interface PodClaim {
  readonly name: string;
  /** Made for this pod from a template in its spec. */
  readonly isEphemeral: boolean;
}

const NONE: readonly PodClaim[] = [];

/** The claims that a pod mounts, in the order of its volumes. */
export function claimsOf(pod: Pod): readonly PodClaim[] {
  const { volumes } = pod.spec;
  if (volumes === undefined) return NONE;
  let claims: PodClaim[] | undefined;
  for (const { name, persistentVolumeClaim, ephemeral } of volumes) {
    if (persistentVolumeClaim !== undefined)
      (claims ??= []).push({ name: persistentVolumeClaim.claimName, isEphemeral: false });
    else if (ephemeral !== undefined) (claims ??= []).push({ name: `${pod.metadata.name}-${name}`, isEphemeral: true });
  }
  return claims ?? NONE;
}

/** Whether a pod mounts a claim, as the hints of the volume plugins ask. */
export function mounts(pod: Pod, claim: PersistentVolumeClaim, ephemeralToo = true): boolean {
  if (pod.metadata.namespace !== claim.metadata.namespace) return false;
  return claimsOf(pod).some(({ name, isEphemeral }) => name === claim.metadata.name && (ephemeralToo || !isEphemeral));
}

/** Why an ephemeral claim is not the pod's own; undefined: it is (VolumeIsForPod). */
export function whyNotForPod(pod: Pod, claim: PersistentVolumeClaim): string | undefined {
  if (controllerOf(claim)?.uid === pod.metadata.uid) return undefined;
  const { namespace, name } = claim.metadata;
  const owner = `${pod.metadata.namespace}/${pod.metadata.name}`;
  return `PVC ${namespace}/${name} was not created for pod ${owner} (pod is not owner)`;
}

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** As GetPersistentVolumeClaimClass and GetPersistentVolumeClass: '' for none. */
export function classOf({ metadata, spec }: PersistentVolumeClaim | PersistentVolume): string {
  return metadata.annotations?.[BETA_CLASS] ?? spec?.storageClassName ?? '';
}

/** As isPVCFullyBound: the volume controller has finished. */
export function isFullyBound({ metadata, spec }: PersistentVolumeClaim): boolean {
  return Boolean(spec?.volumeName) && metadata.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined;
}

/** What the API server says of an object that is not there. */
export function notFoundText(plural: string, name: string): string {
  return `${plural} "${name}" not found`;
}
