import { objectKey, splitKey } from '../../apimachinery/object.js';
import { parseLabelSelector } from '../../apimachinery/labels.js';
import type { HorizontalPodAutoscaler } from '../../apis/generated/autoscaling.v2.js';
import {
  deployments,
  horizontalpodautoscalers,
  pods,
  replicasets,
  replicationcontrollers,
  statefulsets,
} from '../../apis/generated/resources.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Component, Context } from '../../client/component.js';
import {
  controller,
  isEventOf,
  NOTHING,
  type ControllerMemory,
  type Enqueue,
  type Handled,
  type Synced,
} from '../../client/controller.js';
import type { Reconcile } from '../../client/reconcile.js';
import { addAfter } from '../../client/work-queue.js';
import { SortedMap } from '../../core/sorted-map.js';
import { SECOND } from '../../core/time.js';
import { NEW_AUTOSCALER, type Memory } from './memory.js';
import { syncAutoscaler } from './sync.js';

/** --horizontal-pod-autoscaler-sync-period. */
const SYNC_PERIOD = 15 * SECOND;

/**
 * So many ticks that find nothing new are waited for after a change: a use shows in a metrics server's next window at the
 * latest, and a pod's readiness a window after it. After them the ticks go on, and `settle` does not wait for them.
 */
const STEADY_TICKS = 3;

const WORKLOADS = [deployments, replicasets, statefulsets, replicationcontrollers];

/**
 * Scales what HorizontalPodAutoscalers refer to (pkg/controller/podautoscaler): each is looked at every 15 seconds,
 * first 15 seconds after it was made. Nothing but its tick makes it act. Targets and pods are watched for one reason, to
 * know whether a tick may find something new.
 */
const autoscaling = controller<Memory>({
  name: 'horizontal-pod-autoscaler-controller',
  watches: [horizontalpodautoscalers, pods, ...WORKLOADS],
  start: () => ({ known: SortedMap.empty() }),
  handle(event, _observation, memory) {
    if (isEventOf(event, horizontalpodautoscalers)) return afterAutoscaler(event, memory);
    if (memory.known.size === 0) return { memory, enqueue: NOTHING };
    const keys = keysOf(event, memory);
    return { memory: woken(memory, keys), enqueue: keys.map(later) };
  },
  sync,
});

export const horizontalPodAutoscalerController: Component<ControllerMemory<Memory>> = {
  ...autoscaling,
  // A different use is what its next ticks may find: whoever waits until all is at rest waits for them.
  hearsUsage: true,
  undergo(memory, occurrence, now) {
    if (occurrence === 'restarted' || occurrence === 'booted') return autoscaling.start(now);
    if (typeof occurrence === 'string' || occurrence.type === 'devices') return memory;
    const keys = [...memory.state.known].map(([key]) => key);
    const queue = keys.reduce((filled, key) => addAfter(filled, key, SYNC_PERIOD, 0, now), memory.queue);
    return { queue, state: woken(memory.state, keys) };
  },
};

function later(key: string): Enqueue {
  return { key, after: SYNC_PERIOD };
}

/** What is asked of it has changed, or only what is said of it. */
function afterAutoscaler({ type, object, old }: WatchEvent<HorizontalPodAutoscaler>, memory: Memory): Handled<Memory> {
  const key = objectKey(object);
  if (type === 'DELETED') return { memory: { known: memory.known.delete(key) }, enqueue: NOTHING };
  const known = memory.known.get(key) ?? NEW_AUTOSCALER;
  const isSame = old?.spec === object.spec;
  if (isSame) return { memory, enqueue: [{ ...later(key), retry: true }] };
  return { memory: { known: memory.known.set(key, { ...known, steady: 0 }) }, enqueue: [later(key)] };
}

/** Autoscalers whose next tick may find something new after an event: of a target of that name, or of a pod of theirs. */
function keysOf({ object, resource }: WatchEvent, { known }: Memory): readonly string[] {
  const { namespace = '', labels } = object.metadata;
  const isPod = resource === 'pods';
  const keys: string[] = [];
  for (const [key, { selector }] of known) {
    if (!key.startsWith(`${namespace}/`)) continue;
    const parsed = isPod && selector !== undefined ? parseLabelSelector(selector) : undefined;
    if (parsed === undefined || (parsed.ok && parsed.value.matches(labels))) keys.push(key);
  }
  return keys;
}

function woken(memory: Memory, keys: readonly string[]): Memory {
  let { known } = memory;
  for (const key of keys) {
    const autoscaler = known.get(key);
    if (autoscaler !== undefined && autoscaler.steady > 0) known = known.set(key, { ...autoscaler, steady: 0 });
  }
  return known === memory.known ? memory : { known };
}

function* sync(key: string, memory: Memory, context: Context): Reconcile<Synced<Memory>> {
  const { namespace, name } = splitKey(key);
  const autoscaler = context.view.get(horizontalpodautoscalers, namespace, name);
  if (autoscaler === undefined) return { memory: { known: memory.known.delete(key) } };
  const before = memory.known.get(key) ?? NEW_AUTOSCALER;
  const tick = yield* syncAutoscaler(autoscaler, key, before.history, memory, context);
  const selector = tick.selector ?? before.selector;
  const steady = tick.moving ? 0 : before.steady + 1;
  const after = { history: tick.history, steady, ...(selector !== undefined && { selector }) };
  const retry = steady >= STEADY_TICKS;
  return { memory: { known: memory.known.set(key, after) }, requeue: SYNC_PERIOD, retry };
}
