import type { Pod } from '../../apis/generated/core.v1.js';
import type { Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { newRuntimePod } from '../../runtime/runtime.js';
import { putWorker, type KubeletMemory } from '../memory.js';
import { nextDue } from '../pod/next-due.js';
import type { EvictionRequest } from '../pod/worker.js';

/** A pod to be put out. */
export interface Eviction extends EvictionRequest {
  readonly pod: Pod;
  /** Of the event. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** Tells of it, and has the pod's worker end the pod. Follows evictPod. */
export function* evict(
  host: string,
  memory: KubeletMemory,
  { pod, annotations, message, graceSeconds, disruption }: Eviction,
  now: Millis,
  cause: number,
): Reconcile<KubeletMemory> {
  const { namespace, name, uid, resourceVersion } = pod.metadata;
  yield {
    type: 'event',
    object: { apiVersion: 'v1', kind: 'Pod', namespace, name, uid, resourceVersion },
    eventType: 'Warning',
    reason: 'Evicted',
    message,
    source: { component: 'kubelet', host },
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
  const worker = memory.workers.get(uid);
  if (worker === undefined) return memory;
  const going = { ...worker, eviction: { message, graceSeconds, disruption }, dirty: true };
  const runtime = memory.runtime.pods.get(uid) ?? newRuntimePod(uid);
  return putWorker(memory, going, nextDue(going, runtime, now, memory.runtime), cause);
}
