import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { readLastFailed } from '../last-run.js';
import { selectScenarios } from '../select.js';
import type { LoadedSpecs } from '../specs.js';
import { isSet, type Terminal } from '../terminal.js';
import type { RunFlags } from './flags.js';

/** The scenarios that the flags choose, in order. `files`: only those of these files. */
export function choosePlans(
  loaded: Pick<LoadedSpecs, 'plans' | 'specs'>,
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

/** Why a scenario with `only: true` may not run here; undefined: there is none, or it may. */
export function forbiddenOnly(
  plans: readonly ScenarioPlan[],
  { forbidOnly }: RunFlags,
  { env }: Terminal,
): string | undefined {
  const only = plans.find((plan) => plan.only);
  if (only === undefined || !(forbidOnly || isSet(env['CI']))) return undefined;
  const { file, line } = only.source;
  return `${file}:${line}: "${only.name}" says only: true, and that is forbidden here; take it away`;
}
