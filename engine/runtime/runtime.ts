import type { Draft } from '../core/draft.js';
import { SortedMap } from '../core/sorted-map.js';
import type { Consumption } from '../core/consumption.js';
import type { Millis } from '../core/time.js';
import type { Machine, PodCgroup } from './cgroups/resources.js';
import type { ContainerRun } from './container.js';
import type { CallLog } from './cri-call.js';
import { newIpam, type Ipam } from './ipam.js';
import type { LoadShare } from './usage/container-usage.js';
import type { CpuMeter } from './usage/meter.js';
import { changed, UNUSED, type Used } from './usage/used.js';

/** The pause container and its network namespace. */
export interface PodSandbox {
  readonly id: string;
  readonly attempt: number;
  readonly ready: boolean;
  /** Absent in the node's own network. Kept after the sandbox stopped, as PLEG's cache keeps it. */
  readonly ip?: string;
}

/** What the runtime holds of one pod. */
export interface RuntimePod {
  readonly uid: string;
  readonly sandbox?: PodSandbox;
  /** Set when its first sandbox is created. */
  readonly cgroup?: PodCgroup;
  /** How often the kernel has killed one of its containers for memory (oom_kill of memory.events). */
  readonly oomKills?: number;
  /** Oldest first. */
  readonly containers: readonly ContainerRun[];
  /** Container name → runs so far, as the log directory shows even when runs were removed. */
  readonly attempts: Readonly<Record<string, number>>;
}

/** An image on the node. */
export interface NodeImage {
  readonly digest: string;
  readonly sizeBytes: number;
  /** When the pull that brought it ended. */
  readonly presentFrom: Millis;
}

/** Below the kubelet: what survives its restart. */
export interface Runtime {
  readonly pods: SortedMap<string, RuntimePod>;
  /** By full reference. */
  readonly images: SortedMap<string, NodeImage>;
  /** Full reference → pulls that failed so far. */
  readonly failedPulls: Readonly<Record<string, number>>;
  /** Pulls go one by one (serializeImagePulls): when the last one that was asked for ends. */
  readonly pulling: Millis;
  readonly ipam: Ipam;
  readonly calls: CallLog;
  /** Images and command lines whose behaviour was guessed, each once. */
  readonly guessed: readonly string[];
  readonly machine: Machine;
  /** What everything uses that is no container. */
  readonly system: Used;
  /** Parts of shared loads that fall on containers of the node. */
  readonly load: readonly LoadShare[];
  /** What was counted of the machine as a whole, while anybody wanted cpu. */
  readonly meter?: CpuMeter;
  /** Up to when cpu time is accounted for; absent: nobody has wanted any. */
  readonly accountedAt?: Millis;
  /** When it last changed, other than by itself, who gets how much cpu. */
  readonly cpuChangedAt?: Millis;
}

export function newRuntime(podPrefix: string, machine: Machine, system: Consumption = {}): Runtime {
  return {
    pods: SortedMap.empty(),
    images: SortedMap.empty(),
    failedPulls: {},
    pulling: 0,
    ipam: newIpam(podPrefix),
    calls: SortedMap.empty(),
    guessed: [],
    machine,
    system: changed(UNUSED, system),
    load: [],
    meter: undefined,
    accountedAt: undefined,
    cpuChangedAt: undefined,
  };
}

/** A copy to be changed before it is remembered. */
export function draftOfRuntime(runtime: Runtime): Draft<Runtime> {
  return {
    pods: runtime.pods,
    images: runtime.images,
    failedPulls: runtime.failedPulls,
    pulling: runtime.pulling,
    ipam: runtime.ipam,
    calls: runtime.calls,
    guessed: runtime.guessed,
    machine: runtime.machine,
    system: runtime.system,
    load: runtime.load,
    meter: runtime.meter,
    accountedAt: runtime.accountedAt,
    cpuChangedAt: runtime.cpuChangedAt,
  };
}

export function newRuntimePod(uid: string): RuntimePod {
  return { uid, sandbox: undefined, cgroup: undefined, oomKills: undefined, containers: [], attempts: {} };
}

/** A pod with another sandbox. */
export function withSandbox(pod: RuntimePod, sandbox: PodSandbox, cgroup = pod.cgroup): RuntimePod {
  const { uid, oomKills, containers, attempts } = pod;
  return { uid, sandbox, cgroup, oomKills, containers, attempts };
}

/** A pod with other containers. */
export function withContainers(
  { uid, sandbox, cgroup, oomKills, attempts: before }: RuntimePod,
  containers: readonly ContainerRun[],
  attempts = before,
): RuntimePod {
  return { uid, sandbox, cgroup, oomKills, containers, attempts };
}

/** Runs of one container, newest first. */
export function runsOf({ containers }: RuntimePod, name: string): readonly ContainerRun[] {
  const runs: ContainerRun[] = [];
  for (let i = containers.length - 1; i >= 0; i--) {
    const run = containers[i];
    if (run !== undefined && run.name === name) runs.push(run);
  }
  return runs;
}

/** The newest run of a container. */
export function latestRun({ containers }: RuntimePod, name: string): ContainerRun | undefined {
  for (let i = containers.length - 1; i >= 0; i--) if (containers[i]?.name === name) return containers[i];
  return undefined;
}
