import type { Runtime } from '../runtime.js';

let lastPods: Runtime['pods'] | undefined;
let lastCount: number | undefined;

/**
 * How many containers there are on a machine of which nobody has said what any of them uses; undefined: somebody has. The
 * last answer is remembered: several ask one after the other.
 */
export function idleContainers({ pods, load }: Runtime): number | undefined {
  if (load.length > 0) return undefined;
  if (pods !== lastPods) {
    lastCount = countIdle(pods);
    lastPods = pods;
  }
  return lastCount;
}

function countIdle(pods: Runtime['pods']): number | undefined {
  let count = 0;
  for (const { containers } of pods.values()) {
    for (const { usage, behaviour } of containers)
      if (usage !== undefined || behaviour.usage !== undefined) return undefined;
    count += containers.length;
  }
  return count;
}
