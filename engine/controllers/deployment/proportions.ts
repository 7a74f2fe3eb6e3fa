import type { Deployment, ReplicaSet } from '../../apis/generated/apps.v1.js';
import { maxReplicasOf } from './annotations.js';
import { maxReplicas } from './fenceposts.js';
import { bySizeNewer, bySizeOlder, desired, totalDesired } from './replica-sets.js';

/**
 * Sizes for the active replica sets that add up to what the deployment may have, in proportion to their sizes; what
 * rounding leaves goes to the largest. Of equal ones the newer is scaled up first, the older down.
 */
export function proportionalSizes(
  deployment: Deployment,
  active: readonly ReplicaSet[],
): readonly (readonly [ReplicaSet, number])[] {
  const allowed = desired(deployment) > 0 ? maxReplicas(deployment) : 0;
  const toAdd = allowed - totalDesired(active);
  const order = toAdd > 0 ? bySizeNewer : bySizeOlder;
  const ordered = toAdd === 0 ? active : [...active].sort(order);
  let added = 0;
  const sizes = ordered.map((replicaSet): [ReplicaSet, number] => {
    const share = toAdd === 0 ? 0 : proportion(replicaSet, deployment, toAdd, added);
    added += share;
    return [replicaSet, desired(replicaSet) + share];
  });
  const [largest] = sizes;
  if (largest !== undefined) largest[1] = Math.max(0, largest[1] + toAdd - added);
  return sizes;
}

/** How many of `toAdd` replicas a replica set gets, `added` having been given out (GetReplicaSetProportion). */
function proportion(replicaSet: ReplicaSet, deployment: Deployment, toAdd: number, added: number): number {
  if (desired(replicaSet) === 0 || toAdd === added) return 0;
  const share = fraction(replicaSet, deployment);
  return toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
}

/** Growth of a replica set if it grows as the deployment does, rounded half away from 0 (getReplicaSetFraction). */
function fraction(replicaSet: ReplicaSet, deployment: Deployment): number {
  const size = desired(replicaSet);
  if (desired(deployment) === 0) return -size;
  // A missing or zero annotation was tampered with: the deployment's present size has to do.
  const before = maxReplicasOf(replicaSet) || (deployment.status.replicas ?? 0);
  if (before === 0) return 0;
  // Upstream multiplies 32-bit integers, and they overflow.
  const grown = Math.imul(size, maxReplicas(deployment)) / before;
  return Math.trunc(grown + (grown < 0 ? -0.5 : 0.5)) - size;
}
