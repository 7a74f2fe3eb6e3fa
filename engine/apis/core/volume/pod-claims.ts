import { controllerOf, namespaceOf } from '../../../apimachinery/object.js';
import type { PersistentVolumeClaim, Pod, Volume } from '../../generated/core.v1.js';

/** A claim that a pod mounts. */
export interface PodClaim {
  readonly name: string;
  /** Made for this pod from a template in its spec. */
  readonly isEphemeral: boolean;
}

const NONE: readonly PodClaim[] = [];

/** The claim that an ephemeral volume gets (ephemeral.VolumeClaimName). */
export function ephemeralClaimName({ metadata }: Pod, { name }: Pick<Volume, 'name'>): string {
  return `${metadata.name}-${name}`;
}

/** The claims that a pod mounts, by name or as ephemeral volumes, in the order of its volumes. */
export function claimsOf(pod: Pod): readonly PodClaim[] {
  const { volumes } = pod.spec;
  if (volumes === undefined) return NONE;
  let claims: PodClaim[] | undefined;
  for (const volume of volumes) {
    const { persistentVolumeClaim, ephemeral } = volume;
    if (persistentVolumeClaim !== undefined)
      (claims ??= []).push({ name: persistentVolumeClaim.claimName, isEphemeral: false });
    else if (ephemeral !== undefined)
      (claims ??= []).push({ name: ephemeralClaimName(pod, volume), isEphemeral: true });
  }
  return claims ?? NONE;
}

/** A claim, or what is left of it: where it is or was. */
export interface ClaimPlace {
  readonly metadata: { readonly namespace?: string; readonly name?: string };
}

/** Whether a pod mounts a claim (PodPVCIndexFunc). */
export function mounts(pod: Pod, claim: ClaimPlace, ephemeralToo = true): boolean {
  if (pod.metadata.namespace !== claim.metadata.namespace) return false;
  return claimsOf(pod).some(({ name, isEphemeral }) => name === claim.metadata.name && (ephemeralToo || !isEphemeral));
}

/** Why a claim is not the one that was made for an ephemeral volume of this pod; undefined: it is (ephemeral.VolumeIsForPod). */
export function whyNotForPod(pod: Pod, claim: PersistentVolumeClaim): string | undefined {
  if (namespaceOf(claim) === namespaceOf(pod) && controllerOf(claim)?.uid === pod.metadata.uid) return undefined;
  const user = `${namespaceOf(pod)}/${pod.metadata.name}`;
  return `PVC ${namespaceOf(claim)}/${claim.metadata.name} was not created for pod ${user} (pod is not owner)`;
}
