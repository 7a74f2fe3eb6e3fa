import t from 'tap';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import { explainPod, type Explanation } from '../../../engine/scheduling/explain/explain.js';
import { defaultSettings } from '../../../engine/scheduling/settings.js';
import { node, pod, World } from './world.js';

function explain(world: World, waiting: Pod): Explanation {
  const { memory, view, now } = world;
  return explainPod(waiting, { memory, view, now }, defaultSettings());
}

function worldWith(...all: readonly object[]): World {
  const world = new World();
  world.now = 60_000;
  for (const one of all) world.apply(nodes, one);
  return world;
}

function running(name: string, on: string, cpu: string, priority = 0): object {
  return pod(name, { cpu }, { nodeName: on, priority });
}

t.test('every filter plugin has its say on every node, whether an earlier one refused it or not', (t) => {
  const taints = [{ key: 'a', effect: 'NoSchedule' }];
  const world = worldWith(node('n1', { capacity: { cpu: '1' }, taints }), node('n2'));
  const explained = explain(world, world.apply(pods, pod('p', { cpu: '2' })));
  const said = explained.nodes.map(({ node: name, fits, verdicts }) => [
    name,
    fits,
    verdicts.filter(({ reason }) => reason !== '').map(({ plugin, code, reason }) => `${plugin} ${code} ${reason}`),
  ]);
  t.strictSame(said, [
    [
      'n1',
      false,
      [
        'TaintToleration UnschedulableAndUnresolvable node(s) had untolerated taint(s)',
        'NodeResourcesFit UnschedulableAndUnresolvable Insufficient cpu',
      ],
    ],
    ['n2', true, []],
  ]);
  const [first] = explained.nodes;
  t.match(
    first?.verdicts.find(({ plugin }) => plugin === 'NodePorts'),
    { code: 'Skip' },
  );
  t.equal(explained.message, '');
  t.end();
});

t.test('nodes that fit are rated by plugin, the best first, and the scheduler takes the best', (t) => {
  const world = worldWith(node('n1'), node('n2'));
  world.apply(pods, running('busy', 'n1', '2'));
  const waiting = world.apply(pods, pod('p', { cpu: '1' }));
  const { scores } = explain(world, waiting);
  t.strictSame(
    scores.map(({ node: name }) => name),
    ['n2', 'n1'],
  );
  for (const { scores: row, total } of scores) {
    t.equal(
      total,
      row.reduce((sum, { score, weight }) => sum + score * weight, 0),
    );
  }
  t.match(
    scores[1]?.scores.find(({ plugin }) => plugin === 'NodeResourcesFit'),
    { weight: 1, score: 60 },
    'cpu has a quarter left, memory all but what is assumed for pods that ask for none',
  );
  world.run();
  t.equal(world.nodeOf('p'), 'n2');
  t.end();
});

t.test('what preemption would cost on each node, the cheapest first', (t) => {
  const names = ['n1', 'n2', 'n3'];
  const world = worldWith(...names.map((name) => node(name, { capacity: { cpu: '2' } })));
  world.apply(pods, running('a', 'n1', '2', 3));
  world.apply(pods, running('b', 'n2', '2', 1));
  world.apply(pods, running('c', 'n3', '2', 9));
  const boss = world.apply(pods, pod('boss', { cpu: '1' }, { priority: 5 }));
  const { preemption, message, nodes: table } = explain(world, boss);
  t.strictSame(preemption, [
    { node: 'n2', victims: ['default/b'], pdbViolations: 0, highestPriority: 1 },
    { node: 'n1', victims: ['default/a'], pdbViolations: 0, highestPriority: 3 },
  ]);
  t.equal(message, '0/3 nodes are available: 3 Insufficient cpu.');
  t.ok(table.every(({ fits }) => !fits));
  t.end();
});

t.test('the message is what the scheduler then says', (t) => {
  const world = worldWith(node('n1'));
  world.apply(pods, running('a', 'n1', '3'));
  const waiting = world.apply(pods, pod('p', { cpu: '2' }));
  const { message, preemption } = explain(world, waiting);
  world.run();
  t.equal(message, world.reason('p'));
  t.match(message, /preemption: /);
  t.strictSame(preemption, []);
  t.end();
});

t.test('a gated pod is explained with its gate, and the nodes that it would fit', (t) => {
  const world = worldWith(node('n1'));
  const waiting = world.apply(pods, pod('p', { cpu: '2' }, { schedulingGates: [{ name: 'x/wait' }] }));
  const { gate, nodes: table } = explain(world, waiting);
  t.match(gate, { plugin: 'SchedulingGates' });
  t.ok(table.every(({ fits }) => fits));
  t.end();
});

t.test('the pod of another scheduler is none of its business', (t) => {
  const world = worldWith(node('n1'));
  const waiting = world.apply(pods, pod('p', { cpu: '2' }, { schedulerName: 'other' }));
  t.match(explain(world, waiting), { handled: false, nodes: [], scores: [] });
  t.end();
});
