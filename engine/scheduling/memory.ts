import type { Work } from '../client/component.js';
import type { Millis } from '../core/time.js';
import { EMPTY_CACHE, type Cache } from './cache/cache.js';
import { NO_ASSUMED_VOLUMES, type AssumedVolumes } from './cycle/assumed-volumes.js';
import { schedulingQueue, type SchedulingQueue } from './queue/scheduling-queue.js';
import type { QueuedPod } from './queue/queued-pod.js';

/** Everything that a running scheduler knows. */
export interface SchedulerMemory {
  readonly queue: SchedulingQueue;
  readonly cache: Cache;
  readonly volumes: AssumedVolumes;
  /** Where in the order of the nodes the next pod starts to look. */
  readonly nextStartNodeIndex: number;
}

/** One turn of the scheduler. */
export interface SchedulingWork extends Work {
  /** The pod to be placed; absent: only a flush was due. */
  readonly pod?: QueuedPod;
}

export function newMemory(now: Millis): SchedulerMemory {
  return {
    queue: schedulingQueue(now),
    cache: EMPTY_CACHE,
    volumes: NO_ASSUMED_VOLUMES,
    nextStartNodeIndex: 0,
  };
}
