import type { ScenarioPlan, StepPlan } from '../../../conformance/language/plan.js';

/** A step of a scenario, and the steps of blocks that brought it there: the outermost first. */
export interface PlacedStep {
  readonly step: StepPlan;
  readonly uses: readonly StepPlan[];
}

/** All steps of a scenario in the order in which they are written, those inside of others after them. */
export function stepsOf({ steps, catch: caught, finally: last }: ScenarioPlan): readonly PlacedStep[] {
  return [...steps, ...caught, ...last].flatMap((step) => withInner(step, []));
}

function withInner(step: StepPlan, uses: readonly StepPlan[]): readonly PlacedStep[] {
  const inner = (steps: readonly StepPlan[], above = uses): readonly PlacedStep[] =>
    steps.flatMap((one) => withInner(one, above));
  const own: PlacedStep = { step, uses };
  switch (step.type) {
    case 'use':
      return [own, ...inner(step.steps, [...uses, step])];
    case 'group':
    case 'repeat':
      return [own, ...inner(step.steps)];
    case 'try':
      return [own, ...inner([...step.try, ...step.catch, ...step.finally])];
    case 'fork':
      return [own, ...inner(step.branches.flatMap((branch) => branch.steps))];
    default:
      return [own];
  }
}
