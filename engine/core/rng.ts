import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** The state of a seeded generator: plain numbers, part of the cluster's state. */
export type Rng = readonly number[];

/** A generator from a seed (any integer). */
export function seeded(seed: number): Rng {
  return xoroshiro128plus(seed).getState();
}

/**
 * A generator of its own for what is told apart by a text: draws for one name do not depend on how many draws there were
 * for others, so that things that happen in another order get the same names.
 */
export function keyed(rng: Rng, key: string): Rng {
  let hash = 0x811c9dc5;
  for (const part of rng) hash = Math.imul(hash ^ part, 0x01000193);
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return seeded(hash);
}

/**
 * Chance for the length of one step: draws advance it, and `rng` is the state to keep (the very one it started from
 * when nothing was drawn). Never stored.
 */
export class Dice {
  /** Bounds of the draws so far, in order: what an exploration has to choose from. */
  readonly bounds: number[] = [];
  private generator: ReturnType<typeof xoroshiro128plus> | undefined;

  /**
   * @param start a state, or what gives it when the first draw is made
   * @param script results of the first draws, in place of chance; one that is out of bounds counts as 0
   */
  constructor(
    private readonly start: Rng | (() => Rng),
    private readonly script: readonly number[] = [],
  ) {}

  /** An integer in [0, bound). */
  below(bound: number): number {
    const scripted = this.script[this.bounds.length];
    this.bounds.push(bound);
    if (scripted !== undefined) return scripted < bound ? scripted : 0;
    this.generator ??= xoroshiro128plusFromState(this.origin);
    return uniformInt(this.generator, 0, bound - 1);
  }

  /** `length` characters of `alphabet`. */
  text(length: number, alphabet: string): string {
    let text = '';
    for (let i = 0; i < length; i++) text += alphabet.charAt(this.below(alphabet.length));
    return text;
  }

  get used(): boolean {
    return this.bounds.length > 0;
  }

  private get origin(): Rng {
    return typeof this.start === 'function' ? this.start() : this.start;
  }

  get rng(): Rng {
    return this.generator === undefined ? this.origin : this.generator.getState();
  }
}
