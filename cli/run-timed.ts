import { wayName, waysOf } from '../conformance/language/branches.js';
import type { Branch, ScenarioPlan } from '../conformance/language/plan.js';
import type { RunOptions, ScenarioResult } from '../conformance/runner/result.js';
import { nodeFiles, type Reach } from './node-files.js';
import { runScenario } from '../conformance/runner/run-scenario.js';

/** Runs a plan: a result for each of its branches. */
export type RunPlan = (plan: ScenarioPlan, options: RunOptions) => readonly ScenarioResult[];

/** What runs these plans. For a Property that takes more than for a Scenario, which is loaded only when there is one. */
export async function runnerOf(plans: readonly ScenarioPlan[], { cwd, roots }: Reach): Promise<RunPlan> {
  if (plans.every(({ property }) => property === undefined))
    return (plan, options) => runTimed(plan, options, runScenario);
  const { runProperty } = await import('../conformance/properties/run-property.js');
  const { Library } = await import('../conformance/language/library.js');
  const library = new Library(nodeFiles(cwd, roots));
  return (plan, options) =>
    runTimed(plan, options, plan.property === undefined ? runScenario : (...args) => runProperty(...args, library));
}

/** Takes the time. What the runner throws is kspec's own mistake, and said to be. */
function runTimed(
  plan: ScenarioPlan,
  options: RunOptions,
  run: (plan: ScenarioPlan, options: RunOptions) => ScenarioResult,
): readonly ScenarioResult[] {
  const start = performance.now();
  try {
    const result = run(plan, options);
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
