import type { Machine } from '../../runtime/cgroups/resources.js';
import type { NodeImage, Runtime } from '../../runtime/runtime.js';
import { idleContainers } from '../../runtime/usage/idle.js';
import { IDLE } from '../../runtime/usage/used.js';
import { amountNeeded, type Signal, type Threshold } from './threshold.js';

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
function containersAtRest(runtime: Runtime): number | undefined {
  const { system } = runtime;
  return system.memory + system.disk + system.pids > 0 ? undefined : idleContainers(runtime);
}

/** Whether nobody has said what is used, and what is there in any case is less than so many percent of the disk. */
export function isQuiet(runtime: Runtime, percent: number): boolean {
  if (containersAtRest(runtime) === undefined) return false;
  return allImageBytes(runtime) * 100 < runtime.machine.disk * percent;
}

/** Whether nobody has said what is used, and what is there in any case meets no threshold: an answer that costs little. */
export function isUneventful(runtime: Runtime, thresholds: readonly Threshold[]): boolean {
  const count = containersAtRest(runtime);
  if (count === undefined) return false;
  const { machine } = runtime;
  const disk = machine.disk - allImageBytes(runtime);
  const needs = needsOf(thresholds, machine);
  return (
    machine.memory - count * IDLE.memory >= needs['memory.available'] &&
    machine.pods.memory - count * IDLE.memory >= needs['allocatableMemory.available'] &&
    disk >= needs['nodefs.available'] &&
    disk >= needs['imagefs.available'] &&
    machine.pids - count * IDLE.pids >= needs['pid.available']
  );
}

/** How much must be left of everything so that no threshold is met. */
type Needs = Readonly<Record<Signal, number>>;

const known = new WeakMap<readonly Threshold[], { readonly machine: Machine; readonly needs: Needs }>();

/** Memoised: of a node neither thresholds nor machine change. */
function needsOf(thresholds: readonly Threshold[], machine: Machine): Needs {
  const before = known.get(thresholds);
  if (before?.machine === machine) return before.needs;
  const { memory, disk, pids, pods } = machine;
  const needs = {
    'memory.available': needOf(thresholds, 'memory.available', memory),
    'allocatableMemory.available': needOf(thresholds, 'allocatableMemory.available', pods.memory),
    'nodefs.available': needOf(thresholds, 'nodefs.available', disk),
    'imagefs.available': needOf(thresholds, 'imagefs.available', disk),
    'pid.available': needOf(thresholds, 'pid.available', pids),
  };
  known.set(thresholds, { machine, needs });
  return needs;
}

function needOf(thresholds: readonly Threshold[], signal: Signal, capacity: number): number {
  const needs = thresholds.filter((each) => each.signal === signal).map((each) => amountNeeded(each, capacity));
  return Math.max(-Infinity, ...needs);
}
