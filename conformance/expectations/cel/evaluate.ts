import { Duration } from '@marcbachmann/cel-js/evaluator';
import type { Millis } from '../../../engine/core/time.js';
import type { World } from '../world.js';
import { compileAny, compileAssumption, compileCel, problemOf, type CelProblem, type Program } from './compile.js';
import { toCel } from './value.js';
import { withSession, type Lookup, type Session } from './session.js';

/** What an expression says of a state of the cluster. */
export type CelOutcome =
  | {
      readonly type: 'value';
      readonly value: boolean;
      /** True only because `all` had nothing to look at. */
      readonly vacuous: boolean;
      readonly lookups: readonly Lookup[];
    }
  | { readonly type: 'error'; readonly problem: CelProblem; readonly lookups: readonly Lookup[] };

/**
 * Evaluates a CEL expression that must be true or false; anything else is an error. Errors are values: of syntax, of
 * type, a key that is not there, too high a cost.
 */
export function evaluateCel(expression: string, world: World, namespace: string): CelOutcome {
  const compiled = compileCel(expression);
  if (!compiled.ok) return { type: 'error', problem: compiled.problem, lookups: [] };
  const first = run(compiled.program, world, namespace, true);
  if (!first.ok) return { type: 'error', problem: first.problem, lookups: first.session.lookups };
  const { lookups, emptyAll } = first.session;
  if (typeof first.value !== 'boolean') {
    const problem = { message: `must be true or false, but is ${describe(first.value)}`, offset: 0 };
    return { type: 'error', problem, lookups };
  }
  const strict = emptyAll && first.value ? run(compiled.program, world, namespace, false) : first;
  return { type: 'value', value: first.value, vacuous: !strict.ok || strict.value !== first.value, lookups };
}

const NOWHERE: World = { now: 0, list: () => [], get: () => undefined, calls: () => [] };

/** Whether an assumption holds of values; a problem when it cannot be said. */
export function assumptionHolds(expression: string, values: Readonly<Record<string, unknown>>): boolean | CelProblem {
  const compiled = compileAssumption(expression);
  if (!compiled.ok) return compiled.problem;
  const result = run(compiled.program, NOWHERE, '', true, { forall: toCel(values) });
  if (!result.ok) return result.problem;
  return typeof result.value === 'boolean'
    ? result.value
    : { message: `must be true or false, but is ${describe(result.value)}`, offset: 0 };
}

/** The value of any expression; undefined when it has none. For reports. */
export function valueOf(expression: string, world: World, namespace: string): unknown {
  const compiled = compileAny(expression);
  if (!compiled.ok) return undefined;
  const result = run(compiled.program, world, namespace, true);
  return result.ok ? result.value : undefined;
}

type Run =
  | { readonly ok: true; readonly value: unknown; readonly session: Session }
  | { readonly ok: false; readonly problem: CelProblem; readonly session: Session };

function run(
  program: Program,
  world: World,
  namespace: string,
  lenient: boolean,
  variables: Readonly<Record<string, unknown>> = { clock: duration(world.now) },
): Run {
  const session: Session = {
    world,
    namespace,
    lookups: [],
    observed: new WeakSet(),
    lenient,
    emptyAll: false,
    cost: 0,
  };
  try {
    return { ok: true, value: withSession(session, () => program.run(variables)), session };
  } catch (error) {
    return { ok: false, problem: problemOf(error), session };
  }
}

function duration(millis: Millis): Duration {
  const seconds = Math.floor(millis / 1000);
  return new Duration(BigInt(seconds), Math.round((millis - seconds * 1000) * 1_000_000));
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'bigint') return `int ${value}`;
  return typeof value === 'number' || typeof value === 'string' ? `${typeof value} ${value}` : 'an object';
}
