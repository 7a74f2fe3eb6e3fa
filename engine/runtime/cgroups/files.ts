import type { Millis } from '../../core/time.js';
import { pidOf } from '../process.js';
import type { Runtime } from '../runtime.js';
import { meterOf } from '../usage/account.js';
import { usedBy } from '../usage/container-usage.js';
import type { Cgroup } from './cgroups.js';
import { QUOTA_PERIOD } from './resources.js';

/** The cpus of a cgroup, as '0-3,7'. */
export interface CpuFiles {
  /** Those that it is held to; '': nobody said. */
  readonly set: string;
  /** Those that it may run on. */
  readonly effective: string;
}

const CONTROLLERS = 'cpuset cpu io memory hugetlb pids rdma misc';

/**
 * The files of a cgroup by name, as cgroup v2 shows them; `runtime` is accounted for up to `now`, `cpus` are those that
 * it may run on. The pids are those of whoever reads.
 */
export function cgroupFiles(
  runtime: Runtime,
  cgroup: Cgroup,
  now: Millis,
  { cpus, inside }: { readonly cpus?: CpuFiles; readonly inside: boolean },
): ReadonlyMap<string, string> {
  const { quota, weight, memoryMax, pidsMax, members, container, oomKills } = cgroup;
  const used = members.map(({ pod, run }) => usedBy(runtime, pod, run, now));
  const memory = used.reduce((sum, each) => sum + each.memory, 0);
  const pids = used.reduce((sum, each) => sum + each.pids, 0);
  const files: readonly (readonly [string, string])[] = [
    ['cgroup.controllers', CONTROLLERS],
    ['cgroup.procs', container === undefined ? '' : inside ? '1' : String(pidOf(container))],
    ['cpu.max', `${quota > 0 ? quota : 'max'} ${QUOTA_PERIOD}`],
    ['cpu.weight', String(weight)],
    ['io.max', ''],
    ['memory.current', String(memory)],
    ['memory.events', events(oomKills)],
    ['memory.high', 'max'],
    ['memory.low', '0'],
    ['memory.max', memoryMax > 0 ? String(memoryMax) : 'max'],
    ['memory.min', '0'],
    ['memory.oom.group', container === undefined ? '0' : '1'],
    ['memory.swap.max', container === undefined ? 'max' : '0'],
    ['pids.current', String(pids)],
    ['pids.max', pidsMax > 0 ? String(pidsMax) : 'max'],
    ...(cpus === undefined
      ? []
      : ([
          ['cpuset.cpus', cpus.set],
          ['cpuset.cpus.effective', cpus.effective],
        ] as const)),
    ...(container === undefined ? [] : ([['cpu.stat', cpuStat(container, now)]] as const)),
  ];
  return new Map(files.map(([name, text]) => [name, text === '' ? '' : `${text}\n`]));
}

function events(oomKills: number): string {
  const counts = { low: 0, high: 0, max: oomKills, oom: oomKills, oom_kill: oomKills, oom_group_kill: oomKills };
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join('\n');
}

/** All of it counts as user time. */
function cpuStat(run: Parameters<typeof meterOf>[0], now: Millis): string {
  const { usage, periods, throttled, throttledTime } = meterOf(run, now);
  const counts = {
    usage_usec: usage,
    user_usec: usage,
    system_usec: 0,
    nr_periods: periods,
    nr_throttled: throttled,
    throttled_usec: throttledTime,
    nr_bursts: 0,
    burst_usec: 0,
  };
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${Math.floor(count)}`)
    .join('\n');
}
