import type { KubeObject } from '../apimachinery/object.js';
import type { Node, Pod } from '../apis/generated/core.v1.js';
import * as resources from '../apis/generated/resources.js';
import { resourceKey } from '../apis/resource.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Observation } from '../client/component.js';
import type { Millis } from '../core/time.js';
import { forgetPod, nodeGone, nodeSeen, podGone, podSeen } from './cache/cache.js';
import { hasSameFacts } from './cache/pod-change.js';
import { priorityOf } from './cache/pod-facts.js';
import { Action, ASSIGNED_POD_ADD, ASSIGNED_POD_DELETE, type EventResource } from './cluster-event.js';
import { withCache, withQueue, type PendingBinding, type SchedulerMemory } from './memory.js';
import { nodeSchedulingPropertiesChange, podSchedulingPropertiesChange } from './object-changes.js';
import { podAdded, podDeleted, podUpdated } from './queue/pod-events.js';
import { isAtEase, moveAll, type Happening } from './queue/requeue.js';
import { isReady } from './queue/scheduling-queue.js';
import type { QueueContext } from './queue/settings.js';
import { profileOf, type SchedulerSettings } from './settings.js';
import { nextPoll } from './turns.js';
import { withoutObsolete } from './volumes/assumed-volumes.js';

/** Collections whose changes can wake pods, besides pods and nodes. */
const OTHER_RESOURCES = new Map<string, EventResource>([
  [resourceKey(resources.persistentvolumes), 'PersistentVolume'],
  [resourceKey(resources.persistentvolumeclaims), 'PersistentVolumeClaim'],
  [resourceKey(resources.storageclasses), 'storage.k8s.io/StorageClass'],
  [resourceKey(resources.csinodes), 'storage.k8s.io/CSINode'],
  [resourceKey(resources.csidrivers), 'storage.k8s.io/CSIDriver'],
  [resourceKey(resources.csistoragecapacities), 'storage.k8s.io/CSIStorageCapacity'],
  [resourceKey(resources.volumeattachments), 'storage.k8s.io/VolumeAttachment'],
]);

/** What the scheduler is told of. Pods first: those that run before the nodes that they run on do no harm. */
export const WATCHES = [
  resources.nodes,
  resources.pods,
  resources.persistentvolumes,
  resources.persistentvolumeclaims,
  resources.storageclasses,
  resources.csinodes,
  resources.csidrivers,
  resources.csistoragecapacities,
  resources.volumeattachments,
];

/** The informer handlers, as addAllEventHandlers. The same memory (===) when the event does not matter. */
export function observe(
  memory: SchedulerMemory,
  event: WatchEvent,
  { view, now, cause }: Observation,
  settings: SchedulerSettings,
): SchedulerMemory {
  const context: QueueContext = { settings: settings.queue, view, now, cause };
  const seen = handled(memory, event, context, settings);
  return seen.renominations.length > 0 && !isReady(seen.queue) ? renominationsHeard(seen, context) : seen;
}

function handled(
  memory: SchedulerMemory,
  event: WatchEvent,
  context: QueueContext,
  settings: SchedulerSettings,
): SchedulerMemory {
  // The collection that an event comes from tells the type of its objects.
  if (event.resource === 'pods') return podEvent(memory, event as WatchEvent<Pod>, context, settings);
  if (event.resource === 'nodes') return nodeEvent(memory, event as WatchEvent<Node>, context);
  const resource = OTHER_RESOURCES.get(event.resource);
  if (resource === undefined) return memory;
  const current = isVolumeOrClaim(event) ? volumeEvent(memory, event, context.now) : memory;
  return woken(current, { event: { resource, action: actionOf(event) }, ...objectsOf(event) }, context);
}

function isVolumeOrClaim({ resource }: WatchEvent): boolean {
  return resource === 'persistentvolumes' || resource === 'persistentvolumeclaims';
}

