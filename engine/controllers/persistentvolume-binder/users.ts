import { mounts, type ClaimPlace } from '../../apis/core/volume/pod-claims.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { pods } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';
import { isPodTerminated } from '../framework/pod-state.js';

/** Pods that mount a claim and still need it. */
export function usersOf(claim: ClaimPlace, view: View): readonly Pod[] {
  return view.list(pods, claim.metadata.namespace).filter((pod) => mounts(pod, claim) && !isPodTerminated(pod));
}
