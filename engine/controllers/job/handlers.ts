import { millisOf } from '../../apimachinery/time.js';
import { controllerOf, namespaceOf, objectKey, type KubeObject } from '../../apimachinery/object.js';
import type { Job } from '../../apis/generated/batch.v1.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { jobs, pods } from '../../apis/generated/resources.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import type { Observation } from '../../client/component.js';
import { isEventOf, NOTHING, type Enqueue, type Handled } from '../../client/controller.js';
import { creationObserved, deletionObserved } from '../../client/expectations.js';
import type { View } from '../../client/view.js';
import type { Millis } from '../../core/time.js';
import { SECOND } from '../../core/time.js';
import { isJobFinished } from '../framework/finished-job.js';
import { controllerChanged, controllerIn, labelsChanged } from '../framework/owners.js';
import { wants } from '../framework/selectors.js';
import { remembering, removalObserved, type JobMemory } from './memory.js';
import { orphanKey, orphansKey } from './orphans.js';
import { hasTrackingFinalizer } from './pods.js';
import { SYNC_BATCH_PERIOD } from './sync.js';

/** The informer handlers of the job controller: addJob, updatePod and so on. */
export function handleEvent(event: WatchEvent, { view, now }: Observation, memory: JobMemory): Handled<JobMemory> {
  if (isEventOf(event, pods)) return handlePod(event, view, memory);
  if (!isEventOf(event, jobs)) return { memory, enqueue: NOTHING };
  const { type, object: job, old } = event;
  const key = objectKey(job);
  if (type === 'DELETED') {
    const { backoff, finished } = memory;
    const left = remembering(memory, { backoff: backoff.delete(key), finished: finished.delete(job.metadata.uid) });
    return { memory: left, enqueue: [{ key }, ...orphansOf(job)] };
  }
  return { memory, enqueue: old === undefined ? [{ key }] : jobUpdated(key, job, old, now) };
}

function orphansOf(job: Job): readonly Enqueue[] {
  const key = orphansKey(job);
  return key === undefined ? NOTHING : [{ key }];
}

function jobUpdated(key: string, job: Job, old: Job, now: Millis): readonly Enqueue[] {
  if (isJobFinished(job)) return orphansOf(job);
  const sync = job.metadata.generation === old.metadata.generation ? batched(key) : { key };
  const { activeDeadlineSeconds: deadline } = job.spec;
  if (job.status.startTime === undefined || deadline === undefined) return [sync];
  if (old.spec.activeDeadlineSeconds === deadline) return [sync];
  return [sync, { key, after: deadline * SECOND - (now - millisOf(job.status.startTime)) }];
}

function batched(key: string): Enqueue {
  return { key, after: SYNC_BATCH_PERIOD };
}

function handlePod({ type, object: pod, old }: WatchEvent<Pod>, view: View, memory: JobMemory): Handled<JobMemory> {
  if (type === 'DELETED') return podDeleted(pod, view, memory, true);
  if (pod.metadata.deletionTimestamp !== undefined) return podDeleted(pod, view, memory, false);
  return old === undefined ? podAdded(pod, view, memory) : podUpdated(pod, old, view, memory);
}

function podAdded(pod: Pod, view: View, memory: JobMemory): Handled<JobMemory> {
  if (controllerOf(pod) === undefined) return { memory, enqueue: [...orphan(pod), ...wanting(pod, view)] };
  const job = controllerIn(view, jobs, pod);
  if (job === undefined) return { memory, enqueue: NOTHING };
  const key = objectKey(job);
  const expectations = creationObserved(memory.expectations, key);
  return { memory: remembering(memory, { expectations }), enqueue: [batched(key)] };
}

function podUpdated(pod: Pod, old: Pod, view: View, before: JobMemory): Handled<JobMemory> {
  const rehomed = controllerChanged(old, pod);
  const owner = controllerIn(view, jobs, pod);
  if (owner === undefined && !rehomed && controllerOf(pod) !== undefined) return { memory: before, enqueue: NOTHING };
  const owners = [rehomed ? controllerIn(view, jobs, old) : undefined, owner];
  const enqueue: Enqueue[] = [];
  let memory = before;
  for (const job of owners) {
    if (job === undefined) continue;
    const key = objectKey(job);
    if (!hasTrackingFinalizer(pod)) memory = removalObserved(memory, key, pod.metadata.uid);
    enqueue.push(batched(key));
  }
  if (controllerOf(pod) !== undefined) return { memory, enqueue };
  enqueue.push(...orphan(pod));
  if (rehomed || labelsChanged(old, pod)) enqueue.push(...wanting(pod, view));
  return { memory, enqueue };
}

/** A pod is gone (`final`), or on its way: its job wants to know either way. */
function podDeleted(pod: Pod, view: View, before: JobMemory, final: boolean): Handled<JobMemory> {
  const job = controllerIn(view, jobs, pod);
  if (job === undefined || isJobFinished(job)) return { memory: before, enqueue: orphan(pod) };
  const key = objectKey(job);
  const memory = remembering(before, { expectations: deletionObserved(before.expectations, key) });
  const released = final || !hasTrackingFinalizer(pod);
  return { memory: released ? removalObserved(memory, key, pod.metadata.uid) : memory, enqueue: [batched(key)] };
}

/** A pod that no job counts must not be kept by the finalizer. */
function orphan(pod: Pod): readonly Enqueue[] {
  return hasTrackingFinalizer(pod) ? [{ key: orphanKey(pod) }] : NOTHING;
}

/** Jobs that select an orphan: one of them may adopt it. */
function wanting(object: KubeObject, view: View): readonly Enqueue[] {
  return view
    .list(jobs, namespaceOf(object))
    .filter(({ spec }) => spec.selector !== undefined && wants(spec.selector, object))
    .map((job) => batched(objectKey(job)));
}
