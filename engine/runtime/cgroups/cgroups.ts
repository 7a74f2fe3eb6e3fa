import type { Millis } from '../../core/time.js';
import { isRunning, type ContainerRun } from '../container.js';
import type { Runtime, RuntimePod } from '../runtime.js';
import { milliCpuToShares, sharesToWeight } from './conversions.js';
import { BEST_EFFORT, UNLIMITED, type PodCgroup } from './resources.js';

/** One cgroup of a node: what is set, and who lives in it. */
export interface Cgroup {
  /** Below /sys/fs/cgroup, without a slash at its ends. */
  readonly path: string;
  readonly weight: number;
  /** Microseconds of every 100 ms; 0: no limit. */
  readonly quota: number;
  /** Bytes; 0: no limit. */
  readonly memoryMax: number;
  /** 0: no limit. */
  readonly pidsMax: number;
  readonly members: readonly Member[];
  /** Of one container: its run. */
  readonly container?: ContainerRun;
  readonly oomKills: number;
}

export interface Member {
  readonly pod: RuntimePod;
  readonly run: ContainerRun;
}

/** systemd gives a scope that says nothing a part of all processes (DefaultTasksMax=15%). */
const DEFAULT_TASKS = 0.15;
const ROOT = 'kubepods.slice';

/** The slice of a pod, below its class's, as the kubelet names it with the systemd driver. */
export function podSlice(uid: string, qos: PodCgroup['qos']): string {
  const id = uid.replaceAll('-', '_');
  if (qos === 'Guaranteed') return `${ROOT}/kubepods-pod${id}.slice`;
  const name = qos.toLowerCase();
  return `${ROOT}/kubepods-${name}.slice/kubepods-${name}-pod${id}.slice`;
}

/** The scope of a container, as containerd names it. */
export function containerScope(pod: RuntimePod, run: ContainerRun): string {
  return `${podSlice(pod.uid, (pod.cgroup ?? BEST_EFFORT).qos)}/cri-containerd-${run.id}.scope`;
}

/** All cgroups of the node that belong to Kubernetes, from the outermost in. */
export function cgroupsOf(runtime: Runtime, now: Millis): readonly Cgroup[] {
  const { machine } = runtime;
  const pods = runtime.pods.values().filter(({ cgroup, sandbox }) => cgroup !== undefined && sandbox?.ready === true);
  const all = pods.flatMap((pod) => membersOf(pod, now));
  const classes = (['Burstable', 'BestEffort'] as const).map((qos) => classOf(runtime, qos, all));
  const root: Cgroup = {
    path: ROOT,
    weight: sharesToWeight(milliCpuToShares(machine.pods.milliCpu)),
    quota: 0,
    memoryMax: machine.pods.memory,
    pidsMax: machine.pods.pids,
    members: all,
    oomKills: pods.reduce((sum, { oomKills = 0 }) => sum + oomKills, 0),
  };
  return [root, ...classes, ...pods.flatMap((pod) => ofPod(runtime, pod, now))];
}

function membersOf(pod: RuntimePod, now: Millis): readonly Member[] {
  return pod.containers.flatMap((run) => (isRunning(run, now) ? [{ pod, run }] : []));
}

function classOf({ pods }: Runtime, qos: 'Burstable' | 'BestEffort', all: readonly Member[]): Cgroup {
  let [requested, oomKills] = [0, 0];
  for (const [, { cgroup, oomKills: kills = 0 }] of pods) {
    if (cgroup?.qos !== qos) continue;
    requested += cgroup.requestedMilliCpu;
    oomKills += kills;
  }
  return {
    path: `${ROOT}/kubepods-${qos.toLowerCase()}.slice`,
    weight: sharesToWeight(milliCpuToShares(requested)),
    quota: 0,
    memoryMax: 0,
    pidsMax: 0,
    members: all.filter(({ pod }) => pod.cgroup?.qos === qos),
    oomKills,
  };
}

function ofPod({ machine }: Runtime, pod: RuntimePod, now: Millis): readonly Cgroup[] {
  const { qos, cpuShares, cpuQuota = 0, memoryLimit = 0 } = pod.cgroup ?? BEST_EFFORT;
  const members = membersOf(pod, now);
  const slice: Cgroup = {
    path: podSlice(pod.uid, qos),
    weight: sharesToWeight(cpuShares),
    quota: cpuQuota,
    memoryMax: memoryLimit,
    pidsMax: 0,
    members,
    oomKills: pod.oomKills ?? 0,
  };
  const scopes = members.map(({ run }): Cgroup => {
    const resources = run.resources ?? UNLIMITED;
    return {
      path: containerScope(pod, run),
      weight: sharesToWeight(resources.cpuShares),
      quota: resources.cpuQuota,
      memoryMax: resources.memoryLimit,
      pidsMax: Math.floor(machine.pids * DEFAULT_TASKS),
      members: [{ pod, run }],
      container: run,
      oomKills: 0,
    };
  });
  return [slice, ...scopes];
}
