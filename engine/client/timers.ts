import { SortedMap } from '../core/sorted-map.js';
import type { Millis } from '../core/time.js';
import type { Component, Due, Work } from './component.js';
import type { ControllerMemory } from './controller.js';

/** A key that is to be worked on at a time, unless it is cleared before. */
export interface Timer {
  readonly key: string;
  readonly at: Millis;
  /** The step that set it; not known while that step still runs. */
  readonly cause: number | undefined;
}

/**
 * Timers that can be moved and cleared, which keys in a delaying work queue cannot. A cleared timer leaves nothing behind
 * that would keep a quiet cluster's clock running.
 */
export interface Timers {
  readonly byKey: SortedMap<string, Timer>;
  /** Time and key → key. */
  readonly order: SortedMap<string, string>;
  /** Keys of the timers that have no cause yet. */
  readonly fresh: readonly string[];
}

export const NO_TIMERS: Timers = {
  byKey: SortedMap.empty(),
  order: SortedMap.empty(),
  fresh: [],
};

/** What a controller remembers, with timers among it. */
export interface Timed {
  readonly timers: Timers;
}

function placeOf({ at, key }: Timer): string {
  return `${String(Math.max(at, 0)).padStart(15, '0')}/${key}`;
}

/** Sets or moves the timer of a key; the same timers (===) when it is set for that time already. */
export function setTimer(timers: Timers, key: string, at: Millis, cause?: number): Timers {
  const known = timers.byKey.get(key);
  if (known?.at === at) return timers;
  const timer: Timer = { key, at, cause };
  const cleared = known === undefined ? timers : clearTimer(timers, key);
  return {
    byKey: cleared.byKey.set(key, timer),
    order: cleared.order.set(placeOf(timer), key),
    fresh: cause === undefined ? [...cleared.fresh, key] : cleared.fresh,
  };
}

/** Without the timer of a key; the same timers (===) when there is none. */
export function clearTimer(timers: Timers, key: string): Timers {
  const known = timers.byKey.get(key);
  if (known === undefined) return timers;
  return {
    byKey: timers.byKey.delete(key),
    order: timers.order.delete(placeOf(known)),
    fresh: known.cause === undefined ? timers.fresh.filter((other) => other !== key) : timers.fresh,
  };
}

/** The timer of a key. */
export function timerOf(timers: Timers, key: string): Timer | undefined {
  return timers.byKey.get(key);
}

/** The timer that ends first. */
export function firstTimer(timers: Timers): Timer | undefined {
  const first = timers.order.first();
  return first === undefined ? undefined : timers.byKey.get(first[1]);
}

/** Tells the timers that a step has set which step that was. */
function withCause(timers: Timers, cause: number): Timers {
  if (timers.fresh.length === 0) return timers;
  const caused: [string, Timer][] = [];
  for (const key of timers.fresh) {
    const timer = timers.byKey.get(key);
    if (timer !== undefined) caused.push([key, { ...timer, cause }]);
  }
  return { ...timers, byKey: timers.byKey.edit(caused), fresh: [] };
}

/** Makes a controller work on the keys of its timers when they end, as if they came out of its queue. */
export function withTimers<M extends Timed>(component: Component<ControllerMemory<M>>): Component<ControllerMemory<M>> {
  return {
    ...component,
    due: (memory) => sooner(component.due(memory), firstTimer(memory.state.timers)),
    take(memory, now) {
      const queued = component.due(memory);
      const timer = firstTimer(memory.state.timers);
      if (timer === undefined || timer.at > now || (queued !== undefined && queued.at <= timer.at)) {
        return component.take(memory, now);
      }
      const work: Work = { key: timer.key, cause: timer.cause ?? 0 };
      const state = {
        ...memory.state,
        timers: clearTimer(memory.state.timers, timer.key),
      };
      return { work, memory: { ...memory, state } };
    },
    *work(work, memory, context) {
      const next = yield* component.work(work, memory, context);
      const timers = withCause(next.state.timers, work.cause);
      return timers === next.state.timers ? next : { ...next, state: { ...next.state, timers } };
    },
  };
}

/** A retry is not worth waiting for, so whoever waits for a timer as well waits for that. */
function sooner(queued: Due | undefined, timer: Timer | undefined): Due | undefined {
  if (timer === undefined) return queued;
  if (queued === undefined || timer.at < queued.at) return { at: timer.at };
  return queued.retry === true ? { at: queued.at } : queued;
}
