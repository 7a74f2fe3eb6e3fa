import type { Schedule } from '../../../language/deviation.js';
import type { Disturbances } from '../strategies.js';

/** What an exhaustive search is to do. */
export interface ExhaustiveOptions extends Disturbances {
  readonly seed: number;
  /** Only the first so many turns are chosen; what follows them goes in the default order. */
  readonly depth?: number;
  /** No more situations than these. */
  readonly maxStates: number;
  /** Go on when an order breaks the scenario. */
  readonly all?: boolean;
  /** False: take every turn, also where another order of turns is known to lead to the same situations, and work it out anew. */
  readonly reduced?: boolean;
  /** False: put a pod on each of the nodes that tie, also where one is like another (implied by `reduced: false`). */
  readonly equalNodes?: boolean;
  /** Asked now and then: false ends the search. */
  goOn(): boolean;
}

/** Why a search was not complete. */
export type Cut = 'time' | 'states' | 'found';

/** One way in which the scenario can end. */
export interface EndFound {
  readonly status: 'passed' | 'failed' | 'error';
  /** What leads there, where the search goes on after what breaks it. */
  readonly way?: Schedule;
}

/** What an exhaustive search came to. */
export interface Exhausted {
  /** Different situations, at turns that could be chosen. */
  readonly states: number;
  /** Turns that were taken. */
  readonly turns: number;
  /** Different ends, each with its verdict. */
  readonly ends: ReadonlyMap<string, EndFound>;
  /** Turns of the longest way. */
  readonly longest: number;
  /** Ways that were not ended within the depth, and went on in the default order. */
  readonly beyond: number;
  /** Turns on the way that nobody could choose: most of any one run. */
  readonly unchosen: number;
  /** Ways of the widest draw of which not all were tried; 0: all ties were, as far as they were to be. */
  readonly untried: number;
  /** Ways that were not followed: they differ from one that was in which of equal nodes a pod is on. */
  readonly mirrored: number;
  /** Turns that led back to a situation on their own way, at the same moment: they could be taken for ever. */
  readonly rounds: number;
  readonly cut?: Cut;
  /** The first order that breaks the scenario. */
  readonly broken?: Schedule;
  /** Memory that remembers situations. */
  readonly bytes: number;
}
