import type { DrawnStep, Drawn, Generators } from '../language/generator.js';
import { isDrawnStep } from '../language/generator.js';
import { minimise } from './exploration/minimise.js';

/** A generated step and where it stands. */
interface Placed {
  readonly list: string;
  readonly step: DrawnStep;
}

const MOST_TRIES = 200;

/**
 * The values with no more generated steps than are needed: from what is left none can be taken away, but where a list
 * would become shorter than it may be.
 * @param breaks whether values still break the property in the same way; true of those given
 */
export function withFewestSteps(drawn: Drawn, forall: Generators, breaks: (values: Drawn) => boolean): Drawn {
  const all = Object.entries(forall).flatMap(([list, { type }]) => {
    const steps = drawn[list];
    return type === 'steps' && Array.isArray(steps) ? steps.filter(isDrawnStep).map((step) => ({ list, step })) : [];
  });
  if (all.length === 0) return drawn;
  const holds = (part: readonly Placed[]): boolean => {
    const values = withSteps(drawn, forall, part);
    return isLongEnough(values, forall) && breaks(values);
  };
  return withSteps(drawn, forall, minimise(all, holds, MOST_TRIES).part);
}

function withSteps(drawn: Drawn, forall: Generators, placed: readonly Placed[]): Drawn {
  const lists = Object.keys(forall)
    .filter((name) => forall[name]?.type === 'steps')
    .map((name) => [name, placed.filter(({ list }) => list === name).map(({ step }) => step)] as const);
  return { ...drawn, ...Object.fromEntries(lists) };
}

function isLongEnough(values: Drawn, forall: Generators): boolean {
  return Object.entries(forall).every(([name, generator]) => {
    const steps = values[name];
    return generator.type !== 'steps' || (Array.isArray(steps) && steps.length >= generator.min);
  });
}
