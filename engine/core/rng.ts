import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** The state of a seeded generator: plain numbers, part of the cluster's state. */
export type Rng = readonly number[];

/** A generator from a seed (any integer). */
export function seeded(seed: number): Rng {
  return xoroshiro128plus(seed).getState();
}

/**
 * Chance for the length of one step: draws advance it, and `rng` is the state to keep (the very one it started from
 * when nothing was drawn). Never stored.
 */
export class Dice {
  private generator: ReturnType<typeof xoroshiro128plus> | undefined;

  constructor(private readonly start: Rng) {}

  /** An integer in [0, bound). */
  below(bound: number): number {
    this.generator ??= xoroshiro128plusFromState(this.start);
    return uniformInt(this.generator, 0, bound - 1);
  }

  /** `length` characters of `alphabet`. */
  text(length: number, alphabet: string): string {
    let text = '';
    for (let i = 0; i < length; i++) text += alphabet.charAt(this.below(alphabet.length));
    return text;
  }

  get rng(): Rng {
    return this.generator === undefined ? this.start : this.generator.getState();
  }
}
