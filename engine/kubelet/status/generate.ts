import { timestamp } from '../../apimachinery/time.js';
import { podQOSClass } from '../../apis/core/pod/qos.js';
import type { Container, ContainerStatus, PodCondition, PodStatus } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import type { RuntimePod } from '../../runtime/runtime.js';
import { isTerminalPhase, type PodWorker } from '../pod/worker.js';
import { findProbe, resultOf, type ProbeWorker } from '../prober/probe-worker.js';
import { isRestartableInit } from '../restart-policy.js';
import {
  condition,
  conditionOf,
  containersReady,
  DISRUPTION_TARGET,
  foreignConditions,
  initialized,
  NO_CONDITIONS,
  podReady,
} from './conditions.js';
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
  const { reason, message } = explanation(worker, phase, old);
  const { hostIP } = facts;
  const podIP = pod.spec.hostNetwork === true ? hostIP : (facts.runtime.sandbox?.ip ?? '');
  return {
    observedGeneration: generation ? Math.max(generation, old.observedGeneration ?? 0) : undefined,
    phase,
    conditions: conditionsOf(worker, facts, all, phase, old.conditions ?? NO_CONDITIONS),
    reason,
    message,
    hostIP: hostIP === '' ? undefined : hostIP,
    hostIPs: hostIP === '' ? undefined : [{ ip: hostIP }],
    podIP: podIP === '' ? undefined : podIP,
    podIPs: podIP === '' ? undefined : [{ ip: podIP }],
    startTime,
    initContainerStatuses: init,
    containerStatuses: apps,
    ephemeralContainerStatuses: ephemeral,
    qosClass: podQOSClass(pod),
  };
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
  const statuses = containerStatuses(known, containers, previous ?? NONE, init);
  return statuses.map((status) => judged(worker.probes, containers, status, init));
}

/** Fills in `started` and `ready` from the probes. Follows UpdatePodStatus (pkg/kubelet/prober). */
export function judged(
  probes: readonly ProbeWorker[],
  containers: readonly Container[],
  status: ContainerStatus,
  init: boolean,
): ContainerStatus {
  const { name, state, containerID = '' } = status;
  const run = probes.length === 0 ? '' : containerID.slice('containerd://'.length);
  const started = state.running !== undefined && isStarted(probes, name, run);
  if (init && !containers.some((container) => container.name === name && isRestartableInit(container)))
    return withJudgement(status, started, state.terminated?.exitCode === 0);
  if (!started) return withJudgement(status, started, status.ready);
  const readiness = resultOf(probes, name, 'readiness', run);
  return withJudgement(status, started, readiness === 'Success' || findProbe(probes, name, 'readiness') === undefined);
}

function withJudgement(status: ContainerStatus, started: boolean, ready: boolean): ContainerStatus {
  return status.started === started && status.ready === ready ? status : { ...status, started, ready };
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

const UNEXPLAINED = { reason: undefined, message: undefined };

/** Reason and message stay as long as the phase does. */
function explanation(
  worker: PodWorker,
  phase: PodStatus['phase'],
  old: PodStatus,
): Pick<PodStatus, 'reason' | 'message'> {
  if (worker.pastDeadline) return DEADLINE_EXCEEDED;
  if (phase !== old.phase) return UNEXPLAINED;
  const { status } = worker.pod;
  return { reason: old.reason ?? status?.reason, message: old.message ?? status?.message };
}

function conditionsOf(
  { pod }: PodWorker,
  { runtime, now }: StatusFacts,
  all: readonly ContainerStatus[],
  phase: PodStatus['phase'],
  old: readonly PodCondition[],
): readonly PodCondition[] {
  const time = timestamp(now);
  const foreign = withDisruption(foreignConditions(pod.status?.conditions ?? NO_CONDITIONS), old, time);
  const ready = containersReady(pod.spec, all, phase);
  const hasNetwork = runtime.sandbox?.ready === true;
  const own = [
    condition(pod, old, 'PodReadyToStartContainers', { status: hasNetwork ? 'True' : 'False' }, time),
    condition(pod, old, 'Initialized', initialized(pod.spec, all, phase), time),
    condition(pod, old, 'Ready', podReady(pod.spec, ready, foreign), time),
    condition(pod, old, 'ContainersReady', ready, time),
    condition(pod, old, 'PodScheduled', { status: 'True' }, time),
  ];
  return foreign.length === 0 ? own : [...foreign, ...own];
}

/** That the kubelet itself disrupts the pod is kept from status to status: it happened once. */
function withDisruption(
  foreign: readonly PodCondition[],
  old: readonly PodCondition[],
  time: string,
): readonly PodCondition[] {
  const own = conditionOf(old, DISRUPTION_TARGET);
  if (own?.reason !== 'TerminationByKubelet') return foreign;
  const told = foreign.find(({ type }) => type === DISRUPTION_TARGET);
  const lastTransitionTime = told?.status === own.status ? (told.lastTransitionTime ?? time) : time;
  return [...foreign.filter((each) => each !== told), { ...own, lastTransitionTime }];
}
