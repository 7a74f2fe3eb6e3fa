import { wayName, waysOf } from '../conformance/language/branches.js';
import type { Branch, ScenarioPlan } from '../conformance/language/plan.js';
import type { RunOptions, ScenarioResult } from '../conformance/runner/result.js';
import { runScenario } from '../conformance/runner/run-scenario.js';

/** Runs a scenario and takes the time: a result for each of its branches. What the runner throws is kspec's own mistake, and said to be. */
export function runTimed(plan: ScenarioPlan, options: RunOptions): readonly ScenarioResult[] {
  const start = performance.now();
  try {
    const result = runScenario(plan, options);
    const results = result.branches ?? [result];
    const wallMillis = (performance.now() - start) / results.length;
    return results.map((one) => ({ ...one, wallMillis }));
  } catch (error) {
    const results = waysOf(plan).map((way) => ({ ...broken(plan, options, error), ...branchOf(way) }));
    return results.map((one) => ({ ...one, wallMillis: (performance.now() - start) / results.length }));
  }
}

function branchOf(way: readonly Branch[]): Pick<ScenarioResult, 'branch'> {
  const branch = wayName(way);
  return branch === undefined ? {} : { branch };
}

function broken(plan: ScenarioPlan, { seed = plan.cluster.seed ?? 1 }: RunOptions, error: unknown): ScenarioResult {
  const { file, line } = plan.source;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    file,
    line,
    name: plan.name,
    labels: plan.labels,
    covers: plan.covers,
    ...(plan.matrix === undefined ? {} : { matrix: plan.matrix }),
    status: 'error',
    failure: {
      position: plan.source,
      source: plan.source,
      expectation: 'kspec can run the scenario',
      message: `kspec itself went wrong: ${error instanceof Error ? error.message : String(error)}`,
      story: stack
        .split('\n')
        .slice(1, 12)
        .map((text) => text.trim()),
      at: 0,
      reproduce: `npx kspec run ${file}:${line} --seed ${seed}`,
    },
    warnings: [],
    steps: 0,
    events: 0,
    turns: 0,
    seed,
    virtualMillis: 0,
    wallMillis: 0,
    logHash: '',
    snapshots: [],
  };
}
