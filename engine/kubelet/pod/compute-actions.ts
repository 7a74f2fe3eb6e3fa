import { isRunning, stateOf, type ContainerRun } from '../../runtime/container.js';
import { latestRun, runsOf } from '../../runtime/runtime.js';
import type { Container } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import { resultOf } from '../prober/probe-worker.js';
import { restartsOnFailure } from '../restart-policy.js';
import { shouldBeRestarted } from '../status/container-status.js';
import type { Action, KillReason } from './action.js';
import { computeInitActions, type PodView } from './init-actions.js';

/** A running container that has to go. */
export interface Kill {
  readonly run: string;
  readonly name: string;
  readonly message: string;
  readonly reason: KillReason;
}

/**
 * What brings a pod's containers to what its spec wants, in order: sandbox, ephemeral, init and app containers. Follows
 * computePodActions and SyncPod (pkg/kubelet/kuberuntime/kuberuntime_manager.go).
 */
export function computePodActions(view: PodView): readonly Action[] {
  const { runtime } = view;
  if (runtime.sandbox?.ready !== true) return newSandboxActions(view);
  const ephemeral =
    view.pod.spec.ephemeralContainers?.filter(({ name }) => latestRun(runtime, name) === undefined) ?? [];
  const first = ephemeral.map(({ name }) => startAction(view, name));
  const init = computeInitActions(view);
  if (init.failed) return [{ type: 'kill-pod' }, ...first];
  const starts = init.start.map((name) => startAction(view, name));
  if (!init.initialized) return [...kills(init.kill), ...prune(starts), ...first, ...starts];
  const apps = appActions(view);
  if (!apps.keepsAny && apps.start.length === 0) return [{ type: 'kill-pod' }, ...first];
  const appStarts = apps.start.map((name) => startAction(view, name));
  return [
    ...kills(init.kill),
    ...kills(apps.kill),
    ...prune([...starts, ...appStarts]),
    ...first,
    ...starts,
    ...appStarts,
  ];
}

function kills(list: readonly Kill[]): readonly Action[] {
  return list.map(({ run, message, reason }) => ({ type: 'kill-container', run, message, reason }));
}

/** Old runs of init containers go before anything starts (pruneInitContainersBeforeStart). */
function prune(starts: readonly Action[]): readonly Action[] {
  return starts.length === 0 ? [] : [{ type: 'prune-init-containers' }];
}

/** Back-off counts from the latest run that has ended by now, even if a newer one still runs. */
function startAction({ runtime, now }: PodView, container: string): Action {
  const ended = runsOf(runtime, container).find((run) => stateOf(run, now) === 'exited');
  const endedAt: Millis | undefined = ended?.termination?.at;
  return { type: 'start', container, ...(endedAt === undefined ? {} : { endedAt }) };
}

function newSandboxActions(view: PodView): readonly Action[] {
  const { pod, runtime } = view;
  const { sandbox } = runtime;
  const attempt = sandbox === undefined ? 0 : sandbox.attempt + 1;
  const killing: Action = { type: 'kill-pod' };
  if (!restartsOnFailure(pod.spec) && attempt !== 0 && runtime.containers.length !== 0) return [killing];
  const apps = pod.spec.containers.filter((container) => !(runsOnce(view, container) && hasSucceeded(view, container)));
  const created = pod.spec.containers.some(({ name }) => latestRun(runtime, name) !== undefined);
  if (apps.length === 0 && created) return [killing];
  const init = pod.spec.initContainers ?? [];
  const names = init.length > 0 ? init.slice(0, 1) : apps;
  return [
    ...(sandbox === undefined ? [] : [killing, { type: 'purge-init-containers' } as const]),
    { type: 'create-sandbox', attempt, changed: sandbox !== undefined },
    ...names.map(({ name }) => startAction(view, name)),
  ];
}

function runsOnce({ pod }: PodView, container: Container): boolean {
  return (container.restartPolicy ?? pod.spec.restartPolicy) === 'OnFailure';
}

function hasSucceeded({ runtime, now }: PodView, { name }: Container): boolean {
  const run = latestRun(runtime, name);
  return run !== undefined && stateOf(run, now) === 'exited' && run.termination?.code === 0;
}

interface AppPlan {
  readonly keepsAny: boolean;
  readonly start: readonly string[];
  readonly kill: readonly Kill[];
}

function appActions(view: PodView): AppPlan {
  const { pod, runtime, now } = view;
  const start: string[] = [];
  const kill: Kill[] = [];
  let keepsAny = false;
  for (const container of pod.spec.containers) {
    const run = latestRun(runtime, container.name);
    if (run === undefined || !isRunning(run, now)) {
      if (shouldBeRestarted({ pod, runtime, now }, container)) start.push(container.name);
      continue;
    }
    const cause = killCause(view, container, run);
    if (cause === undefined) {
      keepsAny = true;
      continue;
    }
    const restart = cause.restart || (container.restartPolicy ?? pod.spec.restartPolicy) !== 'Never';
    if (restart) start.push(container.name);
    const message = restart ? `${cause.message}, will be restarted` : cause.message;
    kill.push({ run: run.id, name: container.name, message, reason: cause.reason });
  }
  return { keepsAny, start, kill };
}

interface KillCause {
  readonly message: string;
  readonly reason: KillReason;
  /** Whatever the policy. */
  readonly restart: boolean;
}

function killCause({ probes }: PodView, container: Container, run: ContainerRun): KillCause | undefined {
  const { name, image } = container;
  if (run.image !== image) return { message: `Container ${name} definition changed`, reason: 'Unknown', restart: true };
  if (resultOf(probes, name, 'liveness', run.id) === 'Failure')
    return { message: `Container ${name} failed liveness probe`, reason: 'LivenessProbe', restart: false };
  if (resultOf(probes, name, 'startup', run.id) === 'Failure')
    return { message: `Container ${name} failed startup probe`, reason: 'StartupProbe', restart: false };
  return undefined;
}
