import type { ScenarioPlan, StepPlan } from '../../../conformance/language/plan.js';
import { UsageError } from '../../terminal.js';
import { stepsOf, type PlacedStep } from './plan-steps.js';

/**
 * How a command line names a step of a spec: '12' for line 12 of the scenario's file, '12/blocks.yaml:7' for line 7 of the
 * block that is used at line 12. A line at which more than one step begins has columns too: '12:7'.
 */
export function skipText(plan: ScenarioPlan, step: StepPlan): string {
  const all = stepsOf(plan);
  const placed = all.find((one) => one.step === step);
  if (placed === undefined) throw new Error('a step that is left out is a step of the scenario');
  const short = textOf(placed, plan, false);
  return all.filter((one) => textOf(one, plan, false) === short).length === 1 ? short : textOf(placed, plan, true);
}

/**
 * The step that such a text names.
 * @throws UsageError when it names none, or more than one
 */
export function skippedStep(plan: ScenarioPlan, text: string): StepPlan {
  const all = stepsOf(plan);
  const exact = all.filter((one) => textOf(one, plan, true) === text);
  const found = exact.length > 0 ? exact : all.filter((one) => textOf(one, plan, false) === text);
  const [one] = found;
  if (one !== undefined && found.length === 1) return one.step;
  if (found.length > 1)
    throw new UsageError(
      `--skip ${text}: more than one step begins there; give one of ${found.map((each) => textOf(each, plan, true)).join(', ')}`,
    );
  const inBlocks = all.filter(({ step, uses }) => uses.length > 0 && String(step.source.line) === text);
  const hint = inBlocks.slice(0, 3).map((each) => textOf(each, plan, false));
  throw new UsageError(
    `--skip ${text}: no step of the scenario begins there${hint.length === 0 ? '' : `; of blocks: ${hint.join(', ')}`}`,
  );
}

function textOf({ step, uses }: PlacedStep, plan: ScenarioPlan, columns: boolean): string {
  return [...uses, step].map((one) => placeOf(one, plan, columns)).join('/');
}

function placeOf({ source: { file, line, column } }: StepPlan, plan: ScenarioPlan, columns: boolean): string {
  const own = file === plan.source.file ? '' : `${file.split('/').at(-1) ?? file}:`;
  return `${own}${line}${columns ? `:${column}` : ''}`;
}
