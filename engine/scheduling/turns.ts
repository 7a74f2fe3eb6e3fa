import type { Due } from '../client/component.js';
import { SECOND, type Millis } from '../core/time.js';
import { withQueue, type PendingBinding, type SchedulerMemory, type SchedulingWork } from './memory.js';
import { flushed } from './queue/requeue.js';
import { dueOf as queueDue, pop } from './queue/scheduling-queue.js';
import type { QueueSettings } from './queue/settings.js';

/** Volumes that a pod waits for are looked at every second; here, only when something has changed. */
const POLL: Millis = SECOND;

/** The next look at a pod that waits for its volumes, after a change at `now`. */
export function nextPoll({ startedAt }: PendingBinding, now: Millis): Millis {
  return startedAt + (Math.floor((now - startedAt) / POLL) + 1) * POLL;
}

/** When the scheduler wants its next turn; a retry when nothing but back-offs and deadlines is waited for. */
export function dueOf({ queue, bindings }: SchedulerMemory, settings: QueueSettings): Due | undefined {
  const due = queueDue(queue, settings);
  if (bindings.size === 0) return due;
  const all = bindings.values();
  const polls = all.flatMap(({ pollAt }) => pollAt ?? []);
  const at = Math.min(due?.at ?? Infinity, ...polls, ...all.map(({ deadline }) => deadline));
  return polls.length === 0 && (due === undefined || due.retry === true) ? { at, retry: true } : { at };
}

/** Takes what is due: a pod that waits for its volumes, or else the next pod of the queue. */
export function take(
  memory: SchedulerMemory,
  now: Millis,
  settings: QueueSettings,
): { readonly work: SchedulingWork; readonly memory: SchedulerMemory } {
  const { bindings } = memory;
  const pending =
    bindings.size === 0 ? undefined : bindings.values().find(({ pollAt, deadline }) => (pollAt ?? deadline) <= now);
  if (pending !== undefined) {
    const { key, cause, pod } = pending.queued;
    return { work: { key, cause, binding: pod.metadata.uid }, memory };
  }
  const flushedQueue = flushed(memory.queue, now, settings);
  const popped = pop(flushedQueue);
  if (popped === undefined) return { work: { key: '', cause: 0 }, memory: withQueue(memory, flushedQueue) };
  const { queue, queued } = popped;
  const { key, cause } = queued;
  const work = { key, cause, pod: queued };
  const retry = queued.consecutiveErrorsCount > 0;
  return { work: retry ? { ...work, retry } : work, memory: withQueue(memory, queue) };
}
