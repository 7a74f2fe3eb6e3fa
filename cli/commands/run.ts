import { resolve } from 'node:path';
import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { changedSpecs } from '../changed.js';
import { reachOf } from '../discover.js';
import { writeLastRun } from '../last-run.js';
import { demandWritable } from '../output-file.js';
import { openReporters } from '../reporters/registry.js';
import { choosePlans, forbiddenOnly } from '../run/choose.js';
import type { RunFlags } from '../run/flags.js';
import { runPlans, titlesOf } from '../run/run-plans.js';
import { loadSpecs, tellProblems, type LoadedSpecs } from '../specs.js';
import { EXIT, type Terminal } from '../terminal.js';
import { watchSpecs } from '../watch/watch.js';

/** Runs scenarios and reports. Gives the exit code. */
export async function runCommand(args: readonly string[], flags: RunFlags, terminal: Terminal): Promise<number> {
  if (flags.watch) return watchSpecs(args, flags, terminal);
  const reporters = openReporters(flags.reporter, terminal, flags);
  if (flags.log !== undefined) demandWritable(resolve(terminal.cwd, flags.log), `--log ${flags.log}`);
  const loaded = loadSpecs(terminal.cwd, args);
  if (loaded.problems.length > 0) return tellProblems(loaded.problems, terminal);
  const forbidden = forbiddenOnly(loaded.plans, flags, terminal);
  if (forbidden !== undefined) {
    terminal.error(`${forbidden}\n`);
    return EXIT.usage;
  }
  const changed = flags.changed === undefined ? undefined : changedSpecs(terminal.cwd, args, flags.changed);
  if (changed?.size === 0) {
    terminal.out(`no spec is affected by what changed since ${flags.changed}\n`);
    return EXIT.passed;
  }
  const plans = choosePlans(loaded, flags, terminal, changed);
  if (plans.length === 0) return nothingToRun(loaded, flags, terminal);
  if (flags.list) return listPlans(plans, terminal);
  const { code, results } = await runPlans(plans, reachOf(terminal.cwd, args), flags, reporters, terminal);
  writeLastRun(terminal.cwd, results);
  return code;
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
