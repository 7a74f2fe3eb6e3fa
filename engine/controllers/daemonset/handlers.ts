import type { ControllerRevision, DaemonSet } from '../../apis/generated/apps.v1.js';
import type { Node, Pod } from '../../apis/generated/core.v1.js';
import { controllerrevisions, daemonsets, nodes, pods } from '../../apis/generated/resources.js';
import { semanticEqual } from '../../apimachinery/equality.js';
import { controllerOf, namespaceOf, objectKey, type KubeObject } from '../../apimachinery/object.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Observation } from '../../client/component.js';
import { isEventOf, NOTHING, type Enqueue, type Handled } from '../../client/controller.js';
import { creationObserved, deletionObserved, fulfilledExpectations } from '../../client/expectations.js';
import type { View } from '../../client/view.js';
import { SECOND } from '../../core/time.js';
import { controllerChanged, controllerIn, isControlledBy, labelsChanged } from '../framework/owners.js';
import { isPodReady, podReadyCondition } from '../framework/pod-state.js';
import { wants } from '../framework/selectors.js';
import { nodeShouldRunDaemonPod } from './eligibility.js';
import { allowsSurge } from './limits.js';
import { forgotten, isOwnWrite, withExpectations, type DaemonSetMemory } from './memory.js';
import { targetNodeName } from './pod-template.js';

/** The informer handlers of the daemon set controller: addDaemonset, updatePod, addHistory, syncNodeUpdate and so on. */
export function handleEvent(
  event: WatchEvent,
  { view }: Observation,
  memory: DaemonSetMemory,
): Handled<DaemonSetMemory> {
  if (isEventOf(event, pods)) return handlePod(event, view, memory);
  if (isEventOf(event, nodes)) return { memory, enqueue: nodeChanged(event, view) };
  if (isEventOf(event, controllerrevisions)) return { memory, enqueue: historyChanged(event, view) };
  if (!isEventOf(event, daemonsets)) return { memory, enqueue: NOTHING };
  const key = objectKey(event.object);
  if (event.type === 'DELETED') return { memory: forgotten(memory, key), enqueue: [{ key }] };
  return { memory, enqueue: [isOwnWrite(memory, key, event.object) ? { key, ifFailed: true } : { key }] };
}

/** The daemon sets that a node's coming, or a change of its labels or taints, gives something to do. */
function nodeChanged({ type, object: node, old }: WatchEvent<Node>, view: View): readonly Enqueue[] {
  if (type === 'DELETED' || (old !== undefined && isUnmoved(old, node))) return NOTHING;
  const there = view.podsOnNode(node.metadata.name);
  return view
    .list(daemonsets)
    .filter((daemonSet) => {
      const { run, stay } = nodeShouldRunDaemonPod(node, daemonSet);
      const scheduled = there.some((pod) => isControlledBy(pod, daemonSet));
      return scheduled ? !stay || daemonSet.status.numberMisscheduled > 0 : run;
    })
    .map((daemonSet) => ({ key: objectKey(daemonSet) }));
}

function isUnmoved(old: Node, node: Node): boolean {
  return semanticEqual(old.metadata.labels, node.metadata.labels) && semanticEqual(old.spec.taints, node.spec.taints);
}

function historyChanged({ type, object, old }: WatchEvent<ControllerRevision>, view: View): readonly Enqueue[] {
  const leaving = type === 'DELETED' || (type === 'ADDED' && object.metadata.deletionTimestamp !== undefined);
  const rehomed = type === 'MODIFIED' && old !== undefined && controllerChanged(old, object);
  const former = rehomed ? ownerOf(old, view) : NOTHING;
  if (controllerOf(object) !== undefined) return [...former, ...ownerOf(object, view)];
  const fresh = type === 'ADDED' || rehomed || (old !== undefined && labelsChanged(old, object));
  return leaving || !fresh ? former : [...former, ...wanting(object, view)];
}

function handlePod(
  { type, object: pod, old }: WatchEvent<Pod>,
  view: View,
  memory: DaemonSetMemory,
): Handled<DaemonSetMemory> {
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  if (type === 'MODIFIED' && old !== undefined && !terminating) {
    return { memory, enqueue: podUpdated(pod, old, view, memory) };
  }
  const gone = type === 'DELETED' || terminating;
  if (controllerOf(pod) === undefined) return { memory, enqueue: gone ? NOTHING : wanting(pod, view) };
  const owner = controllerIn(view, daemonsets, pod);
  if (owner === undefined) return { memory, enqueue: NOTHING };
  const key = objectKey(owner);
  const { expectations } = memory;
  const seen = gone ? deletionObserved(expectations, key) : creationObserved(expectations, key);
  return { memory: withExpectations(memory, seen), enqueue: [{ key }] };
}

function podUpdated(pod: Pod, old: Pod, view: View, { expectations }: DaemonSetMemory): readonly Enqueue[] {
  const rehomed = controllerChanged(old, pod);
  const former = rehomed ? ownerOf(old, view) : NOTHING;
  if (controllerOf(pod) === undefined) {
    return rehomed || labelsChanged(old, pod) ? [...former, ...wanting(pod, view)] : former;
  }
  const owner = controllerIn(view, daemonsets, pod);
  if (owner === undefined) return former;
  const key = objectKey(owner);
  const idle = !rehomed && !matters(old, pod, owner) && fulfilledExpectations(expectations, key);
  const keys: Enqueue[] = [...former, idle ? { key, ifFailed: true } : { key }];
  const { minReadySeconds = 0 } = owner.spec;
  const becameReady = minReadySeconds > 0 && !isPodReady(old) && isPodReady(pod);
  return becameReady ? [...keys, { key, after: (minReadySeconds + 1) * SECOND }] : keys;
}

/**
 * Whether an update changed anything that a sync looks at. Upstream syncs on every update, and most of them (its node
 * assigned, a container started) leave it nothing to do.
 */
function matters(old: Pod, pod: Pod, owner: DaemonSet): boolean {
  return (
    old.status.phase !== pod.status.phase ||
    podReadyCondition(old)?.status !== podReadyCondition(pod)?.status ||
    podReadyCondition(old)?.lastTransitionTime !== podReadyCondition(pod)?.lastTransitionTime ||
    labelsChanged(old, pod) ||
    targetNodeName(old) !== targetNodeName(pod) ||
    (old.spec.nodeName !== pod.spec.nodeName && allowsSurge(owner))
  );
}

function ownerOf(object: KubeObject, view: View): readonly Enqueue[] {
  const owner = controllerIn(view, daemonsets, object);
  return owner === undefined ? NOTHING : [{ key: objectKey(owner) }];
}

/** Daemon sets that select an orphan: one of them may adopt it. */
function wanting(object: KubeObject, view: View): readonly Enqueue[] {
  return view
    .list(daemonsets, namespaceOf(object))
    .filter(({ spec }) => wants(spec.selector, object))
    .map((daemonSet) => ({ key: objectKey(daemonSet) }));
}
