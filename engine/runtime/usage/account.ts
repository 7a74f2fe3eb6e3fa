import { extended } from '../../core/extended.js';
import type { Millis } from '../../core/time.js';
import { grantsAt, limitOf } from '../cgroups/cpu-tree.js';
import { UNLIMITED } from '../cgroups/resources.js';
import { isRunning, type ContainerRun } from '../container.js';
import type { Runtime, RuntimePod } from '../runtime.js';
import { isMetered, turningTimes, usedBy } from './container-usage.js';
import { idleContainers } from './idle.js';
import { metered, newMeter, type CpuMeter } from './meter.js';
import type { Used } from './used.js';

const MICROS = 1000;

/**
 * The machine with its cpu time accounted for up to `now`. To be called before anything changes that decides who gets
 * how much. Between two turning times nothing changes, so that a long time costs no more than a short one.
 */
export function account(runtime: Runtime, now: Millis): Runtime {
  const { accountedAt } = runtime;
  if (accountedAt === undefined || accountedAt >= now) return runtime;
  const known = lately.get(runtime);
  if (known?.accountedAt === now) return known;
  const accounted = accountedFrom(runtime, accountedAt, now);
  lately.set(runtime, accounted);
  return accounted;
}

/** Machines as they were accounted for last: a metrics server asks for one pod of a machine after the other. */
const lately = new WeakMap<Runtime, Runtime>();

function accountedFrom(runtime: Runtime, accountedAt: Millis, now: Millis): Runtime {
  let accounted = runtime;
  let from = accountedAt;
  for (const to of [...turningTimes(runtime, accountedAt, now - 1), now]) {
    accounted = stretch(accounted, from, to);
    from = to;
  }
  return accounted;
}

/** Begins to count as soon as something is said of what anything on the machine uses. */
export function watchUsage(runtime: Runtime, now: Millis): Runtime {
  return runtime.accountedAt !== undefined || !wantsCpu(runtime, now)
    ? runtime
    : extended(runtime, { accountedAt: now });
}

function wantsCpu(runtime: Runtime, now: Millis): boolean {
  if (runtime.system.cpu > 0) return true;
  if (idleContainers(runtime) !== undefined) return false;
  for (const [, pod] of runtime.pods)
    if (pod.containers.some((run) => isRunning(run, now) && isMetered(runtime, pod, run))) return true;
  return false;
}

function stretch(runtime: Runtime, from: Millis, to: Millis): Runtime {
  const changes: [string, RuntimePod][] = [];
  let memory = runtime.system.memory;
  for (const [uid, pod] of runtime.pods) {
    if (!pod.containers.some((run) => isRunning(run, from))) continue;
    const containers = pod.containers.map((run) => {
      if (!isRunning(run, from)) return run;
      const used = usedBy(runtime, pod, run, from);
      memory += used.memory;
      return isMetered(runtime, pod, run) || run.meter !== undefined ? meteredRun(runtime, run, used, from, to) : run;
    });
    if (containers.some((run, index) => run !== pod.containers[index])) changes.push([uid, { ...pod, containers }]);
  }
  const pods = changes.length === 0 ? runtime.pods : runtime.pods.edit(changes);
  const granted = grantsAt(runtime, from).get('') ?? 0;
  const whole = { from, to, demand: granted, granted, limit: Infinity, ready: 0, memory };
  return extended(runtime, { pods, accountedAt: to, meter: metered(runtime.meter ?? newMeter(from), whole) });
}

function meteredRun(runtime: Runtime, run: ContainerRun, used: Used, from: Millis, to: Millis): ContainerRun {
  const demand = used.cpu * MICROS;
  const granted = grantsAt(runtime, from).get(run.id) ?? 0;
  const { ready = 0 } = run.behaviour;
  const limit = limitOf((run.resources ?? UNLIMITED).cpuQuota);
  const { memory } = used;
  return extended(run, { meter: metered(meterOf(run, from), { from, to, demand, granted, limit, ready, memory }) });
}

/** What was counted of a run up to `at`, up to when its machine is accounted for. */
export function meterOf(run: ContainerRun, at: Millis): CpuMeter {
  return run.meter ?? newMeter(Math.max(0, at - (run.startedAt ?? at)));
}
