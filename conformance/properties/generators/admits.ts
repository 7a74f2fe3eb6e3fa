import { isObject } from '../../../engine/apimachinery/object.js';
import { parseDuration } from '../../../engine/apimachinery/duration.js';
import { isDrawnStep, type Drawn, type Generator, type Generators } from '../../language/generator.js';

/** Whether values are of these names, and each is one that its generator can give. */
export function admitsAll(generators: Generators, drawn: Drawn): boolean {
  const names = Object.keys(generators);
  return (
    names.length === Object.keys(drawn).length &&
    Object.entries(generators).every(([name, one]) => Object.hasOwn(drawn, name) && admits(one, drawn[name]))
  );
}

/** Whether a generator can give a value. */
export function admits(generator: Generator, value: unknown): boolean {
  switch (generator.type) {
    case 'integer':
      return isWithin(generator, value);
    case 'percent':
      return typeof value === 'string' && /^\d+%$/.test(value) && isWithin(generator, Number(value.slice(0, -1)));
    case 'duration': {
      const parsed = typeof value === 'string' ? parseDuration(value) : undefined;
      if (parsed?.ok !== true || parsed.value < generator.min || parsed.value > generator.max) return false;
      return Number.isInteger((parsed.value - generator.min) / generator.step);
    }
    case 'boolean':
      return typeof value === 'boolean';
    case 'choose':
      return generator.of.some((one) => JSON.stringify(one) === JSON.stringify(value));
    case 'list':
      return isLong(generator, value) && value.every((item) => admits(generator.of, item));
    case 'steps':
      return isLong(generator, value) && value.every((step) => admitsStep(generator, step));
  }
}

function isWithin({ min, max }: { readonly min: number; readonly max: number }, value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

function isLong(
  { min, max }: { readonly min: number; readonly max: number },
  value: unknown,
): value is readonly unknown[] {
  return Array.isArray(value) && value.length >= min && value.length <= max;
}

function admitsStep({ kinds, each }: Extract<Generator, { type: 'steps' }>, step: unknown): boolean {
  return isDrawnStep(step) && step.kind >= 0 && step.kind < kinds && isObject(step.each) && admitsAll(each, step.each);
}
