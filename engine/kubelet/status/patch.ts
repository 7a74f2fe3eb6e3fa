import { extended } from '../../core/extended.js';
import { deepEqual } from '../../apimachinery/equality.js';
import type { PodCondition, PodStatus } from '../../apis/generated/core.v1.js';
import { isTerminalPhase } from '../pod/worker.js';
import { DISRUPTION_TARGET, isByKubelet, terminalJudgement } from './conditions.js';

/**
 * The status to send, given what the API has: conditions of others are kept, and the end of a pod is only told once its
 * containers have stopped. Follows mergePodStatus (pkg/kubelet/status/status_manager.go).
 */
export function mergeStatus(api: PodStatus, generated: PodStatus, couldRun: boolean): PodStatus {
  const others = api.conditions?.filter(({ type }) => !isByKubelet(type)) ?? [];
  const own = generated.conditions?.filter(({ type }) => isByKubelet(type)) ?? [];
  const ending = !isTerminalPhase(api.phase) && isTerminalPhase(generated.phase);
  const disruption =
    ending && !couldRun ? generated.conditions?.find(({ type }) => type === DISRUPTION_TARGET) : undefined;
  const foreign =
    disruption === undefined ? others : [...others.filter(({ type }) => type !== DISRUPTION_TARGET), disruption];
  const merged: PodStatus = { ...generated, conditions: foreign.length === 0 ? own : [...foreign, ...own] };
  if (ending && couldRun) return withPhaseOf(api, merged);
  return isTerminalPhase(merged.phase)
    ? { ...merged, conditions: merged.conditions?.map((each) => ended(each, merged.phase)) }
    : merged;
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
const FOREIGN = new Set(['resourceClaimStatuses', 'extendedResourceClaimStatus', 'nominatedNodeName', 'resize']);

/**
 * The strategic merge patch that turns one status into another; undefined when they are the same. Follows
 * PatchPodStatus (pkg/util/pod), which makes a two-way merge patch.
 */
export function statusPatch(from: PodStatus, to: PodStatus): Patch | undefined {
  const patch: Patch = {};
  for (const key of keysOf(from, to)) {
    const before = from[key];
    const after = to[key];
    if (FOREIGN.has(key) || deepEqual(before, after)) continue;
    if (key === 'conditions') patchConditions(patch, from.conditions ?? [], to.conditions ?? []);
    else if (key === 'podIPs' || key === 'hostIPs') patchAddresses(patch, key, from[key] ?? [], to[key] ?? []);
    else patch[key] = after ?? null;
  }
  for (const _ in patch) return patch;
  return undefined;
}

function keysOf(from: PodStatus, to: PodStatus): readonly (keyof PodStatus)[] {
  const keys = new Set([...Object.keys(to), ...Object.keys(from)]);
  return [...keys] as (keyof PodStatus)[];
}

function patchConditions(patch: Patch, from: readonly PodCondition[], to: readonly PodCondition[]): void {
  const changes: Patch[] = [];
  for (const condition of to) {
    const before = from.find(({ type }) => type === condition.type);
    const change = conditionChange(before, condition);
    if (change !== undefined) changes.push(change);
  }
  for (const { type } of from) if (!to.some((kept) => kept.type === type)) changes.push({ $patch: 'delete', type });
  if (changes.length === 0) return;
  patch['$setElementOrder/conditions'] = to.map(({ type }) => ({ type }));
  patch['conditions'] = changes;
}

function conditionChange(before: PodCondition | undefined, after: PodCondition): Patch | undefined {
  if (before === undefined) return { lastProbeTime: null, ...after };
  const { type: _type, lastProbeTime: _probed, ...fields } = after;
  const change: Patch = {};
  for (const [name, value] of Object.entries(fields))
    if (value !== before[name as keyof PodCondition]) change[name] = value;
  if (before.reason !== undefined && after.reason === undefined) change['reason'] = null;
  if (before.message !== undefined && after.message === undefined) change['message'] = null;
  for (const _ in change) {
    change['type'] = after.type;
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
