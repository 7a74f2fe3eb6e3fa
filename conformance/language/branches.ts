import type { Branch, ScenarioPlan, StepPlan } from './plan.js';

/** The ways from the start of a scenario to its ends: each the branches that it takes. Without a fork one, which takes none. */
export function waysOf({ steps }: Pick<ScenarioPlan, 'steps'>): readonly (readonly Branch[])[] {
  return ways(steps, []);
}

function ways(steps: readonly StepPlan[], taken: readonly Branch[]): readonly (readonly Branch[])[] {
  const last = steps.at(-1);
  if (last?.type !== 'fork') return [taken];
  return last.branches.flatMap((branch) => ways(branch.steps, [...taken, branch]));
}

/** 'drained > and back': the name of a way in reports; undefined when it takes no branch. */
export function wayName(way: readonly Branch[]): string | undefined {
  return way.length === 0 ? undefined : way.map(({ name }) => name).join(' > ');
}
