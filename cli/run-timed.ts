import type { ScenarioPlan } from '../conformance/language/plan.js';
import type { RunOptions, ScenarioResult } from '../conformance/runner/result.js';
import { runScenario } from '../conformance/runner/run-scenario.js';

/** Runs a scenario and takes the time. What the runner throws is kspec's own mistake, and said to be. */
export function runTimed(plan: ScenarioPlan, options: RunOptions): ScenarioResult {
  const start = performance.now();
  try {
    return { ...runScenario(plan, options), wallMillis: performance.now() - start };
  } catch (error) {
    return { ...broken(plan, options, error), wallMillis: performance.now() - start };
  }
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
    seed,
    virtualMillis: 0,
    wallMillis: 0,
    logHash: '',
    snapshots: [],
  };
}
