import { extended } from '../../core/extended.js';
import { timestamp } from '../../apimachinery/time.js';
import { podQOSClass } from '../../apis/core/pod/qos.js';
import type { Container, ContainerStatus, Pod, PodCondition, PodStatus } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import type { RuntimePod } from '../../runtime/runtime.js';
import { isTerminalPhase, type PodWorker } from '../pod/worker.js';
import { findProbe, resultOf, type ProbeWorker } from '../prober/probe-worker.js';
import { isRestartableInit } from '../restart-policy.js';
import { condition, containersReady, DISRUPTION_TARGET, initialized, isByKubelet, podReady } from './conditions.js';
import { containerStatuses } from './container-status.js';
import { getPhase } from './phase.js';

/** What a status is made of besides what the worker remembers. */
export interface StatusFacts {
  readonly runtime: RuntimePod;
  readonly now: Millis;
  readonly hostIP: string;
  /** Nothing will be started any more. */
  readonly terminal: boolean;
}

const NONE: readonly ContainerStatus[] = [];

export const DEADLINE_EXCEEDED = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

/** The status of a pod as its containers have it now. Follows generateAPIPodStatus (pkg/kubelet/kubelet_pods.go). */
export function generateStatus(worker: PodWorker, facts: StatusFacts): PodStatus {
  const { pod } = worker;
  const old = worker.status ?? pod.status ?? {};
  const init = statusesOf(worker, facts, pod.spec.initContainers, old.initContainerStatuses, true);
  const apps = statusesOf(worker, facts, pod.spec.containers, old.containerStatuses, false) ?? NONE;
  const ephemeral = statusesOf(worker, facts, pod.spec.ephemeralContainers, old.ephemeralContainerStatuses, false);
  const all = init === undefined ? apps : [...init, ...apps];
  const phase = phaseOf(worker, facts, all, old);
  const { startTime = timestamp(facts.now) } = old;
  const { generation } = pod.metadata;
  return extended(
    generation === undefined || generation === 0
      ? {}
      : { observedGeneration: Math.max(generation, old.observedGeneration ?? 0) },
    {
      phase,
      conditions: conditionsOf(worker, facts, all, phase, old.conditions ?? []),
      ...explanation(worker, phase, old),
      ...addresses(pod, facts),
      startTime,
      ...(init === undefined ? {} : { initContainerStatuses: init }),
      containerStatuses: apps,
      ...(ephemeral === undefined ? {} : { ephemeralContainerStatuses: ephemeral }),
      qosClass: podQOSClass(pod),
    },
  );
}

function statusesOf(
  worker: PodWorker,
  facts: StatusFacts,
  containers: readonly Container[] | undefined,
  previous: readonly ContainerStatus[] | undefined,
  init: boolean,
): readonly ContainerStatus[] | undefined {
  if (containers === undefined || containers.length === 0) return undefined;
  const known = { pod: worker.pod, runtime: facts.runtime, reasons: worker.reasons, now: facts.now };
  return containerStatuses(known, containers, previous ?? NONE, init).map((status) =>
    judged(worker.probes, containers, status, init),
  );
}

/** Fills in `started` and `ready` from the probes. Follows UpdatePodStatus (pkg/kubelet/prober). */
export function judged(
  probes: readonly ProbeWorker[],
  containers: readonly Container[],
  status: ContainerStatus,
  init: boolean,
): ContainerStatus {
  const run = status.containerID?.slice('containerd://'.length) ?? '';
  const running = status.state.running !== undefined;
  const started = running && isStarted(probes, status.name, run);
  if (init && !containers.some((container) => container.name === status.name && isRestartableInit(container)))
    return extended(status, { started, ready: status.state.terminated?.exitCode === 0 });
  if (!started) return extended(status, { started });
  const readiness = resultOf(probes, status.name, 'readiness', run);
  return extended(status, {
    started,
    ready: readiness === 'Success' || findProbe(probes, status.name, 'readiness') === undefined,
  });
}

function isStarted(probes: readonly ProbeWorker[], container: string, run: string): boolean {
  const result = resultOf(probes, container, 'startup', run);
  return result === undefined ? findProbe(probes, container, 'startup') === undefined : result === 'Success';
}

function phaseOf(
  worker: PodWorker,
  facts: StatusFacts,
  all: readonly ContainerStatus[],
  old: PodStatus,
): PodStatus['phase'] {
  const { spec, status } = worker.pod;
  if (isTerminalPhase(status?.phase)) return status.phase;
  if (worker.pastDeadline) return 'Failed';
  const { sandbox, containers } = facts.runtime;
  const started =
    sandbox?.ready === true && spec.containers.some(({ name }) => containers.some((run) => run.name === name));
  const phase = getPhase(spec, all, facts.terminal, started);
  return !isTerminalPhase(phase) && isTerminalPhase(old.phase) ? old.phase : phase;
}

/** Reason and message stay as long as the phase does. */
function explanation(
  worker: PodWorker,
  phase: PodStatus['phase'],
  old: PodStatus,
): Pick<PodStatus, 'reason' | 'message'> {
  if (worker.pastDeadline) return DEADLINE_EXCEEDED;
  if (phase !== old.phase) return {};
  const reason = old.reason ?? worker.pod.status?.reason;
  const message = old.message ?? worker.pod.status?.message;
  return extended(reason === undefined ? {} : { reason }, message === undefined ? {} : { message });
}

function addresses(
  pod: Pod,
  { runtime, hostIP }: StatusFacts,
): Pick<PodStatus, 'hostIP' | 'hostIPs' | 'podIP' | 'podIPs'> {
  const host = hostIP === '' ? {} : { hostIP, hostIPs: [{ ip: hostIP }] };
  const ip = pod.spec.hostNetwork === true ? hostIP : (runtime.sandbox?.ip ?? '');
  return ip === '' ? host : extended(host, { podIP: ip, podIPs: [{ ip }] });
}

function conditionsOf(
  { pod }: PodWorker,
  { runtime, now }: StatusFacts,
  all: readonly ContainerStatus[],
  phase: PodStatus['phase'],
  old: readonly PodCondition[],
): readonly PodCondition[] {
  const time = timestamp(now);
  const foreign = withDisruption(pod.status?.conditions?.filter(({ type }) => !isByKubelet(type)) ?? [], old, time);
  const ready = containersReady(pod.spec, all, phase);
  const hasNetwork = runtime.sandbox?.ready === true;
  return [
    ...foreign,
    condition(pod, old, 'PodReadyToStartContainers', { status: hasNetwork ? 'True' : 'False' }, time),
    condition(pod, old, 'Initialized', initialized(pod.spec, all, phase), time),
    condition(pod, old, 'Ready', podReady(pod.spec, ready, foreign), time),
    condition(pod, old, 'ContainersReady', ready, time),
    condition(pod, old, 'PodScheduled', { status: 'True' }, time),
  ];
}

/** That the kubelet itself disrupts the pod is kept from status to status: it happened once. */
function withDisruption(
  foreign: readonly PodCondition[],
  old: readonly PodCondition[],
  time: string,
): readonly PodCondition[] {
  const own = old.find(({ type, reason }) => type === DISRUPTION_TARGET && reason === 'TerminationByKubelet');
  if (own === undefined) return foreign;
  const told = foreign.find(({ type }) => type === DISRUPTION_TARGET);
  const lastTransitionTime = told?.status === own.status ? (told.lastTransitionTime ?? time) : time;
  return [...foreign.filter((each) => each !== told), { ...own, lastTransitionTime }];
}
