import type { ScenarioPlan, StepPlan } from '../../language/plan.js';
import { withoutStep } from '../../runner/disruptions.js';
import type { ScenarioResult } from '../../runner/result.js';
import { runScenario } from '../../runner/run-scenario.js';
import { minimise } from './minimise.js';

/** A scenario with as few steps as still break the same expectation. */
export interface SmallestScenario {
  readonly plan: ScenarioPlan;
  /** Those that are left, steps inside of others included. */
  readonly steps: readonly StepPlan[];
  /** No single step can be taken away. */
  readonly minimal: boolean;
}

/** Takes steps away from a scenario that fails as long as it fails for the same reason. */
export function smallestScenario(plan: ScenarioPlan, seed: number, budget = 400): SmallestScenario {
  const all = stepsOf(plan.steps);
  const keeping = (part: readonly StepPlan[]): ScenarioPlan => {
    const kept = new Set(part);
    return withoutStep(plan, ...all.filter((step) => !kept.has(step)));
  };
  const play = (part: readonly StepPlan[]): ScenarioResult =>
    runScenario(keeping(part), { seed, update: 'none', light: true });
  const wrong = play(all).failure?.expectation;
  const { part, minimal } = minimise(all, (steps) => play(steps).failure?.expectation === wrong, budget);
  const smallest = keeping(part);
  return { plan: smallest, steps: stepsOf(smallest.steps), minimal };
}

/** Every step, before those inside of it. */
function stepsOf(steps: readonly StepPlan[]): readonly StepPlan[] {
  return steps.flatMap((step) => [step, ...stepsOf(insideOf(step))]);
}

function insideOf(step: StepPlan): readonly StepPlan[] {
  switch (step.type) {
    case 'use':
    case 'group':
    case 'repeat':
      return step.steps;
    case 'try':
      return [...step.try, ...step.catch, ...step.finally];
    case 'fork':
      return step.branches.flatMap(({ steps }) => steps);
    default:
      return [];
  }
}
