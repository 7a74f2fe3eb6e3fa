import { timestamp } from '../../apimachinery/time.js';
import type { Pod, PodCondition } from '../../apis/generated/core.v1.js';
import { pods } from '../../apis/generated/resources.js';
import { patch, type Reconcile, type Result } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';

const NONE: readonly PodCondition[] = [];

/** A condition as a controller states it: when it changed last is worked out. */
export type NewPodCondition = Omit<PodCondition, 'lastTransitionTime'>;

/** The condition of a type, whatever its status. */
export function podCondition(pod: Pod, type: string): PodCondition | undefined {
  return pod.status.conditions?.find((condition) => condition.type === type);
}

/**
 * Sets the condition of a type; the same list (===) when that changes nothing but the observed generation. Follows
 * podutil.UpdatePodCondition.
 */
export function updatePodCondition(
  conditions: readonly PodCondition[] = NONE,
  condition: NewPodCondition,
  now: Millis,
): readonly PodCondition[] {
  const old = conditions.find(({ type }) => type === condition.type);
  if (old === undefined) return [...conditions, { ...condition, lastTransitionTime: timestamp(now) }];
  const lastTransitionTime = old.status === condition.status ? old.lastTransitionTime : timestamp(now);
  const same =
    old.status === condition.status &&
    (old.reason ?? '') === (condition.reason ?? '') &&
    (old.message ?? '') === (condition.message ?? '') &&
    old.lastProbeTime === condition.lastProbeTime;
  if (same) return conditions;
  return conditions.map((other) => (other === old ? { ...condition, lastTransitionTime } : other));
}

/** What a controller writes into a pod's status when it ends the pod's life. */
export interface PodStatusPatch {
  readonly phase?: string;
  readonly observedGeneration?: number;
  readonly condition?: NewPodCondition;
}

/** Patches the status of a pod as it was seen; nothing is sent when nothing changes (utilpod.PatchPodStatus). */
export function* patchPodStatus(
  pod: Pod,
  { condition, ...fields }: PodStatusPatch,
  now: Millis,
): Reconcile<Result<unknown>> {
  const { namespace, name, uid } = pod.metadata;
  const before = pod.status.conditions ?? NONE;
  const after = condition === undefined ? before : updatePodCondition(before, condition, now);
  const changed = after.filter((item) => !before.includes(item));
  if (changed.length === 0 && Object.keys(fields).length === 0) return { ok: true, object: pod };
  const order = after.map(({ type }) => ({ type }));
  const conditions = changed.length === 0 ? {} : { '$setElementOrder/conditions': order, conditions: changed };
  const status = { ...fields, ...conditions };
  return yield* patch(pods, { namespace, name }, 'strategic', { metadata: { uid }, status }, 'status');
}
