import { extended } from '../../core/extended.js';
import { deepEqual } from '../../apimachinery/equality.js';
import type { PodCondition, PodStatus } from '../../apis/generated/core.v1.js';
import { isTerminalPhase } from '../pod/worker.js';
import {
  conditionOf,
  DISRUPTION_TARGET,
  foreignConditions,
  isByKubelet,
  NO_CONDITIONS,
  terminalJudgement,
} from './conditions.js';

/**
 * The status to send, given what the API has: conditions of others are kept, and the end of a pod is only told once its
 * containers have stopped. Follows mergePodStatus (pkg/kubelet/status/status_manager.go).
 */
export function mergeStatus(api: PodStatus, generated: PodStatus, couldRun: boolean): PodStatus {
  const ending = !isTerminalPhase(api.phase) && isTerminalPhase(generated.phase);
  const conditions = mergeConditions(
    api.conditions ?? NO_CONDITIONS,
    generated.conditions ?? NO_CONDITIONS,
    ending && !couldRun,
  );
  const merged = conditions === generated.conditions ? generated : { ...generated, conditions };
  if (ending && couldRun) return withPhaseOf(api, merged);
  return isTerminalPhase(merged.phase)
    ? { ...merged, conditions: conditions.map((each) => ended(each, merged.phase)) }
    : merged;
}

/** The kubelet's conditions after those of others; `final`: its word on who disrupted the pod counts. */
function mergeConditions(
  api: readonly PodCondition[],
  generated: readonly PodCondition[],
  final: boolean,
): readonly PodCondition[] {
  const others = foreignConditions(api);
  const told = foreignConditions(generated);
  if (others.length === 0 && told.length === 0) return generated;
  const own = told.length === 0 ? generated : generated.filter(({ type }) => isByKubelet(type));
  const disruption = final ? conditionOf(told, DISRUPTION_TARGET) : undefined;
  const foreign =
    disruption === undefined ? others : [...others.filter(({ type }) => type !== DISRUPTION_TARGET), disruption];
  return foreign.length === 0 ? own : [...foreign, ...own];
}

function withPhaseOf(
  api: PodStatus,
  { phase: _phase, reason: _reason, message: _message, ...rest }: PodStatus,
): PodStatus {
  return extended(rest, {
    phase: api.phase,
    ...(api.reason === undefined ? {} : { reason: api.reason }),
    ...(api.message === undefined ? {} : { message: api.message }),
  });
}

/** A pod that has ended is never told to be ready. */
function ended(condition: PodCondition, phase: PodStatus['phase']): PodCondition {
  const concerned = condition.type === 'Ready' || condition.type === 'ContainersReady';
  return concerned && condition.status === 'True' ? { ...condition, ...terminalJudgement(phase) } : condition;
}

type Patch = Record<string, unknown>;

/**
 * The strategic merge patch that turns one status into another; undefined when they are the same. What others own is left
 * alone: claims, resizes, the nomination. Follows PatchPodStatus (pkg/util/pod), which makes a two-way merge patch.
 */
export function statusPatch(from: PodStatus, to: PodStatus): Patch | undefined {
  const patch: Patch = {};
  if (from.observedGeneration !== to.observedGeneration) patch['observedGeneration'] = to.observedGeneration ?? null;
  if (from.phase !== to.phase) patch['phase'] = to.phase ?? null;
  patchConditions(patch, from.conditions ?? NO_CONDITIONS, to.conditions ?? NO_CONDITIONS);
  if (from.reason !== to.reason) patch['reason'] = to.reason ?? null;
  if (from.message !== to.message) patch['message'] = to.message ?? null;
  if (from.hostIP !== to.hostIP) patch['hostIP'] = to.hostIP ?? null;
  if (differ(from.hostIPs, to.hostIPs)) patchAddresses(patch, 'hostIPs', from.hostIPs, to.hostIPs);
  if (from.podIP !== to.podIP) patch['podIP'] = to.podIP ?? null;
  if (differ(from.podIPs, to.podIPs)) patchAddresses(patch, 'podIPs', from.podIPs, to.podIPs);
  if (from.startTime !== to.startTime) patch['startTime'] = to.startTime ?? null;
  patchContainers(patch, from, to);
  if (from.qosClass !== to.qosClass) patch['qosClass'] = to.qosClass ?? null;
  if (differ(from.allocatedResources, to.allocatedResources))
    patch['allocatedResources'] = to.allocatedResources ?? null;
  if (differ(from.resources, to.resources)) patch['resources'] = to.resources ?? null;
  for (const _ in patch) return patch;
  return undefined;
}

function differ(before: object | undefined, after: object | undefined): boolean {
  return before !== after && !deepEqual(before, after);
}

function patchContainers(patch: Patch, from: PodStatus, to: PodStatus): void {
  const { initContainerStatuses: init, containerStatuses: apps, ephemeralContainerStatuses: ephemeral } = to;
  if (differ(from.initContainerStatuses, init)) patch['initContainerStatuses'] = init ?? null;
  if (differ(from.containerStatuses, apps)) patch['containerStatuses'] = apps ?? null;
  if (differ(from.ephemeralContainerStatuses, ephemeral)) patch['ephemeralContainerStatuses'] = ephemeral ?? null;
}

function patchConditions(patch: Patch, from: readonly PodCondition[], to: readonly PodCondition[]): void {
  const changes: Patch[] = [];
  for (const condition of to) {
    const change = conditionChange(conditionOf(from, condition.type), condition);
    if (change !== undefined) changes.push(change);
  }
  for (const { type } of from) if (conditionOf(to, type) === undefined) changes.push({ $patch: 'delete', type });
  if (changes.length === 0) return;
  patch['$setElementOrder/conditions'] = to.map(({ type }) => ({ type }));
  patch['conditions'] = changes;
}

function conditionChange(before: PodCondition | undefined, after: PodCondition): Patch | undefined {
  if (before === after) return undefined;
  const { type, observedGeneration, status, lastTransitionTime, reason, message } = after;
  const change: Patch = before === undefined ? { lastProbeTime: null, type } : {};
  if (observedGeneration !== undefined && observedGeneration !== before?.observedGeneration)
    change['observedGeneration'] = observedGeneration;
  if (status !== before?.status) change['status'] = status;
  if (lastTransitionTime !== undefined && lastTransitionTime !== before?.lastTransitionTime)
    change['lastTransitionTime'] = lastTransitionTime;
  if (reason !== before?.reason) change['reason'] = reason ?? null;
  if (message !== before?.message) change['message'] = message ?? null;
  if (before === undefined) return change;
  for (const _ in change) {
    change['type'] = type;
    return change;
  }
  return undefined;
}

interface Address {
  readonly ip: string;
}

const NO_ADDRESSES: readonly Address[] = [];

const ORDERS = { podIPs: '$setElementOrder/podIPs', hostIPs: '$setElementOrder/hostIPs' } as const;

function patchAddresses(
  patch: Patch,
  key: 'podIPs' | 'hostIPs',
  from: readonly Address[] = NO_ADDRESSES,
  to: readonly Address[] = NO_ADDRESSES,
): void {
  const added = from.length === 0 ? to : to.filter(({ ip }) => !from.some((kept) => kept.ip === ip));
  const gone = from.filter(({ ip }) => !to.some((kept) => kept.ip === ip));
  if (added.length + gone.length === 0) return;
  patch[ORDERS[key]] = to;
  patch[key] = gone.length === 0 ? added : [...added, ...gone.map(({ ip }) => ({ $patch: 'delete', ip }))];
}
