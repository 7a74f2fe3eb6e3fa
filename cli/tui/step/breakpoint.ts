import { celDependencies } from '../../../conformance/expectations/cel/dependencies.js';
import { evaluateCel, valueOf } from '../../../conformance/expectations/cel/evaluate.js';
import { compileAny, compileCel } from '../../../conformance/expectations/cel/compile.js';
import { ClusterWorld } from '../../../conformance/runner/cluster-world.js';
import type { Trace } from '../../../conformance/runner/trace.js';
import { resourceKey } from '../../../engine/apis/resource.js';

/** An expression whose changes are found by walking the run once, a piece at a time. */
export interface Breakpoint {
  readonly expression: string;
  /** Steps at which its value became another, in order. */
  readonly hits: readonly number[];
  /** Up to this step it has been looked at. */
  readonly searched: number;
  /** Its value there, as text. */
  readonly value: string;
}

/** What is wrong with an expression; undefined: nothing. */
export function expressionProblem(expression: string): string | undefined {
  const compiled = compileAny(expression);
  return compiled.ok ? undefined : compiled.problem.message;
}

/** Begins before the first step. */
export function newBreakpoint(expression: string, trace: Trace): Breakpoint {
  return { expression, hits: [], searched: 0, value: valueAt(expression, trace, 0) };
}

/**
 * Looks on until `enough` says stop or the run ends. Only steps that changed something which the expression looks at are
 * judged.
 */
export function search(breakpoint: Breakpoint, trace: Trace, enough: () => boolean): Breakpoint {
  const { expression } = breakpoint;
  const hits = [...breakpoint.hits];
  let { searched, value } = breakpoint;
  const concerns = concernsOf(expression, trace);
  while (searched < trace.length && !enough()) {
    searched += 1;
    if (!concerns(searched)) continue;
    const next = valueAt(expression, trace, searched);
    if (next !== value) hits.push(searched);
    value = next;
  }
  return { expression, hits, searched, value };
}

function concernsOf(expression: string, trace: Trace): (step: number) => boolean {
  // Only of conditions it is known what they depend on.
  const { resources, clock } = compileCel(expression).ok
    ? celDependencies(expression)
    : { resources: undefined, clock: true };
  if (resources === undefined || clock) return () => true;
  const keys = new Set(resources.map(resourceKey));
  return (step) => trace.changesAt(step).some(({ resource }) => keys.has(resource));
}

/** The value of an expression after a step, as text; what cannot be told is the reason why. */
export function valueAt(expression: string, trace: Trace, step: number): string {
  const world = new ClusterWorld(trace.stateAt(step));
  const value = valueOf(expression, world, trace.plan.namespace);
  if (value !== undefined) return shown(value);
  const outcome = evaluateCel(expression, world, trace.plan.namespace);
  return outcome.type === 'error' ? `no value: ${outcome.problem.message}` : String(outcome.value);
}

function shown(value: unknown): string {
  const plain = (_key: string, part: unknown): unknown =>
    typeof part === 'bigint' ? Number(part) : part instanceof Map ? Object.fromEntries(part) : part;
  return JSON.stringify(value, plain) ?? String(value);
}
