import type { Millis } from '../../core/time.js';
import { isRunning } from '../../runtime/container.js';
import type { Runtime, RuntimePod } from '../../runtime/runtime.js';
import { nextProbe } from '../prober/prober.js';
import { FOR_EVER } from './run-script.js';
import { deadlineOf } from './sync-pod.js';
import type { Retry, PodWorker } from './worker.js';

/** From this restart on, what a container does next is another round of the same. */
const ROUNDS = 2;

/** When a pod wants attention next; undefined: not before something happens to it. */
export function nextDue(worker: PodWorker, runtime: RuntimePod, now: Millis, machine: Runtime): Retry | undefined {
  const { stage, script, busyUntil = now } = worker;
  const candidates: Retry[] = [];
  if (worker.resendAt !== undefined) candidates.push({ at: worker.resendAt, retry: true });
  if (stage === 'terminated' || stage === 'rejected') {
    if (worker.dirty) candidates.push({ at: now, retry: false });
    return soonest(candidates);
  }
  const probed = { worker, pod: runtime, api: worker.pod, now, machine };
  const probe = worker.probes.length === 0 ? undefined : nextProbe(probed);
  if (probe !== undefined) candidates.push({ at: probe.at, retry: probe.attempt >= ROUNDS });
  if (script.length > 0) candidates.push({ at: Math.max(busyUntil, now), retry: false });
  else addIdle(candidates, worker, runtime, now);
  return soonest(candidates);
}

function addIdle(candidates: Retry[], worker: PodWorker, runtime: RuntimePod, now: Millis): void {
  if (worker.dirty) candidates.push({ at: now, retry: false });
  if (worker.retry !== undefined) candidates.push(worker.retry);
  const deadline = deadlineOf(worker);
  if (deadline !== undefined && !worker.pastDeadline) candidates.push({ at: Math.max(deadline, now), retry: false });
  for (const run of runtime.containers) {
    if (run.termination === undefined || run.termination.at <= worker.observedAt) continue;
    if (isRunning(run, now) || run.termination.at <= now)
      candidates.push({ at: Math.max(run.termination.at, now), retry: run.attempt >= ROUNDS });
  }
}

/** The first in time; a retry only if all of them are. A worker that waits for ever is not due. */
function soonest(candidates: readonly Retry[]): Retry | undefined {
  let at = FOR_EVER;
  let isRetry = true;
  for (const candidate of candidates) {
    if (candidate.at >= FOR_EVER) continue;
    at = Math.min(at, candidate.at);
    isRetry &&= candidate.retry;
  }
  return at === FOR_EVER ? undefined : { at, retry: isRetry };
}
