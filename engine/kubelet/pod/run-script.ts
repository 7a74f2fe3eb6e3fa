import { MINUTE, SECOND } from '../../core/time.js';
import { containerSpec } from '../restart-policy.js';
import { DONE, type Action, type Performed } from './action.js';
import { killContainer, killPod, stopSandbox } from './kill.js';
import { createSandbox, pruneInitContainers, purgeInitContainers } from './sandbox.js';
import { postStartDone, pulled, start, startFailed } from './start-container.js';
import type { PodSync } from './pod-sync.js';

/** The end of something that has none, e.g. of a hook that sleeps without end. */
export const FOR_EVER = Number.MAX_SAFE_INTEGER;

/** Does what the worker's script says until it is through or something takes its time. */
export function runScript(sync: PodSync): void {
  const { worker, now } = sync;
  let script = worker.script;
  for (let action = script[0]; action !== undefined; action = script[0]) {
    const { then = NO_ACTIONS, until = now, abort = false } = perform(sync, action);
    const rest = abort ? script.slice(1).filter(({ type }) => type === 'end-sync') : script.slice(1);
    script = then.length === 0 ? rest : [...then, ...rest];
    if (until > now) {
      worker.script = script;
      worker.busyUntil = Math.min(until, FOR_EVER);
      return;
    }
  }
  worker.script = NO_ACTIONS;
  worker.busyUntil = undefined;
}

const NO_ACTIONS: readonly Action[] = [];

function perform(sync: PodSync, action: Action): Performed {
  switch (action.type) {
    case 'kill-pod':
      return killPod(sync, action);
    case 'stop-sandbox':
      return stopSandbox(sync);
    case 'kill-container':
      return killContainer(sync, action);
    case 'pre-stop-failed':
      return preStopFailed(sync, action.container);
    case 'purge-init-containers':
      return purgeInitContainers(sync);
    case 'prune-init-containers':
      return pruneInitContainers(sync);
    case 'create-sandbox':
      return createSandbox(sync, action);
    case 'start':
      return start(sync, action);
    case 'pulled':
      return pulled(sync, action);
    case 'post-start-done':
      return postStartDone(sync, action);
    case 'start-failed':
      return startFailed(sync, action);
    case 'end-sync':
      return endSync(sync);
    case 'end-termination':
      sync.worker.stage = 'terminated';
      sync.worker.dirty = true;
      return DONE;
  }
}

function preStopFailed(sync: PodSync, name: string): Performed {
  sync.event('Warning', 'FailedPreStopHook', 'PreStopHook failed', containerSpec(sync.api.spec, name));
  return DONE;
}

/** backOffPeriod and the longest wait of a worker (syncFrequency). */
const BACK_OFF_PERIOD = 10 * SECOND;
const RESYNC_INTERVAL = MINUTE;

/** When to sync again after errors. Follows completeWork (pkg/kubelet/pod_workers.go), without its jitter. */
function endSync(sync: PodSync): Performed {
  const { worker } = sync;
  const { errors } = worker;
  if (errors.length === 0) {
    worker.retry = undefined;
    return DONE;
  }
  const ends = errors.flatMap(({ until }) => (until === undefined ? [] : [until]));
  const wait =
    ends.length === 0 ? BACK_OFF_PERIOD : Math.min(Math.max(Math.min(...ends) - sync.now, 0), RESYNC_INTERVAL);
  const first = errors.some((error) => error.first);
  worker.errors = [];
  worker.retry = { at: sync.now + wait, retry: !first };
  worker.refreshOnly = first;
  return DONE;
}
