import { objectKey } from '../../apimachinery/object.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { WILDCARD } from '../cluster-event.js';
import { podSchedulingPropertiesChange } from '../object-changes.js';
import { eventsSince, noted } from './in-flight.js';
import { nomineeUpdated, notNominated } from './nominator.js';
import { isGated, NO_PLUGINS, type QueuedPod } from './queued-pod.js';
import { requeued, toActive, withNomination, worthRequeuing } from './requeue.js';
import { find, replaced, ticked, without, type SchedulingQueue } from './scheduling-queue.js';
import type { QueueContext } from './settings.js';

/** A pod to be scheduled has come, as PriorityQueue.Add. */
export function podAdded(queue: SchedulingQueue, pod: Pod, context: QueueContext): SchedulingQueue {
  const queued: QueuedPod = {
    pod,
    key: objectKey(pod),
    timestamp: context.now,
    sequence: queue.sequence,
    attempts: 0,
    unschedulableCount: 0,
    consecutiveErrorsCount: 0,
    unschedulablePlugins: NO_PLUGINS,
    pendingPlugins: NO_PLUGINS,
    gatingPlugin: '',
    cause: context.cause,
  };
  return activated(ticked(queue), queued, context);
}

function activated(queue: SchedulingQueue, queued: QueuedPod, context: QueueContext): SchedulingQueue {
  const result = toActive(queue, queued, context);
  return result.places.get(queued.key)?.queue === 'active'
    ? withNomination(result, queued.pod, undefined, context)
    : result;
}

/** A pod that waits or is being tried has changed, as PriorityQueue.Update. */
export function podUpdated(queue: SchedulingQueue, old: Pod, pod: Pod, context: QueueContext): SchedulingQueue {
  if (eventsSince(queue.inFlight, pod.metadata.uid) !== undefined) {
    const events = podSchedulingPropertiesChange(pod, old);
    const inFlight = events.reduce((flight, event) => noted(flight, { event, old, object: pod }), queue.inFlight);
    return { ...queue, inFlight };
  }
  const found = find(queue, objectKey(pod));
  if (found === undefined) return podAdded(queue, pod, context);
  const queued = { ...found.queued, pod };
  const nominator = nomineeUpdated(queue.nominator, old, pod, context.view);
  const updated = { ...replaced(queue, found.place, queued), nominator };
  if (found.place.queue !== 'unschedulable' && found.place.queue !== 'gated') return updated;
  for (const event of podSchedulingPropertiesChange(pod, old)) {
    const strategy = worthRequeuing(queued, { event, old, object: pod }, context);
    if (strategy === 'skip') continue;
    const result = requeued(updated, queued, strategy, context);
    const stillGated = isGated(find(result, queued.key)?.queued ?? queued);
    if (!stillGated) return withNomination(result, pod, undefined, context);
  }
  return updated;
}

/** A pod is gone or bound, as PriorityQueue.Delete. */
export function podDeleted(queue: SchedulingQueue, pod: Pod): SchedulingQueue {
  const nominator = notNominated(queue.nominator, pod);
  const rest = without(queue, objectKey(pod));
  return nominator === rest.nominator ? rest : { ...rest, nominator };
}

/** Tries a waiting pod at once, as Activate; one that is being tried goes back with a reason to be tried again. */
export function activate(queue: SchedulingQueue, pod: Pod, context: QueueContext): SchedulingQueue {
  const found = find(queue, objectKey(pod));
  if (found !== undefined) return found.place.queue === 'active' ? queue : toActive(queue, found.queued, context);
  if (eventsSince(queue.inFlight, pod.metadata.uid) === undefined) return queue;
  return { ...queue, inFlight: noted(queue.inFlight, { event: WILDCARD, object: pod }) };
}
