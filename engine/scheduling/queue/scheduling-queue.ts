import { SortedMap } from '../../core/sorted-map.js';
import { SECOND, type Millis } from '../../core/time.js';
import type { Due } from '../../client/component.js';
import { backoffEnd, flushTick } from './backoff.js';
import type { Draft } from '../../core/draft.js';
import { done, NOTHING_IN_FLIGHT, taken, type InFlight } from './in-flight.js';
import { NOBODY_NOMINATED, type Nominator } from './nominator.js';
import { isGated, NO_PLUGINS, type QueuedPod } from './queued-pod.js';
import type { QueueSettings } from './settings.js';

/** Where a waiting pod stands. */
export type QueueName = 'active' | 'backoff' | 'errorBackoff' | 'unschedulable' | 'gated';

/**
 * The pods that wait to be scheduled, as PriorityQueue. Each queue is ordered by a text:
 * - `active`: to be tried now, in the order of the QueueSort plugin;
 * - `backoff`: worth another try, by the end of their back-off; taken early when nothing else is there;
 * - `errorBackoff`: failed with an error; these sit their back-off out;
 * - `unschedulable`: refused, until an event may change that, by age;
 * - `gated`: held back by a PreEnqueue plugin, by age (upstream keeps them among the unschedulable).
 */
export interface SchedulingQueue {
  readonly active: SortedMap<string, QueuedPod>;
  readonly backoff: SortedMap<string, QueuedPod>;
  readonly errorBackoff: SortedMap<string, QueuedPod>;
  readonly unschedulable: SortedMap<string, QueuedPod>;
  readonly gated: SortedMap<string, QueuedPod>;
  /** Pod key → where it stands. */
  readonly places: SortedMap<string, Place>;
  /** Plugin → how many of the unschedulable and gated pods it refused; '' counts those that nobody did. */
  readonly rejections: Readonly<Record<string, number>>;
  readonly inFlight: InFlight;
  readonly nominator: Nominator;
  /** Of the next timestamp. */
  readonly sequence: number;
  /** When the scheduler started: leftovers are flushed every 30 seconds from then. */
  readonly startedAt: Millis;
}

export interface Place {
  readonly queue: QueueName;
  readonly order: string;
}

/** An empty queue. */
export function schedulingQueue(now: Millis): SchedulingQueue {
  const empty = SortedMap.empty<string, QueuedPod>();
  return {
    active: empty,
    backoff: empty,
    errorBackoff: empty,
    unschedulable: empty,
    gated: empty,
    places: SortedMap.empty(),
    rejections: {},
    inFlight: NOTHING_IN_FLIGHT,
    nominator: NOBODY_NOMINATED,
    sequence: 0,
    startedAt: now,
  };
}

/** A copy to be changed before it is remembered. */
function draftOf(queue: SchedulingQueue): Draft<SchedulingQueue> {
  return {
    active: queue.active,
    backoff: queue.backoff,
    errorBackoff: queue.errorBackoff,
    unschedulable: queue.unschedulable,
    gated: queue.gated,
    places: queue.places,
    rejections: queue.rejections,
    inFlight: queue.inFlight,
    nominator: queue.nominator,
    sequence: queue.sequence,
    startedAt: queue.startedAt,
  };
}

/** The queue with other flights; the same (===) when it has those. */
export function withInFlight(queue: SchedulingQueue, inFlight: InFlight): SchedulingQueue {
  if (inFlight === queue.inFlight) return queue;
  const next = draftOf(queue);
  next.inFlight = inFlight;
  return next;
}

/** The queue after one more timestamp was given. */
export function ticked(queue: SchedulingQueue): SchedulingQueue {
  const next = draftOf(queue);
  next.sequence = queue.sequence + 1;
  return next;
}

/** The pod under a key, wherever it waits. */
export function find(
  queue: SchedulingQueue,
  key: string,
): { readonly queued: QueuedPod; readonly place: Place } | undefined {
  const place = queue.places.get(key);
  const queued = place === undefined ? undefined : queue[place.queue].get(place.order);
  return place === undefined || queued === undefined ? undefined : { queued, place };
}

/** Takes a pod out, wherever it waits. */
export function without(queue: SchedulingQueue, key: string): SchedulingQueue {
  const found = find(queue, key);
  if (found === undefined) return queue;
  const { queue: name, order } = found.place;
  const rest = draftOf(queue);
  rest[name] = queue[name].delete(order);
  rest.places = queue.places.delete(key);
  if (isParked(name)) rest.rejections = counted(queue.rejections, found.queued, -1);
  return rest;
}

