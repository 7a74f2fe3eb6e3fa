import { isObject, type JsonObject } from '../../engine/apimachinery/object.js';
import { writtenClaims } from './claims.js';
import type { Cursor } from './cursor.js';
import { isDrawnStep, type Drawn, type Generators } from './generator.js';
import { substituted } from './substitute.js';

/** Fields of a Property that are about its values, and no part of an instance. */
const ABOUT: ReadonlySet<string> = new Set(['forall', 'assume', 'runs', 'seed', 'orders']);

/** A Property document with values in place of its variables. Paths stay as they are written. */
export function valueFor(cursor: Cursor, forall: Generators, drawn: Drawn): JsonObject {
  const spec = cursor.at('spec');
  const variables = { forall: valuesOf(spec.at('forall'), forall, drawn) };
  const fields = isObject(spec.value) ? Object.keys(spec.value) : [];
  const entries = fields.map((field) => {
    const at = spec.at(field);
    return [field, ABOUT.has(field) ? at.value : substituted(at, variables)] as const;
  });
  return { ...(isObject(cursor.value) ? cursor.value : {}), spec: Object.fromEntries(entries) };
}

/** Values by name; lists of steps written out, with the other values and their own in them. */
export function valuesOf(cursor: Cursor, forall: Generators, drawn: Drawn): Drawn {
  const isSteps = (name: string): boolean => forall[name]?.type === 'steps';
  const plain = Object.fromEntries(Object.entries(drawn).filter(([name]) => !isSteps(name)));
  const lists = Object.entries(drawn).filter(([name]) => isSteps(name));
  const written = lists.map(([name, steps]) => {
    const of = cursor.at(name, 'steps', 'of');
    const all = Array.isArray(steps) ? steps.filter(isDrawnStep) : [];
    return [name, all.map(({ kind, each }) => substituted(of.at(kind), { forall: plain, each }))] as const;
  });
  return { ...plain, ...Object.fromEntries(written) };
}

/**
 * The same instance as the spec of a Scenario: its claims as the operators that a Scenario has, generated steps in their
 * place, the healed phase as steps at the end.
 * @param cursor at the instance, see {@link valueFor}
 * @param idle the numbers of the claims that had nothing to watch
 */
export function scenarioSpec(cursor: Cursor, idle: ReadonlySet<number>): JsonObject {
  const body = cursor.at('spec');
  const spec = isObject(body.value) ? body.value : {};
  const { fields, steps } = writtenClaims(body, idle);
  const left = [...ABOUT, 'properties', 'steps', 'covers', 'only', 'skip', ...CLAIMS];
  const kept = Object.fromEntries(Object.entries(spec).filter(([field]) => !left.includes(field)));
  return { ...kept, ...fields, steps: [...steps, ...inPlace(spec['steps']), ...healed(spec['properties'])] };
}

const CLAIMS = ['always', 'never', 'eventually', 'until', 'then', 'whenever'];

function inPlace(steps: unknown): readonly unknown[] {
  if (!Array.isArray(steps)) return [];
  return steps.flatMap((step: unknown) => {
    const isGroup = isObject(step) && Object.keys(step).length === 1 && Array.isArray(step['steps']);
    return isGroup ? inPlace(step['steps']) : [step];
  });
}

function healed(properties: unknown): readonly JsonObject[] {
  if (!Array.isArray(properties)) return [];
  return properties.flatMap((one: unknown) => {
    if (!isObject(one) || !isObject(one['settles'])) return [];
    return [{ fault: { heal: true } }, { settle: { within: one['settles']['within'] ?? '1h' } }];
  });
}
