import type { ScenarioResult } from '../../../conformance/runner/result.js';
import { traceScenario, type Trace } from '../../../conformance/runner/trace.js';
import { nodeFiles } from '../../node-files.js';
import { titleOf, type Planned, type Reporter, type RunInfo, type Sink } from '../reporter.js';
import { traceCounterexample } from './counterexample.js';
import { page } from './page.js';

/** Of a run of no more scenarios, those that passed are shown step by step too. */
const SHOWS_ALL = 10;

/** One self-contained page: what failed with its story, steps, objects and differences; of the others a line each. */
export function html(sink: Sink): Reporter {
  let info: RunInfo | undefined;
  let planned: readonly Planned[] = [];
  return {
    begin(run, all) {
      info = run;
      planned = all;
    },
    result() {},
    end(summary, results) {
      if (info === undefined) return;
      const traceOf = (result: ScenarioResult): Trace | undefined =>
        result.failure !== undefined || results.length <= SHOWS_ALL ? traceAgain(result, planned, sink.cwd) : undefined;
      sink.write(page(info, summary, results, traceOf));
    },
  };
}

/** Runs a scenario once more and keeps all of it: the same seed gives the same run. */
function traceAgain(result: ScenarioResult, planned: readonly Planned[], cwd: string): Trace | undefined {
  const title = titleOf(result);
  const found = planned.find((one) => one.plan.source.file === result.file && one.title === title);
  if (found === undefined || result.status === 'skipped') return undefined;
  const { counterexample } = result.property ?? {};
  // A Property is many runs: only the one that breaks it is shown.
  if (found.plan.property !== undefined && counterexample === undefined) return undefined;
  try {
    if (counterexample !== undefined) return traceCounterexample(counterexample, nodeFiles(cwd, [cwd]));
    const traces = traceScenario(found.plan, { ...found.options, seed: result.seed, log: false });
    return traces.find((trace) => trace.result.branch === result.branch);
  } catch {
    // What kspec itself got wrong has been told as the result.
    return undefined;
  }
}
