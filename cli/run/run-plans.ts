import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { wayName, waysOf } from '../../conformance/language/branches.js';
import type { ScenarioPlan } from '../../conformance/language/plan.js';
import type { ScenarioResult } from '../../conformance/runner/result.js';
import { execute, type Job } from '../execute.js';
import type { Reach } from '../node-files.js';
import type { OpenReporter } from '../reporters/registry.js';
import { summarize, titleOf, type Planned, type RunInfo } from '../reporters/reporter.js';
import { EXIT, isSet, type Terminal } from '../terminal.js';
import { KUBERNETES, ownVersion } from '../version.js';
import type { Ahead } from './ahead.js';
import type { RunFlags } from './flags.js';
import { jobsOf } from './jobs.js';

/** A title for each result that a scenario will have. */
export function titlesOf(plan: ScenarioPlan): readonly string[] {
  return waysOf(plan).map((way) => {
    const branch = wayName(way);
    return titleOf(branch === undefined ? plan : { ...plan, branch });
  });
}

/** What became of a run. */
export interface RunOutcome {
  readonly code: number;
  readonly results: readonly ScenarioResult[];
}

/** How scenarios are run, and who is told. */
export interface Running {
  /** The files that a Property reads again. */
  readonly reach: Reach;
  readonly flags: RunFlags;
  readonly reporters: readonly OpenReporter[];
  readonly terminal: Terminal;
  /** Ends the run early; what has run by then is reported. Absent: as the terminal says. */
  readonly interrupted?: AbortSignal;
  /** Where these scenarios have started already. */
  readonly ahead?: Ahead;
}

/** Runs scenarios, tells reporters, and writes golden files and the log. */
export async function runPlans(plans: readonly ScenarioPlan[], running: Running): Promise<RunOutcome> {
  const { flags, reporters, terminal, ahead, interrupted = terminal.interrupted } = running;
  const jobs = plans.flatMap((plan) => ahead?.jobs.get(plan) ?? jobsOf(plan, flags, terminal));
  const start = ahead?.openedAt ?? performance.now();
  const planned = jobs.flatMap(({ plan, options }) =>
    titlesOf(plan).map((title): Planned => ({ plan, options, title })),
  );
  const info = infoOf(plans, planned, flags);
  for (const reporter of reporters) reporter.begin(info, planned);
  const results = await collect(jobs, planned, running, interrupted);
  const cut = interrupted.aborted && results.length < planned.length;
  const summary = summarize(results, planned.length, performance.now() - start, cut);
  for (const reporter of reporters) {
    reporter.end(summary, results);
    reporter.close();
  }
  writeSnapshots(results, flags, terminal);
  writeCounterexamples(results, terminal);
  if (flags.log !== undefined) writeLog(resolve(terminal.cwd, flags.log), results);
  return { code: cut ? EXIT.interrupted : exitCodeOf(results), results };
}

/** Failures count more than what could not be judged. */
export function exitCodeOf(results: Iterable<ScenarioResult>): number {
  const seen = new Set([...results].map(({ status }) => status));
  return seen.has('failed') ? EXIT.failed : seen.has('error') ? EXIT.internal : EXIT.passed;
}

function infoOf(plans: readonly ScenarioPlan[], planned: readonly Planned[], { seed, shard }: RunFlags): RunInfo {
  return {
    scenarios: planned.length,
    files: new Set(plans.map(({ source }) => source.file)).size,
    ...(seed === undefined ? {} : { seed }),
    ...(shard === undefined ? {} : { shard }),
    version: ownVersion(),
    kubernetes: KUBERNETES,
  };
}

async function collect(
  jobs: readonly Job[],
  planned: readonly Planned[],
  { reach, flags: { bail, workers }, reporters, ahead }: Running,
  interrupted: AbortSignal,
): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  let failures = 0;
  const announce = (): void => {
    const next = planned[results.length];
    if (next !== undefined) for (const reporter of reporters) reporter.progress?.(results.length, next.title);
  };
  announce();
  for await (const result of execute(jobs, workers, interrupted, reach, ahead?.threads)) {
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

/** Counterexamples are written for `kspec run` and `kspec step`; one that passes now with its property is taken away. */
function writeCounterexamples(results: readonly ScenarioResult[], terminal: Terminal): void {
  for (const { property } of results) {
    if (property?.counterexample !== undefined) {
      const path = resolve(terminal.cwd, property.counterexample.file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, property.counterexample.text);
      terminal.error(`wrote ${property.counterexample.file}\n`);
    } else if (property?.mended !== undefined) {
      rmSync(resolve(terminal.cwd, property.mended), { force: true });
      terminal.error(`${property.mended} passes now: removed\n`);
    }
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
