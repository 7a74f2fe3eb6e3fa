import type * as z from 'zod';
import type { Condition, Temporal } from '../../expectations/condition.js';
import type { Cursor } from '../cursor.js';
import type { Scene } from '../scene.js';
import type * as schema from '../schema/conditions.js';
import { conditionOf, type ConditionShape } from './conditions.js';
import { optionalMillis } from './values.js';

export interface TemporalShape {
  readonly always?: z.output<typeof schema.always> | undefined;
  readonly never?: z.output<typeof schema.never> | undefined;
  readonly eventually?: z.output<typeof schema.eventually> | undefined;
  readonly until?: z.output<typeof schema.until> | undefined;
  readonly then?: z.output<typeof schema.then> | undefined;
  readonly whenever?: z.output<typeof schema.whenever> | undefined;
}

/** What is watched, of a scenario or a step. `cursor` is at the map that holds `always`, `never` and so on. */
export function watchesOf(shape: TemporalShape, cursor: Cursor, scene: Scene): readonly Temporal[] {
  return [
    ...each(shape.always, cursor.at('always'), (one, at) => invariant('always', one, at, scene)),
    ...each(shape.never, cursor.at('never'), (one, at) => invariant('never', one, at, scene)),
    ...each(shape.eventually, cursor.at('eventually'), (one, at) => eventuallyOf(one, at, scene)),
    ...each(shape.until, cursor.at('until'), (one, at) => untilOf(one, at, scene)),
    ...(shape.then === undefined ? [] : thenOf(shape.then, cursor.at('then'), scene)),
    ...each(shape.whenever, cursor.at('whenever'), (one, at) => wheneverOf(one, at, scene)),
  ];
}

/** One or several of something, each with its place. */
function each<T, R>(
  given: T | readonly T[] | undefined,
  cursor: Cursor,
  read: (one: T, at: Cursor) => R | undefined,
): readonly R[] {
  if (given === undefined) return [];
  const all = isList(given) ? given.map((one, index) => read(one, cursor.at(index))) : [read(given, cursor)];
  return all.filter((one) => one !== undefined);
}

function isList<T>(given: T | readonly T[]): given is readonly T[] {
  return Array.isArray(given);
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

function invariant(type: 'always' | 'never', shape: ConditionShape, at: Cursor, scene: Scene): Temporal | undefined {
  const that = conditionOf(shape, at, scene, type === 'always' ? 'all' : 'any');
  if (that === undefined) return undefined;
  if (type === 'never' && that.type === 'resource' && that.quantifier.type === 'none') {
    at.report('never none means: always some', 'write eventually or always, or take match: none away');
    return undefined;
  }
  return { type, source: at.source, ...named(that.name), that };
}

function eventuallyOf(shape: z.output<typeof schema.eventuallyOne>, at: Cursor, scene: Scene): Temporal | undefined {
  const { within, ...plain } = typeof shape === 'string' ? { within: undefined } : shape;
  const that = conditionOf(typeof shape === 'string' ? shape : (plain as ConditionShape), at, scene);
  const limit = optionalMillis(within);
  if (that === undefined) return undefined;
  return {
    type: 'eventually',
    source: at.source,
    ...named(that.name),
    that,
    ...(limit === undefined ? {} : { within: limit }),
  };
}

function untilOf(shape: z.output<typeof schema.untilOne>, at: Cursor, scene: Scene): Temporal | undefined {
  const hold = conditionOf(shape.hold, at.at('hold'), scene, 'all');
  const release = conditionOf(shape.until, at.at('until'), scene);
  const limit = optionalMillis(shape.within);
  if (hold === undefined || release === undefined) return undefined;
  return {
    type: 'until',
    source: at.source,
    ...named(shape.name),
    hold,
    release,
    ...(limit === undefined ? {} : { within: limit }),
  };
}

function wheneverOf(shape: z.output<typeof schema.wheneverOne>, at: Cursor, scene: Scene): Temporal | undefined {
  const when = conditionOf(shape.when, at.at('when'), scene);
  const response = conditionOf(shape.then, at.at('then'), scene);
  const limit = optionalMillis(shape.within);
  if (when === undefined || response === undefined) return undefined;
  return {
    type: 'whenever',
    source: at.source,
    ...named(shape.name),
    when,
    response,
    ...(limit === undefined ? {} : { within: limit }),
  };
}

function thenOf(shape: z.output<typeof schema.then>, cursor: Cursor, scene: Scene): readonly Temporal[] {
  const { name, order, within } = Array.isArray(shape) ? { name: undefined, order: shape, within: undefined } : shape;
  const at = Array.isArray(shape) ? cursor : cursor.at('order');
  const conditions = order.map((one, index) => conditionOf(one, at.at(index), scene));
  if (!conditions.every((condition): condition is Condition => condition !== undefined)) return [];
  const limit = optionalMillis(within);
  return [
    {
      type: 'then',
      source: cursor.source,
      ...named(name),
      order: conditions,
      ...(limit === undefined ? {} : { within: limit }),
    },
  ];
}
