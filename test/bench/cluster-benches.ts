import { advance, createCluster, isSettled, type Cluster } from '../../engine/index.js';
import type { Bench } from './registry.js';
import { clusterOf, deploy, heapBytes, millis, nodesNamed, readyPods, settled } from './worlds.js';

function bringUp(nodes: number, pods: number): { cluster: Cluster; seconds: number } {
  let cluster = clusterOf({ nodes: nodesNamed(nodes), images: { 'web:1': { ready: 2_000 } } });
  const took = millis(() => {
    cluster = settled(deploy(cluster, 'web', pods));
  });
  if (readyPods(cluster) !== pods) throw new Error(`${readyPods(cluster)} of ${pods} pods are ready`);
  return { cluster, seconds: took / 1_000 };
}

/** Compiles what is hot, so that a bench measures the engine and not the first calls of it. */
function warmUp(): void {
  bringUp(20, 200);
}

/** A fork is a reference and its first step: the state itself is never copied. */
function forkMillis(): number {
  const { cluster } = bringUp(1_000, 10_000);
  const runs = 50;
  const took = millis(() => {
    for (let run = 0; run < runs; run++) deploy(cluster, `fork-${run}`, 0);
  });
  return took / runs;
}

/** Every state of a small cluster is kept; what each costs. */
function bytesPerStep(): number {
  let cluster = createCluster({ nodes: nodesNamed(3), images: { 'web:1': { ready: 2_000 } } });
  const kept: Cluster[] = [];
  cluster = deploy(settled(cluster), 'web', 4);
  const before = heapBytes();
  for (let round = 0; round < 20; round++) {
    while (!isSettled(cluster)) {
      cluster = advance(cluster);
      kept.push(cluster);
    }
    cluster = deploy(cluster, `round-${round}`, 2);
  }
  return (heapBytes() - before) / kept.length;
}

export const clusterBenches: readonly Bench[] = [
  {
    name: 'Deployment 0 → 1,000 ready on 100 nodes',
    bar: 1,
    unit: 's',
    measure: () => {
      warmUp();
      return bringUp(100, 1_000).seconds;
    },
  },
  { name: '10,000 pods Running on 1,000 nodes', bar: 10, unit: 's', measure: () => bringUp(1_000, 10_000).seconds },
  { name: 'fork of a 10,000-pod cluster, first write included', bar: 1, unit: 'ms', measure: forkMillis },
  { name: 'memory per kept step, small cluster', bar: 1_024, unit: 'B', measure: bytesPerStep },
];
