import type { Pod } from '../apis/generated/core.v1.js';
import { groupVersion } from '../apis/resource.js';
import { pods } from '../apis/generated/resources.js';
import type { Reconcile } from '../client/reconcile.js';

/** Records an event about a pod in the name of the profile that handles it. */
export function* podEvent(
  pod: Pod,
  eventType: 'Normal' | 'Warning',
  reason: string,
  message: string,
  schedulerName: string,
): Reconcile {
  const { namespace, name, uid, resourceVersion } = pod.metadata;
  yield {
    type: 'event',
    object: { apiVersion: groupVersion(pods), kind: pods.kind, namespace, name, uid, resourceVersion },
    eventType,
    reason,
    message,
    source: { component: schedulerName },
  };
}
