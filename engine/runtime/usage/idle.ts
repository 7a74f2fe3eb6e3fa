import type { Runtime } from '../runtime.js';

type Pods = Runtime['pods'];

const counts = new WeakMap<Pods, number | 'metered'>();

/**
 * How many containers there are on a machine of which nobody has said what any of them uses; undefined: somebody has.
 * Memoised: most turns of a kubelet leave its machine as it was.
 */
export function idleContainers({ pods, load }: Runtime): number | undefined {
  if (load.length > 0) return undefined;
  let count = counts.get(pods);
  if (count === undefined) counts.set(pods, (count = countIdle(pods)));
  return count === 'metered' ? undefined : count;
}

function countIdle(pods: Pods): number | 'metered' {
  let count = 0;
  for (const { containers } of pods.values()) {
    for (const { usage, behaviour } of containers)
      if (usage !== undefined || behaviour.usage !== undefined) return 'metered';
    count += containers.length;
  }
  return count;
}
