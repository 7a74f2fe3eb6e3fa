import type { Millis } from '../../core/time.js';
import { isRunning, type ContainerRun } from '../container.js';
import type { Runtime, RuntimePod } from '../runtime.js';
import { usedBy } from '../usage/container-usage.js';
import { milliCpuToShares, sharesToWeight } from './conversions.js';
import { BEST_EFFORT, QUOTA_PERIOD, UNLIMITED, type PodCgroup } from './resources.js';
import { shareCpu, type CpuGroup } from './share-cpu.js';

/** Microcores of a millicore. */
const MICROS = 1000;
const CORE = 1_000_000;
/** cpu.weight of a slice that nobody has set. */
const DEFAULT_WEIGHT = 100;

/** The cgroups of a machine, from the root down to its containers, with what each wants at `now`. */
export function cpuTree(runtime: Runtime, now: Millis): CpuGroup {
  const byClass: Record<PodCgroup['qos'], CpuGroup[]> = { Guaranteed: [], Burstable: [], BestEffort: [] };
  let burstable = 0;
  for (const [, pod] of runtime.pods) {
    const cgroup = pod.cgroup ?? BEST_EFFORT;
    if (cgroup.qos === 'Burstable') burstable += cgroup.requestedMilliCpu;
    byClass[cgroup.qos].push(podGroup(runtime, pod, cgroup, now));
  }
  const { machine, system } = runtime;
  const kubepods = slice('kubepods', sharesToWeight(milliCpuToShares(machine.pods.milliCpu)), [
    ...byClass.Guaranteed,
    slice('burstable', sharesToWeight(milliCpuToShares(burstable)), byClass.Burstable),
    slice('besteffort', sharesToWeight(BEST_EFFORT.cpuShares), byClass.BestEffort),
  ]);
  return slice('', DEFAULT_WEIGHT, [kubepods, leaf('system', DEFAULT_WEIGHT, Infinity, system.cpu * MICROS)]);
}

function slice(id: string, weight: number, children: readonly CpuGroup[]): CpuGroup {
  return { id, weight, limit: Infinity, demand: 0, children };
}

function leaf(id: string, weight: number, limit: number, demand: number): CpuGroup {
  return { id, weight, limit, demand, children: [] };
}

function podGroup(runtime: Runtime, pod: RuntimePod, { cpuShares, cpuQuota = 0 }: PodCgroup, now: Millis): CpuGroup {
  const children = pod.containers.flatMap((run) =>
    isRunning(run, now) && ownCpus(run) === 0 ? [containerGroup(run, usedBy(runtime, pod, run, now).cpu * MICROS)] : [],
  );
  return { id: pod.uid, weight: sharesToWeight(cpuShares), limit: limitOf(cpuQuota), demand: 0, children };
}

function containerGroup(run: ContainerRun, demand: number): CpuGroup {
  const { cpuShares, cpuQuota } = run.resources ?? UNLIMITED;
  return leaf(run.id, sharesToWeight(cpuShares), limitOf(cpuQuota), demand);
}

/** Microcores. */
export function limitOf(quota: number): number {
  return quota <= 0 ? Infinity : Math.floor((quota * CORE) / QUOTA_PERIOD);
}

const latest = new WeakMap<Runtime, { readonly at: Millis; readonly grants: ReadonlyMap<string, number> }>();

function ownCpus({ resources = UNLIMITED }: ContainerRun): number {
  return resources.ownCpus ?? 0;
}

/**
 * Containers with cpus of their own get what they want of these, and nobody else does; the system is kept off them too.
 * @returns microcores by run id
 */
function ownGrants(
  runtime: Runtime,
  now: Millis,
): ReadonlyMap<string, { readonly own: number; readonly granted: number }> {
  const grants = new Map<string, { readonly own: number; readonly granted: number }>();
  for (const [, pod] of runtime.pods)
    for (const run of pod.containers) {
      const own = ownCpus(run) * CORE;
      if (own === 0 || !isRunning(run, now)) continue;
      grants.set(run.id, { own, granted: Math.min(own, usedBy(runtime, pod, run, now).cpu * MICROS) });
    }
  return grants;
}

/** Microcores that each cgroup gets at `now`: by run id, pod uid, and 'system'. */
export function grantsAt(runtime: Runtime, now: Millis): ReadonlyMap<string, number> {
  const known = latest.get(runtime);
  if (known?.at === now) return known.grants;
  const grants = sharedGrants(runtime, now);
  latest.set(runtime, { at: now, grants });
  return grants;
}

function sharedGrants(runtime: Runtime, now: Millis): ReadonlyMap<string, number> {
  const whole = runtime.machine.milliCpu * MICROS;
  const alone = ownGrants(runtime, now);
  if (alone.size === 0) return shareCpu(cpuTree(runtime, now), whole);
  let [taken, used] = [0, 0];
  for (const { own, granted } of alone.values()) [taken, used] = [taken + own, used + granted];
  const grants = new Map(shareCpu(cpuTree(runtime, now), whole - taken));
  for (const [id, { granted }] of alone) grants.set(id, granted);
  return grants.set('', (grants.get('') ?? 0) + used);
}
