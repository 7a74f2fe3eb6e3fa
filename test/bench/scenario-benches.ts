import { performance } from 'node:perf_hooks';
import { createCluster } from '../../engine/index.js';
import type { ScenarioPlan } from '../../conformance/language/plan.js';
import { parseScenarios, smallScenarios } from './scenarios.js';
import { runScenario } from '../../conformance/runner/run-scenario.js';
import type { Bench } from './registry.js';
import { millis } from './worlds.js';

const SMALL = 1_000;

/** Runs scenarios one after the other, each with a cluster of its own: two nodes, a Deployment, expectations. */
function manyScenarios(plans: readonly ScenarioPlan[]): { seconds: number; median: number } {
  const times: number[] = [];
  const took = millis(() => {
    for (const plan of plans) {
      const start = performance.now();
      const { status, failure } = runScenario(plan, { update: 'none', unhashed: true });
      if (status !== 'passed') throw new Error(failure?.message ?? status);
      times.push(performance.now() - start);
    }
  });
  times.sort((a, b) => a - b);
  return { seconds: took / 1_000, median: times[times.length / 2] ?? 0 };
}

export const scenarioBenches: readonly Bench[] = [
  {
    name: '1,000 small scenarios in one process',
    bar: 5,
    unit: 's',
    measure: () => manyScenarios(smallScenarios(SMALL)).seconds,
  },
  {
    name: 'a scenario with a rollout, median',
    bar: 5,
    unit: 'ms',
    measure: () => manyScenarios(parseScenarios(SMALL)).median,
  },
  {
    name: 'an empty cluster, second one on',
    bar: 5,
    unit: 'ms',
    measure: () => {
      createCluster({});
      const runs = 100;
      return (
        millis(() => {
          for (let run = 0; run < runs; run++) createCluster({ seed: run });
        }) / runs
      );
    },
  },
];
