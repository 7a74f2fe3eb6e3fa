import type { Millis } from '../../engine/core/time.js';
import type { Twist } from '../../engine/index.js';

/** What happens in one turn of a run, where that is not what happens by itself. All parts may be absent. */
export interface Decision {
  /** The component that works, of those that are due; absent, or not due: the first of them. */
  readonly component?: string;
  /** How its turn goes. Only when `component` is the one that works. */
  readonly twist?: Twist;
  /** From now on these components see nothing of what happens. */
  readonly lag?: readonly string[];
  /** These see again what they have missed. */
  readonly resume?: readonly string[];
  /** Before the turn: the step of the spec that waits is over, where a disruption comes next. */
  readonly early?: boolean;
}

/** A run as a pilot sees it. */
export interface Situation {
  readonly now: Millis;
  /** Components that are due now, in the order in which they would work. At least one. */
  readonly due: readonly string[];
  /** Components that lag. */
  readonly lagging: readonly string[];
  /** The step of the spec that waits may be cut short here. */
  readonly canCut: boolean;
}

/** Who decides what happens where more than one thing could. Asked before each turn of a component. */
export interface Pilot {
  /** @param turn number of the turn, from 1 */
  decide(turn: number, situation: Situation): Decision;
}

/** Nothing but the default. */
export const BY_ITSELF: Decision = {};

/** No component lags for longer than this: watches of a real cluster are late, not dead. */
export const LAG_LIMIT: Millis = 1000;
