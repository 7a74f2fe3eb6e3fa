import { semanticEqual } from '../../apimachinery/equality.js';
import { objectKey, splitKey } from '../../apimachinery/object.js';
import type { Node, Pod } from '../../apis/generated/core.v1.js';
import { nodes, pods } from '../../apis/generated/resources.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Context } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Enqueue, type Synced } from '../../client/controller.js';
import { read, remove, type Reconcile } from '../../client/reconcile.js';
import { clearTimer, NO_TIMERS, setTimer, timerOf, withTimers, type Timed } from '../../client/timers.js';
import type { View } from '../../client/view.js';
import { patchPodStatus } from '../framework/pod-conditions.js';
import { noExecuteTaints, toleratedFor } from './tolerance.js';

/** Tries at an eviction before it is given up. */
const RETRIES = 5;

const NODE = 'node ';
const POD = 'pod ';
const EVICT = 'evict ';

/** Which evictions are planned: a timer for each pod, named 'evict namespace/name'. */
type Memory = Timed;

type Outcome = Synced<Memory>;

/**
 * Deletes pods from nodes with NoExecute taints that they do not tolerate, or no longer (pkg/controller/tainteviction). A
 * planned eviction stays as it was planned until the taints or the pod are gone.
 */
export const taintEvictionController = withTimers(
  controller<Memory>({
    name: 'taint-eviction-controller',
    watches: [nodes, pods],
    start: () => ({ timers: NO_TIMERS }),
    handle(event, { view }, memory) {
      if (isEventOf(event, nodes)) return { memory, enqueue: afterNode(event, view) };
      return { memory, enqueue: isEventOf(event, pods) ? afterPod(event, view, memory) : NOTHING };
    },
    *sync(key, memory, context) {
      if (key.startsWith(NODE)) return yield* handleNodeUpdate(key.slice(NODE.length), memory, context);
      if (key.startsWith(POD)) return yield* handlePodUpdate(key.slice(POD.length), memory, context);
      return yield* evict(key.slice(EVICT.length), memory, context);
    },
  }),
);

/** NodeUpdated: only changes of the NoExecute taints matter. */
function afterNode({ type, object, old }: WatchEvent<Node>, view: View): readonly Enqueue[] {
  const before = noExecuteTaints(old);
  const after = type === 'DELETED' ? [] : noExecuteTaints(object);
  if (type !== 'MODIFIED' ? after.length === 0 : before === after || semanticEqual(before, after)) return NOTHING;
  return view.podsOnNode(object.metadata.name).length === 0 ? NOTHING : [{ key: NODE + object.metadata.name }];
}

/** PodUpdated: only where it runs and what it tolerates matter, and whether it is there at all. */
function afterPod({ type, object, old }: WatchEvent<Pod>, view: View, memory: Memory): readonly Enqueue[] {
  if (type === 'DELETED') {
    const key = objectKey(object);
    return timerOf(memory.timers, EVICT + key) === undefined ? NOTHING : [{ key: POD + key }];
  }
  const { nodeName = '', tolerations } = object.spec;
  const same = old?.spec.nodeName === object.spec.nodeName && semanticEqual(old?.spec.tolerations, tolerations);
  if (nodeName === '' || (old !== undefined && same)) return NOTHING;
  return noExecuteTaints(view.get(nodes, '', nodeName)).length === 0 ? NOTHING : [{ key: POD + objectKey(object) }];
}

function* handleNodeUpdate(name: string, memory: Memory, context: Context): Reconcile<Outcome> {
  const node = context.view.get(nodes, '', name);
  if (node === undefined) return { memory };
  const tainted = noExecuteTaints(node).length > 0;
  let after = memory;
  for (const pod of context.view.podsOnNode(name)) {
    after = tainted ? yield* processPodOnNode(pod, node, after, context) : yield* cancel(objectKey(pod), after);
  }
  return { memory: after };
}

function* handlePodUpdate(key: string, memory: Memory, context: Context): Reconcile<Outcome> {
  const { namespace, name } = splitKey(key);
  const pod = context.view.get(pods, namespace, name);
  if (pod === undefined) return { memory: yield* cancel(key, memory) };
  const node = context.view.get(nodes, '', pod.spec.nodeName ?? '');
  if (node === undefined || noExecuteTaints(node).length === 0) return { memory };
  return { memory: yield* processPodOnNode(pod, node, memory, context) };
}

/** Plans, keeps or calls off the eviction of a pod of a tainted node. */
function* processPodOnNode(pod: Pod, node: Node, memory: Memory, context: Context): Reconcile<Memory> {
  const key = objectKey(pod);
  const stays = toleratedFor(pod, noExecuteTaints(node));
  if (stays === Infinity) return yield* cancel(key, memory);
  const planned = timerOf(memory.timers, EVICT + key) !== undefined;
  if (stays > 0 && planned) return memory;
  if (stays > 0) return { timers: setTimer(memory.timers, EVICT + key, context.now + stays) };
  const unplanned = yield* cancel(key, memory);
  return (yield* evict(key, unplanned, context)).memory;
}

/** The pod as an event names it: no more is known of it by then. */
function* tell(key: string, message: string): Reconcile {
  const { namespace, name } = splitKey(key);
  const object = { apiVersion: 'v1', kind: 'Pod', namespace, name };
  yield { type: 'event', object, eventType: 'Normal', reason: 'TaintManagerEviction', message };
}

/** Calls off a planned eviction (cancelWorkWithEvent). */
function* cancel(key: string, memory: Memory): Reconcile<Memory> {
  const timers = clearTimer(memory.timers, EVICT + key);
  if (timers === memory.timers) return memory;
  yield* tell(key, `Cancelling deletion of Pod ${key}`);
  return { timers };
}

/** Marks the pod and deletes it (deletePodHandler). */
function* evict(key: string, memory: Memory, { now }: Context): Reconcile<Outcome> {
  const { namespace, name } = splitKey(key);
  yield* tell(key, `Marking for deletion Pod ${key}`);
  for (let tries = 0; tries < RETRIES; tries++) {
    const found = yield* read(pods, { namespace, name });
    if (!found.ok) continue;
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      observedGeneration: found.object.metadata.generation,
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    } as const;
    const marked = yield* patchPodStatus(found.object, { condition }, now);
    if (marked.ok && (yield* remove(pods, { namespace, name })).ok) break;
  }
  return { memory };
}
