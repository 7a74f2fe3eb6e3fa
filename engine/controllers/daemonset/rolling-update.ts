import type { Pod } from '../../apis/generated/core.v1.js';
import { done, type Attempt } from '../framework/attempt.js';
import { desiredNumberScheduled, generationsOn, isAvailable, sites, type Fleet } from './fleet.js';
import { limitsOf } from './limits.js';
import type { Plan } from './manage.js';
import { surgingUpdate } from './surging-update.js';

/** The next pods to replace within the limits of the update strategy (rollingUpdate). */
export function rollingUpdate(fleet: Fleet): Attempt<Plan> {
  const desired = desiredNumberScheduled(fleet);
  const limits = limitsOf(fleet.daemonSet, desired);
  if (!limits.ok) return limits;
  const { maxSurge, maxUnavailable } = limits.value;
  return maxSurge === 0 ? done(deletingUpdate(fleet, maxUnavailable)) : surgingUpdate(fleet, maxSurge, desired);
}

/**
 * Without surge old pods are deleted, and the next sync fills their places. Old pods that are not available go at once,
 * others as long as fewer than maxUnavailable nodes are without an available pod.
 */
function deletingUpdate(fleet: Fleet, maxUnavailable: number): Plan {
  let unavailable = 0;
  const broken: Pod[] = [];
  const candidates: Pod[] = [];
  for (const node of sites(fleet)) {
    const there = generationsOn(fleet, node);
    if (there?.fresh !== undefined && there.old === undefined) {
      if (!isAvailable(fleet, there.fresh)) unavailable++;
    } else if (there?.old !== undefined && there.fresh === undefined) {
      if (!isAvailable(fleet, there.old)) {
        broken.push(there.old);
        unavailable++;
      } else if (unavailable < maxUnavailable) candidates.push(there.old);
    } else unavailable++;
  }
  return { create: [], remove: [...broken, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))] };
}
