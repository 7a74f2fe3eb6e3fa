import type { Pod } from '../../apis/generated/core.v1.js';
import { pods, statefulsets } from '../../apis/generated/resources.js';
import { controllerOf, namespaceOf, objectKey, type KubeObject } from '../../apimachinery/object.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Observation } from '../../client/component.js';
import { isEventOf, NOTHING, type Enqueue } from '../../client/controller.js';
import type { View } from '../../client/view.js';
import { SECOND } from '../../core/time.js';
import { controllerChanged, controllerIn, labelsChanged } from '../framework/owners.js';
import { isPodReady, podReadyCondition } from '../framework/pod-state.js';
import { wants } from '../framework/selectors.js';

/** The informer handlers of the stateful set controller: addPod, updatePod, deletePod and so on. */
export function wokenBy(event: WatchEvent, { view }: Observation): readonly Enqueue[] {
  if (!isEventOf(event, pods)) return isEventOf(event, statefulsets) ? [{ key: objectKey(event.object) }] : NOTHING;
  const { type, object: pod, old } = event;
  if (type === 'MODIFIED' && old !== undefined) return podUpdated(pod, old, view);
  const leaving = type === 'DELETED' || pod.metadata.deletionTimestamp !== undefined;
  if (controllerOf(pod) === undefined) return leaving ? NOTHING : wanting(pod, view);
  return ownerOf(pod, view);
}

function podUpdated(pod: Pod, old: Pod, view: View): readonly Enqueue[] {
  const rehomed = controllerChanged(old, pod);
  const former = rehomed ? ownerOf(old, view) : NOTHING;
  if (controllerOf(pod) === undefined) {
    return rehomed || labelsChanged(old, pod) ? [...former, ...wanting(pod, view)] : former;
  }
  const owner = controllerIn(view, statefulsets, pod);
  if (owner === undefined) return former;
  const key = objectKey(owner);
  const keys: Enqueue[] = [...former, rehomed || matters(old, pod) ? { key } : { key, ifFailed: true }];
  const { minReadySeconds = 0 } = owner.spec;
  const becameReady = minReadySeconds > 0 && !isPodReady(old) && isPodReady(pod);
  return becameReady ? [...keys, { key, after: minReadySeconds * SECOND }] : keys;
}

/**
 * Whether an update changed anything that a sync looks at; of a pending pod any does, for its claims are looked after.
 * Upstream syncs on every update.
 */
function matters(old: Pod, pod: Pod): boolean {
  return (
    pod.status.phase === 'Pending' ||
    old.status.phase !== pod.status.phase ||
    old.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp ||
    podReadyCondition(old)?.status !== podReadyCondition(pod)?.status ||
    podReadyCondition(old)?.lastTransitionTime !== podReadyCondition(pod)?.lastTransitionTime ||
    labelsChanged(old, pod)
  );
}

function ownerOf(object: KubeObject, view: View): readonly Enqueue[] {
  const owner = controllerIn(view, statefulsets, object);
  return owner === undefined ? NOTHING : [{ key: objectKey(owner) }];
}

/** Stateful sets that select an orphan: one of them may adopt it. */
function wanting(object: KubeObject, view: View): readonly Enqueue[] {
  return view
    .list(statefulsets, namespaceOf(object))
    .filter(({ spec }) => wants(spec.selector, object))
    .map((set) => ({ key: objectKey(set) }));
}
