import type { Component } from '../client/component.js';
import { SignatureMemos } from './cycle/signature-memo.js';
import { observe, WATCHES } from './event-handlers.js';
import { newMemory, type SchedulerMemory, type SchedulingWork } from './memory.js';
import { flushed } from './queue/requeue.js';
import { dueOf, pop } from './queue/scheduling-queue.js';
import { scheduleOne } from './schedule-one.js';
import { DEFAULT_SCHEDULER_NAME, defaultSettings, type SchedulerSettings } from './settings.js';

/**
 * kube-scheduler as a component: watches pods and nodes, takes one waiting pod at a time and binds it to a node. Its
 * memory is plain data; verdicts that equal pods share are kept beside it, as a memo.
 */
export function scheduler(settings: SchedulerSettings = defaultSettings()): Component<SchedulerMemory, SchedulingWork> {
  const memos = new SignatureMemos();
  return {
    name: DEFAULT_SCHEDULER_NAME,
    watches: WATCHES,
    start: newMemory,
    observe: (memory, event, observation) => observe(memory, event, observation, settings),
    due: ({ queue }) => dueOf(queue, settings.queue),
    take(memory, now) {
      const flushedQueue = flushed(memory.queue, now, settings.queue);
      const popped = pop(flushedQueue);
      if (popped === undefined) return { work: { key: '', cause: 0 }, memory: { ...memory, queue: flushedQueue } };
      const { queue, queued } = popped;
      const { key, cause } = queued;
      const retry = queued.consecutiveErrorsCount > 0;
      return { work: { key, cause, pod: queued, ...(retry ? { retry } : {}) }, memory: { ...memory, queue } };
    },
    work: (work, memory, context) => scheduleOne(work, memory, context, settings, memos),
  };
}
