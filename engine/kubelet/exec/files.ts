import type { Pod } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import { cgroupFiles, type CpuFiles } from '../../runtime/cgroups/files.js';
import { cgroupsOf, containerScope, type Cgroup } from '../../runtime/cgroups/cgroups.js';
import { UNLIMITED } from '../../runtime/cgroups/resources.js';
import type { ContainerRun } from '../../runtime/container.js';
import { pidOf } from '../../runtime/process.js';
import { cpuinfo } from '../../runtime/proc/cpuinfo.js';
import { meminfo } from '../../runtime/proc/meminfo.js';
import type { Runtime, RuntimePod } from '../../runtime/runtime.js';
import { fileTree } from '../../runtime/shell/file-tree.js';
import type { Files } from '../../runtime/shell/shell.js';
import { nodeMemory } from '../stats/node-memory.js';
import type { ContainerDevices } from '../cm/devicemanager/device-manager.js';
import { hostsFile } from './hosts.js';

const CGROUP_ROOT = '/sys/fs/cgroup';

/** One running container, seen from inside. */
export interface Inside {
  readonly pod: Pod;
  readonly runtimePod: RuntimePod;
  readonly run: ContainerRun;
  readonly hostname: string;
  readonly podIP: string;
  readonly cpus: CpuFiles;
  /** What device plugins gave it. */
  readonly devices: readonly ContainerDevices[];
}

/** By path; what gives undefined is there, and what is in it is not modelled. */
type Entries = Map<string, () => string | undefined>;

/** Where devices are, and what every container finds there. */
const DEVICES = '/dev';
const DEFAULT_DEVICES =
  'core fd full mqueue null ptmx pts random shm stderr stdin stdout termination-log tty urandom zero'.split(' ');

/**
 * The files that are modelled inside a container: its own cgroup, which its namespace shows as the root, and the node's
 * /proc, which knows nothing of limits. `runtime` is accounted for up to `now`.
 */
export function containerFiles(runtime: Runtime, inside: Inside, now: Millis): Files {
  const { pod, runtimePod, run, hostname, podIP, cpus } = inside;
  const entries = machineFiles(runtime, now);
  const path = containerScope(runtimePod, run);
  const own = cgroupsOf(runtime, now).find((cgroup) => cgroup.path === path);
  if (own !== undefined) addCgroup(entries, CGROUP_ROOT, cgroupFiles(runtime, own, now, { cpus, inside: true }));
  const score = String((run.resources ?? UNLIMITED).oomScoreAdj);
  for (const pid of ['1', 'self']) {
    entries.set(`/proc/${pid}/oom_score_adj`, () => `${score}\n`);
    entries.set(`/proc/${pid}/cgroup`, () => '0::/\n');
  }
  entries.set('/etc/hostname', () => `${hostname}\n`);
  if (pod.spec.hostNetwork !== true) entries.set('/etc/hosts', () => hostsFile(pod, hostname, podIP));
  return fileTree(entries, [CGROUP_ROOT, DEVICES, ...addDevices(entries, inside.devices)]);
}

/** Device nodes, and the folders of the node that come with them; gives the folders of which all is known. */
function addDevices(entries: Entries, devices: readonly ContainerDevices[]): readonly string[] {
  for (const name of DEFAULT_DEVICES) entries.set(`${DEVICES}/${name}`, () => (name === 'null' ? '' : undefined));
  for (const path of devices.flatMap(({ paths }) => paths)) entries.set(path, () => undefined);
  const folders: string[] = [];
  for (const { containerPath, files } of devices.flatMap(({ mounts }) => mounts)) {
    if (files === undefined) continue;
    folders.push(containerPath);
    for (const file of files) entries.set(`${containerPath}/${file}`, () => undefined);
  }
  return folders;
}

/** The files that are modelled on the node itself: all cgroups of pods, and the processes of containers. */
export function nodeFiles(runtime: Runtime, name: string, now: Millis): Files {
  const entries = machineFiles(runtime, now);
  for (const cgroup of cgroupsOf(runtime, now)) {
    addCgroup(entries, `${CGROUP_ROOT}/${cgroup.path}`, cgroupFiles(runtime, cgroup, now, { inside: false }));
    addProcess(entries, cgroup);
  }
  entries.set('/etc/hostname', () => `${name}\n`);
  return fileTree(entries, [`${CGROUP_ROOT}/kubepods.slice`]);
}

function machineFiles(runtime: Runtime, now: Millis): Entries {
  const { machine } = runtime;
  return new Map([
    ['/proc/meminfo', () => meminfo(machine.memory, nodeMemory(runtime, now))],
    ['/proc/cpuinfo', () => cpuinfo(Math.ceil(machine.milliCpu / 1000))],
  ]);
}

function addCgroup(entries: Entries, root: string, files: ReadonlyMap<string, string>): void {
  for (const [name, text] of files) entries.set(`${root}/${name}`, () => text);
}

function addProcess(entries: Entries, { container, path }: Cgroup): void {
  if (container === undefined) return;
  const pid = pidOf(container);
  const score = (container.resources ?? UNLIMITED).oomScoreAdj;
  entries.set(`/proc/${pid}/cgroup`, () => `0::/${path}\n`);
  entries.set(`/proc/${pid}/oom_score_adj`, () => `${score}\n`);
}
