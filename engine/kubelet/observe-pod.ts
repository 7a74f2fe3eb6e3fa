import type { Pod } from '../apis/generated/core.v1.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Millis } from '../core/time.js';
import { newRuntimePod } from '../runtime/runtime.js';
import { draftOfMemory, dropWorker, putWorker, withRuntime, type KubeletMemory } from './memory.js';
import { nextDue } from './pod/next-due.js';
import { reconstruct } from './pod/reconstruct.js';
import { draftOf, newWorker, type PodWorker } from './pod/worker.js';

/** Hears of a pod of the node: new, changed or gone. Follows HandlePodAdditions, -Updates, -Reconcile and -Removes. */
export function observePod(
  node: string,
  memory: KubeletMemory,
  event: WatchEvent<Pod>,
  now: Millis,
  cause: number,
): KubeletMemory {
  const { type, object: pod } = event;
  const worker = memory.workers.get(pod.metadata.uid);
  if (worker === undefined)
    return type === 'DELETED' || pod.spec.nodeName !== node ? memory : added(memory, pod, now, cause);
  if (type === 'DELETED') return removed(memory, worker, pod, now, cause);
  return changed(memory, worker, pod, now, cause);
}

function added(memory: KubeletMemory, pod: Pod, now: Millis, cause: number): KubeletMemory {
  const { uid } = pod.metadata;
  const { pods } = memory.runtime;
  const known = pods.has(uid) ? undefined : reconstruct(pod, now);
  const runtime = known === undefined ? memory.runtime : { ...memory.runtime, pods: pods.set(uid, known) };
  const worker = newWorker(pod, now, pods.get(uid)?.sandbox?.ready === true);
  return putWorker(withRuntime(memory, runtime), worker, { at: now, retry: false }, cause);
}

/** The pod is gone from the API: what still runs is stopped, what does not is forgotten. */
function removed(memory: KubeletMemory, worker: PodWorker, pod: Pod, now: Millis, cause: number): KubeletMemory {
  if ((worker.stage === 'terminated' || worker.stage === 'rejected') && worker.script.length === 0)
    return forget(memory, pod.metadata.uid);
  const busy = worker.script.length > 0;
  const gone: PodWorker = { ...worker, pod, gone: true, dirty: true };
  return busy ? put(memory, gone, now, cause) : putWorker(memory, gone, { at: now, retry: false }, cause);
}

/** Leaves no trace of a pod. */
export function forget(memory: KubeletMemory, uid: string): KubeletMemory {
  const left = dropWorker(memory, uid);
  return { ...left, runtime: { ...left.runtime, pods: left.runtime.pods.delete(uid) } };
}

function changed(memory: KubeletMemory, worker: PodWorker, pod: Pod, now: Millis, cause: number): KubeletMemory {
  if (pod === worker.pod) return memory;
  const known = worker.pod.metadata;
  if (Number(pod.metadata.resourceVersion) <= Number(known.resourceVersion)) return memory;
  const matters =
    pod.metadata.generation !== known.generation ||
    pod.metadata.deletionTimestamp !== known.deletionTimestamp ||
    pod.metadata.deletionGracePeriodSeconds !== known.deletionGracePeriodSeconds ||
    pod.status !== worker.pod.status;
  const fresh = draftOf(worker);
  fresh.pod = pod;
  if (matters) {
    fresh.dirty = true;
    return put(memory, fresh, now, cause);
  }
  const next = draftOfMemory(memory);
  next.workers = memory.workers.set(pod.metadata.uid, fresh);
  return next;
}

function put(memory: KubeletMemory, worker: PodWorker, now: Millis, cause: number): KubeletMemory {
  const { uid } = worker.pod.metadata;
  const runtime = memory.runtime.pods.get(uid) ?? newRuntimePod(uid);
  return putWorker(memory, worker, nextDue(worker, runtime, now, memory.runtime), cause);
}