/** What was assumed of it may be obsolete, and pods may be waiting for it. */
function volumeEvent(memory: SchedulerMemory, { object, resource }: WatchEvent, now: Millis): SchedulerMemory {
  const volumes = withoutObsolete(memory.volumes, object, resource);
  const bindings = memory.bindings.size === 0 ? memory.bindings : memory.bindings.edit(polled(memory, now));
  return volumes === memory.volumes && bindings === memory.bindings ? memory : { ...memory, volumes, bindings };
}

function* polled({ bindings }: SchedulerMemory, now: Millis): Iterable<readonly [string, PendingBinding]> {
  for (const [uid, pending] of bindings) {
    if (pending.pollAt === undefined) yield [uid, { ...pending, pollAt: nextPoll(pending, now) }];
  }
}

function actionOf({ type }: WatchEvent): number {
  return type === 'ADDED' ? Action.Add : type === 'DELETED' ? Action.Delete : Action.Update;
}

function objectsOf({ type, object, old }: WatchEvent): { readonly old?: KubeObject; readonly object?: KubeObject } {
  return type === 'DELETED' ? { old: object } : { old, object };
}

function woken(
  memory: SchedulerMemory,
  happening: Happening,
  context: QueueContext,
  preCheck?: (pod: Pod) => boolean,
): SchedulerMemory {
  return withQueue(memory, moveAll(memory.queue, happening, context, preCheck));
}

function nodeEvent(
  memory: SchedulerMemory,
  { type, object, old }: WatchEvent<Node>,
  context: QueueContext,
): SchedulerMemory {
  if (type === 'DELETED') {
    const happening = { event: { resource: 'Node', action: Action.Delete } as const, old: object };
    const moved = woken(memory, happening, context);
    return withCache(moved, nodeGone(moved.cache, object.metadata.name));
  }
  const seen = withCache(memory, nodeSeen(memory.cache, object));
  if (old === undefined) return woken(seen, { event: { resource: 'Node', action: Action.Add }, object }, context);
  return nodeSchedulingPropertiesChange(object, old).reduce(
    (current, event) => woken(current, { event, old, object }, context),
    seen,
  );
}

/** The pod informer only shows pods that have not finished (newPodInformer). */
function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

function podEvent(
  memory: SchedulerMemory,
  { type, object, old }: WatchEvent<Pod>,
  context: QueueContext,
  settings: SchedulerSettings,
): SchedulerMemory {
  const before = type === 'DELETED' ? object : old;
  const was = before === undefined || isFinished(before) ? undefined : before;
  const is = type === 'DELETED' || isFinished(object) ? undefined : object;
  if (is === undefined) return was === undefined ? memory : podRemoved(memory, was, context, settings);
  return was === undefined ? podCame(memory, is, context, settings) : podChanged(memory, was, is, context, settings);
}

function podCame(
  memory: SchedulerMemory,
  pod: Pod,
  context: QueueContext,
  settings: SchedulerSettings,
): SchedulerMemory {
  if (pod.spec.nodeName) return assignedPodCame(memory, pod, context);
  if (profileOf(settings.profiles, pod) === undefined) return memory;
  return withQueue(memory, podAdded(memory.queue, pod, context));
}

/** As addAssignedPodToCache. */
function assignedPodCame(memory: SchedulerMemory, pod: Pod, context: QueueContext): SchedulerMemory {
  const seen = withCache(memory, podSeen(memory.cache, pod));
  return woken(seen, { event: ASSIGNED_POD_ADD, object: pod }, context);
}

function podChanged(
  memory: SchedulerMemory,
  old: Pod,
  pod: Pod,
  context: QueueContext,
  settings: SchedulerSettings,
): SchedulerMemory {
  if (old.spec.nodeName) return assignedPodChanged(memory, old, pod, context);
  if (pod.spec.nodeName) {
    const bound = assignedPodCame(memory, pod, context);
    return withQueue(bound, podDeleted(bound.queue, old));
  }
  return profileOf(settings.profiles, old) === undefined ? memory : waitingPodChanged(memory, old, pod, context);
}

