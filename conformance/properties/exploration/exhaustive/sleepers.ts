import type { Effect } from './effect.js';
import type { Mask } from './visited.js';

/**
 * Turns that need not be taken from a situation, by component, with what they do (sleep sets: P. Godefroid, Partial-Order
 * Methods for the Verification of Concurrent Systems, 1996, with the bookkeeping of its section 5 for situations that are
 * met again). All situations are still reached; fewer turns lead to each.
 *
 * Where no turn leads back, the bookkeeping only costs a few turns: a turn that is left out of a situation was taken from an
 * earlier one, and as the search is depth first, all that follows it there has been searched before. On a way that leads
 * back to itself that need not be so: what was taken earlier may still be under way.
 */
export type Asleep = Map<string, Effect>;

const BITS = 64;
const HALF = 32;

/** Numbers components, so that sets of them fit into the table of situations. Beyond 64 nobody is left out. */
export class Sleepers {
  private readonly numbers = new Map<string, number>();
  private readonly ids: string[] = [];

  mask(ids: Iterable<string>): Mask {
    let high = 0;
    let low = 0;
    for (const id of ids) {
      const bit = this.numberOf(id);
      if (bit < HALF) low |= 1 << bit;
      else if (bit < BITS) high |= 1 << (bit - HALF);
    }
    return { high, low };
  }

  private numberOf(id: string): number {
    let number = this.numbers.get(id);
    if (number === undefined) {
      number = this.ids.push(id) - 1;
      this.numbers.set(id, number);
    }
    return number;
  }

  /** Those of one set that are not in another. */
  without(set: Mask, other: Mask): readonly string[] {
    const left = { high: set.high & ~other.high, low: set.low & ~other.low };
    if (left.high === 0 && left.low === 0) return [];
    return this.ids.filter((_id, bit) => isIn(left, bit));
  }

  common(a: Mask, b: Mask): Mask {
    return { high: a.high & b.high, low: a.low & b.low };
  }

  /** Those asleep that are in a set. */
  among(asleep: Asleep, set: Mask): Asleep {
    const left: Asleep = new Map();
    for (const [id, effect] of asleep) if (isIn(set, this.numberOf(id))) left.set(id, effect);
    return left;
  }
}

function isIn({ high, low }: Mask, bit: number): boolean {
  return bit < HALF ? (low & (1 << bit)) !== 0 : bit < BITS && (high & (1 << (bit - HALF))) !== 0;
}
