import fc from 'fast-check';
import { durationText } from '../../language/simplest.js';
import type { Drawn, DrawnStep, Generator, Generators } from '../../language/generator.js';

/** Values for names, as fast-check draws and shrinks them. */
export function drawing(generators: Generators): fc.Arbitrary<Drawn> {
  const arbitraries = Object.entries(generators).map(([name, one]) => [name, arbitraryOf(one)] as const);
  return fc.record(Object.fromEntries(arbitraries), { noNullPrototype: true });
}

/** Shrinks towards the least, the first of a choice, the shorter list. */
export function arbitraryOf(generator: Generator): fc.Arbitrary<unknown> {
  switch (generator.type) {
    case 'integer':
      return fc.integer({ min: generator.min, max: generator.max });
    case 'percent':
      return fc.integer({ min: generator.min, max: generator.max }).map((percent) => `${percent}%`);
    case 'duration':
      return fc
        .nat(Math.floor((generator.max - generator.min) / generator.step))
        .map((steps) => durationText(generator, steps));
    case 'boolean':
      return fc.boolean();
    case 'choose':
      return fc.constantFrom(...generator.of);
    case 'list':
      return fc.array(arbitraryOf(generator.of), lengths(generator));
    case 'steps': {
      const step = fc.record({ kind: fc.nat(generator.kinds - 1), each: drawing(generator.each) }, PLAIN);
      return fc.array<DrawnStep>(step, lengths(generator));
    }
  }
}

const PLAIN = { noNullPrototype: true } as const;

/** Lists are as long as they may be as often as they are short: `size` would keep long ones rare. */
function lengths({ min, max }: { readonly min: number; readonly max: number }): fc.ArrayConstraints {
  return { minLength: min, maxLength: max, size: 'max' };
}
