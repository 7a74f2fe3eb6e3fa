import type { Component } from '../client/component.js';
import { SchedulerMemos } from './cycle/signature-memo.js';
import { observe, WATCHES } from './event-handlers.js';
import { dueOf, take } from './turns.js';
import { newMemory, type SchedulerMemory, type SchedulingWork } from './memory.js';
import { work } from './schedule-one.js';
import { DEFAULT_SCHEDULER_NAME, defaultSettings, type SchedulerSettings } from './settings.js';

/**
 * kube-scheduler as a component: watches pods and nodes, takes one waiting pod at a time and binds it to a node. Its
 * memory is plain data; verdicts that equal pods share are kept beside it, as a memo.
 */
export function scheduler(settings: SchedulerSettings = defaultSettings()): Component<SchedulerMemory, SchedulingWork> {
  const memos = new SchedulerMemos();
  return {
    name: DEFAULT_SCHEDULER_NAME,
    watches: WATCHES,
    start: newMemory,
    observe: (memory, event, observation) => observe(memory, event, observation, settings),
    due: (memory) => dueOf(memory, settings.queue),
    take: (memory, now) => take(memory, now, settings.queue),
    work: (item, memory, context) => work(item, memory, context, settings, memos),
  };
}
