import type { Millis } from '../../core/time.js';
import { isRunning } from '../../runtime/container.js';
import type { Runtime, RuntimePod } from '../../runtime/runtime.js';
import { usedBy } from '../../runtime/usage/container-usage.js';
import { amountOf, type Signal, type Threshold } from './threshold.js';

/** What one running container uses. */
export interface ContainerUse {
  readonly name: string;
  readonly memory: number;
  /** Writable layer and logs. */
  readonly disk: number;
}

/** What a pod uses that runs anything. */
export interface PodUse {
  readonly memory: number;
  /** Writable layers, logs and volumes on the node's disk. */
  readonly disk: number;
  readonly pids: number;
  /** Volume name → bytes in it. */
  readonly volumes: Readonly<Record<string, number>>;
  readonly containers: readonly ContainerUse[];
}

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

function useOf(runtime: Runtime, pod: RuntimePod, at: Millis): PodUse | undefined {
  const containers: ContainerUse[] = [];
  const volumes: Record<string, number> = {};
  let pids = 0;
  for (const run of pod.containers) {
    if (!isRunning(run, at)) continue;
    const used = usedBy(runtime, pod, run, at);
    containers.push({ name: run.name, memory: used.memory, disk: used.disk });
    pids += used.pids;
    for (const [name, bytes] of Object.entries(used.volumes)) volumes[name] = Math.max(volumes[name] ?? 0, bytes);
  }
  if (containers.length === 0) return undefined;
  const inVolumes = Object.values(volumes).reduce((sum, bytes) => sum + bytes, 0);
  return {
    memory: containers.reduce((sum, each) => sum + each.memory, 0),
    disk: containers.reduce((sum, each) => sum + each.disk, inVolumes),
    pids,
    volumes,
    containers,
  };
}

/** Thresholds of which less is left than they say; with `reclaim`, less than that and what is to be freed beyond it. */
export function thresholdsMet(
  thresholds: readonly Threshold[],
  observations: Observations,
  reclaim: boolean,
): readonly Threshold[] {
  return thresholds.filter(({ signal, value, minReclaim }) => {
    const { available, capacity } = observations[signal];
    const beyond = reclaim && minReclaim !== undefined ? amountOf(minReclaim, capacity) : 0;
    return amountOf(value, capacity) + beyond > available;
  });
}