/** Puts a pod into a queue, out of any other that it is in. */
export function put(
  queue: SchedulingQueue,
  name: QueueName,
  queued: QueuedPod,
  settings: QueueSettings,
): SchedulingQueue {
  const order = orderIn(name, queued, settings);
  const { key } = queued;
  const old = queue.places.get(key);
  if (old?.queue === name && old.order === order) return replaced(queue, old, queued);
  const next = draftOf(old === undefined ? queue : without(queue, key));
  next[name] = next[name].set(order, queued);
  next.places = next.places.set(key, { queue: name, order });
  if (isParked(name)) next.rejections = counted(next.rejections, queued, 1);
  return next;
}

/** The same place for a newer version of a pod. */
export function replaced(queue: SchedulingQueue, place: Place, queued: QueuedPod): SchedulingQueue {
  const old = queue[place.queue].get(place.order);
  const entries = queue[place.queue].set(place.order, queued);
  const rejections =
    isParked(place.queue) && old !== undefined
      ? counted(counted(queue.rejections, old, -1), queued, 1)
      : queue.rejections;
  const next = draftOf(queue);
  next[place.queue] = entries;
  next.rejections = rejections;
  return next;
}

function isParked(name: QueueName): boolean {
  return name === 'unschedulable' || name === 'gated';
}

function counted(
  rejections: Readonly<Record<string, number>>,
  { unschedulablePlugins, pendingPlugins }: QueuedPod,
  sign: 1 | -1,
): Readonly<Record<string, number>> {
  const names = [...unschedulablePlugins, ...pendingPlugins];
  const result = { ...rejections };
  for (const name of names.length > 0 ? names : ['']) {
    const count = (result[name] ?? 0) + sign;
    if (count > 0) result[name] = count;
    else delete result[name];
  }
  return result;
}

function orderIn(name: QueueName, queued: QueuedPod, settings: QueueSettings): string {
  const age = String(queued.sequence).padStart(12, '0');
  if (isParked(name)) return age;
  const sorted = `${settings.sortKey(queued)}/${age}`;
  if (name === 'active') return sorted;
  return `${String(backoffEnd(queued, settings.backoff) ?? 0).padStart(15, '0')}/${sorted}`;
}

/** Whether a pod can be taken now. */
export function isReady({ active, backoff }: SchedulingQueue): boolean {
  return active.size > 0 || backoff.size > 0;
}

/**
 * Takes the next pod, as activeQueue.pop: the first of the active ones, or else the one whose back-off ends first
 * (SchedulerPopFromBackoffQ). It is in flight from now on.
 */
export function pop(
  queue: SchedulingQueue,
): { readonly queue: SchedulingQueue; readonly queued: QueuedPod } | undefined {
  const head = queue.active.first() ?? queue.backoff.first();
  if (head === undefined) return undefined;
  const waiting = head[1];
  const rest = without(queue, waiting.key);
  const queued: QueuedPod = {
    ...waiting,
    attempts: waiting.attempts + 1,
    unschedulablePlugins: NO_PLUGINS,
    pendingPlugins: NO_PLUGINS,
    gatingPlugin: '',
  };
  return { queue: withInFlight(rest, taken(rest.inFlight, waiting.pod.metadata.uid)), queued };
}

/** Ends the flight of a pod that is not put back, as Done. */
export function finished(queue: SchedulingQueue, uid: string): SchedulingQueue {
  return withInFlight(queue, done(queue.inFlight, uid));
}

const LEFTOVER_PERIOD: Millis = 30 * SECOND;

/** The first flush of leftovers that finds a pod older than it may become. */
function leftoverTick(queue: SchedulingQueue, { timestamp }: QueuedPod, max: Millis): Millis {
  const periods = Math.floor((timestamp + max - queue.startedAt) / LEFTOVER_PERIOD) + 1;
  return queue.startedAt + periods * LEFTOVER_PERIOD;
}

/** When a pod is to be taken next; a time that only waits for back-offs and leftovers is a retry. */
export function dueOf(queue: SchedulingQueue, settings: QueueSettings): Due | undefined {
  const ready = queue.active.first() ?? queue.backoff.first();
  if (ready !== undefined) return { at: ready[1].timestamp };
  const [, error] = queue.errorBackoff.first() ?? [];
  const [, leftover] = queue.unschedulable.first() ?? [];
  const ticks: Millis[] = [];
  if (error !== undefined) ticks.push(flushTick(backoffEnd(error, settings.backoff) ?? 0));
  if (leftover !== undefined) ticks.push(leftoverTick(queue, leftover, settings.maxInUnschedulable));
  return ticks.length === 0 ? undefined : { at: Math.min(...ticks), retry: true };
}

/** Whether a pod has been among the unschedulable for longer than it may, at the last flush before `now`. */
export function isLeftover(queue: SchedulingQueue, queued: QueuedPod, settings: QueueSettings, now: Millis): boolean {
  return !isGated(queued) && leftoverTick(queue, queued, settings.maxInUnschedulable) <= now;
}
