import type { ScenarioPlan, StepPlan } from '../../../conformance/language/plan.js';

/** All steps of a scenario in the order in which they are written, those inside of others after them. */
export function stepsOf({ steps, catch: caught, finally: last }: ScenarioPlan): readonly StepPlan[] {
  return [...steps, ...caught, ...last].flatMap(withInner);
}

function withInner(step: StepPlan): readonly StepPlan[] {
  switch (step.type) {
    case 'use':
    case 'repeat':
      return [step, ...step.steps.flatMap(withInner)];
    case 'try':
      return [step, ...[...step.try, ...step.catch, ...step.finally].flatMap(withInner)];
    case 'fork':
      return [step, ...step.branches.flatMap((branch) => branch.steps.flatMap(withInner))];
    default:
      return [step];
  }
}
