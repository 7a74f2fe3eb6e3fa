import { splitKey } from '../../apimachinery/object.js';
import type { Lease } from '../../apis/generated/coordination.v1.js';
import type { Node, Pod } from '../../apis/generated/core.v1.js';
import { leases, nodes, pods } from '../../apis/generated/resources.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Observation } from '../../client/component.js';
import { controller, isEventOf, NOTHING, type Enqueue, type Handled } from '../../client/controller.js';
import { CACHE_SYNC_DELAY } from '../../client/ticks.js';
import { newMemory, withRetry, type Memory } from './memory.js';
import {
  isOnUnreadyNode,
  MONITOR_KEY,
  monitorNodeHealth,
  NODE_LEASES,
  podKey,
  processPod,
  untilNextRound,
} from './monitor.js';
import { doNoScheduleTaintingPass, reconcileNodeLabels } from './node-update.js';
import { doNoExecuteTaintingPass, TAINTING_KEY } from './tainting.js';

const NODE = 'node ';
const POD = 'pod ';

/**
 * Watches over the nodes' signs of life and taints those that are not well (pkg/controller/nodelifecycle). Its rounds are
 * every 5 s; only those run that follow a change, or in which a node may turn out to be silent for too long.
 */
export const nodeLifecycleController = controller<Memory>({
  name: 'node-lifecycle-controller',
  watches: [nodes, leases, pods],
  start: (now) => newMemory(now + CACHE_SYNC_DELAY),
  handle(event, observation, memory) {
    if (isEventOf(event, nodes)) return afterNode(event, observation, memory);
    if (isEventOf(event, leases)) return { memory, enqueue: afterLease(event, observation, memory) };
    return { memory, enqueue: isEventOf(event, pods) ? afterPod(event, memory) : NOTHING };
  },
  *sync(key, memory, context) {
    if (key === MONITOR_KEY) return yield* monitorNodeHealth(memory, context);
    if (key === TAINTING_KEY) return yield* doNoExecuteTaintingPass(memory, context);
    if (key.startsWith(POD)) {
      const { namespace, name } = splitKey(key.slice(POD.length));
      const pod = context.view.get(pods, namespace, name);
      return pod === undefined ? { memory } : yield* processPod(pod, memory, context.now);
    }
    const node = context.view.get(nodes, '', key.slice(NODE.length));
    if (node === undefined) return { memory };
    yield* doNoScheduleTaintingPass(node, context.now);
    yield* reconcileNodeLabels(node);
    return { memory };
  },
});

function monitor(memory: Memory, { now }: Observation): Enqueue {
  return { key: MONITOR_KEY, after: untilNextRound(memory, now) };
}

function afterNode(event: WatchEvent<Node>, observation: Observation, memory: Memory): Handled<Memory> {
  const { type, object, old } = event;
  const { name } = object.metadata;
  if (type === 'DELETED') return { memory: withRetry(memory, name, false), enqueue: [monitor(memory, observation)] };
  if (old !== undefined && !isChanged(object, old)) return { memory, enqueue: NOTHING };
  return { memory, enqueue: [{ key: NODE + name }, monitor(memory, observation)] };
}

/** Whether anything has changed that the controller looks at. */
function isChanged(node: Node, old: Node): boolean {
  return (
    node.status.conditions !== old.status.conditions ||
    node.spec.taints !== old.spec.taints ||
    node.spec.unschedulable !== old.spec.unschedulable ||
    node.metadata.labels !== old.metadata.labels
  );
}

function afterLease({ object, old }: WatchEvent<Lease>, observation: Observation, memory: Memory): readonly Enqueue[] {
  if (object.metadata.namespace !== NODE_LEASES || object.spec.renewTime === old?.spec.renewTime) return NOTHING;
  return [monitor(memory, observation)];
}

/** podUpdated: only pods that have just got their node matter. */
function afterPod({ type, object, old }: WatchEvent<Pod>, memory: Memory): readonly Enqueue[] {
  const { nodeName = '' } = object.spec;
  if (type === 'DELETED' || nodeName === '' || old?.spec.nodeName === nodeName) return NOTHING;
  return isOnUnreadyNode(object, memory) ? [{ key: podKey(object) }] : NOTHING;
}
