import type { Container, ContainerStatus, PodSpec, PodStatus } from '../../apis/generated/core.v1.js';
import { containerShouldRestart, isRestartableInit } from '../restart-policy.js';

type Phase = NonNullable<PodStatus['phase']>;

/** How many containers of a pod stand where. */
interface Tally {
  unknown: number;
  running: number;
  waiting: number;
  stopped: number;
  stoppedForGood: number;
  succeeded: number;
  pendingInit: number;
  pendingSidecars: number;
  failedForGood: number;
}

/**
 * The phase that follows from the containers. `terminal`: nothing will be started any more, whatever the policy.
 * `initialized`: an app container of the present sandbox was started. Follows getPhase (pkg/kubelet/kubelet_pods.go).
 */
export function getPhase(
  spec: PodSpec,
  statuses: readonly ContainerStatus[],
  terminal: boolean,
  initialized: boolean,
): Phase {
  const tally = tallyOf(spec, statuses);
  if (tally.failedForGood > 0) return 'Failed';
  if (tally.pendingInit > 0 || (tally.pendingSidecars > 0 && !initialized) || tally.waiting > 0) return 'Pending';
  if (tally.unknown > 0) return 'Pending';
  if (tally.running > 0) return 'Running';
  if (tally.stopped === 0) return 'Pending';
  if (!terminal && tally.stopped !== tally.stoppedForGood) return 'Running';
  return tally.stopped === tally.succeeded ? 'Succeeded' : 'Failed';
}

function tallyOf(spec: PodSpec, statuses: readonly ContainerStatus[]): Tally {
  const tally: Tally = {
    unknown: 0,
    running: 0,
    waiting: 0,
    stopped: 0,
    stoppedForGood: 0,
    succeeded: 0,
    pendingInit: 0,
    pendingSidecars: 0,
    failedForGood: 0,
  };
  for (const container of spec.initContainers ?? []) {
    const status = statusOf(statuses, container.name);
    if (isRestartableInit(container)) countSidecar(tally, status);
    else countInit(tally, spec, container, status);
  }
  for (const container of spec.containers) countApp(tally, spec, container, statusOf(statuses, container.name));
  return tally;
}

/** The status of a container by name. */
export function statusOf(statuses: readonly ContainerStatus[], name: string): ContainerStatus | undefined {
  for (const status of statuses) if (status.name === name) return status;
  return undefined;
}

function countInit(tally: Tally, spec: PodSpec, container: Container, status: ContainerStatus | undefined): void {
  const ended =
    status?.state.terminated ?? (status?.state.waiting === undefined ? undefined : status.lastState.terminated);
  if (ended === undefined) tally.pendingInit++;
  else if (ended.exitCode !== 0 && !containerShouldRestart(container, spec, ended.exitCode)) tally.failedForGood++;
}

function countSidecar(tally: Tally, status: ContainerStatus | undefined): void {
  if (status === undefined) tally.unknown++;
  else if (status.state.running !== undefined) {
    if (status.started !== true) tally.pendingSidecars++;
    tally.running++;
  } else if (status.state.waiting !== undefined && status.lastState.terminated === undefined) {
    tally.pendingSidecars++;
    tally.waiting++;
  }
}

function countApp(tally: Tally, spec: PodSpec, container: Container, status: ContainerStatus | undefined): void {
  if (status === undefined) {
    tally.unknown++;
    return;
  }
  const { running, terminated } = status.state;
  if (running !== undefined) {
    tally.running++;
    return;
  }
  const ended = terminated ?? status.lastState.terminated;
  if (ended === undefined) {
    tally.waiting++;
    return;
  }
  tally.stopped++;
  if (!containerShouldRestart(container, spec, ended.exitCode)) tally.stoppedForGood++;
  if (terminated?.exitCode === 0) tally.succeeded++;
}
