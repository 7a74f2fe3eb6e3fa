import type { ContainerStatus, Pod, PodCondition, PodSpec, PodStatus } from '../../apis/generated/core.v1.js';
import { isRestartableInit } from '../restart-policy.js';
import { statusOf } from './phase.js';

type Phase = PodStatus['phase'];
type Judgement = Pick<PodCondition, 'status' | 'reason' | 'message'>;

const TRUE: Judgement = { status: 'True' };

/** A Go slice of names as %s prints it. */
function list(names: readonly string[]): string {
  return `[${names.join(' ')}]`;
}

/** Follows GenerateContainersReadyCondition (pkg/kubelet/status/generate.go). */
export function containersReady(spec: PodSpec, statuses: readonly ContainerStatus[], phase: Phase): Judgement {
  const unknown: string[] = [];
  const unready: string[] = [];
  const sidecars = spec.initContainers?.filter(isRestartableInit) ?? [];
  for (const { name } of [...sidecars, ...spec.containers]) {
    const status = statusOf(statuses, name);
    if (status === undefined) unknown.push(name);
    else if (!status.ready) unready.push(name);
  }
  if (phase === 'Failed' || (phase === 'Succeeded' && unknown.length === 0)) return terminalJudgement(phase);
  const messages = [
    ...(unknown.length > 0 ? [`containers with unknown status: ${list(unknown)}`] : []),
    ...(unready.length > 0 ? [`containers with unready status: ${list(unready)}`] : []),
  ];
  return messages.length === 0 ? TRUE : { status: 'False', reason: 'ContainersNotReady', message: messages.join(', ') };
}

/** Ready and ContainersReady of a pod that has ended. */
export function terminalJudgement(phase: Phase): Judgement {
  return { status: 'False', reason: phase === 'Failed' ? 'PodFailed' : 'PodCompleted' };
}

/** ContainersReady, and every readiness gate. Follows GeneratePodReadyCondition. */
export function podReady(spec: PodSpec, ready: Judgement, conditions: readonly PodCondition[]): Judgement {
  if (ready.status !== 'True') return ready;
  const messages: string[] = [];
  for (const { conditionType } of spec.readinessGates ?? []) {
    const gate = conditions.find(({ type }) => type === conditionType);
    if (gate === undefined)
      messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (gate.status !== 'True')
      messages.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`);
  }
  return messages.length === 0
    ? TRUE
    : { status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') };
}

/** Follows GeneratePodInitializedCondition. */
export function initialized(spec: PodSpec, statuses: readonly ContainerStatus[], phase: Phase): Judgement {
  const unknown: string[] = [];
  const incomplete: string[] = [];
  for (const container of spec.initContainers ?? []) {
    const status = statusOf(statuses, container.name);
    if (status === undefined) unknown.push(container.name);
    else if (isRestartableInit(container) ? status.started !== true : !status.ready) incomplete.push(container.name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'True', reason: 'PodCompleted' };
  if (hasStartedApp(spec, statuses)) return TRUE;
  const messages = [
    ...(unknown.length > 0 ? [`containers with unknown status: ${list(unknown)}`] : []),
    ...(incomplete.length > 0 ? [`containers with incomplete status: ${list(incomplete)}`] : []),
  ];
  return messages.length === 0
    ? TRUE
    : { status: 'False', reason: 'ContainersNotInitialized', message: messages.join(', ') };
}

function hasStartedApp(spec: PodSpec, statuses: readonly ContainerStatus[]): boolean {
  return spec.containers.some(({ name }) => {
    const state = statusOf(statuses, name)?.state;
    return state?.running !== undefined || state?.terminated !== undefined;
  });
}

/** A condition at the pod's generation; its time moves only when its status does. */
export function condition(
  pod: Pod,
  old: readonly PodCondition[],
  type: string,
  judgement: Judgement,
  now: string,
): PodCondition {
  const before = old.find((candidate) => candidate.type === type);
  const moved = before === undefined || before.status !== judgement.status || before.lastTransitionTime === undefined;
  const { generation } = pod.metadata;
  return {
    type,
    ...(generation === undefined || generation === 0 ? {} : { observedGeneration: generation }),
    status: judgement.status,
    lastTransitionTime: moved ? now : before.lastTransitionTime,
    ...(judgement.reason === undefined ? {} : { reason: judgement.reason }),
    ...(judgement.message === undefined ? {} : { message: judgement.message }),
  };
}

/** Set by whoever disrupts the pod; the kubelet's own word comes last. */
export const DISRUPTION_TARGET = 'DisruptionTarget';

const BY_KUBELET = new Set([
  'PodScheduled',
  'Ready',
  'Initialized',
  'ContainersReady',
  'PodResizeInProgress',
  'PodResizePending',
  'PodReadyToStartContainers',
]);

/** Conditions that the kubelet alone writes. Follows PodConditionByKubelet (pkg/kubelet/types). */
export function isByKubelet(type: string): boolean {
  return BY_KUBELET.has(type);
}
