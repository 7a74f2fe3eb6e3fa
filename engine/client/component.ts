import type { Consumption } from '../core/consumption.js';
import type { Millis } from '../core/time.js';
import type { DeviceChange } from '../core/device-change.js';
import type { Dice } from '../core/rng.js';
import type { Resource } from '../apis/resource.js';
import type { WatchEvent } from '../apiserver/watch-event.js';
import type { Reconcile } from './reconcile.js';
import type { View } from './view.js';

/** What a component may look at while it works. */
export interface Context {
  readonly view: View;
  readonly now: Millis;
  /** Seeded; draws are part of the run. */
  readonly dice: Dice;
}

/** One item that a component took from its own queue. */
export interface Work {
  /** 'namespace/name' or whatever the component keys its work by; printed in the log. */
  readonly key: string;
  /** The step that put it in the queue, for the causal story. */
  readonly cause: number;
  /** True for another try at what failed before (a back-off): `settle` does not wait for those. */
  readonly retry?: boolean;
}

/** When a component wants to run next. */
export interface Due {
  /** The earliest moment at which it has something to do. */
  readonly at: Millis;
  /** True when everything that it waits for is another try at what failed before: `settle` does not wait for those. */
  readonly retry?: boolean;
}

/** Where an observed event comes from. */
export interface Observation {
  readonly view: View;
  readonly now: Millis;
  /** The step that made the change. */
  readonly cause: number;
}

/**
 * A component of the cluster: its memory is plain readonly data, everything it does is a value. `M` holds its queue.
 * The cluster feeds it watch events in revision order, asks when it is due, lets it take one item and runs that.
 */
export interface Component<M, W extends Work = Work> {
  /** As the process or controller names itself: 'replicaset-controller', 'default-scheduler', 'kubelet'. */
  readonly name: string;
  /** The source of its events, where that is not its name. */
  readonly source?: string;
  /** Collections whose changes it is told of. */
  readonly watches: readonly Resource[];
  /** It undergoes changes of what is used on any machine. */
  readonly hearsUsage?: boolean;
  /** Fresh memory, as after a start of the process. Existing objects follow as ADDED events. */
  start(now: Millis): M;
  /** An informer's handler. Returns the same memory (===) when the event does not matter. */
  observe(memory: M, event: WatchEvent, observation: Observation): M;
  /** Undefined: nothing to do until an event comes. */
  due(memory: M): Due | undefined;
  /** Takes the next item off the queue. Only called when due. */
  take(memory: M, now: Millis): { readonly work: W; readonly memory: M };
  /** Does it. */
  work(work: W, memory: M, context: Context): Reconcile<M>;
  /**
   * What becomes of its memory when something happens to it besides API objects. Absent: a restart forgets everything,
   * nothing else matters.
   */
  undergo?(memory: M, occurrence: Occurrence, now: Millis): M;
}

/** What can happen to a component besides changes of API objects. */
export type Occurrence =
  /** Its process starts again on a machine that went on. */
  | 'restarted'
  /** Its machine starts again. */
  | 'booted'
  /** After a start, everything that it watches has been listed. */
  | 'listed'
  | 'registry-down'
  | 'registry-up'
  /** Something on its machine uses more or less than before. */
  | Usage
  /** Something happens to the devices of its machine, by the step of this number; while it is stopped it does not hear. */
  | { readonly type: 'devices'; readonly change: DeviceChange; readonly cause: number; readonly heard: boolean };

/** What is said of the use of a machine. */
export type Usage =
  /** One container of a pod, given by its uid. */
  | { readonly type: 'container'; readonly pod: string; readonly container: string; readonly amounts: Consumption }
  /** Everything that is no container. */
  | { readonly type: 'system'; readonly amounts: Consumption }
  /** All parts of shared loads that fall on the machine, in place of those before. */
  | {
      readonly type: 'load';
      readonly shares: readonly {
        readonly pod: string;
        readonly container: string;
        readonly amounts: Consumption;
      }[];
    };
