import { wayName, waysOf } from '../conformance/language/branches.js';
import type { Branch, ScenarioPlan } from '../conformance/language/plan.js';
import type { RunOptions, ScenarioResult } from '../conformance/runner/result.js';
import { nodeFiles, type Reach } from './node-files.js';
import { GivenUp } from '../conformance/runner/given-up.js';
import { runScenario, seedOf } from '../conformance/runner/run-scenario.js';

/** Runs plans, one after the other. What a Property takes more than a Scenario is loaded only when there is one. */
export class Runner {
  private property: Promise<Run> | undefined;

  constructor(private readonly reach: Reach) {}

  /** A result for each branch of a plan. */
  async run(plan: ScenarioPlan, options: RunOptions): Promise<readonly ScenarioResult[]> {
    if (plan.property === undefined) return runTimed(plan, options, runScenario);
    this.property ??= propertiesIn(this.reach);
    return runTimed(plan, options, await this.property);
  }
}

type Run = (plan: ScenarioPlan, options: RunOptions) => ScenarioResult;

async function propertiesIn({ cwd, roots }: Reach): Promise<Run> {
  const { runProperty } = await import('../conformance/properties/run-property.js');
  const { Library } = await import('../conformance/language/library.js');
  const library = new Library(nodeFiles(cwd, roots));
  return (plan, options) => runProperty(plan, options, library);
}

/** Takes the time. What the runner throws is kspec's own mistake, and said to be; but for a run that was given up. */
function runTimed(plan: ScenarioPlan, options: RunOptions, run: Run): readonly ScenarioResult[] {
  const start = performance.now();
  try {
    const result = run(plan, options);
    const results = result.branches ?? [result];
    const wallMillis = (performance.now() - start) / results.length;
    return results.map((one) => ({ ...one, wallMillis }));
  } catch (error) {
    if (error instanceof GivenUp) throw error;
    const results = waysOf(plan).map((way) => ({ ...broken(plan, options, error), ...branchOf(way) }));
    return results.map((one) => ({ ...one, wallMillis: (performance.now() - start) / results.length }));
  }
}

function branchOf(way: readonly Branch[]): Pick<ScenarioResult, 'branch'> {
  const branch = wayName(way);
  return branch === undefined ? {} : { branch };
}

function broken(plan: ScenarioPlan, options: RunOptions, error: unknown): ScenarioResult {
  const seed = seedOf(plan, options);
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
