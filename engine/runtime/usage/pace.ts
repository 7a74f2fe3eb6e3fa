import type { Millis } from '../../core/time.js';
import { grantsAt } from '../cgroups/cpu-tree.js';
import type { ContainerRun } from '../container.js';
import type { Runtime, RuntimePod } from '../runtime.js';
import { account, meterOf } from './account.js';
import { turningTimes, usedBy } from './container-usage.js';

/** How fast a container gets on with its work. */
export interface Pace {
  /** When it is ready: `ready` is a piece of work, which takes longer for one that gets less cpu than it wants. */
  readonly readyAt: Millis;
  /** How many times longer an answer takes now. */
  readonly stretch: number;
  /** When that changed or will change by itself, in order. */
  readonly changes: readonly Millis[];
}

const MICROS = 1000;
const NO_CHANGES: readonly Millis[] = [];

/** All the cpu it wants. */
export function fullPace({ startedAt = 0, behaviour }: ContainerRun): Pace {
  return { readyAt: startedAt + (behaviour.ready ?? 0), stretch: 1, changes: NO_CHANGES };
}

/** The pace of a running container, as everything that runs on its machine has it. */
export function paceOf(runtime: Runtime, pod: RuntimePod, run: ContainerRun, now: Millis): Pace {
  if (runtime.accountedAt === undefined) return fullPace(run);
  const times = turningTimes(runtime, -1, Infinity);
  const { cpuChangedAt } = runtime;
  // Who was asked at the very moment may have answered before the change: it counts from the next one on.
  const changes = cpuChangedAt === undefined ? times : [...times, cpuChangedAt + 1].sort((a, b) => a - b);
  return { readyAt: readyAt(runtime, pod, run, now), stretch: stretchAt(runtime, pod, run, now), changes };
}

/** What it wants over what it gets: 1 when it gets all. One that gets nothing at all stands still. */
function stretchAt(runtime: Runtime, pod: RuntimePod, run: ContainerRun, now: Millis): number {
  const demand = usedBy(runtime, pod, run, now).cpu * MICROS;
  if (demand === 0) return 1;
  const granted = grantsAt(runtime, now).get(run.id) ?? 0;
  return granted === 0 ? Infinity : demand / granted;
}

function readyAt(runtime: Runtime, pod: RuntimePod, run: ContainerRun, now: Millis): Millis {
  const { ready = 0 } = run.behaviour;
  const { startedAt = now } = run;
  if (ready === 0) return startedAt;
  const accounted = account(runtime, now);
  const current = accounted.pods.get(pod.uid)?.containers.find(({ id }) => id === run.id) ?? run;
  const meter = meterOf(current, now);
  if (meter.progress >= ready) return meter.readyAt ?? startedAt + ready;
  return whenDone(accounted, pod, run, now, ready - meter.progress);
}

/** When so much work will be done, if nothing else happens. */
function whenDone(runtime: Runtime, pod: RuntimePod, run: ContainerRun, from: Millis, work: Millis): Millis {
  let [at, left] = [from, work];
  for (const next of turningTimes(runtime, from, Infinity)) {
    const stretch = stretchAt(runtime, pod, run, at);
    if (left * stretch <= next - at) break;
    left -= (next - at) / stretch;
    at = next;
  }
  return at + Math.ceil(left * stretchAt(runtime, pod, run, at));
}
