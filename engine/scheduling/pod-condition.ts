import { timestamp } from '../apimachinery/time.js';
import type { Pod, PodCondition } from '../apis/generated/core.v1.js';
import { pods } from '../apis/generated/resources.js';
import { patch, type Reconcile, type Result } from '../client/reconcile.js';
import type { Millis } from '../core/time.js';

/** What to change in a pod's status. */
export interface StatusChange {
  readonly condition?: Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>;
  /** '' clears it; absent leaves it. */
  readonly nominatedNode?: string;
}

/** Patches pods/status, if anything is different from what `pod` shows, as updatePod and UpdatePodCondition. */
export function* patchPodStatus(pod: Pod, change: StatusChange, now: Millis): Reconcile<Result<Pod> | undefined> {
  const condition = change.condition === undefined ? undefined : changedCondition(pod, change.condition, now);
  const nominated = change.nominatedNode;
  const renominated = nominated !== undefined && nominated !== (pod.status?.nominatedNodeName ?? '');
  if (condition === undefined && !renominated) return undefined;
  const status = {
    ...(condition === undefined ? {} : { conditions: [condition] }),
    ...(renominated ? { nominatedNodeName: nominated === '' ? null : nominated } : {}),
  };
  const { namespace, name } = pod.metadata;
  return yield* patch(pods, { namespace, name }, 'strategic', { status }, 'status');
}

function changedCondition(
  pod: Pod,
  wanted: Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>,
  now: Millis,
): object | undefined {
  const old = pod.status?.conditions?.find(({ type }) => type === wanted.type);
  const same = old?.status === wanted.status;
  if (old !== undefined && same && old.reason === wanted.reason && old.message === wanted.message) return undefined;
  return {
    type: wanted.type,
    observedGeneration: pod.metadata.generation,
    status: wanted.status,
    lastProbeTime: null,
    lastTransitionTime: same ? old.lastTransitionTime : timestamp(now),
    reason: wanted.reason,
    message: wanted.message,
  };
}
