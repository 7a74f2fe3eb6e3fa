import type { StepRecord } from '../../engine/index.js';
import type { Branch, ScenarioPlan, StepPlan } from '../language/plan.js';
import type { SpecMark } from './recorder.js';

/** A step of the spec that disturbed the cluster: a fault, a node, a write to what was there already. */
export interface Disruption {
  readonly plan: StepPlan;
  /** The first step of the cluster that it made. */
  readonly step: number;
}

/** Steps that only hold others. */
const HOLDERS: ReadonlySet<StepPlan['type']> = new Set(['use', 'group', 'repeat', 'try', 'fork']);

/** The disruptions of a run, in order. To bring in something new is none. */
export function disruptionsOf(marks: readonly SpecMark[], records: readonly StepRecord[]): readonly Disruption[] {
  return marks.flatMap(({ plan, after, until }) => {
    if (HOLDERS.has(plan.type)) return [];
    const first = records.slice(after, until).find(disturbs);
    return first === undefined ? [] : [{ plan, step: first.seq }];
  });
}

function disturbs({ type, changes }: StepRecord): boolean {
  if (type === 'request') return changes.some((change) => change.type !== 'ADDED');
  return type === 'fault' || type === 'node';
}

/** The same scenario without some of its steps, wherever they stand. */
export function withoutStep(plan: ScenarioPlan, ...left: readonly StepPlan[]): ScenarioPlan {
  const without = (steps: readonly StepPlan[]): readonly StepPlan[] =>
    steps.flatMap((one) => (left.includes(one) ? [] : [pruned(one, without)]));
  return { ...plan, steps: without(plan.steps), catch: without(plan.catch), finally: without(plan.finally) };
}

type Prune = (steps: readonly StepPlan[]) => readonly StepPlan[];

function pruned(step: StepPlan, without: Prune): StepPlan {
  switch (step.type) {
    case 'use':
    case 'group':
    case 'repeat':
      return { ...step, steps: without(step.steps) };
    case 'try':
      return { ...step, try: without(step.try), catch: without(step.catch), finally: without(step.finally) };
    case 'fork':
      return {
        ...step,
        branches: step.branches.map((branch): Branch => ({ ...branch, steps: without(branch.steps) })),
      };
    default:
      return step;
  }
}
