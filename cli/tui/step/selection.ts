import { changeKey } from '../../../conformance/runner/trace.js';
import { rowsOf } from './rows.js';
import { traceOf, type StepState } from './state.js';
import type { TreeRow } from './object-tree.js';

/** What to look at first: the object that a failure names, else what was changed last, else the first there is. */
export function firstSelection(state: StepState): string | undefined {
  const trace = traceOf(state);
  const named = trace.failure?.problem.nearest?.object.split(' ')[0] ?? namedIn(trace.failure?.problem.expectation);
  const rows = rowsOf(state);
  const failing = named === undefined ? undefined : rows.find(({ label }) => label === named);
  if (failing !== undefined) return failing.key;
  const keys = new Set(rows.map(({ key }) => key));
  for (let step = state.step; step > 0; step--) {
    const change = trace.changesAt(step).find((one) => keys.has(changeKey(one)));
    if (change !== undefined) return changeKey(change);
  }
  return rows.find(({ object }) => object !== undefined)?.key;
}

/** The object that an expression asks for: "deployment('web').status.replicas == 3" → 'deployment/web'. */
function namedIn(expression = ''): string | undefined {
  const [, kind, name] = /\b([a-z]+)\('([\w.-]+)'\)/.exec(expression) ?? [];
  return kind === undefined || name === undefined ? undefined : `${kind}/${name}`;
}

/** An object by 'pod/web-0', by its name, or by the beginning of either. */
export function findSelection(state: StepState, text: string): string | undefined {
  const rows = rowsOf(state).filter(({ object }) => object !== undefined);
  const nameOf = ({ label }: TreeRow): string => label.slice(label.indexOf('/') + 1);
  const found =
    rows.find(({ label }) => label === text) ??
    rows.find((row) => nameOf(row) === text) ??
    rows.find((row) => row.label.startsWith(text) || nameOf(row).startsWith(text));
  return found?.key;
}
