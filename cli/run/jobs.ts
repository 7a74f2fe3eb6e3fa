import type { ScenarioPlan } from '../../conformance/language/plan.js';
import type { RunOptions } from '../../conformance/runner/result.js';
import type { Job } from '../execute.js';
import { isSet, type Terminal } from '../terminal.js';
import type { RunFlags } from './flags.js';

/** A job for each time that a scenario is to run. Repeats differ in their seeds, which count up from the one given, or from its own. */
export function jobsOf(plan: ScenarioPlan, flags: RunFlags, { env }: Terminal): readonly Job[] {
  const update: RunOptions['update'] = flags.update ? 'all' : isSet(env['CI']) ? 'none' : 'new';
  return Array.from({ length: flags.repeatEach }, (_, index): Job => {
    const own = plan.property?.seed ?? plan.cluster.seed ?? 1;
    const first = flags.seed ?? (flags.repeatEach > 1 ? own : undefined);
    const seed = first === undefined ? {} : { seed: first + index };
    const runs = flags.runs === undefined ? {} : { runs: flags.runs };
    return { plan, options: { ...seed, ...runs, update, log: flags.log !== undefined, unhashed: isUnhashed(flags) } };
  });
}

/** Reporters that do not show the hashes of event logs. */
const WITHOUT_HASH: ReadonlySet<string> = new Set(['pretty', 'tap', 'junit', 'github']);

function isUnhashed({ log, reporter }: RunFlags): boolean {
  return log === undefined && reporter.every((name) => WITHOUT_HASH.has(name.replace(/=.*$/, '')));
}
