import type { ScenarioPlan } from '../../conformance/language/plan.js';
import type { PropertyResult, RunOptions, ScenarioResult } from '../../conformance/runner/result.js';
import type { Style } from '../style.js';

/** What a run is, before it starts. */
export interface RunInfo {
  readonly scenarios: number;
  readonly files: number;
  /** Given on the command line; without one, scenarios have their own. */
  readonly seed?: number;
  /** Part of a run: '1/4'. */
  readonly shard?: string;
  readonly version: string;
  readonly kubernetes: string;
}

/** A result that is to come. */
export interface Planned {
  readonly plan: ScenarioPlan;
  readonly options: RunOptions;
  /** As {@link titleOf} will name it. */
  readonly title: string;
}

/** What became of it. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  /** Could not be judged. */
  readonly errors: number;
  readonly skipped: number;
  /** Not run: bailed out or interrupted. */
  readonly notRun: number;
  readonly wallMillis: number;
  readonly virtualMillis: number;
  readonly interrupted: boolean;
}

/** Tells of a run while it goes on. Results come in the order of the specs. */
export interface Reporter {
  /** Before the first; `planned` are the results in the order in which they will come. */
  begin(info: RunInfo, planned: readonly Planned[]): void;
  /** Of a scenario: before it runs, on a terminal. */
  progress?(done: number, name: string): void;
  /** Somebody else writes to the terminal: what is there only for the moment goes away. */
  pause?(): void;
  result(result: ScenarioResult): void;
  end(summary: Summary, results: readonly ScenarioResult[]): void;
}

/** Where a reporter writes to. */
export interface Sink {
  write(text: string): void;
  readonly style: Style;
  /** A line can be written over, so progress can be shown. */
  readonly live: boolean;
  readonly columns: number;
  /** The folder of the run, from which its files are named. */
  readonly cwd: string;
}

export type MakeReporter = (sink: Sink) => Reporter;

/** 'name (surge=25%, nodes=3) > drained': a scenario with its combination of the matrix and its branch. */
export function titleOf({ name, matrix, branch }: Pick<ScenarioResult, 'name' | 'matrix' | 'branch'>): string {
  const way = branch === undefined ? '' : ` > ${branch}`;
  if (matrix === undefined) return `${name}${way}`;
  const values = Object.entries(matrix).map(([key, value]) => `${key}=${shown(value)}`);
  return `${name} (${values.join(', ')})${way}`;
}

/** '100 runs, 3 discarded, seed 1': what was tried of a Property. */
export function triedText({ runs, discarded, seed }: PropertyResult): string {
  const left = discarded === 0 ? '' : `, ${discarded} discarded`;
  return `${runs} run${runs === 1 ? '' : 's'}${left}, seed ${seed}`;
}

/** The counts of results. */
export function summarize(
  results: readonly ScenarioResult[],
  total: number,
  wallMillis: number,
  interrupted: boolean,
): Summary {
  const count = (status: ScenarioResult['status']): number =>
    results.filter((result) => result.status === status).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
    notRun: total - results.length,
    wallMillis,
    virtualMillis: results.reduce((sum, { virtualMillis }) => sum + virtualMillis, 0),
    interrupted,
  };
}

/** A map goes by its name, if it has one. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  const isNamed = typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
  return isNamed ? String(value.name) : JSON.stringify(value);
}
