import type { ScenarioResult } from '../../../conformance/runner/result.js';
import { titleOf, type Planned, type Summary } from '../../reporters/reporter.js';
import type { RunRow, RunState } from './state.js';

/** A run begins: its scenarios are due, what else is there keeps its verdict. */
export function begun(state: RunState, planned: readonly Planned[]): RunState {
  const known = new Map(state.rows.map((row) => [row.key, row]));
  for (const one of planned) {
    const row = rowFor(one);
    const before = known.get(row.key)?.result;
    known.set(row.key, { ...row, ...(before === undefined ? {} : { result: before }) });
  }
  const rows = [...known.values()].sort(inOrder);
  return { ...state, rows, running: true, done: 0, total: planned.length, message: undefined };
}

function rowFor({ plan, options, title }: Planned): RunRow {
  const { file, line } = plan.source;
  return { key: keyOf(file, title, options.seed), file, line, title, plan, options, due: true };
}

function keyOf(file: string, title: string, seed: number | undefined): string {
  return `${file}\n${title}\n${seed ?? ''}`;
}

/** As files are named, and in a file as scenarios stand there; equal ones stay as they came. */
function inOrder(a: RunRow, b: RunRow): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line;
}

export function arrived(state: RunState, result: ScenarioResult): RunState {
  const title = titleOf(result);
  const fits = (row: RunRow): boolean =>
    row.due &&
    row.file === result.file &&
    row.title === title &&
    (row.options.seed === undefined || row.options.seed === result.seed);
  const at = state.rows.findIndex(fits);
  const row = state.rows[at];
  const done = state.done + 1;
  // Of a skipped scenario one result stands for all its branches.
  if (row === undefined) return { ...state, done };
  return { ...state, done, rows: state.rows.with(at, { ...row, result, due: false }) };
}

/** What did not run, because it was cut short, is due no more. */
export function ended(state: RunState, { wallMillis, interrupted }: Summary): RunState {
  const rows = state.rows.map((row) => (row.due ? { ...row, due: false } : row));
  return { ...state, rows, running: false, wallMillis, ...(interrupted ? { message: 'interrupted' } : {}) };
}

/** Files that say something else now, or are no longer there: their verdicts are gone. */
export function forgotten(state: RunState, files: ReadonlySet<string>): RunState {
  return { ...state, rows: state.rows.filter(({ file }) => !files.has(file)) };
}
