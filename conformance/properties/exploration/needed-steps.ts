import type { ScenarioPlan } from '../../language/plan.js';
import { withoutStep } from '../../runner/disruptions.js';
import type { ScenarioResult } from '../../runner/result.js';
import { play, smallest, type Finding } from './explore.js';
import { minimise } from './minimise.js';

/** A finding that needs no step of its scenario which is not there. */
export interface NeededSteps {
  readonly finding: Finding;
  /** Positions in the scenario's list of steps. */
  readonly steps: readonly number[];
  /** None of them can be left out: each was tried. */
  readonly minimal: boolean;
}

const TRIES = 200;

/**
 * Leaves out steps of a scenario as long as the schedule still breaks it in the same way, and then what the schedule can
 * spare. It must be the schedule that breaks it: what fails in the default order too, without a step, is another mistake.
 */
export function neededSteps(plan: ScenarioPlan, finding: Finding): NeededSteps {
  const { schedule, seed, result } = finding;
  const all = plan.steps.map((_, position) => position);
  const wrong = wayOf(result);
  const breaks = (part: readonly number[]): boolean => {
    const kept = keeping(plan, part);
    if (wayOf(play(kept, schedule, seed, true)) !== wrong) return false;
    return schedule.length === 0 || play(kept, [], seed, true).status === 'passed';
  };
  const { part, minimal } = minimise(all, breaks, TRIES);
  if (part.length === all.length) return { finding, steps: all, minimal };
  const again = smallest(keeping(plan, part), schedule, seed);
  return { finding: { ...again, foundWith: finding.foundWith, number: finding.number }, steps: part, minimal };
}

function keeping(plan: ScenarioPlan, positions: readonly number[]): ScenarioPlan {
  const kept = new Set(positions);
  return withoutStep(plan, ...plan.steps.filter((_, position) => !kept.has(position)));
}

/** Equal for what is broken in the same way: the same expectation and words; times and counts may be others. */
function wayOf({ failure }: ScenarioResult): string | undefined {
  return failure === undefined ? undefined : `${failure.expectation} ${failure.message.replace(/\d+/g, '#')}`;
}
