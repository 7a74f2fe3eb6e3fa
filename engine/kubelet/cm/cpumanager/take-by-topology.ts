import { failed, ok, type Result } from '../../../apimachinery/result.js';
import { difference, NO_CPUS, union, type CpuSet } from './cpuset.js';
import { allCpus, placeOfCpu, type CpuTopology } from './topology.js';

type Level = 'socket' | 'core';

/** What has been taken so far, and from what. */
interface Accumulator {
  readonly topology: CpuTopology;
  readonly free: CpuSet;
  readonly taken: CpuSet;
  readonly needed: number;
}

/**
 * Picks cpus: whole sockets first, then whole cores, then single threads; of several, those with the fewest free cpus
 * and then the lowest number, so that what is left stays in one piece. Follows takeByTopologyNUMAPacked
 * (pkg/kubelet/cm/cpumanager) on machines where every socket is one NUMA node.
 */
export function takeByTopology(topology: CpuTopology, available: CpuSet, count: number): Result<CpuSet> {
  if (count < 1) return ok(NO_CPUS);
  if (count > available.length)
    return failed(`not enough cpus available to satisfy request: requested=${count}, available=${available.length}`);
  const start: Accumulator = { topology, free: available, taken: NO_CPUS, needed: count };
  const { taken } = takeRemaining(takeWhole(takeWhole(start, 'socket'), 'core'));
  return ok(taken);
}

function take(accumulator: Accumulator, cpus: CpuSet): Accumulator {
  const { free, taken, needed } = accumulator;
  return { ...accumulator, free: difference(free, cpus), taken: union(taken, cpus), needed: needed - cpus.length };
}

/** Takes every socket or core that is wholly free and not more than what is needed. The order is that of the beginning. */
function takeWhole(accumulator: Accumulator, level: Level): Accumulator {
  const { topology } = accumulator;
  const all = groupsOf(topology, allCpus(topology), level);
  const free = groupsOf(topology, accumulator.free, level);
  let left = accumulator;
  for (const id of sorted(accumulator, level)) {
    const whole = all.get(id) ?? NO_CPUS;
    if (free.get(id)?.length !== whole.length || left.needed < whole.length) continue;
    left = take(left, whole);
  }
  return left;
}

function takeRemaining(accumulator: Accumulator): Accumulator {
  if (accumulator.needed === 0) return accumulator;
  const cores = groupsOf(accumulator.topology, accumulator.free, 'core');
  const order = sorted(accumulator, 'core').flatMap((core) => cores.get(core) ?? NO_CPUS);
  return take(accumulator, order.slice(0, accumulator.needed));
}

function groupsOf(topology: CpuTopology, cpus: CpuSet, level: Level): ReadonlyMap<number, CpuSet> {
  const groups = new Map<number, number[]>();
  for (const cpu of cpus) {
    const id = placeOfCpu(topology, cpu)[level];
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [cpu]);
    else group.push(cpu);
  }
  return groups;
}

/** Sockets with free cpus, fullest first; cores socket by socket, fullest first (sortAvailableSockets, -Cores). */
function sorted({ topology, free }: Accumulator, level: Level): readonly number[] {
  const sockets = byFree(groupsOf(topology, free, 'socket'));
  if (level === 'socket') return sockets;
  return sockets.flatMap((socket) => {
    const own = free.filter((cpu) => placeOfCpu(topology, cpu).socket === socket);
    return byFree(groupsOf(topology, own, 'core'));
  });
}

function byFree(groups: ReadonlyMap<number, CpuSet>): readonly number[] {
  return [...groups].sort(([a, cpus], [b, others]) => cpus.length - others.length || a - b).map(([id]) => id);
}
