import type { Pod } from '../../../apis/generated/core.v1.js';
import { pods } from '../../../apis/generated/resources.js';
import { remove, type Reconcile } from '../../../client/reconcile.js';
import type { View } from '../../../client/view.js';
import type { Millis } from '../../../core/time.js';
import { priorityOf } from '../../cache/pod-facts.js';
import { patchPodStatus } from '../../pod-condition.js';
import { podEvent } from '../../pod-event.js';
import type { Candidate } from './candidates.js';

/** Who evicts whom. */
export interface Eviction {
  readonly preemptor: Pod;
  readonly candidate: Candidate;
  /** Pods nominated to the node. */
  readonly nominated: readonly Pod[];
  readonly view: View;
  readonly now: Millis;
}

/**
 * Clears the nominations of less important pods, then marks and deletes the victims. False when one could not be
 * deleted. Follows prepareCandidateAsync.
 */
export function* makeRoom({ preemptor, candidate, nominated, view, now }: Eviction): Reconcile<boolean> {
  for (const pod of nominated) {
    if (priorityOf(pod) < priorityOf(preemptor)) yield* patchPodStatus(live(pod, view), { nominatedNode: '' }, now);
  }
  for (const victim of candidate.victims.pods) {
    const current = live(victim, view);
    if (current.metadata.deletionTimestamp !== undefined) continue;
    if (!(yield* preemptPod(preemptor, current, candidate.node.name, now))) return false;
  }
  return true;
}

/** The pod as the informers show it: the cache keeps older versions where the difference does not matter to plugins. */
function live(pod: Pod, view: View): Pod {
  const { namespace = '', name, uid } = pod.metadata;
  const found = view.get(pods, namespace, name);
  return found?.metadata.uid === uid ? found : pod;
}

/** True when the victim is on its way out, or gone already. */
function* preemptPod(preemptor: Pod, victim: Pod, node: string, now: Millis): Reconcile<boolean> {
  const { schedulerName = '' } = preemptor.spec;
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: `${schedulerName}: preempting to accommodate a higher priority pod`,
  };
  const patched = yield* patchPodStatus(victim, { condition }, now);
  if (patched !== undefined && !patched.ok) return patched.code === 404;
  const { namespace, name } = victim.metadata;
  const deleted = yield* remove(pods, { namespace, name });
  if (!deleted.ok) return deleted.code === 404;
  const message = `Preempted by pod ${preemptor.metadata.uid} on node ${node}`;
  const preempted = { eventType: 'Normal', reason: 'Preempted', action: 'Preempting', message } as const;
  yield* podEvent(victim, { ...preempted, related: preemptor }, schedulerName);
  return true;
}
