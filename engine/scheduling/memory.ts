import type { Pod } from '../apis/generated/core.v1.js';
import type { Work } from '../client/component.js';
import { SortedMap } from '../core/sorted-map.js';
import type { Millis } from '../core/time.js';
import { EMPTY_CACHE, type Cache } from './cache/cache.js';
import { NO_ASSUMED_VOLUMES, type AssumedVolumes, type VolumesToBind } from './volumes/assumed-volumes.js';
import { schedulingQueue, type SchedulingQueue } from './queue/scheduling-queue.js';
import type { QueuedPod } from './queue/queued-pod.js';

/** A pod that is placed and waits for its volumes before it is bound: what upstream's binding goroutine holds. */
export interface PendingBinding {
  readonly queued: QueuedPod;
  readonly node: string;
  readonly toBind: VolumesToBind;
  readonly startedAt: Millis;
  readonly deadline: Millis;
  /** Of the last write: the informers must show it before anything can be told. */
  readonly revision: number;
  /** When to look again, because something changed; absent: at the deadline. */
  readonly pollAt?: Millis;
}

/** A waiting pod whose nomination is no longer what it was. */
export interface Renomination {
  readonly old: Pod;
  readonly cause: number;
}

/** Everything that a running scheduler knows. */
export interface SchedulerMemory {
  readonly queue: SchedulingQueue;
  readonly cache: Cache;
  readonly volumes: AssumedVolumes;
  /** By pod uid. */
  readonly bindings: SortedMap<string, PendingBinding>;
  /** Nominations that changed and that the scheduler will hear of after its next attempt. */
  readonly renominations: readonly Renomination[];
  /** Where in the order of the nodes the next pod starts to look. */
  readonly nextStartNodeIndex: number;
}

/** The memory with another queue; the same (===) when it has that one. */
export function withQueue(memory: SchedulerMemory, queue: SchedulingQueue): SchedulerMemory {
  if (queue === memory.queue) return memory;
  const { cache, volumes, bindings, renominations, nextStartNodeIndex } = memory;
  return { queue, cache, volumes, bindings, renominations, nextStartNodeIndex };
}

/** The memory with another cache; the same (===) when it has that one. */
export function withCache(memory: SchedulerMemory, cache: Cache): SchedulerMemory {
  if (cache === memory.cache) return memory;
  const { queue, volumes, bindings, renominations, nextStartNodeIndex } = memory;
  return { queue, cache, volumes, bindings, renominations, nextStartNodeIndex };
}

/** Whether a component's memory, whose type only it knows, is a scheduler's. */
export function isSchedulerMemory(memory: unknown): memory is SchedulerMemory {
  return typeof memory === 'object' && memory !== null && 'nextStartNodeIndex' in memory && 'queue' in memory;
}

/** One turn of the scheduler. */
export interface SchedulingWork extends Work {
  /** The pod to be placed; neither it nor `binding`: only a flush was due. */
  readonly pod?: QueuedPod;
  /** The placed pod whose volumes are to be looked at again, by uid. */
  readonly binding?: string;
}

export function newMemory(now: Millis): SchedulerMemory {
  return {
    queue: schedulingQueue(now),
    cache: EMPTY_CACHE,
    volumes: NO_ASSUMED_VOLUMES,
    bindings: SortedMap.empty(),
    renominations: [],
    nextStartNodeIndex: 0,
  };
}
