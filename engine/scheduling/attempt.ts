import type { Pod } from '../apis/generated/core.v1.js';
import type { Profile } from './cycle/profile.js';
import type { Failure } from './failure.js';
import type { Cycle } from './framework.js';
import { withQueue, type SchedulerMemory } from './memory.js';
import type { QueuedPod } from './queue/queued-pod.js';
import { finished } from './queue/scheduling-queue.js';
import type { QueueContext } from './queue/settings.js';
import { isRejected, messageOf, type Status } from './status.js';

/** What one attempt to schedule a pod works with. */
export interface Attempt {
  readonly queued: QueuedPod;
  readonly pod: Pod;
  readonly profile: Profile;
  readonly cycle: Cycle;
  readonly queueContext: QueueContext;
}

/** Ends the flight of a pod that does not go back to the queue. */
export function ended(memory: SchedulerMemory, pod: Pod): SchedulerMemory {
  return withQueue(memory, finished(memory.queue, pod.metadata.uid));
}

/** A failure that no plugin is to blame for: the nomination is dropped and the pod backs off. */
export function failureOf(status: Status): Failure {
  return {
    reason: isRejected(status) ? 'Unschedulable' : 'SchedulerError',
    message: messageOf(status),
    unschedulablePlugins: [],
    pendingPlugins: [],
    nominatedNode: '',
  };
}
