import type { Pod } from '../apis/generated/core.v1.js';
import { groupVersion } from '../apis/resource.js';
import { pods } from '../apis/generated/resources.js';
import type { ObjectReference, Reconcile, RecordEvent } from '../client/reconcile.js';

/** What happened to a pod. */
export interface PodEvent {
  readonly eventType: 'Normal' | 'Warning';
  readonly reason: string;
  readonly action: 'Scheduling' | 'Binding' | 'Preempting';
  readonly message: string;
  /** The pod that it was done for. */
  readonly related?: Pod;
}

/** Records an event about a pod in the name of the profile that handles it. */
export function* podEvent(pod: Pod, event: PodEvent, schedulerName: string): Reconcile {
  yield recordOf(pod, event, schedulerName);
}

/** The command that records an event about a pod. */
export function recordOf(pod: Pod, event: PodEvent, schedulerName: string): RecordEvent {
  const { eventType, reason, action, message, related } = event;
  return {
    type: 'event',
    object: referenceTo(pod),
    eventType,
    reason,
    action,
    message,
    related: related && referenceTo(related),
    source: { component: schedulerName },
  };
}

/** The pod stays where it is, and why. */
export function failedScheduling(message: string): PodEvent {
  return { eventType: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', message };
}

function referenceTo({ metadata: { namespace, name, uid, resourceVersion } }: Pod): ObjectReference {
  return { apiVersion: groupVersion(pods), kind: pods.kind, namespace, name, uid, resourceVersion };
}
