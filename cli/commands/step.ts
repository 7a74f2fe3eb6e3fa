import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { runScenario } from '../../conformance/runner/run-scenario.js';
import { traceScenario } from '../../conformance/runner/trace.js';
import { selectScenarios } from '../select.js';
import { loadSpecs, tellProblems } from '../specs.js';
import { styleFor } from '../style.js';
import { EXIT, isSet, UsageError, type Terminal } from '../terminal.js';
import { textOf, painted, type Look, type Size } from '../tui/canvas/line.js';
import { signsFor } from '../tui/canvas/signs.js';
import { tabWithout } from '../tui/step/fork.js';
import { firstSelection, findSelection } from '../tui/step/selection.js';
import { initialState, openingStep, type ScreenName, type StepState, type Tab } from '../tui/step/state.js';
import { stepsOf } from '../tui/step/plan-steps.js';

/** The options of `kspec step`, as the command line gives them. */
export interface StepFlags {
  readonly at?: number;
  readonly grep?: string;
  readonly branch?: string;
  readonly matrix?: string;
  readonly seed?: number;
  /** Lines of steps of the spec to leave out. */
  readonly skip: readonly number[];
  /** Print a screen instead. */
  readonly print: boolean;
  readonly screen: ScreenName;
  readonly select?: string;
  readonly size?: Size;
  readonly color: boolean;
  readonly ascii: boolean;
}

/** Opens a scenario for stepping through it. Gives the exit code. */
export async function stepCommand(path: string, flags: StepFlags, terminal: Terminal): Promise<number> {
  if (!flags.print && !canStep(terminal)) throw new UsageError(withoutTerminal(path, terminal));
  const loaded = loadSpecs(terminal.cwd, [path]);
  if (loaded.problems.length > 0) return tellProblems(loaded.problems, terminal);
  const lines = new Map(loaded.specs.map((spec) => [spec.path, spec.lines]));
  const { grep, matrix } = flags;
  const chosen = selectScenarios(loaded.plans, { lines, ...(grep === undefined ? {} : { grep }) }).filter(
    (plan) => matrix === undefined || JSON.stringify(plan.matrix) === matrix,
  );
  const plan = firstToLookAt(chosen, flags);
  if (plan === undefined) throw new UsageError(`no scenario of ${path} matches; kspec run --list shows them`);
  const state = opened(plan, flags);
  if (chosen.length > 1)
    terminal.error(`${chosen.length} scenarios here; this is ${plan.source.file}:${plan.source.line}\n`);
  return flags.print ? printScreen(state, flags, terminal) : show(state, flags, terminal);
}

function canStep({ interactive, env }: Terminal): boolean {
  return interactive === true && env['TERM'] !== 'dumb' && !isSet(env['CI']);
}

function withoutTerminal(path: string, { env }: Terminal): string {
  const why = isSet(env['CI']) ? 'CI is set' : 'this is not one';
  return `kspec step needs a terminal, and ${why}; run npx kspec step ${path} in one, or print a screen: npx kspec step ${path} --print --at 10`;
}

/** The first that does not pass, for that is what there is to look at; else the first. */
function firstToLookAt(plans: readonly ScenarioPlan[], flags: StepFlags): ScenarioPlan | undefined {
  if (plans.length < 2) return plans[0];
  const options = { update: 'none' as const, ...(flags.seed === undefined ? {} : { seed: flags.seed }) };
  const failing = plans.find((plan) => {
    const { status } = runScenario(plan, options);
    return status === 'failed' || status === 'error';
  });
  return failing ?? plans[0];
}

function opened(plan: ScenarioPlan, flags: StepFlags): StepState {
  const options = { update: 'none' as const, ...(flags.seed === undefined ? {} : { seed: flags.seed }) };
  const traces = traceScenario(plan, options, () => performance.now());
  const ways = traces.map((trace): Tab => ({ trace, title: trace.result.branch ?? 'as written', skipped: [] }));
  const way =
    flags.branch === undefined ? undefined : ways.findIndex(({ trace }) => trace.result.branch === flags.branch);
  if (way === -1)
    throw new UsageError(`--branch ${flags.branch ?? ''}: known are ${ways.map(({ title }) => title).join(', ')}`);
  const state = initialState(ways, flags.at, undefined);
  const chosen = way === undefined ? state : { ...state, tab: way };
  const forked = flags.skip.reduce(withoutLine, chosen);
  const trace = forked.tabs[forked.tab]?.trace;
  if (trace === undefined) throw new UsageError('there is nothing to step through');
  const step = Math.min(flags.at ?? openingStep(trace), trace.length);
  const at = { ...forked, step, screen: flags.screen };
  const selected = flags.select === undefined ? firstSelection(at) : findSelection(at, flags.select);
  if (selected === undefined && flags.select !== undefined)
    throw new UsageError(`--select ${flags.select}: nothing is called that at #${step}`);
  return { ...at, selected };
}

/** A fork without the step of the spec that stands at a line. */
function withoutLine(state: StepState, line: number): StepState {
  const tab = state.tabs[state.tab];
  const step = tab === undefined ? undefined : stepsOf(tab.trace.plan).find(({ source }) => source.line === line);
  const fork = tab === undefined || step === undefined ? undefined : tabWithout(tab, step);
  if (fork === undefined) throw new UsageError(`--skip ${line}: no step of the scenario stands at that line`);
  return { ...state, tabs: [...state.tabs, fork], tab: state.tabs.length };
}

function lookOf({ ascii }: StepFlags): Look {
  return { ascii, signs: signsFor(ascii) };
}

async function printScreen(state: StepState, flags: StepFlags, terminal: Terminal): Promise<number> {
  const { drawScreen } = await import('../tui/screens/screen.js');
  const size = flags.size ?? { columns: terminal.columns, rows: terminal.rows ?? 24 };
  const lines = drawScreen(state, size, lookOf(flags));
  const { paint } = styleFor(terminal, flags);
  const shown = terminal.isTTY ? painted(lines, paint) : textOf(lines);
  terminal.out(`${shown.join('\n')}\n`);
  return EXIT.passed;
}

async function show(state: StepState, flags: StepFlags, terminal: Terminal): Promise<number> {
  // React's checks for developers make every frame several times slower. To be said before any part of React is loaded.
  process.env['NODE_ENV'] ??= 'production';
  const { openStepping } = await import('../tui/stepping.js');
  return openStepping(state, lookOf(flags), styleFor(terminal, flags).paint, terminal);
}
