import type { ScenarioPlan } from '../conformance/language/plan.js';
import type { RunOptions, ScenarioResult } from '../conformance/runner/result.js';
import { runTimed } from './run-timed.js';

export interface Job {
  readonly plan: ScenarioPlan;
  readonly options: RunOptions;
}

/** Runs a batch of scenarios in a thread of its own. */
export default function runBatch(jobs: readonly Job[]): readonly ScenarioResult[] {
  return jobs.flatMap(({ plan, options }) => runTimed(plan, options));
}
