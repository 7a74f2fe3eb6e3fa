import { formatDuration } from '../../engine/apimachinery/duration.js';
import type { Drawn, DrawnStep, Generator, Generators } from './generator.js';

/** The value of a number of whole steps above the least, as a spec writes a duration. */
export function durationText({ min, step }: Extract<Generator, { type: 'duration' }>, steps: number): string {
  return formatDuration(min + steps * step);
}

/**
 * A few values that show everything a Property may have in it: every choice, every way to write a step, both ends of
 * every range. The first are the simplest.
 */
export function samples(generators: Generators): readonly Drawn[] {
  const count = Math.max(2, ...Object.values(generators).map(variety));
  return Array.from({ length: count }, (_, index) => sampleOf(generators, index, index === count - 1));
}

function variety(generator: Generator): number {
  if (generator.type === 'choose') return generator.of.length;
  if (generator.type === 'list') return variety(generator.of);
  return generator.type === 'steps' ? Math.max(1, ...Object.values(generator.each).map(variety)) : 1;
}

function sampleOf(generators: Generators, index: number, last: boolean): Drawn {
  return Object.fromEntries(Object.entries(generators).map(([name, one]) => [name, sample(one, index, last)]));
}

function sample(generator: Generator, index: number, last: boolean): unknown {
  switch (generator.type) {
    case 'integer':
      return last ? generator.max : generator.min;
    case 'percent':
      return `${last ? generator.max : generator.min}%`;
    case 'duration':
      return durationText(generator, last ? Math.floor((generator.max - generator.min) / generator.step) : 0);
    case 'boolean':
      return last;
    case 'choose':
      return generator.of[index % generator.of.length];
    case 'list': {
      const { of, min, max } = generator;
      return Array.from({ length: Math.min(max, Math.max(1, min)) }, () => sample(of, index, last));
    }
    case 'steps': {
      // Longer than it may be, perhaps: each way to write a step is to be seen.
      const length = Math.max(generator.kinds, generator.min);
      return Array.from({ length }, (_, at): DrawnStep => ({
        kind: at % generator.kinds,
        each: sampleOf(generator.each, index, last),
      }));
    }
  }
}
