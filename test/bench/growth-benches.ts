import type { Bench, Measurement } from './registry.js';
import { podsPerSecond } from './scheduler-perf/run-workload.js';
import { nodeDefault, podDefault } from './scheduler-perf/templates.js';
import type { Workload } from './scheduler-perf/workloads.js';

const MEASURED = 4_000;

/** SchedulingBasic of another size. */
function basic(nodes: number, init: number, capacity: Readonly<Record<string, string>>): Workload {
  const template = podDefault;
  return {
    name: 'SchedulingBasic',
    threshold: 0,
    nodes,
    capacity,
    zones: [],
    init: [
      { count: 1_000, template, namespace: 'warm-up' },
      { count: init, template, namespace: 'init' },
    ],
    measured: { count: MEASURED, template, namespace: 'measured' },
  };
}

/** Microseconds that a pod costs, for each size; how many times the smallest size's the largest's is. */
function growth(sizes: readonly number[], what: string, workloadOf: (size: number) => Workload): Measurement {
  const micros = sizes.map((size) => 1_000_000 / podsPerSecond(workloadOf(size)));
  const points = sizes.map((size, i) => `${micros[i]?.toFixed(0)} µs with ${size.toLocaleString('en')} ${what}`);
  return { value: (micros[micros.length - 1] ?? NaN) / (micros[0] ?? NaN), detail: `a pod costs ${points.join(', ')}` };
}

const ROOMY = { ...nodeDefault, cpu: '64', memory: '512Gi', pods: '1000' };

/** How the cost of a pod grows with what is in the cluster. */
export const growthBenches: readonly Bench[] = [
  {
    name: 'scheduling: cost of a pod, 5,000 nodes against 50',
    bar: 5,
    unit: '×',
    why: 'why: it looks for 50, 230 and 500 nodes that fit (numFeasibleNodesToFind) and scores those; the rest does not grow',
    measure: () => growth([50, 500, 5_000], 'nodes', (nodes) => basic(nodes, 0, ROOMY)),
  },
  {
    name: 'scheduling: cost of a pod, 30,000 pods against 0, 5,000 nodes',
    bar: 1.5,
    unit: '×',
    why: "why: a bind copies one path of a tree (its logarithm) and the list of one node's pods; no step looks at all pods",
    measure: () => growth([0, 10_000, 30_000], 'pods', (init) => basic(5_000, init, nodeDefault)),
  },
];
