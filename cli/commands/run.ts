import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { wayName, waysOf } from '../../conformance/language/branches.js';
import type { ScenarioPlan } from '../../conformance/language/plan.js';
import type { RunOptions, ScenarioResult } from '../../conformance/runner/result.js';
import { changedSpecs } from '../changed.js';
import { execute, type Job } from '../execute.js';
import { readLastFailed, writeLastRun } from '../last-run.js';
import { openReporters, type OpenReporter } from '../reporters/registry.js';
import { summarize, titleOf } from '../reporters/reporter.js';
import { selectScenarios } from '../select.js';
import { loadSpecs, tellProblems, type LoadedSpecs } from '../specs.js';
import { EXIT, isSet, type Terminal } from '../terminal.js';
import { KUBERNETES, ownVersion } from '../version.js';

/** The options of `kspec run`, as the command line gives them. */
export interface RunFlags {
  readonly grep?: string;
  readonly selector?: string;
  /** Lists of tags, each as 'smoke,!slow'; any of them. */
  readonly tags: readonly string[];
  /** A commit: only what differs from it. */
  readonly changed?: string;
  /** Failures after which to stop; absent: never. */
  readonly bail?: number;
  readonly shard?: string;
  readonly reporter: readonly string[];
  readonly seed?: number;
  readonly list: boolean;
  readonly lastFailed: boolean;
  readonly forbidOnly: boolean;
  readonly passWithNoTests: boolean;
  readonly repeatEach: number;
  readonly log?: string;
  readonly update: boolean;
  readonly workers?: number;
  readonly color: boolean;
  readonly ascii: boolean;
}

/** Runs scenarios and reports. Gives the exit code. */
export async function runCommand(args: readonly string[], flags: RunFlags, terminal: Terminal): Promise<number> {
  const reporters = openReporters(flags.reporter, terminal, flags);
  const loaded = loadSpecs(terminal.cwd, args);
  if (loaded.problems.length > 0) return tellProblems(loaded.problems, terminal);
  const only = loaded.plans.find((plan) => plan.only);
  if (only !== undefined && (flags.forbidOnly || isSet(terminal.env['CI']))) {
    terminal.error(
      `${only.source.file}:${only.source.line}: "${only.name}" says only: true, and that is forbidden here; take it away\n`,
    );
    return EXIT.usage;
  }
  const changed = flags.changed === undefined ? undefined : changedSpecs(terminal.cwd, args, flags.changed);
  if (changed?.size === 0) {
    terminal.out(`no spec is affected by what changed since ${flags.changed}\n`);
    return EXIT.passed;
  }
  const plans = choose(loaded, flags, terminal, changed);
  if (plans.length === 0) return nothingToRun(loaded, flags, terminal);
  if (flags.list) return listPlans(plans, terminal);
  return run(plans, flags, reporters, terminal);
}

function choose(
  loaded: LoadedSpecs,
  flags: RunFlags,
  terminal: Terminal,
  files: ReadonlySet<string> | undefined,
): readonly ScenarioPlan[] {
  const failed = flags.lastFailed ? readLastFailed(terminal.cwd) : undefined;
  if (flags.lastFailed && (failed === undefined || failed.size === 0))
    terminal.error('nothing failed in the last run: running all\n');
  return selectScenarios(loaded.plans, {
    ...flags,
    ...(files === undefined ? {} : { files }),
    lines: new Map(loaded.specs.map(({ path, lines }) => [path, lines])),
    ...(failed === undefined || failed.size === 0 ? {} : { names: failed }),
  });
}

/** No spec, or none that the filters let through, is a mistake unless it is expected. */
function nothingToRun({ plans, specs }: LoadedSpecs, flags: RunFlags, terminal: Terminal): number {
  if (flags.passWithNoTests) {
    terminal.out('no scenarios to run\n');
    return EXIT.passed;
  }
  if (
    plans.length > 0 &&
    flags.shard !== undefined &&
    flags.grep === undefined &&
    flags.selector === undefined &&
    flags.tags.length === 0 &&
    flags.changed === undefined &&
    !flags.lastFailed
  ) {
    terminal.out(`no scenarios in shard ${flags.shard}: there are ${plans.length} in all\n`);
    return EXIT.passed;
  }
  const what =
    plans.length > 0
      ? `none of ${plans.length} scenarios matches`
      : specs.length > 0
        ? 'the specs hold no scenario'
        : 'there are no specs';
  terminal.error(`${what}; ${plans.length > 0 ? 'kspec run --list shows them' : 'kspec init writes a first one'}\n`);
  return EXIT.usage;
}

