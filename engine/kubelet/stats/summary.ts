import type { Millis } from '../../core/time.js';
import { grantsAt } from '../../runtime/cgroups/cpu-tree.js';
import { isRunning, type ContainerRun } from '../../runtime/container.js';
import type { Runtime, RuntimePod } from '../../runtime/runtime.js';
import { account, meterOf } from '../../runtime/usage/account.js';
import type { KubeletMemory } from '../memory.js';
import { useOf, type ContainerUse, type PodUse } from './pod-use.js';

/** What the kubelet's summary API says of one running container. */
export interface ContainerStats {
  readonly name: string;
  readonly startedAt: Millis;
  /** What it gets of the cpu: billionths of a core. */
  readonly usageNanoCores: number;
  /** Since its start: billionths of a second of one core. */
  readonly usageCoreNanoSeconds: number;
  readonly workingSetBytes: number;
  /** Writable layer and logs. */
  readonly diskBytes: number;
  readonly pids: number;
}

/** What it says of one pod. */
export interface PodStats {
  readonly uid: string;
  readonly usageNanoCores: number;
  readonly usageCoreNanoSeconds: number;
  readonly workingSetBytes: number;
  /** Writable layers, logs and volumes on the node's disk. */
  readonly ephemeralStorageBytes: number;
  readonly pids: number;
  /** Volume name → bytes in it. */
  readonly volumes: Readonly<Record<string, number>>;
  readonly containers: readonly ContainerStats[];
}

/** What it says of the node. */
export interface NodeStats {
  readonly usageNanoCores: number;
  readonly workingSetBytes: number;
  readonly capacityBytes: number;
  /** Capacity less the working set. */
  readonly availableBytes: number;
  /** The one file system for images, containers and volumes. */
  readonly fs: { readonly capacityBytes: number; readonly usedBytes: number; readonly availableBytes: number };
  /** The part of it that images take. */
  readonly imageBytes: number;
  readonly pids: { readonly current: number; readonly max: number };
}

const NANOS_OF_MICRO = 1000;

/** The use of one pod at `now`; undefined when the runtime knows nothing of it. */
export function podUsage(memory: KubeletMemory, uid: string, now: Millis): PodStats | undefined {
  const runtime = account(memory.runtime, now);
  const pod = runtime.pods.get(uid);
  return pod === undefined ? undefined : podStats(runtime, pod, now);
}

/** The use of all pods of the node, in order of uid. */
export function podsUsage(memory: KubeletMemory, now: Millis): readonly PodStats[] {
  const runtime = account(memory.runtime, now);
  return runtime.pods.values().map((pod) => podStats(runtime, pod, now));
}

function podStats(runtime: Runtime, pod: RuntimePod, now: Millis): PodStats {
  const use = useOf(runtime, pod, now) ?? UNUSED;
  const runs = pod.containers.filter((run) => isRunning(run, now));
  const containers = use.containers.flatMap((each, index) => {
    const run = runs[index];
    return run === undefined ? [] : [containerStats(runtime, run, each, now)];
  });
  const sum = (of: (stats: ContainerStats) => number): number =>
    containers.reduce((total, stats) => total + of(stats), 0);
  return {
    uid: pod.uid,
    usageNanoCores: sum((stats) => stats.usageNanoCores),
    usageCoreNanoSeconds: sum((stats) => stats.usageCoreNanoSeconds),
    workingSetBytes: use.memory,
    ephemeralStorageBytes: use.disk,
    pids: use.pids,
    volumes: use.volumes,
    containers,
  };
}

const UNUSED: PodUse = { memory: 0, disk: 0, pids: 0, volumes: {}, containers: [] };

function containerStats(
  runtime: Runtime,
  run: ContainerRun,
  { name, memory, disk, pids, cpu }: ContainerUse,
  now: Millis,
): ContainerStats {
  const granted = cpu === 0 ? 0 : (grantsAt(runtime, now).get(run.id) ?? 0);
  return {
    name,
    startedAt: run.startedAt ?? now,
    usageNanoCores: granted * NANOS_OF_MICRO,
    usageCoreNanoSeconds: Math.floor(meterOf(run, now).usage) * NANOS_OF_MICRO,
    workingSetBytes: memory,
    diskBytes: disk,
    pids,
  };
}

/** The use of the whole node: its pods, the system, and the images on its disk. */
export function nodeUsage(memory: KubeletMemory, now: Millis): NodeStats {
  const { runtime } = memory;
  const { machine, system } = runtime;
  let [nanoCores, workingSetBytes, disk, pids] = [0, system.memory, system.disk, system.pids];
  for (const pod of podsUsage(memory, now)) {
    nanoCores += pod.usageNanoCores;
    workingSetBytes += pod.workingSetBytes;
    disk += pod.ephemeralStorageBytes;
    pids += pod.pids;
  }
  if (system.cpu > 0) nanoCores += (grantsAt(runtime, now).get('system') ?? 0) * NANOS_OF_MICRO;
  let imageBytes = 0;
  for (const [, { sizeBytes, presentFrom }] of runtime.images) if (presentFrom <= now) imageBytes += sizeBytes;
  const usedBytes = disk + imageBytes;
  return {
    usageNanoCores: nanoCores,
    workingSetBytes,
    capacityBytes: machine.memory,
    availableBytes: Math.max(0, machine.memory - workingSetBytes),
    fs: { capacityBytes: machine.disk, usedBytes, availableBytes: Math.max(0, machine.disk - usedBytes) },
    imageBytes,
    pids: { current: pids, max: machine.pids },
  };
}
