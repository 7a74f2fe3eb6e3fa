import type { ScenarioPlan } from '../conformance/language/plan.js';
import type { RunOptions, ScenarioResult } from '../conformance/runner/result.js';
import type { Reach } from './node-files.js';
import { Runner } from './run-timed.js';

export interface Job {
  readonly plan: ScenarioPlan;
  readonly options: RunOptions;
}

/** Jobs for a thread, and the files that it may read for them. */
export interface Batch {
  readonly jobs: readonly Job[];
  readonly reach: Reach;
}

let runner: Runner | undefined;

/** Runs a batch of scenarios in a thread of its own: the results of each job. A thread is for one run, so all have the same reach. */
export default async function runBatch({ jobs, reach }: Batch): Promise<readonly (readonly ScenarioResult[])[]> {
  runner ??= new Runner(reach);
  const all: (readonly ScenarioResult[])[] = [];
  for (const { plan, options } of jobs) all.push(await runner.run(plan, options));
  return all;
}
