import type { Consumption } from '../../core/consumption.js';
import type { Millis } from '../../core/time.js';
import { isRunning, type ContainerRun } from '../container.js';
import type { Runtime, RuntimePod } from '../runtime.js';
import { changed, IDLE, plus, UNUSED, type Used } from './used.js';

/** A pod's part of a load that it shares with others: it comes on top of what its container uses anyway. */
export interface LoadShare {
  /** The pod's uid. */
  readonly pod: string;
  readonly container: string;
  readonly amounts: Consumption;
}

/**
 * What a run uses at `now`: what its image declares for so long after its start, what a spec has said since, then its
 * part of shared loads. Nothing when it does not run.
 */
export function usedBy(runtime: Runtime, pod: RuntimePod, run: ContainerRun, now: Millis): Used {
  if (!isRunning(run, now)) return UNUSED;
  const since = now - (run.startedAt ?? now);
  let used = IDLE;
  for (const change of run.behaviour.usage ?? []) if (change.at <= since) used = changed(used, change);
  if (run.usage !== undefined) used = changed(used, run.usage);
  for (const { pod: uid, container, amounts } of runtime.load)
    if (uid === pod.uid && container === run.name) used = plus(used, amounts);
  return used;
}

/** What all running containers of a pod use; its sandbox uses nothing. */
export function usedByPod(runtime: Runtime, pod: RuntimePod, now: Millis): Used {
  let total = UNUSED;
  for (const run of pod.containers) if (isRunning(run, now)) total = plus(total, usedBy(runtime, pod, run, now));
  return total;
}

/** Whether anything is said of what a run uses: others wait and cost nothing. */
export function isMetered(runtime: Runtime, pod: RuntimePod, run: ContainerRun): boolean {
  if (run.usage !== undefined || run.behaviour.usage !== undefined) return true;
  return runtime.load.some(({ pod: uid, container }) => uid === pod.uid && container === run.name);
}

/** The moments after `from` up to `to` at which what is used on the machine changes by itself, in order. */
export function turningTimes(runtime: Runtime, from: Millis, to: Millis): readonly Millis[] {
  const times = new Set<Millis>();
  const add = (at: Millis): void => void (at > from && at <= to && times.add(at));
  for (const [, { containers }] of runtime.pods) {
    for (const { behaviour, startedAt, termination } of containers) {
      if (startedAt === undefined || (termination?.at ?? Infinity) <= from) continue;
      for (const { at } of behaviour.usage ?? []) add(startedAt + at);
      if (termination !== undefined) add(termination.at);
    }
  }
  return [...times].sort((a, b) => a - b);
}
