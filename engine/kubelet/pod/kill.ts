import type { Container, Pod } from '../../apis/generated/core.v1.js';
import { SECOND, type Millis } from '../../core/time.js';
import { isRunning, stoppedAt, type ContainerRun } from '../../runtime/container.js';
import { release } from '../../runtime/ipam.js';
import { withSandbox } from '../../runtime/runtime.js';
import { containerSpec, isRestartableInit } from '../restart-policy.js';
import { DONE, type Action, type KillReason, type Performed } from './action.js';
import { runHook, type HookRun } from './hook.js';
import type { PodSync } from './pod-sync.js';

/** minimumGracePeriodInSeconds (pkg/kubelet/kuberuntime). */
const MINIMUM_GRACE_SECONDS = 2;

/** The seconds that a container gets. Follows setTerminationGracePeriod. */
export function graceSecondsOf({ metadata, spec }: Pod, container: Container, reason: KillReason): number {
  if (metadata.deletionGracePeriodSeconds !== undefined) return metadata.deletionGracePeriodSeconds;
  const ofProbe =
    reason === 'StartupProbe'
      ? container.startupProbe?.terminationGracePeriodSeconds
      : reason === 'LivenessProbe'
        ? container.livenessProbe?.terminationGracePeriodSeconds
        : undefined;
  return ofProbe ?? spec.terminationGracePeriodSeconds ?? MINIMUM_GRACE_SECONDS;
}

/**
 * Kills one container: preStop hook within the grace period, its turn among sidecars, SIGTERM, SIGKILL. All of that is
 * laid out at once, for nothing can change it any more (SyncTerminatingPod does not hear of a shorter grace period while it
 * stops containers); gives when the container will have ended. Follows killContainer.
 */
function kill(
  sync: PodSync,
  run: ContainerRun,
  container: Container,
  graceSeconds: number,
  turns: readonly Millis[],
): Killed {
  const { preStop } = container.lifecycle ?? {};
  const runs = preStop !== undefined && graceSeconds > 0;
  const podIP = sync.pod.sandbox?.ip ?? sync.env.hostIP;
  const hook = runs ? runHook(sync.api, container, preStop, run, podIP, sync.now) : undefined;
  const afterHook = spend(
    { at: sync.now, grace: graceSeconds },
    hook === undefined ? sync.now : endOfHook(hook, run, sync.now),
  );
  const { at, grace } = spend(afterHook, Math.max(...turns));
  const timeoutSeconds = Math.max(grace, MINIMUM_GRACE_SECONDS);
  const termination = stoppedAt(run, at, timeoutSeconds * SECOND);
  sync.call({ call: 'StopContainer', container: run.name, id: run.id, timeoutSeconds }, at);
  sync.changeRun({ ...run, termination });
  return { endsAt: termination.at, hookFailed: hook !== undefined && hasFailed(hook, sync.now, termination.at) };
}

/** Where a graceful stop stands: grace is counted in whole seconds. */
interface Stopping {
  readonly at: Millis;
  readonly grace: number;
}

/** Waits until a moment, or until the grace period is over. */
function spend({ at, grace }: Stopping, until: Millis): Stopping {
  if (until <= at || grace <= 0) return { at, grace };
  const waited = Math.min(until - at, grace * SECOND);
  return { at: at + waited, grace: grace - Math.floor(waited / SECOND) };
}

/** A command that runs in the container ends with it. */
function endOfHook({ takes, diesWithContainer }: HookRun, run: ContainerRun, now: Millis): Millis {
  return diesWithContainer ? Math.min(now + takes, run.termination?.at ?? Infinity) : now + takes;
}

function hasFailed({ takes, diesWithContainer, error }: HookRun, began: Millis, containerEnds: Millis): boolean {
  return error !== undefined || (diesWithContainer && began + takes > containerEnds);
}

interface Killed {
  readonly endsAt: Millis;
  readonly hookFailed: boolean;
}

/** Kills one container of a pod that goes on. */
export function killContainer(
  sync: PodSync,
  { run: id, message, reason }: Extract<Action, { type: 'kill-container' }>,
): Performed {
  const run = sync.pod.containers.find((candidate) => candidate.id === id);
  const container = run === undefined ? undefined : containerSpec(sync.api.spec, run.name);
  if (run === undefined || container === undefined || !isRunning(run, sync.now)) return DONE;
  sync.event('Normal', 'Killing', message, container);
  const { endsAt, hookFailed } = kill(sync, run, container, graceSecondsOf(sync.api, container, reason), []);
  return { until: endsAt, then: hookFailed ? [{ type: 'pre-stop-failed', container: run.name }] : [] };
}

/**
 * Kills all containers side by side, sidecars after the app containers and in reverse order. Follows
 * killContainersWithSyncResult and terminationOrdering.
 */
export function killPod(sync: PodSync, { graceSeconds }: Extract<Action, { type: 'kill-pod' }>): Performed {
  const { spec } = sync.api;
  const running = sync.pod.containers.filter((run) => isRunning(run, sync.now));
  for (const run of running) announce(sync, run);
  const ends = new Map<string, Millis>();
  const failedHooks: Action[] = [];
  const stop = (name: string, turns: readonly Millis[]): void => {
    const run = running.find((candidate) => candidate.name === name);
    const container = containerSpec(spec, name);
    if (run === undefined || container === undefined) return;
    const grace = graceSeconds ?? graceSecondsOf(sync.api, container, 'Unknown');
    const killed = kill(sync, run, container, grace, turns);
    ends.set(name, killed.endsAt);
    if (killed.hookFailed) failedHooks.push({ type: 'pre-stop-failed', container: name });
  };
  for (const { name } of [...spec.containers, ...(spec.ephemeralContainers ?? [])]) stop(name, []);
  const appsEnd = spec.containers.map(({ name }) => ends.get(name) ?? sync.now);
  let later: readonly Millis[] = [];
  for (const container of [...(spec.initContainers ?? [])].reverse()) {
    if (!isRestartableInit(container)) stop(container.name, []);
    else {
      stop(container.name, [...appsEnd, ...later]);
      later = [ends.get(container.name) ?? sync.now];
    }
  }
  return { until: Math.max(sync.now, ...ends.values()), then: [...failedHooks, { type: 'stop-sandbox' }] };
}

function announce(sync: PodSync, run: ContainerRun): void {
  const container = containerSpec(sync.api.spec, run.name);
  if (container !== undefined) sync.event('Normal', 'Killing', `Stopping container ${run.name}`, container);
}

/** Stops the sandbox: its address is free again, the pod's status keeps showing it. */
export function stopSandbox(sync: PodSync): Performed {
  const { sandbox } = sync.pod;
  if (sandbox === undefined || !sandbox.ready) return DONE;
  sync.call({ call: 'StopPodSandbox', id: sandbox.id });
  sync.changePod(withSandbox(sync.pod, { ...sandbox, ready: false }));
  if (sandbox.ip !== undefined) sync.runtime.ipam = release(sync.runtime.ipam, sandbox.ip);
  return DONE;
}
