import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { waysOf } from '../../conformance/language/branches.js';
import { tellDeviation } from '../../conformance/language/deviation.js';
import type { Library } from '../../conformance/language/load.js';
import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { counterexampleOf } from '../../conformance/properties/exploration/counterexample.js';
import { neededSteps } from '../../conformance/properties/exploration/needed-steps.js';
import { smallest, type Finding } from '../../conformance/properties/exploration/explore.js';
import { searchAll } from '../../conformance/properties/exploration/exhaustive/search.js';
import { FAULT_KINDS, type FaultKind } from '../../conformance/properties/exploration/strategies.js';
import { failureLines } from '../reporters/failure-text.js';
import { titleOf } from '../reporters/reporter.js';
import { selectScenarios } from '../select.js';
import { loadSpecs, tellProblems } from '../specs.js';
import { styleFor, type Style } from '../style.js';
import { EXIT, UsageError, type Terminal } from '../terminal.js';
import { searchInParts } from './explore-parts.js';
import { tellExhausted, tellPortfolio, type Told } from './explore-told.js';

/** The options of `kspec explore`, as the command line gives them. */
export interface ExploreFlags {
  readonly grep?: string;
  readonly selector?: string;
  readonly strategy: 'portfolio' | 'exhaustive';
  /** Only the first so many turns are chosen. */
  readonly depth?: number;
  readonly maxStates?: number;
  /** 'crash,lag,early,tie', 'none'. */
  readonly faults?: string;
  readonly maxFaults: number;
  /** '30s'. */
  readonly budget: string;
  readonly runs?: number;
  /** Threads that share the runs of a portfolio. */
  readonly workers?: number;
  readonly seed?: number;
  readonly color: boolean;
  readonly ascii: boolean;
}

const MANY_RUNS = 1_000_000;
const MANY_STATES = 50_000_000;
const MOST_WORKERS = 64;

/** Searches the orders of events of scenarios for one that breaks them. Gives the exit code: 1 when there is one. */
export async function exploreCommand(
  args: readonly string[],
  flags: ExploreFlags,
  terminal: Terminal,
): Promise<number> {
  refuseWhatDoesNotGo(flags);
  const faults = faultsOf(flags);
  const budget = millisOfBudget(flags.budget);
  const loaded = loadSpecs(terminal.cwd, args);
  if (loaded.problems.length > 0) return tellProblems(loaded.problems, terminal);
  const plans = selectScenarios(loaded.plans, {
    ...flags,
    tags: [],
    lines: new Map(loaded.specs.map(({ path, lines }) => [path, lines])),
  }).filter(({ skip }) => skip === undefined);
  if (plans.length === 0) throw new UsageError('there is no scenario to explore; kspec run --list shows them');
  const style = styleFor(terminal, flags);
  let broken = 0;
  for (const plan of plans) {
    if (terminal.interrupted.aborted) return EXIT.interrupted;
    if (waysOf(plan).length > 1) {
      terminal.out(`- ${titleOf(plan)}: has a fork, and is not searched\n`);
      continue;
    }
    const { text, finding } = await searched(plan, faults, budget / plans.length, flags, terminal, style);
    terminal.out(`${text}\n`);
    if (finding !== undefined) {
      broken += 1;
      tellFinding(plan, finding, loaded.library, style, terminal);
    }
    await setImmediate();
  }
  return broken > 0 ? EXIT.failed : EXIT.passed;
}

function refuseWhatDoesNotGo({ strategy, depth, runs, maxStates, workers }: ExploreFlags): void {
  const exhaustive = strategy === 'exhaustive';
  if (!exhaustive && depth !== undefined) throw new UsageError('--depth goes with --strategy exhaustive');
  if (!exhaustive && maxStates !== undefined) throw new UsageError('--max-states goes with --strategy exhaustive');
  if (workers !== undefined && workers > MOST_WORKERS)
    throw new UsageError(`--workers ${workers}: no more than ${MOST_WORKERS}`);
  if (exhaustive && workers !== undefined)
    throw new UsageError(
      '--workers goes with --strategy portfolio: an exhaustive search would do again in one thread what another has done',
    );
  if (exhaustive && runs !== undefined)
    throw new UsageError('--runs goes with --strategy portfolio; an exhaustive search has --depth and --max-states');
}

/** An exhaustive search tries nothing but orders unless it is asked to. */
function faultsOf({ faults: text, strategy }: ExploreFlags): readonly FaultKind[] {
  if (text === undefined) return strategy === 'exhaustive' ? [] : ['crash', 'lag'];
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const known = FAULT_KINDS.find((kind) => kind === name.trim());
    if (known === undefined)
      throw new UsageError(`--faults ${name}: there is no such fault; known: ${FAULT_KINDS.join(', ')}, none`);
    return known;
  });
}

function millisOfBudget(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  if (amount === undefined) throw new UsageError(`--budget ${text}: write a time, like 30s`);
  return Number(amount) * (unit === 'ms' ? 1 : unit === 's' ? 1_000 : 60_000);
}

async function searched(
  plan: ScenarioPlan,
  faults: readonly FaultKind[],
  budget: number,
  { runs = MANY_RUNS, maxStates = MANY_STATES, strategy, depth, seed = 1, maxFaults, workers = 1 }: ExploreFlags,
  terminal: Terminal,
  style: Style,
): Promise<{ readonly text: string; readonly finding: Finding | undefined }> {
  const laid = plan.cluster.seed ?? seed;
  const told: Told = { faults, maxFaults, seed, ...(depth === undefined ? {} : { depth }) };
  if (strategy === 'portfolio') {
    const options = { faults, maxFaults, seed, maxRuns: runs };
    const search = await searchInParts(plan, options, budget, workers, terminal.interrupted);
    return { text: tellPortfolio(plan, search, told, style), finding: search.finding };
  }
  const end = performance.now() + budget;
  const goOn = (): boolean => performance.now() < end && !terminal.interrupted.aborted;
  const bounds = depth === undefined ? { maxStates } : { maxStates, depth };
  const search = searchAll(plan, { faults, maxFaults, seed: laid, ...bounds, goOn });
  const finding = search.broken === undefined ? undefined : smallest(plan, search.broken, laid);
  return { text: tellExhausted(plan, search, { ...told, seed: laid }, style), finding };
}

function tellFinding(plan: ScenarioPlan, found: Finding, library: Library, style: Style, terminal: Terminal): void {
  const { finding, steps, minimal: isLeast } = neededSteps(plan, found);
  const { schedule, foundWith, minimal, result } = finding;
  const shown = schedule.map((deviation) => `    ${tellDeviation(deviation)}`);
  const size =
    schedule.length === 0
      ? '  it fails in the default order already'
      : `  ${schedule.length} of ${foundWith} deviations are enough${minimal ? ', and none can be left out' : ''}:`;
  const enough = `  ${steps.length} of its ${plan.steps.length} steps are enough${isLeast ? ', and none can be left out' : ''}`;
  terminal.out([size, ...shown, ...(steps.length < plan.steps.length ? [enough] : []), ''].join('\n') + '\n');
  const counterexample = schedule.length === 0 ? undefined : counterexampleOf(plan, finding, library, steps);
  if (counterexample !== undefined) {
    const path = resolve(terminal.cwd, counterexample.file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, counterexample.text);
  }
  if (result.failure === undefined) return;
  const reproduce = counterexample === undefined ? result.failure.reproduce : `npx kspec run ${counterexample.file}`;
  for (const line of failureLines({ ...result.failure, reproduce }, style)) terminal.out(`  ${line}\n`);
  terminal.out('\n');
}
