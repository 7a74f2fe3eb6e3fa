import { nodes, pods, services } from '../../engine/apis/generated/resources.js';
import { node, pod, World } from '../engine/scheduling/world.js';
import type { Bench } from './registry.js';
import { podsPerSecond } from './scheduler-perf/run-workload.js';
import { workloads } from './scheduler-perf/workloads.js';
import { cpuSeconds } from './worlds.js';

const ZONE = 'topology.kubernetes.io/zone';
const START = 60_000;
const labels = { app: 'web' };
const SMALL = { cpu: '100m', memory: '200Mi' };

/** A scheduler alone, with a store in place of a server. */
function emptyWorld(nodeCount: number, cpu: string): World {
  const world = new World();
  world.now = START;
  for (let i = 0; i < nodeCount; i++) {
    world.apply(nodes, node(`n${i}`, { labels: { [ZONE]: `z${i % 3}` }, capacity: { cpu, memory: '256Gi' } }));
  }
  return world;
}

function addPods(world: World, count: number, requests: Record<string, string>, spec: object): void {
  for (let i = 0; i < count; i++) world.apply(pods, pod(`p${i}`, requests, structuredClone(spec), { labels }));
}

function checkBound(world: World, count: number): void {
  for (let i = 0; i < count; i++) {
    if (world.nodeOf(`p${i}`) === undefined) throw new Error(`p${i} is bound to no node: ${world.reason(`p${i}`)}`);
  }
}

/** Seconds that it takes to place and bind small pods of a Service. */
function binding(nodeCount: number, count: number): number {
  const world = emptyWorld(nodeCount, '32');
  world.apply(services, { metadata: { name: 'web' }, spec: { selector: labels } });
  addPods(world, count, SMALL, {});
  const seconds = cpuSeconds(() => world.run());
  checkBound(world, count);
  return seconds;
}

/** Seconds until as many pods as there are nodes are bound, each of which takes the place of three others. */
function preempting(nodeCount: number): number {
  const world = emptyWorld(nodeCount, '4');
  const low = { cpu: '900m', memory: '500Mi' };
  for (let i = 0; i < nodeCount * 4; i++) {
    world.apply(pods, pod(`low${i}`, low, { nodeName: `n${i % nodeCount}`, priority: 0 }));
  }
  addPods(world, nodeCount, { cpu: '3', memory: '500Mi' }, { priority: 10 });
  const seconds = cpuSeconds(() => preempt(world));
  checkBound(world, nodeCount);
  return seconds;
}

/** Victims go at once, as they would with a grace period of nothing. */
function preempt(world: World): void {
  for (let due = world.component.due(world.memory); due !== undefined && due.at <= world.now;) {
    const before = world.calls.length;
    world.step();
    for (const call of world.calls.slice(before)) {
      const [method, path = ''] = call.split(' ');
      if (method === 'DELETE') world.delete(pods, path.slice('pods/'.length));
    }
    due = world.component.due(world.memory);
  }
}

const rate = { unit: 'pods/s', atLeast: true } as const;

/** Twice what upstream's own benchmark asks for, and what whole clusters need. */
export const schedulingBenches: readonly Bench[] = [
  ...workloads.map((workload): Bench => ({
    name: `scheduling: ${workload.name}`,
    bar: workload.threshold * 2,
    ...rate,
    measure: () => podsPerSecond(workload),
  })),
  {
    name: 'scheduling 10,000 pods of a Service onto 1,000 nodes',
    bar: 4,
    unit: 's',
    measure: () => binding(1_000, 10_000),
  },
  {
    name: 'scheduling 5,000 pods that each preempt three, 5,000 nodes',
    bar: 1_140,
    ...rate,
    measure: () => 5_000 / preempting(5_000),
  },
];
