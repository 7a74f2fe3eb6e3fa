import type { NodeImage, Runtime } from '../../runtime/runtime.js';
import { IDLE } from '../../runtime/usage/used.js';
import { thresholdsMet } from './observations.js';
import type { Threshold } from './threshold.js';

const sizes = new WeakMap<Iterable<readonly [string, NodeImage]>, number>();

/** Bytes of all images, those included that are still being pulled. Memoised. */
function allImageBytes({ images }: Runtime): number {
  const known = sizes.get(images);
  if (known !== undefined) return known;
  let sum = 0;
  for (const [, { sizeBytes }] of images) sum += sizeBytes;
  sizes.set(images, sum);
  return sum;
}

/** How many containers there are, when nothing is said of what anything on the node uses; else undefined. */
function idleContainers({ pods, system, load }: Runtime): number | undefined {
  if (load.length > 0 || system.memory + system.disk + system.pids > 0) return undefined;
  let count = 0;
  for (const [, { containers }] of pods) {
    for (const { usage, behaviour } of containers)
      if (usage !== undefined || behaviour.usage !== undefined) return undefined;
    count += containers.length;
  }
  return count;
}

/** Whether nobody has said what is used, and what is there in any case is less than so many percent of the disk. */
export function isQuiet(runtime: Runtime, percent: number): boolean {
  if (idleContainers(runtime) === undefined) return false;
  return allImageBytes(runtime) * 100 < runtime.machine.disk * percent;
}

/** Whether nobody has said what is used, and what is there in any case meets no threshold: an answer that costs little. */
export function isUneventful(runtime: Runtime, thresholds: readonly Threshold[]): boolean {
  const count = idleContainers(runtime);
  if (count === undefined) return false;
  const { machine } = runtime;
  const memory = count * IDLE.memory;
  const fs = { capacity: machine.disk, available: machine.disk - allImageBytes(runtime) };
  const observations = {
    'memory.available': { capacity: machine.memory, available: machine.memory - memory },
    'allocatableMemory.available': { capacity: machine.pods.memory, available: machine.pods.memory - memory },
    'nodefs.available': fs,
    'imagefs.available': fs,
    'pid.available': { capacity: machine.pids, available: machine.pids - count * IDLE.pids },
  };
  return thresholdsMet(thresholds, observations, true).length === 0;
}
