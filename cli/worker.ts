import type { ScenarioPlan } from '../conformance/language/plan.js';
import type { RunOptions, ScenarioResult } from '../conformance/runner/result.js';
import type { Reach } from './node-files.js';
import { runnerOf } from './run-timed.js';

export interface Job {
  readonly plan: ScenarioPlan;
  readonly options: RunOptions;
}

/** Jobs for a thread, and the files that it may read for them. */
export interface Batch {
  readonly jobs: readonly Job[];
  readonly reach: Reach;
}

/** Runs a batch of scenarios in a thread of its own: the results of each job. */
export default async function runBatch({ jobs, reach }: Batch): Promise<readonly (readonly ScenarioResult[])[]> {
  const run = await runnerOf(
    jobs.map(({ plan }) => plan),
    reach,
  );
  return jobs.map(({ plan, options }) => run(plan, options));
}
