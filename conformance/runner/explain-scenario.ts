import { explainScheduling, type Explanation } from '../../engine/index.js';
import { pods } from '../../engine/apis/generated/resources.js';
import type { ScenarioPlan, StepPlan } from '../language/plan.js';
import { performAll } from './perform.js';
import { begun } from './run-scenario.js';

/** What the scheduler made of a pod at a moment of a scenario, or why that cannot be told. */
export type Explained =
  | { readonly type: 'explained'; readonly explanation: Explanation; readonly at: number }
  /** `others`: the pods that there were in the namespace. */
  | { readonly type: 'no-pod'; readonly others: readonly string[] }
  | { readonly type: 'no-scheduler' };

export interface PodName {
  /** Absent: the scenario's. */
  readonly namespace?: string;
  readonly name: string;
}

/**
 * Runs a scenario, up to and with the step at a line when one is given, and explains a pod there. It goes no further than
 * the first step that fails.
 */
export function explainIn(
  plan: ScenarioPlan,
  pod: PodName,
  line: number | undefined,
  seed: number | undefined,
): Explained {
  const run = begun(plan, { update: 'none', ...(seed === undefined ? {} : { seed }) });
  performAll(run, stepsUpTo(plan, line));
  const namespace = pod.namespace ?? plan.namespace;
  const found = run.world.get(pods, namespace, pod.name);
  if (found === undefined)
    return { type: 'no-pod', others: run.world.list(pods, namespace).map(({ metadata }) => metadata.name) };
  // The collection of pods holds nothing but pods.
  const explanation = explainScheduling(run.cluster, found as Parameters<typeof explainScheduling>[1]);
  return explanation === undefined ? { type: 'no-scheduler' } : { type: 'explained', explanation, at: run.now };
}

/** Those that begin at the line or before it, or all when none does; of a fork the branch that the line is in. */
function stepsUpTo({ steps, source }: ScenarioPlan, line: number | undefined): readonly StepPlan[] {
  const until = line === undefined || line <= source.line ? Infinity : line;
  const before = steps.filter((step) => step.source.line <= until);
  const last = before.at(-1);
  if (last?.type !== 'fork') return before;
  const branch = last.branches.findLast((one) => one.source.line <= until) ?? last.branches[0];
  return [...before.slice(0, -1), ...(branch?.steps.filter((step) => step.source.line <= until) ?? [])];
}
