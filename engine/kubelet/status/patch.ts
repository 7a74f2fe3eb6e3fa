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

/** Fields of the status that others own. */
type Foreign = 'resourceClaimStatuses' | 'extendedResourceClaimStatus' | 'nominatedNodeName' | 'resize';

type Own = Exclude<keyof PodStatus, Foreign>;

/** In the order in which a patch has them. */
const OWN: Readonly<Record<Own, true>> = {
  observedGeneration: true,
  phase: true,
  conditions: true,
  reason: true,
  message: true,
  hostIP: true,
  hostIPs: true,
  podIP: true,
  podIPs: true,
  startTime: true,
  initContainerStatuses: true,
  containerStatuses: true,
  ephemeralContainerStatuses: true,
  qosClass: true,
  allocatedResources: true,
  resources: true,
};
const FIELDS = Object.keys(OWN) as readonly Own[];

/**
 * The strategic merge patch that turns one status into another; undefined when they are the same. Follows
 * PatchPodStatus (pkg/util/pod), which makes a two-way merge patch.
 */
export function statusPatch(from: PodStatus, to: PodStatus): Patch | undefined {
  const patch: Patch = {};
  for (const key of FIELDS) {
    const before = from[key];
    const after = to[key];
    if (before === after || deepEqual(before, after)) continue;
    if (key === 'conditions') patchConditions(patch, from.conditions ?? NO_CONDITIONS, to.conditions ?? NO_CONDITIONS);
    else if (key === 'podIPs' || key === 'hostIPs') patchAddresses(patch, key, from[key] ?? [], to[key] ?? []);
    else patch[key] = after ?? null;
  }
  for (const _ in patch) return patch;
  return undefined;
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

function patchAddresses(patch: Patch, key: string, from: readonly Address[], to: readonly Address[]): void {
  const added = to.filter(({ ip }) => !from.some((kept) => kept.ip === ip));
  const gone = from.filter(({ ip }) => !to.some((kept) => kept.ip === ip));
  if (added.length + gone.length === 0) return;
  patch[`$setElementOrder/${key}`] = to;
  patch[key] = [...added, ...gone.map(({ ip }) => ({ $patch: 'delete', ip }))];
}
