import type { Millis } from '../core/time.js';
import type { Resource } from '../apis/resource.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Component, Context, Due, Observation, Occurrence, Work } from './component.js';
import type { Response } from '../apiserver/request.js';
import type { Command, Reconcile } from './reconcile.js';

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
  /** Does it, and gives the process after it; undefined: a command had no answer, and it stands still there. */
  run(context: Context, server: Server): Process | undefined;
}

/** Who answers the commands of a piece of work. */
export interface Server {
  /** @param index number of the command, from 0 */
  answer(command: Command, index: number): Response | undefined;
}

/** A component whose memory's type is nobody else's business. */
export interface AnyComponent {
  readonly name: string;
  /** Of its events. */
  readonly source: string;
  readonly watches: readonly Resource[];
  /** As the component says; false when it does not. */
  readonly hearsUsage: boolean;
  start(now: Millis): Process;
}

/** Hides the memory's type, so that components of all kinds stand in one list. */
export function erase<M, W extends Work>(component: Component<M, W>): AnyComponent {
  const erased: AnyComponent = {
    name: component.name,
    source: component.source ?? component.name,
    watches: component.watches,
    hearsUsage: component.hearsUsage === true,
    start: (now) => processOf(component, erased, component.start(now)),
  };
  return erased;
}

/** A process of a component with a given memory. */
export function processOf<M, W extends Work>(component: Component<M, W>, erased: AnyComponent, memory: M): Process {
  return new TypedProcess(component, erased, memory);
}

/** Knows its memory's type. A class, since there is a new one with every change of memory: closures would be made anew. */
class TypedProcess<M, W extends Work> implements Process {
  constructor(
    private readonly typed: Component<M, W>,
    readonly component: AnyComponent,
    readonly memory: M,
  ) {}

  private with(next: M): Process {
    return next === this.memory ? this : new TypedProcess(this.typed, this.component, next);
  }

  observe(event: WatchEvent, observation: Observation): Process {
    return this.with(this.typed.observe(this.memory, event, observation));
  }

  due(): Due | undefined {
    return this.typed.due(this.memory);
  }

  undergo(occurrence: Occurrence, now: Millis): Process {
    if (this.typed.undergo !== undefined) return this.with(this.typed.undergo(this.memory, occurrence, now));
    return occurrence === 'restarted' || occurrence === 'booted' ? this.component.start(now) : this;
  }

  take(now: Millis): Taken {
    const { work, memory } = this.typed.take(this.memory, now);
    return {
      work,
      process: this.with(memory),
      run: (context, server) => this.work(this.typed.work(work, memory, context), server),
    };
  }

  private work(reconcile: Reconcile<M>, server: Server): Process | undefined {
    let turn = reconcile.next();
    for (let index = 0; turn.done !== true; index++) {
      const answer = server.answer(turn.value, index);
      if (answer === undefined) return undefined;
      turn = reconcile.next(answer);
    }
    return this.with(turn.value);
  }
}
