import type { Millis } from '../../core/time.js';
import type { Runtime } from '../../runtime/runtime.js';
import { useOf, type PodUse } from '../stats/pod-use.js';
import { amountNeeded, amountOf, type Signal, type Threshold } from './threshold.js';

/** How much of something there is, and how much of it is left. */
export interface Observation {
  readonly available: number;
  readonly capacity: number;
}

export type Observations = Readonly<Record<Signal, Observation>>;

/** What is seen of a node at one moment: what is left, and what each pod that runs anything takes. */
export interface Seen {
  readonly observations: Observations;
  /** By pod uid. */
  readonly pods: ReadonlyMap<string, PodUse>;
}

/** Looks at a node at a moment, which may lie ahead. Follows makeSignalObservations (pkg/kubelet/eviction). */
export function observe(runtime: Runtime, at: Millis): Seen {
  const { machine, system } = runtime;
  const pods = new Map<string, PodUse>();
  let [memory, disk, pids] = [0, system.disk + imageBytes(runtime, at), system.pids];
  for (const [uid, pod] of runtime.pods) {
    const use = useOf(runtime, pod, at);
    if (use === undefined) continue;
    pods.set(uid, use);
    memory += use.memory;
    disk += use.disk;
    pids += use.pids;
  }
  const fs = left(machine.disk, disk);
  return {
    pods,
    observations: {
      'memory.available': left(machine.memory, memory + system.memory),
      'allocatableMemory.available': left(machine.pods.memory, memory),
      'nodefs.available': fs,
      'imagefs.available': fs,
      'pid.available': left(machine.pids, pids),
    },
  };
}

function left(capacity: number, used: number): Observation {
  return { capacity, available: Math.max(0, capacity - used) };
}

/** The bytes of all images that are there. */
export function imageBytes({ images }: Runtime, at: Millis): number {
  let sum = 0;
  for (const [, { sizeBytes, presentFrom }] of images) if (presentFrom <= at) sum += sizeBytes;
  return sum;
}

/** Thresholds of which less is left than they say; with `reclaim`, less than that and what is to be freed beyond it. */
export function thresholdsMet(
  thresholds: readonly Threshold[],
  observations: Observations,
  reclaim: boolean,
): readonly Threshold[] {
  return thresholds.filter((threshold) => {
    const { available, capacity } = observations[threshold.signal];
    return (reclaim ? amountNeeded(threshold, capacity) : amountOf(threshold.value, capacity)) > available;
  });
}
