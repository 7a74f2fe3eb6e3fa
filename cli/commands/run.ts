import { resolve } from 'node:path';
import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { changedSpecs } from '../changed.js';
import { discover, reachOf } from '../discover.js';
import { writeLastRun } from '../last-run.js';
import { demandWritable } from '../output-file.js';
import { openReporters } from '../reporters/registry.js';
import { openAhead } from '../run/ahead.js';
import { choosePlans, forbiddenOnly } from '../run/choose.js';
import type { RunFlags } from '../run/flags.js';
import { runPlans, titlesOf, type Running } from '../run/run-plans.js';
import { loadSpecsInTurns, tellProblems, type LoadedSpecs } from '../specs.js';
import { EXIT, type Terminal } from '../terminal.js';
import { watchSpecs } from '../watch/watch.js';

/** Runs scenarios and reports. Gives the exit code. */
export async function runCommand(args: readonly string[], flags: RunFlags, terminal: Terminal): Promise<number> {
  if (flags.watch) return watchSpecs(args, flags, terminal);
  const reporters = openReporters(flags.reporter, terminal, flags);
  if (flags.log !== undefined) demandWritable(resolve(terminal.cwd, flags.log), `--log ${flags.log}`);
  const discovered = discover(terminal.cwd, args);
  const ahead = await openAhead(discovered, args, flags, terminal);
  try {
    const loaded = await loadSpecsInTurns(discovered, ({ scenarios }) => ahead?.start(scenarios));
    const running = { reach: reachOf(terminal.cwd, args), flags, reporters, terminal };
    return await runLoaded(loaded, args, ahead === undefined ? running : { ...running, ahead });
  } finally {
    if (!terminal.interrupted.aborted) await ahead?.threads.close();
  }
}

async function runLoaded(loaded: LoadedSpecs, args: readonly string[], running: Running): Promise<number> {
  const { flags, terminal } = running;
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
  if (plans.length === 0 && isEmptyShard(loaded, flags)) return emptyShard(loaded, running);
  if (plans.length === 0) return nothingToRun(loaded, flags, terminal);
  if (flags.list) return listPlans(plans, terminal);
  const { code, results } = await runPlans(plans, running);
  writeLastRun(terminal.cwd, results);
  return code;
}

/** No spec, or none that the filters let through, is a mistake unless it is expected. */
function nothingToRun({ plans, specs }: LoadedSpecs, flags: RunFlags, terminal: Terminal): number {
  if (flags.passWithNoTests) {
    terminal.out('no scenarios to run\n');
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

/** More shards than scenarios: nothing was asked for that is not there. */
function isEmptyShard({ plans }: LoadedSpecs, flags: RunFlags): boolean {
  const { shard, grep, selector, tags, changed, lastFailed } = flags;
  const filtered = grep !== undefined || selector !== undefined || tags.length > 0 || changed !== undefined;
  return plans.length > 0 && shard !== undefined && !filtered && !lastFailed;
}

/** Reports that go to files are written all the same: whoever merges shards waits for each. */
async function emptyShard({ plans }: LoadedSpecs, running: Running): Promise<number> {
  const { flags, terminal } = running;
  terminal.out(`no scenarios in shard ${flags.shard ?? ''}: there are ${plans.length} in all\n`);
  const toFiles = flags.reporter.filter((name) => name.includes('='));
  if (toFiles.length > 0 && !flags.list)
    await runPlans([], { ...running, reporters: openReporters(toFiles, terminal, flags) });
  return EXIT.passed;
}

function listPlans(plans: readonly ScenarioPlan[], terminal: Terminal): number {
  for (const plan of plans)
    for (const title of titlesOf(plan)) terminal.out(`${plan.source.file}:${plan.source.line}  ${title}\n`);
  return EXIT.passed;
}
