import type { Usage } from '../client/component.js';
import type { Request } from '../apiserver/request.js';
import type { Millis } from '../core/time.js';
import type { DeviceChange } from '../core/device-change.js';
import type { NodeConfig } from './config.js';
import type { Fault } from './fault.js';
import type { Load } from './load.js';

/** Everything that can happen to a cluster. Closed: nothing else ever changes its state. */
export type Step =
  /** A component takes the next item off its queue and does it. */
  | { readonly type: 'work'; readonly component: string; readonly twist?: Twist }
  /** Somebody outside (kubectl, a spec, an HTTP client) sends a request. */
  | { readonly type: 'request'; readonly request: Request; readonly by: string }
  /** Something breaks, or is mended. */
  | { readonly type: 'fault'; readonly fault: Fault }
  /** A machine joins: its kubelet starts and registers it. */
  | { readonly type: 'node'; readonly node: NodeConfig }
  /** Something on a node uses more or less than before. */
  | { readonly type: 'usage'; readonly node: string; readonly usage: Usage }
  /** Work comes from outside that pods share. */
  | { readonly type: 'load'; readonly load: Load }
  /** The devices of a machine, or their plugin, change. */
  | { readonly type: 'devices'; readonly node: string; readonly change: DeviceChange }
  /** Time passes and nothing else. */
  | { readonly type: 'time'; readonly to: Millis };

/** How a turn of a component goes otherwise than it does by default. */
export interface Twist {
  /** Its process dies when it is about to make a write after this many; nothing happens when there are no more. */
  readonly crashAfter?: number;
  /** What its first draws come out as, in place of chance. */
  readonly draws?: readonly number[];
}

/** One object that a step changed. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: number;
}

/** A request that was refused during a step. */
export interface Refused {
  readonly method: string;
  readonly path: string;
  readonly code: number;
  readonly message: string;
}

/** One line of the log: what happened, who did it, what it changed and which step it followed from. */
export interface StepRecord {
  readonly seq: number;
  readonly at: Millis;
  readonly type: Step['type'];
  /** The component, or who sent the request. */
  readonly who: string;
  /** The item that was worked on, the request's method and path, or the fault. */
  readonly what: string;
  /** The step that put the item in the queue; 0: nothing before it. */
  readonly cause: number;
  readonly changes: readonly Change[];
  readonly refused: readonly Refused[];
  /** How many writes were asked for; absent: none. A crash can fall before each. */
  readonly writes?: number;
  /** Bounds of what was drawn by chance, in order; absent: nothing. Each could have come out otherwise. */
  readonly draws?: readonly number[];
}
