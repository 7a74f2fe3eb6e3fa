import { isObject } from '../../../engine/apimachinery/object.js';
import type { Cursor } from '../cursor.js';
import { suggestion } from '../cursor.js';
import type { Generator, Generators } from '../generator.js';
import { generators } from '../schema/property.js';
import { shaped } from '../shape.js';
import { millisOf } from './values.js';

/** Lists and step lists within each other. */
const MOST_NESTED = 4;
/** The longest list that is generated. */
const LONGEST = 1000;

/** The generators of a map of names; undefined when there were problems, which are told. */
export function generatorsOf(cursor: Cursor, depth = 0): Generators | undefined {
  const { value } = cursor;
  if (!isObject(value) || Object.keys(value).length === 0) {
    cursor.report('names and generators belong here', 'write replicas: { integer: { min: 1, max: 5 } }');
    return undefined;
  }
  const made = Object.keys(value).map((name) => [name, generatorOf(cursor.at(name), depth)] as const);
  const all = made.filter((entry): entry is readonly [string, Generator] => entry[1] !== undefined);
  return all.length === made.length ? Object.fromEntries(all) : undefined;
}

function isKind(name: string | undefined): name is keyof typeof generators {
  return name !== undefined && Object.hasOwn(generators, name);
}

function generatorOf(cursor: Cursor, depth: number): Generator | undefined {
  const { value } = cursor;
  const [kind, ...others] = isObject(value) ? Object.keys(value) : [];
  if (others.length > 0 || kind === undefined) {
    cursor.report('a generator is a map with one key', `write one of ${Object.keys(generators).join(', ')}`);
    return undefined;
  }
  if (!isKind(kind)) {
    cursor.at(kind).reportKey(`no generator is called "${kind}"`, suggestion(kind, Object.keys(generators)));
    return undefined;
  }
  if (kind === 'steps' && depth > 0) {
    cursor
      .at(kind)
      .reportKey('steps stand in forall itself, not in another generator', 'give them a name of their own');
    return undefined;
  }
  if (depth > MOST_NESTED) {
    cursor.report(`generators nest more than ${MOST_NESTED} deep`, 'write it flatter');
    return undefined;
  }
  const made = generatorAt(kind, cursor, depth);
  return made !== undefined && inOrder(made, cursor.at(kind)) ? made : undefined;
}

function generatorAt(kind: keyof typeof generators, cursor: Cursor, depth: number): Generator | undefined {
  switch (kind) {
    case 'integer': {
      const shape = shaped(generators.integer, cursor);
      return shape && { type: 'integer', ...shape.integer };
    }
    case 'percent': {
      const shape = shaped(generators.percent, cursor);
      return shape && { type: 'percent', ...shape.percent };
    }
    case 'duration':
      return durationOf(cursor);
    case 'boolean':
      return shaped(generators.boolean, cursor) && { type: 'boolean' };
    case 'choose': {
      const shape = shaped(generators.choose, cursor);
      return shape && { type: 'choose', of: shape.choose };
    }
    case 'list': {
      const shape = shaped(generators.list, cursor);
      const of = shape && generatorOf(cursor.at('list', 'of'), depth + 1);
      return shape && of && { type: 'list', of, min: shape.list.min ?? 0, max: shape.list.max };
    }
    case 'steps':
      return stepsOf(cursor, depth);
  }
}

function durationOf(cursor: Cursor): Generator | undefined {
  const shape = shaped(generators.duration, cursor)?.duration;
  if (shape === undefined) return undefined;
  const step = millisOf(shape.step ?? '1s');
  if (step > 0) return { type: 'duration', min: millisOf(shape.min), max: millisOf(shape.max), step };
  cursor.at('duration', 'step').report('a step of no length leads nowhere', 'write step: 1s');
  return undefined;
}

function stepsOf(cursor: Cursor, depth: number): Generator | undefined {
  const shape = shaped(generators.steps, cursor)?.steps;
  if (shape === undefined) return undefined;
  const each = shape.each === undefined ? {} : generatorsOf(cursor.at('steps', 'each'), depth + 1);
  return each && { type: 'steps', kinds: shape.of.length, each, min: shape.min ?? 0, max: shape.max };
}

/** Whether there is any value between its ends; told of when not. */
function inOrder(generator: Generator, cursor: Cursor): boolean {
  if (!('min' in generator)) return true;
  const { min, max } = generator;
  if (max < min) {
    cursor
      .at('min')
      .report(`there is nothing from ${shown(cursor, 'min')} to ${shown(cursor, 'max')}`, 'swap min and max');
    return false;
  }
  if ((generator.type === 'list' || generator.type === 'steps') && max > LONGEST) {
    cursor.at('max').report(`lists are not longer than ${LONGEST}`, `write max: ${LONGEST}`);
    return false;
  }
  return true;
}

function shown(cursor: Cursor, end: 'min' | 'max'): string {
  return JSON.stringify(cursor.at(end).value ?? 0);
}
