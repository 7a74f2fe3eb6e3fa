import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { runScenario } from '../../conformance/runner/run-scenario.js';
import { selectScenarios } from '../select.js';
import { loadSpecs, tellProblems } from '../specs.js';
import { styleFor } from '../style.js';
import { EXIT, isSet, UsageError, type Terminal } from '../terminal.js';
import { textOf, painted, type Size } from '../tui/canvas/line.js';
import { lookFor } from '../tui/canvas/signs.js';
import { openScenario } from '../tui/step/open.js';
import type { ScreenName, StepState } from '../tui/step/state.js';

/** The options of `kspec step`, as the command line gives them. */
export interface StepFlags {
  readonly at?: number;
  readonly grep?: string;
  readonly branch?: string;
  readonly matrix?: string;
  readonly seed?: number;
  /** Steps of the spec to leave out. */
  readonly skip: readonly string[];
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
  const state = openScenario(plan, flags);
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

async function printScreen(state: StepState, flags: StepFlags, terminal: Terminal): Promise<number> {
  const { drawScreen } = await import('../tui/screens/screen.js');
  const size = flags.size ?? { columns: terminal.columns, rows: terminal.rows ?? 24 };
  const lines = drawScreen(state, size, lookFor(flags.ascii));
  const { paint } = styleFor(terminal, flags);
  const shown = terminal.isTTY ? painted(lines, paint) : textOf(lines);
  terminal.out(`${shown.join('\n')}\n`);
  return EXIT.passed;
}

async function show(state: StepState, flags: StepFlags, terminal: Terminal): Promise<number> {
  const { openStepping } = await import('../tui/stepping.js');
  return openStepping(state, lookFor(flags.ascii), styleFor(terminal, flags).paint, terminal);
}
