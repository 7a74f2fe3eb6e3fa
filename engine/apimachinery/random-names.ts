import type { Dice } from '../core/rng.js';

/** Without vowels and look-alikes, so that chance spells no words: the alphabet of apimachinery's util/rand. */
export const ALPHANUMERICS = 'bcdfghjklmnpqrstvwxz2456789';

const SUFFIX_LENGTH = 5;
const MAX_NAME_LENGTH = 63;

/** Five random characters, as rand.String(5). */
export function randomSuffix(dice: Dice): string {
  return dice.text(SUFFIX_LENGTH, ALPHANUMERICS);
}

/** A generateName prefix with a random suffix; the prefix is cut so that the whole fits in 63 (names.SimpleNameGenerator). */
export function generatedName(prefix: string, dice: Dice): string {
  return prefix.slice(0, MAX_NAME_LENGTH - SUFFIX_LENGTH) + randomSuffix(dice);
}
