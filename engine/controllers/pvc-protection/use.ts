import type { PersistentVolumeClaim, Pod } from '../../apis/generated/core.v1.js';
import { isPodTerminated } from '../framework/pod-state.js';
import { ephemeralClaimName, whyNotForPod } from '../../apis/core/volume/pod-claims.js';

/**
 * Whether a pod of the claim's namespace keeps it (podUsesPVC). Only one that has a node does: no kubelet starts a pod
 * whose claim is being deleted. That it has ended is not enough to give up a claim that it names; only its end is.
 */
export function podUsesClaim(pod: Pod, claim: PersistentVolumeClaim): boolean {
  const { volumes, nodeName = '' } = pod.spec;
  if (volumes === undefined || nodeName === '') return false;
  const { name } = claim.metadata;
  for (const volume of volumes) {
    const { persistentVolumeClaim, ephemeral } = volume;
    if (persistentVolumeClaim?.claimName === name) return true;
    if (ephemeral === undefined || ephemeralClaimName(pod, volume) !== name) continue;
    if (!isShutDown(pod) && whyNotForPod(pod, claim) === undefined) return true;
  }
  return false;
}

/** The kubelet is done with it, or it was deleted by force: whatever still holds it does not need its volumes (podIsShutDown). */
function isShutDown({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;
}

/** Whether a pod as it is now may be one use of its claims less: it has no node, or its containers have stopped (enqueuePVCs). */
export function mayFreeClaims(pod: Pod): boolean {
  return (pod.spec.nodeName ?? '') === '' || isPodTerminated(pod);
}
