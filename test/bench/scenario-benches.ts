import { performance } from 'node:perf_hooks';
import { createCluster } from '../../engine/index.js';
import { parseScenarios } from './scenarios.js';
import { runScenario } from '../../conformance/runner/run-scenario.js';
import type { Bench } from './registry.js';
import { millis } from './worlds.js';

const SMALL = 1_000;

/** A thousand scenarios, each with a cluster of its own: two nodes, a Deployment, a rollout, assertions. */
function manyScenarios(): { seconds: number; median: number } {
  const plans = parseScenarios(SMALL);
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
  { name: '1,000 small scenarios in one process', bar: 5, unit: 's', measure: () => manyScenarios().seconds },
  { name: 'a small scenario, median', bar: 5, unit: 'ms', measure: () => manyScenarios().median },
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
