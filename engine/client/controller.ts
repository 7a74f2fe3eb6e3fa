import type { KubeObject } from '../apimachinery/object.js';
import { resourceKey, type Resource } from '../apis/resource.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Millis } from '../core/time.js';
import type { Component, Context, Observation, Work } from './component.js';
import type { Reconcile } from './reconcile.js';
import type { Backoff, WorkQueue } from './work-queue.js';
import { add, addAfter, addRateLimited, callOff, due, failureCount, forget, take, workQueue } from './work-queue.js';

/** A key to be worked on, at once or after a while. */
export interface Enqueue {
  readonly key: string;
  readonly after?: Millis;
  /** A sync would find nothing new: it is only wanted if the last one failed, which any event makes try again. */
  readonly ifFailed?: boolean;
  /** The look after a time is not worth waiting for: `settle` does not. */
  readonly retry?: boolean;
}

/** What an event handler makes of an event: the memory (the same when it does not matter) and the keys it wakes. */
export interface Handled<M> {
  readonly memory: M;
  readonly enqueue: readonly Enqueue[];
}

/** How a sync ended. */
export interface Synced<M> {
  readonly memory: M;
  /** 'rate-limited': it failed and is tried again with back-off. A time: it went well and looks again after that. */
  readonly requeue?: 'rate-limited' | Millis;
  /** The look after a time is another try at what failed: `settle` does not wait for it. */
  readonly retry?: boolean;
  /** All is as it should be: a later look that was asked for before is called off. Upstream lets it come and find nothing. */
  readonly done?: boolean;
  /** Further keys to be worked on. */
  readonly enqueue?: readonly Enqueue[];
}

/** A controller in the manner of kube-controller-manager: informers that fill a work queue, and a sync for each key. */
export interface ControllerDefinition<M> {
  /** As in --controllers, and as the source of its events: 'replicaset-controller'. */
  readonly name: string;
  /** The source of its events, where that is another. */
  readonly source?: string;
  readonly watches: readonly Resource[];
  /** What it remembers between syncs besides its queue, fresh. */
  start(now: Millis): M;
  /** Informer handlers. They are told of existing objects as ADDED events after a start. */
  handle(event: WatchEvent, observation: Observation, memory: M): Handled<M>;
  /** Brings the world to what the object of `key` asks for. A refused write ends it with requeue 'rate-limited'. */
  sync(key: string, memory: M, context: Context): Reconcile<Synced<M>>;
  /** Keys that wait from the start: for work that no event asks for. */
  readonly initialKeys?: readonly string[];
  /** A key is dropped after this many failures in a row; absent: never. */
  readonly maxRetries?: number;
  /** Default: 5 ms doubling to 1000 s. */
  readonly backoff?: Backoff;
}

/** The memory of a controller as a component. */
export interface ControllerMemory<M> {
  readonly queue: WorkQueue;
  readonly state: M;
}

/** No keys: what a handler answers to an event that does not matter. */
export const NOTHING: readonly Enqueue[] = [];

/** Whether an event is of this collection; its objects have that collection's type then. */
export function isEventOf<T extends KubeObject>(event: WatchEvent, resource: Resource<T>): event is WatchEvent<T> {
  return event.resource === resourceKey(resource);
}

/** Runs a controller's definition as a component of the cluster (processNextWorkItem of every upstream controller). */
export function controller<M>(definition: ControllerDefinition<M>): Component<ControllerMemory<M>> {
  return {
    name: definition.name,
    ...(definition.source === undefined ? {} : { source: definition.source }),
    watches: definition.watches,
    start(now) {
      const initial = (definition.initialKeys ?? []).map((key) => ({ key }));
      return { queue: enqueued(workQueue(definition.backoff), initial, 0, now), state: definition.start(now) };
    },
    observe(memory, event, observation) {
      const handled = definition.handle(event, observation, memory.state);
      const queue = enqueued(memory.queue, handled.enqueue, observation.cause, observation.now);
      return remembered(memory, queue, handled.memory);
    },
    due: (memory) => due(memory.queue),
    take(memory, now) {
      const taken = take(memory.queue, now);
      if (taken === undefined) throw new Error(`${definition.name} was asked for work before it was due`);
      return { work: taken.work, memory: { queue: taken.queue, state: memory.state } };
    },
    *work(work, memory, context) {
      const synced = yield* definition.sync(work.key, memory.state, context);
      return remembered(memory, requeued(memory.queue, work, synced, definition, context.now), synced.memory);
    },
  };
}

function enqueued(queue: WorkQueue, keys: readonly Enqueue[], cause: number, now: Millis): WorkQueue {
  let filled = queue;
  for (const { key, after, ifFailed, retry } of keys) {
    if (ifFailed === true && failureCount(filled, key) === 0) continue;
    filled = after === undefined ? add(filled, key, cause, now) : addAfter(filled, key, after, cause, now, retry);
  }
  return filled;
}

function requeued<M>(
  queue: WorkQueue,
  { key, cause }: Work,
  { requeue, retry, done, enqueue = NOTHING }: Synced<M>,
  { maxRetries = Infinity }: ControllerDefinition<M>,
  now: Millis,
): WorkQueue {
  const filled = enqueued(queue, enqueue, cause, now);
  if (requeue === 'rate-limited' && failureCount(filled, key) < maxRetries) {
    return addRateLimited(filled, key, cause, now);
  }
  const forgotten = done === true ? callOff(forget(filled, key), key) : forget(filled, key);
  return typeof requeue === 'number' ? addAfter(forgotten, key, requeue, cause, now, retry) : forgotten;
}

function remembered<M>(memory: ControllerMemory<M>, queue: WorkQueue, state: M): ControllerMemory<M> {
  return queue === memory.queue && state === memory.state ? memory : { queue, state };
}
