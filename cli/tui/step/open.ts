import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import { traceScenario } from '../../../conformance/runner/trace.js';
import { UsageError } from '../../terminal.js';
import { tabWithout } from './fork.js';
import { findSelection, firstSelection } from './selection.js';
import { skippedStep } from './skip.js';
import { initialState, openingStep, type ScreenName, type StepState, type Tab } from './state.js';

/** Where to begin to look at a scenario. */
export interface Opening {
  readonly seed?: number;
  /** The step of the cluster; absent: where it fails, else its end. */
  readonly at?: number;
  /** The way through its forks; absent: the first that fails. */
  readonly branch?: string;
  /** Steps of the spec to leave out, as {@link skippedStep} names them. */
  readonly skip: readonly string[];
  readonly screen: ScreenName;
  /** The object to look at; absent: what failed, else what changed last. */
  readonly select?: string;
}

/**
 * Runs a scenario and opens it.
 * @throws UsageError when there is no such branch, step or object
 */
export function openScenario(plan: ScenarioPlan, opening: Opening): StepState {
  const { seed, at, branch, skip, screen, select } = opening;
  const options = { update: 'none' as const, ...(seed === undefined ? {} : { seed }) };
  const traces = traceScenario(plan, options, () => performance.now());
  const ways = traces.map((trace): Tab => ({ trace, plan, title: trace.result.branch ?? 'as written', skipped: [] }));
  const way = branch === undefined ? undefined : ways.findIndex(({ trace }) => trace.result.branch === branch);
  if (way === -1)
    throw new UsageError(`--branch ${branch ?? ''}: known are ${ways.map(({ title }) => title).join(', ')}`);
  const first = initialState(ways, at, undefined);
  const forked = skip.reduce(withoutStep, way === undefined ? first : { ...first, tab: way });
  const trace = forked.tabs[forked.tab]?.trace;
  if (trace === undefined) throw new UsageError('there is nothing to step through');
  const step = Math.min(at ?? openingStep(trace), trace.length);
  const there = { ...forked, step, screen };
  const selected = select === undefined ? firstSelection(there) : findSelection(there, select);
  if (selected === undefined && select !== undefined)
    throw new UsageError(`--select ${select}: nothing is called that at #${step}`);
  return { ...there, selected };
}

/** A fork without one more step of the spec. */
function withoutStep(state: StepState, text: string): StepState {
  const tab = state.tabs[state.tab];
  if (tab === undefined) throw new UsageError('there is nothing to step through');
  const fork = tabWithout(tab, skippedStep(tab.plan, text));
  if (fork === undefined) throw new UsageError(`--skip ${text}: without it there is nothing left to run`);
  return { ...state, tabs: [...state.tabs, fork], tab: state.tabs.length };
}
