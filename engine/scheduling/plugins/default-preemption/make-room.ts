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
 * Clears the nominations of less important pods, then marks and deletes the victims. Does nothing when all of them are on
 * their way out already. False when something failed. Follows prepareCandidateAsync.
 */
export function* makeRoom({ preemptor, candidate, nominated, view, now }: Eviction): Reconcile<boolean> {
  const victims = candidate.victims.pods
    .map((victim) => live(victim, view))
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const last = victims.pop();
  if (last === undefined) return true;
  let ok = true;
  for (const pod of nominated) {
    if (priorityOf(pod) >= priorityOf(preemptor)) continue;
    const cleared = yield* patchPodStatus(live(pod, view), { nominatedNode: '' }, now);
    if (cleared !== undefined && !cleared.ok) ok = false;
  }
  for (const victim of victims) {
    if (yield* preemptPod(preemptor, victim, candidate.node.name, now)) continue;
    ok = false;
    break;
  }
  // The last one goes in any case: its end is what wakes the preemptor.
  return (yield* preemptPod(preemptor, last, candidate.node.name, now)) && ok;
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
