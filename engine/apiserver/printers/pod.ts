import type { Container, ContainerStatus, Pod } from '../../apis/generated/core.v1.js';
import { pods } from '../../apis/generated/resources.js';
import { parseTimestamp } from '../../apimachinery/time.js';
import type { Millis } from '../../core/time.js';
import { age, NONE, orElse, printer, since, type Row } from './cells.js';

/** What the statuses of some containers add up to. */
interface Tally {
  readonly restarts: number;
  readonly lastRestart: string | undefined;
  readonly ready: number;
}

const NOTHING: Tally = { restarts: 0, lastRestart: undefined, ready: 0 };

function withRestarts(tally: Tally, status: ContainerStatus): Tally {
  const finished = status.lastState.terminated?.finishedAt;
  return { ...tally, restarts: tally.restarts + status.restartCount, lastRestart: later(tally.lastRestart, finished) };
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (parseTimestamp(a) ?? 0) < (parseTimestamp(b) ?? 0) ? b : a;
}

/** The init phase: its own tally, that of its sidecars, and what holds the pod up, if anything does. */
interface Initialization {
  readonly all: Tally;
  readonly sidecars: Tally;
  readonly reason: string | undefined;
}

function initialization(pod: Pod): Initialization {
  const containers = new Map((pod.spec.initContainers ?? []).map((container) => [container.name, container]));
  let all = NOTHING;
  let sidecars = NOTHING;
  for (const [i, status] of (pod.status.initContainerStatuses ?? []).entries()) {
    const isSidecar = isRestartable(containers.get(status.name));
    all = withRestarts(all, status);
    if (isSidecar) sidecars = withRestarts(sidecars, status);
    if (status.state.terminated?.exitCode === 0) continue;
    if (isSidecar && status.started === true) {
      if (status.ready) sidecars = { ...sidecars, ready: sidecars.ready + 1 };
      continue;
    }
    return { all, sidecars, reason: initReason(status, i, containers.size) };
  }
  return { all, sidecars, reason: undefined };
}

function isRestartable(container: Container | undefined): boolean {
  return container?.restartPolicy === 'Always';
}

function initReason({ state: { terminated, waiting } }: ContainerStatus, position: number, count: number): string {
  if (terminated !== undefined) return `Init:${terminationReason(terminated)}`;
  const { reason = '' } = waiting ?? {};
  return reason !== '' && reason !== 'PodInitializing' ? `Init:${reason}` : `Init:${position}/${count}`;
}

function terminationReason({ reason, signal, exitCode }: NonNullable<ContainerStatus['state']['terminated']>): string {
  if (reason !== undefined && reason !== '') return reason;
  return signal !== undefined && signal !== 0 ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

interface Printed extends Tally {
  readonly reason: string;
}

/** The containers proper, from the last to the first: the first one with something to say names the pod's state. */
function running(pod: Pod, start: Tally, startReason: string): Printed {
  let tally = start;
  let reason = startReason;
  let errorReason = '';
  let hasRunning = false;
  for (const status of [...(pod.status.containerStatuses ?? [])].reverse()) {
    tally = withRestarts(tally, status);
    const { waiting, terminated } = status.state;
    if (waiting?.reason !== undefined && waiting.reason !== '') reason = waiting.reason;
    else if (terminated !== undefined) {
      reason = terminationReason(terminated);
      if (terminated.exitCode !== 0) errorReason = reason;
    } else if (status.ready && status.state.running !== undefined) {
      hasRunning = true;
      tally = { ...tally, ready: tally.ready + 1 };
    }
  }
  if (reason !== 'Completed') return { ...tally, reason };
  if (hasRunning && hasCondition(pod, 'Ready')) return { ...tally, reason: 'Running' };
  if (errorReason !== '') return { ...tally, reason: errorReason };
  return { ...tally, reason: hasRunning ? 'NotReady' : reason };
}

function hasCondition({ status }: Pod, type: string): boolean {
  return status.conditions?.find((condition) => condition.type === type)?.status === 'True';
}

function baseReason({ status }: Pod): string {
  const gated = status.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  return gated === true ? 'SchedulingGated' : orElse(status.reason, status.phase ?? '');
}

function summary(pod: Pod): Printed {
  const { all, sidecars, reason } = initialization(pod);
  const initialized = reason === undefined || hasCondition(pod, 'Initialized');
  const printed = initialized
    ? running(pod, sidecars, reason ?? baseReason(pod))
    : { ...all, ready: sidecars.ready, reason };
  if (pod.metadata.deletionTimestamp === undefined) return printed;
  if (pod.status.reason === 'NodeLost') return { ...printed, reason: 'Unknown' };
  const { phase } = pod.status;
  return phase === 'Failed' || phase === 'Succeeded' ? printed : { ...printed, reason: 'Terminating' };
}

/** The STATUS column of kubectl get pods: 'Running', 'Init:1/3', 'CrashLoopBackOff'. */
export function podStatusText(pod: Pod): string {
  return summary(pod).reason;
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return NONE;
  const met = gates.filter(
    ({ conditionType }) => status.conditions?.find(({ type }) => type === conditionType)?.status === 'True',
  );
  return `${met.length}/${gates.length}`;
}

/** Follows printPod. */
function printPod(pod: Pod, now: Millis): Row {
  const { restarts, lastRestart, ready, reason } = summary(pod);
  const total = pod.spec.containers.length + (pod.spec.initContainers ?? []).filter(isRestartable).length;
  return [
    pod.metadata.name,
    `${ready}/${total}`,
    reason,
    restarts !== 0 && lastRestart !== undefined ? `${restarts} (${since(lastRestart, now)} ago)` : String(restarts),
    age(pod, now),
    orElse(pod.status.podIPs?.[0]?.ip, NONE),
    orElse(pod.spec.nodeName, NONE),
    orElse(pod.status.nominatedNodeName, NONE),
    readinessGates(pod),
  ];
}

export const podPrinters = [printer(pods, printPod)];
