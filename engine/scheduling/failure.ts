import { pods } from '../apis/generated/resources.js';
import type { Reconcile } from '../client/reconcile.js';
import type { SchedulerMemory } from './memory.js';
import { patchPodStatus } from './pod-condition.js';
import { attemptFailed, withNomination } from './queue/requeue.js';
import type { QueuedPod } from './queue/queued-pod.js';
import { finished } from './queue/scheduling-queue.js';
import type { QueueContext } from './queue/settings.js';
import { failedScheduling, podEvent } from './pod-event.js';

/** How an attempt failed. */
export interface Failure {
  /** 'Unschedulable' when plugins refused it, 'SchedulerError' when something went wrong. */
  readonly reason: 'Unschedulable' | 'SchedulerError';
  readonly message: string;
  readonly unschedulablePlugins: readonly string[];
  readonly pendingPlugins: readonly string[];
  /** '' clears the nomination; absent leaves it. */
  readonly nominatedNode?: string;
}

/** Event notes are cut at this many bytes. */
const NOTE_LENGTH_LIMIT = 1024;

/** As truncateMessage; the messages are ASCII. */
function truncated(message: string): string {
  const suffix = ' ...';
  return message.length <= NOTE_LENGTH_LIMIT ? message : message.slice(0, NOTE_LENGTH_LIMIT - suffix.length) + suffix;
}

/** Puts the pod back into the queue and tells why it was not scheduled, as handleSchedulingFailure. */
export function* handleFailure(
  memory: SchedulerMemory,
  queued: QueuedPod,
  failure: Failure,
  schedulerName: string,
  context: QueueContext,
): Reconcile<SchedulerMemory> {
  const { pod } = queued;
  const { unschedulablePlugins, pendingPlugins, nominatedNode } = failure;
  const live = context.view.get(pods, pod.metadata.namespace ?? '', pod.metadata.name);
  const waits = live !== undefined && !live.spec.nodeName && live.metadata.uid === pod.metadata.uid;
  const back = waits
    ? attemptFailed(memory.queue, { ...queued, pod: live, unschedulablePlugins, pendingPlugins }, context)
    : memory.queue;
  const queue = withNomination(finished(back, pod.metadata.uid), live ?? pod, nominatedNode, context);
  yield* podEvent(pod, failedScheduling(truncated(failure.message)), schedulerName);
  yield* patchPodStatus(
    pod,
    {
      condition: { type: 'PodScheduled', status: 'False', reason: failure.reason, message: failure.message },
      nominatedNode,
    },
    context.now,
  );
  return { ...memory, queue };
}
