import type { Pod } from '../../apis/generated/core.v1.js';
import { pods } from '../../apis/generated/resources.js';
import { controllerOf, namespaceOf, objectKey, type KubeObject } from '../../apimachinery/object.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Observation } from '../../client/component.js';
import { isEventOf, NOTHING, type Enqueue, type Handled } from '../../client/controller.js';
import {
  creationObserved,
  deleteExpectations,
  deletionObserved,
  fulfilledExpectations,
  type Expectations,
} from '../../client/expectations.js';
import type { View } from '../../client/view.js';
import { SECOND } from '../../core/time.js';
import { controllerChanged, controllerIn, labelsChanged } from '../framework/owners.js';
import { isPodReady, isPodTerminal, podReadyCondition } from '../framework/pod-state.js';
import { wants } from '../framework/selectors.js';
import type { Family, Replicated } from './family.js';

/** The informer handlers of the replica set controller: addRS, updatePod and so on (replica_set.go). */
export function handleEvent<T extends Replicated>(
  family: Family<T>,
  event: WatchEvent,
  { view }: Observation,
  expectations: Expectations,
): Handled<Expectations> {
  if (isEventOf(event, pods)) return handlePod(family, event, view, expectations);
  if (!isEventOf(event, family.resource)) return { memory: expectations, enqueue: NOTHING };
  const key = objectKey(event.object);
  const memory = event.type === 'DELETED' ? deleteExpectations(expectations, key) : expectations;
  return { memory, enqueue: [{ key }] };
}

function handlePod<T extends Replicated>(
  family: Family<T>,
  { type, object: pod, old }: WatchEvent<Pod>,
  view: View,
  expectations: Expectations,
): Handled<Expectations> {
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  if (type === 'DELETED' || (type === 'ADDED' && terminating)) return podDeleted(family, pod, view, expectations);
  if (type === 'ADDED' || old === undefined) return podAdded(family, pod, view, expectations);
  if (!terminating) return { memory: expectations, enqueue: podUpdated(family, pod, old, view, expectations) };
  const handled = podDeleted(family, pod, view, expectations);
  if (!labelsChanged(old, pod)) return handled;
  const again = podDeleted(family, old, view, handled.memory);
  return { memory: again.memory, enqueue: [...handled.enqueue, ...again.enqueue] };
}

function podAdded<T extends Replicated>(
  family: Family<T>,
  pod: Pod,
  view: View,
  expectations: Expectations,
): Handled<Expectations> {
  if (controllerOf(pod) === undefined) return { memory: expectations, enqueue: wanting(family, pod, view) };
  const owner = controllerIn(view, family.resource, pod);
  if (owner === undefined) return { memory: expectations, enqueue: NOTHING };
  const key = objectKey(owner);
  return { memory: creationObserved(expectations, key), enqueue: [{ key }] };
}

function podDeleted<T extends Replicated>(
  family: Family<T>,
  pod: Pod,
  view: View,
  expectations: Expectations,
): Handled<Expectations> {
  const owner = controllerIn(view, family.resource, pod);
  if (owner === undefined) return { memory: expectations, enqueue: NOTHING };
  const key = objectKey(owner);
  return { memory: deletionObserved(expectations, key, objectKey(pod)), enqueue: [{ key }] };
}

function podUpdated<T extends Replicated>(
  family: Family<T>,
  pod: Pod,
  old: Pod,
  view: View,
  expectations: Expectations,
): readonly Enqueue[] {
  const keys: Enqueue[] = [];
  const rehomed = controllerChanged(old, pod);
  const formerOwner = rehomed ? controllerIn(view, family.resource, old) : undefined;
  if (formerOwner !== undefined) keys.push({ key: objectKey(formerOwner) });
  if (controllerOf(pod) === undefined) {
    return rehomed || labelsChanged(old, pod) ? [...keys, ...wanting(family, pod, view)] : keys;
  }
  const owner = controllerIn(view, family.resource, pod);
  if (owner === undefined) return keys;
  const key = objectKey(owner);
  const idle = !rehomed && !matters(old, pod) && fulfilledExpectations(expectations, key);
  keys.push(idle ? { key, ifFailed: true } : { key });
  const { minReadySeconds = 0 } = owner.spec;
  if (minReadySeconds > 0 && !isPodReady(old) && isPodReady(pod)) keys.push({ key, after: minReadySeconds * SECOND });
  return keys;
}

/**
 * Whether an update changed anything that a sync looks at while the number of pods is right. Upstream syncs on every
 * update, and most of them (a node assigned, a container started) leave it nothing to do.
 */
function matters(old: Pod, pod: Pod): boolean {
  if (labelsChanged(old, pod)) return true;
  if (old.status === pod.status) return false;
  const before = podReadyCondition(old);
  const after = podReadyCondition(pod);
  const ready = after?.status === 'True';
  return (
    isPodTerminal(old) !== isPodTerminal(pod) ||
    (before?.status === 'True') !== ready ||
    (ready && before?.lastTransitionTime !== after.lastTransitionTime)
  );
}

/** Whoever selects an orphan: one of them may adopt it. */
function wanting<T extends Replicated>(
  { resource, selectorOf }: Family<T>,
  pod: KubeObject,
  view: View,
): readonly Enqueue[] {
  return view
    .list(resource, namespaceOf(pod))
    .filter((owner) => wants(selectorOf(owner), pod))
    .map((owner) => ({ key: objectKey(owner) }));
}
