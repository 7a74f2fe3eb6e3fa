import type { Deployment, ReplicaSet } from '../../apis/generated/apps.v1.js';
import type { IntOrString } from '../../apis/generated/intstr.v1.js';
import { getScaledValueFromIntOrPercent } from '../../apimachinery/intstr.js';
import { desired, totalDesired } from './replica-sets.js';

export function isRollingUpdate({ spec }: Deployment): boolean {
  return spec.strategy.type === 'RollingUpdate';
}

/** A number of pods; validation has seen to it that it is one. */
function scaled(value: IntOrString | undefined, total: number, roundUp: boolean): number {
  return getScaledValueFromIntOrPercent(value ?? 0, total, roundUp) ?? 0;
}

interface Fenceposts {
  readonly surge: number;
  readonly unavailable: number;
}

const resolved = new WeakMap<Deployment['spec'], Fenceposts>();

/**
 * How many pods a rolling update may have too many and too few. Percentages of surge round up, of unavailable down; when
 * both come to nothing one pod may be unavailable, or nothing could ever move. Memoised by spec (ResolveFenceposts).
 */
export function resolveFenceposts(deployment: Deployment): Fenceposts {
  const known = resolved.get(deployment.spec);
  if (known !== undefined) return known;
  const fenceposts = resolve(deployment);
  resolved.set(deployment.spec, fenceposts);
  return fenceposts;
}

function resolve(deployment: Deployment): Fenceposts {
  const { maxSurge, maxUnavailable } = deployment.spec.strategy.rollingUpdate ?? {};
  const surge = scaled(maxSurge, desired(deployment), true);
  const unavailable = scaled(maxUnavailable, desired(deployment), false);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** Pods above spec.replicas that a rolling update may have. */
export function maxSurge(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? resolveFenceposts(deployment).surge : 0;
}

/** Pods below spec.replicas that a rolling update may have. */
export function maxUnavailable(deployment: Deployment): number {
  if (!isRollingUpdate(deployment) || desired(deployment) === 0) return 0;
  return Math.min(resolveFenceposts(deployment).unavailable, desired(deployment));
}

/** spec.replicas with the surge. */
export function maxReplicas(deployment: Deployment): number {
  return desired(deployment) + maxSurge(deployment);
}

/** How large the new replica set may be, given `current` replicas of it and all there are (NewRSNewReplicas). */
export function newReplicasFor(deployment: Deployment, all: readonly ReplicaSet[], current: number): number {
  if (!isRollingUpdate(deployment)) return desired(deployment);
  const surge = scaled(deployment.spec.strategy.rollingUpdate?.maxSurge, desired(deployment), true);
  const room = desired(deployment) + surge - totalDesired(all);
  return room <= 0 ? current : current + Math.min(room, desired(deployment) - current);
}
