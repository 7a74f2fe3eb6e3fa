import { isSettled, type Cluster } from '../../engine/index.js';
import type { Bench } from './registry.js';
import { clusterOf, deploy, heapBytes, millis, nodesNamed, readyPods, settled } from './worlds.js';

const GIB = 1_024 ** 3;

/** A cluster whose pods all run; deployments of 10,000 each, one after the other. */
function running(nodes: number, pods: number): Cluster {
  let cluster = clusterOf({ nodes: nodesNamed(nodes), images: { 'web:1': { ready: 2_000 } } });
  const each = Math.min(pods, 10_000);
  for (let made = 0; made < pods; made += each) cluster = settled(deploy(cluster, `web-${made}`, each));
  if (!isSettled(cluster) || readyPods(cluster) !== pods) throw new Error(`${readyPods(cluster)} pods are ready`);
  return cluster;
}

/** A fork is a reference and its first step: the state itself is never copied. The median of many. */
function forkMillis(nodes: number, pods: number): number {
  const cluster = running(nodes, pods);
  const times = Array.from({ length: 101 }, (_, run) => millis(() => deploy(cluster, `fork-${run}`, 0)));
  return times.sort((a, b) => a - b)[50] ?? Infinity;
}

/** What a whole cluster takes in the heap, once what was only needed on the way is collected. */
function heapGiB(nodes: number, pods: number): number {
  const before = heapBytes();
  const held = { cluster: running(nodes, pods) };
  const bytes = heapBytes() - before;
  // The cluster is looked at after the measurement, so that it was still there.
  if (readyPods(held.cluster) !== pods) throw new Error('pods went missing');
  return bytes / GIB;
}

export const sizeBenches: readonly Bench[] = [
  {
    name: 'fork of a 30,000-pod cluster, first write included',
    bar: 1,
    unit: 'ms',
    measure: () => forkMillis(1_000, 30_000),
  },
  {
    name: '5,000 nodes with 150,000 running pods in memory',
    bar: 6,
    unit: 'GiB',
    long: true,
    measure: () => heapGiB(5_000, 150_000),
  },
];