function listPlans(plans: readonly ScenarioPlan[], terminal: Terminal): number {
  for (const plan of plans)
    for (const title of titlesOf(plan)) terminal.out(`${plan.source.file}:${plan.source.line}  ${title}\n`);
  return EXIT.passed;
}

/** A title for each result that a scenario will have. */
function titlesOf(plan: ScenarioPlan): readonly string[] {
  return waysOf(plan).map((way) => {
    const branch = wayName(way);
    return titleOf(branch === undefined ? plan : { ...plan, branch });
  });
}

async function run(
  plans: readonly ScenarioPlan[],
  flags: RunFlags,
  reporters: readonly OpenReporter[],
  terminal: Terminal,
): Promise<number> {
  const jobs = jobsFor(plans, flags, terminal);
  const start = performance.now();
  const { seed } = flags;
  const titles = jobs.flatMap(({ plan }) => titlesOf(plan));
  const files = new Set(plans.map(({ source }) => source.file)).size;
  for (const reporter of reporters) {
    reporter.begin({
      scenarios: titles.length,
      files,
      ...(seed === undefined ? {} : { seed }),
      version: ownVersion(),
      kubernetes: KUBERNETES,
    });
  }
  const results = await collect(jobs, titles, flags, reporters, terminal);
  const interrupted = terminal.interrupted.aborted && results.length < titles.length;
  const summary = summarize(results, titles.length, performance.now() - start, interrupted);
  for (const reporter of reporters) {
    reporter.end(summary, results);
    reporter.close();
  }
  writeSnapshots(results, flags, terminal);
  if (flags.log !== undefined) writeLog(resolve(terminal.cwd, flags.log), results);
  writeLastRun(terminal.cwd, results);
  if (interrupted) return EXIT.interrupted;
  if (summary.failed > 0) return EXIT.failed;
  return summary.errors > 0 ? EXIT.internal : EXIT.passed;
}

/** Repeats differ in their seeds, which count up from the one given, or from each scenario's own. */
function jobsFor(plans: readonly ScenarioPlan[], flags: RunFlags, { env }: Terminal): readonly Job[] {
  const update: RunOptions['update'] = flags.update ? 'all' : isSet(env['CI']) ? 'none' : 'new';
  return plans.flatMap((plan) =>
    Array.from({ length: flags.repeatEach }, (_, index): Job => {
      const first = flags.seed ?? (flags.repeatEach > 1 ? (plan.cluster.seed ?? 1) : undefined);
      const seed = first === undefined ? {} : { seed: first + index };
      return { plan, options: { ...seed, update, log: flags.log !== undefined } };
    }),
  );
}

async function collect(
  jobs: readonly Job[],
  titles: readonly string[],
  { bail, workers }: RunFlags,
  reporters: readonly OpenReporter[],
  terminal: Terminal,
): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  let failures = 0;
  const announce = (): void => {
    const next = titles[results.length];
    if (next !== undefined) for (const reporter of reporters) reporter.progress?.(results.length, next);
  };
  announce();
  for await (const result of execute(jobs, workers, terminal.interrupted)) {
    results.push(result);
    for (const reporter of reporters) reporter.result(result);
    if (result.status === 'failed' || result.status === 'error') failures += 1;
    if (bail !== undefined && failures >= bail) break;
    announce();
  }
  return results;
}

function writeSnapshots(results: readonly ScenarioResult[], flags: RunFlags, terminal: Terminal): void {
  for (const { file, text, outcome } of results.flatMap(({ snapshots }) => snapshots)) {
    const write =
      outcome === 'new' ? flags.update || !isSet(terminal.env['CI']) : outcome === 'changed' && flags.update;
    if (!write) continue;
    const path = resolve(terminal.cwd, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    terminal.error(`wrote ${file}\n`);
  }
}

/** The event log of every scenario: a line that names it, then its events. */
function writeLog(path: string, results: readonly ScenarioResult[]): void {
  const lines = results.flatMap(({ file, line, name, matrix, branch, seed, logHash, log = [] }) => [
    JSON.stringify({ scenario: name, file, line, matrix, branch, seed, logHash }),
    ...log,
  ]);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${lines.join('\n')}\n`);
}
