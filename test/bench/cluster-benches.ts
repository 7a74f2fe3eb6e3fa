import {
  beginHistory,
  createCluster,
  isSettled,
  nextStep,
  stateAfter,
  take,
  type Cluster,
  type History,
} from '../../engine/index.js';
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

/** A run of a small cluster with its whole history: what the history holds beyond the latest state, for each step. */
function bytesPerStep(): number {
  const start = deploy(
    settled(createCluster({ nodes: nodesNamed(3), images: { 'web:1': { ready: 2_000 } } })),
    'web',
    4,
  );
  const held = { history: scaledUpAndDown(beginHistory(start), 200) };
  const { latest, steps } = held.history;
  const revision = stateAfter(held.history, steps.size)?.server.store.revision;
  if (revision !== latest.server.store.revision) throw new Error('history does not lead where the run went');
  const count = steps.size;
  const whole = heapBytes();
  held.history = beginHistory(latest);
  return (whole - heapBytes()) / count;
}

function scaledUpAndDown(begun: History, rounds: number): History {
  let history = begun;
  const path = '/apis/apps/v1/namespaces/default/deployments/web/scale';
  for (let round = 0; round < rounds; round++) {
    for (
      let next = nextStep(history.latest);
      next !== undefined && !isSettled(history.latest);
      next = nextStep(history.latest)
    )
      history = take(history, next.at, next.step);
    const body = { spec: { replicas: 2 + (round % 5) } };
    const request = {
      type: 'request' as const,
      method: 'PATCH' as const,
      path,
      contentType: 'application/merge-patch+json',
      body,
    };
    history = take(history, history.latest.now, { type: 'request', request, by: 'bench' });
  }
  return history;
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
  { name: 'memory per kept step, small cluster', bar: 1_024, unit: 'B', measure: bytesPerStep },
];
