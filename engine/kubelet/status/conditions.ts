import type { ContainerStatus, Pod, PodCondition, PodSpec, PodStatus } from '../../apis/generated/core.v1.js';
import { isRestartableInit } from '../restart-policy.js';
import { statusOf } from './phase.js';

type Phase = PodStatus['phase'];
type Judgement = Pick<PodCondition, 'status' | 'reason' | 'message'>;

const TRUE: Judgement = { status: 'True' };

/** A Go slice of names as %s prints it. */
function list(names: readonly string[]): string {
  return names.length === 1 ? `[${names[0]}]` : `[${names.join(' ')}]`;
}

/** Follows GenerateContainersReadyCondition (pkg/kubelet/status/generate.go). */
export function containersReady(spec: PodSpec, statuses: readonly ContainerStatus[], phase: Phase): Judgement {
  const unknown: string[] = [];
  const unready: string[] = [];
  const sidecars = spec.initContainers?.filter(isRestartableInit) ?? [];
  for (const { name } of sidecars.length === 0 ? spec.containers : [...sidecars, ...spec.containers]) {
    const status = statusOf(statuses, name);
    if (status === undefined) unknown.push(name);
    else if (!status.ready) unready.push(name);
  }
  if (phase === 'Failed' || (phase === 'Succeeded' && unknown.length === 0)) return terminalJudgement(phase);
  if (unknown.length === 0 && unready.length === 0) return TRUE;
  const messages = [
    ...(unknown.length > 0 ? [`containers with unknown status: ${list(unknown)}`] : []),
    ...(unready.length > 0 ? [`containers with unready status: ${list(unready)}`] : []),
  ];
  return { status: 'False', reason: 'ContainersNotReady', message: messages.join(', ') };
}

/** Ready and ContainersReady of a pod that has ended. */
export function terminalJudgement(phase: Phase): Judgement {
  return { status: 'False', reason: phase === 'Failed' ? 'PodFailed' : 'PodCompleted' };
}

/** ContainersReady, and every readiness gate. Follows GeneratePodReadyCondition. */
export function podReady(spec: PodSpec, ready: Judgement, conditions: readonly PodCondition[]): Judgement {
  if (ready.status !== 'True') return ready;
  if (spec.readinessGates === undefined) return TRUE;
  const messages: string[] = [];
  for (const { conditionType } of spec.readinessGates) {
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
  const before = conditionOf(old, type);
  const { status, reason, message } = judgement;
  const moved = before === undefined || before.status !== status || before.lastTransitionTime === undefined;
  const observedGeneration = pod.metadata.generation === 0 ? undefined : pod.metadata.generation;
  const lastTransitionTime = moved ? now : before.lastTransitionTime;
  return { type, observedGeneration, status, lastTransitionTime, reason, message };
}

/** The condition of a type. */
export function conditionOf(conditions: readonly PodCondition[], type: string): PodCondition | undefined {
  for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
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

export const NO_CONDITIONS: readonly PodCondition[] = [];

/** Conditions that others write. */
export function foreignConditions(conditions: readonly PodCondition[]): readonly PodCondition[] {
  for (const { type } of conditions) {
    if (!isByKubelet(type)) return conditions.filter((condition) => !isByKubelet(condition.type));
  }
  return NO_CONDITIONS;
}

/** Conditions that the kubelet alone writes. Follows PodConditionByKubelet (pkg/kubelet/types). */
export function isByKubelet(type: string): boolean {
  return BY_KUBELET.has(type);
}
