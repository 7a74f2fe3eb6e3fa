import type { Millis } from '../core/time.js';
import type { Resource } from '../apis/resource.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Component, Context, Due, Observation, Occurrence, Work } from './component.js';
import type { Reconcile } from './reconcile.js';

/** A component with its memory, whatever the memory's type: what the cluster holds of each. Immutable. */
export interface Process {
  readonly component: AnyComponent;
  /** For inspection; only the component itself knows its type. */
  readonly memory: unknown;
  /** The same process (===) when the event does not matter to it. */
  observe(event: WatchEvent, observation: Observation): Process;
  due(): Due | undefined;
  take(now: Millis): Taken;
  /** The process after something happened to it; a fresh one when its component does not say. */
  undergo(occurrence: Occurrence, now: Millis): Process;
}

/** An item off the queue, the process without it, and how to do it. */
export interface Taken {
  readonly work: Work;
  readonly process: Process;
  run(context: Context): Reconcile<Process>;
}

/** A component whose memory's type is nobody else's business. */
export interface AnyComponent {
  readonly name: string;
  readonly watches: readonly Resource[];
  start(now: Millis): Process;
}

/** Hides the memory's type, so that components of all kinds stand in one list. */
export function erase<M, W extends Work>(component: Component<M, W>): AnyComponent {
  const erased: AnyComponent = {
    name: component.name,
    watches: component.watches,
    start: (now) => processOf(component, erased, component.start(now)),
  };
  return erased;
}

/** A process of a component with a given memory. */
export function processOf<M, W extends Work>(component: Component<M, W>, erased: AnyComponent, memory: M): Process {
  const withMemory = (next: M): Process => (next === memory ? self : processOf(component, erased, next));
  const self: Process = {
    component: erased,
    memory,
    observe: (event, observation) => withMemory(component.observe(memory, event, observation)),
    due: () => component.due(memory),
    undergo(occurrence, now) {
      if (component.undergo !== undefined) return withMemory(component.undergo(memory, occurrence, now));
      return occurrence === 'restarted' || occurrence === 'booted' ? erased.start(now) : self;
    },
    take(now) {
      const taken = component.take(memory, now);
      return {
        work: taken.work,
        process: withMemory(taken.memory),
        *run(context) {
          return withMemory(yield* component.work(taken.work, taken.memory, context));
        },
      };
    },
  };
  return self;
}
