import { Dice, seeded } from '../../../engine/core/rng.js';
import type { Situation } from '../../runner/pilot.js';
import type { Deviation, FaultKind } from '../../language/deviation.js';
import type { Strategy } from './recorder-pilot.js';

export { FAULT_KINDS, type FaultKind } from '../../language/deviation.js';

/** What a search may do. */
export interface Disturbances {
  readonly faults: readonly FaultKind[];
  /** No more than so many crashes, lags and early disruptions in one run. */
  readonly maxFaults: number;
}

/** About how many turns a run has: where change points and faults may fall. */
type Length = number;

const LONGEST_LAG = 24;
const MOST_WRITES = 3;
/** A draw that is out of its bounds counts as 0: one that is wide enough for most ties, for as many as most turns make. */
const MOST_WAYS = 4;
const MOST_DRAWS = 3;

/** Crashes, lags and early disruptions at turns that were drawn beforehand, over a strategy for the order. */
class Disturbed implements Strategy {
  private readonly at: ReadonlySet<number>;

  constructor(
    private readonly order: Strategy,
    private readonly dice: Dice,
    private readonly faults: readonly FaultKind[],
    count: number,
    length: Length,
  ) {
    this.at = new Set(Array.from({ length: count }, () => 1 + dice.below(Math.max(1, length))));
  }

  deviate(turn: number, situation: Situation): readonly Deviation[] {
    const ordered = this.order.deviate(turn, situation);
    if (!this.at.has(turn)) return ordered;
    const fault = this.draw(turn, situation);
    return fault === undefined ? ordered : DECIDES_WHO.has(fault.type) ? [fault] : [...ordered, fault];
  }

  private draw(turn: number, { due, lagging, canCut }: Situation): Deviation | undefined {
    const { dice, faults } = this;
    const component = due[dice.below(due.length)];
    if (component === undefined) return undefined;
    switch (faults[dice.below(faults.length)]) {
      case 'crash':
        return { type: 'crash', turn, component, afterWrites: dice.below(MOST_WRITES) };
      case 'lag':
        if (lagging.includes(component)) return undefined;
        return { type: 'lag', turn, component, until: turn + 1 + dice.below(LONGEST_LAG) };
      case 'tie':
        return {
          type: 'draw',
          turn,
          component,
          draws: Array.from({ length: MOST_DRAWS }, () => dice.below(MOST_WAYS)),
        };
      default:
        return canCut ? { type: 'early', turn } : undefined;
    }
  }
}

/** Deviations that name who works. */
const DECIDES_WHO: ReadonlySet<Deviation['type']> = new Set(['crash', 'draw']);

function first(turn: number, due: readonly string[], component: string): readonly Deviation[] {
  return component === due[0] ? [] : [{ type: 'first', turn, component }];
}

/** Any of what is due, each as likely. */
class RandomWalk implements Strategy {
  constructor(private readonly dice: Dice) {}

  deviate(turn: number, { due }: Situation): readonly Deviation[] {
    const component = due.length > 1 ? due[this.dice.below(due.length)] : undefined;
    return component === undefined ? [] : first(turn, due, component);
  }
}

/**
 * Probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010): components have priorities by chance, the highest
 * that is due works, and at `depth - 1` turns the one that would work falls to the bottom. It finds a bug of that depth
 * with a probability that does not fall exponentially with the length of the run.
 */
class Pct implements Strategy {
  private readonly priorities = new Map<string, number>();
  private readonly changes: ReadonlySet<number>;
  private lowest = 0;

  constructor(
    private readonly dice: Dice,
    depth: number,
    length: Length,
  ) {
    this.changes = new Set(Array.from({ length: depth - 1 }, () => 1 + dice.below(Math.max(1, length))));
  }

  deviate(turn: number, { due }: Situation): readonly Deviation[] {
    let best = this.best(due);
    if (this.changes.has(turn) && due.length > 1) {
      this.priorities.set(best, --this.lowest);
      best = this.best(due);
    }
    return first(turn, due, best);
  }

  private best(due: readonly string[]): string {
    let best = due[0] ?? '';
    for (const component of due) if (this.priorityOf(component) > this.priorityOf(best)) best = component;
    return best;
  }

  private priorityOf(component: string): number {
    let priority = this.priorities.get(component);
    if (priority === undefined) this.priorities.set(component, (priority = 1 + this.dice.below(1_000_000)));
    return priority;
  }
}

/** The default order, in which so many turns are put off: the next component that is due goes first. */
class DelayBounded implements Strategy {
  private readonly at: ReadonlySet<number>;

  constructor(dice: Dice, delays: number, length: Length) {
    this.at = new Set(Array.from({ length: delays }, () => 1 + dice.below(Math.max(1, length))));
  }

  deviate(turn: number, { due }: Situation): readonly Deviation[] {
    const [, next] = due;
    return next !== undefined && this.at.has(turn) ? first(turn, due, next) : [];
  }
}

const PCT_DEPTH = 3;
const MOST_DELAYS = 3;

/**
 * The strategy of one run of a portfolio: of ten runs four are PCT of depth 3, four go by chance, two put off one to three
 * turns. Equal numbers and seeds give equal strategies.
 */
export function portfolio(number: number, seed: number, length: Length, { faults, maxFaults }: Disturbances): Strategy {
  const dice = new Dice(seeded(Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)));
  const kind = number % 10;
  const order =
    kind < 4
      ? new Pct(dice, PCT_DEPTH, length)
      : kind < 8
        ? new RandomWalk(dice)
        : new DelayBounded(dice, 1 + dice.below(MOST_DELAYS), length);
  const count = faults.length === 0 || maxFaults === 0 ? 0 : dice.below(maxFaults + 1);
  return count === 0 ? order : new Disturbed(order, dice, faults, count, length);
}