/** As updateAssignedPodInCache. */
function assignedPodChanged(memory: SchedulerMemory, old: Pod, pod: Pod, context: QueueContext): SchedulerMemory {
  // The cache holds the pod as it was, in all that matters: it need not be looked for.
  const isKnown = old.spec.nodeName === pod.spec.nodeName && !memory.cache.assumed.has(pod.metadata.uid);
  if (isKnown && hasSameFacts(old, pod)) return memory;
  const cache = podSeen(memory.cache, pod);
  if (cache === memory.cache) return memory;
  const seen = withCache(memory, cache);
  if (isAtEase(seen.queue)) return seen;
  return podSchedulingPropertiesChange(pod, old).reduce(
    (current, event) => woken(current, { event, old, object: pod }, context),
    seen,
  );
}

/** As updatePodInSchedulingQueue. */
function waitingPodChanged(memory: SchedulerMemory, old: Pod, pod: Pod, context: QueueContext): SchedulerMemory {
  if (memory.cache.assumed.has(pod.metadata.uid)) {
    const deletionStarted =
      pod.metadata.deletionTimestamp !== undefined && old.metadata.deletionTimestamp === undefined;
    return deletionStarted ? assumedPodDeleted(memory, pod, context) : memory;
  }
  const updated = withQueue(memory, podUpdated(memory.queue, old, pod, context));
  const nomination = old.status?.nominatedNodeName;
  if (!nomination || nomination === pod.status?.nominatedNodeName) return updated;
  return { ...updated, renominations: [...updated.renominations, { old, cause: context.cause }] };
}

/**
 * A nomination that ends is to pods of lower or equal priority as if an assigned pod were gone. The scheduler wrote it
 * itself, and tries the next pod faster than its informers tell it what it wrote: so `work` calls this after an attempt.
 */
export function renominationsHeard(
  memory: SchedulerMemory,
  context: QueueContext,
  heard = memory.renominations,
): SchedulerMemory {
  if (heard.length === 0) return memory;
  const rest = { ...memory, renominations: memory.renominations.filter((one) => !heard.includes(one)) };
  return heard.reduce<SchedulerMemory>((current, { old, cause }) => {
    const matters = (other: Pod) => priorityOf(other) <= priorityOf(old);
    return woken(current, { event: ASSIGNED_POD_DELETE, old }, { ...context, cause }, matters);
  }, rest);
}

/** As handleAssumedPodDeletion. */
function assumedPodDeleted(memory: SchedulerMemory, pod: Pod, context: QueueContext): SchedulerMemory {
  const { uid } = pod.metadata;
  const pending = memory.bindings.get(uid);
  const polled = pending && { ...pending, pollAt: nextPoll(pending, context.now) };
  const bindings = polled === undefined ? memory.bindings : memory.bindings.set(uid, polled);
  const forgotten = { ...withCache(memory, forgetPod(memory.cache, uid)), bindings };
  return woken(forgotten, { event: ASSIGNED_POD_DELETE, old: pod }, context);
}

function podRemoved(
  memory: SchedulerMemory,
  pod: Pod,
  context: QueueContext,
  settings: SchedulerSettings,
): SchedulerMemory {
  if (pod.spec.nodeName) {
    const gone = withCache(memory, podGone(memory.cache, pod));
    return woken(gone, { event: ASSIGNED_POD_DELETE, old: pod }, context);
  }
  if (profileOf(settings.profiles, pod) === undefined) return memory;
  const rest = withQueue(memory, podDeleted(memory.queue, pod));
  if (rest.cache.assumed.has(pod.metadata.uid)) return assumedPodDeleted(rest, pod, context);
  if (!pod.status?.nominatedNodeName) return rest;
  return woken(
    rest,
    { event: ASSIGNED_POD_DELETE, old: pod },
    context,
    (other) => priorityOf(other) <= priorityOf(pod),
  );
}
