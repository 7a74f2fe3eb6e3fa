import t from 'tap';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import { node, pod, World, type NodeExtra } from './world.js';

/** What a pod that fits nowhere is told: the filters' reasons, then why preemption does not help. */
function refused(count: number, reasons: string, preemption: string): string {
  return `0/${count} nodes are available: ${reasons}. no new claims to deallocate, preemption: 0/${count} nodes are available: ${preemption}.`;
}

const unhelpful = (count: number) => `${count} Preemption is not helpful for scheduling`;
const NO_VICTIMS = '1 No preemption victims found for incoming pod';

interface Case {
  readonly claim: string;
  readonly nodes: Readonly<Record<string, NodeExtra>>;
  readonly running?: readonly object[];
  readonly pod: object;
  /** A node's name, or the message. */
  readonly expected: string;
}

const tainted = { key: 'a', value: 'x', effect: 'NoSchedule' };
const onN1 = { nodeName: 'n1' };

const CASES: readonly Case[] = [
  {
    claim: 'a pod without wishes goes to the only node',
    nodes: { n1: {} },
    pod: pod('p'),
    expected: 'n1',
  },
  {
    claim: 'a request above what is free says that no victim was found',
    nodes: { n1: {} },
    running: [pod('r', { cpu: '3' }, onN1)],
    pod: pod('p', { cpu: '2' }),
    expected: refused(1, '1 Insufficient cpu', NO_VICTIMS),
  },
  {
    claim: 'a request above what the node has says that preemption does not help',
    nodes: { n1: {} },
    pod: pod('p', { cpu: '5' }),
    expected: refused(1, '1 Insufficient cpu', unhelpful(1)),
  },
  {
    claim: 'all resources that lack are named, each counted for itself',
    nodes: { n1: { capacity: { cpu: '1', memory: '1Gi', pods: '0' } } },
    pod: pod('p', {
      cpu: '2',
      memory: '2Gi',
      'ephemeral-storage': '200Gi',
      'example.com/gpu': '1',
      'hugepages-2Mi': '2Mi',
    }),
    expected: refused(
      1,
      '1 Insufficient cpu, 1 Insufficient ephemeral-storage, 1 Insufficient example.com/gpu, 1 Insufficient hugepages-2Mi, 1 Insufficient memory, 1 Too many pods',
      unhelpful(1),
    ),
  },
  {
    claim: 'a native resource that the scheduler does not know is not looked at',
    nodes: { n1: {} },
    pod: pod('p', { 'requests.example.com/x': '1' }),
    expected: 'n1',
  },
  {
    claim: 'the largest init container counts when it needs more than all others together',
    nodes: { n1: {} },
    pod: pod('p', { cpu: '1' }, { initContainers: [{ name: 'i', image: 'x', resources: { requests: { cpu: '5' } } }] }),
    expected: refused(1, '1 Insufficient cpu', unhelpful(1)),
  },
  {
    claim: 'an untolerated taint is not named',
    nodes: { n1: { taints: [tainted] } },
    pod: pod('p'),
    expected: refused(1, '1 node(s) had untolerated taint(s)', unhelpful(1)),
  },
  {
    claim: 'a PreferNoSchedule taint keeps nobody off',
    nodes: { n1: { taints: [{ ...tainted, effect: 'PreferNoSchedule' }] } },
    pod: pod('p'),
    expected: 'n1',
  },
  {
    claim: 'a toleration with another value does not tolerate',
    nodes: { n1: { taints: [tainted] } },
    pod: pod('p', {}, { tolerations: [{ key: 'a', operator: 'Equal', value: 'y' }] }),
    expected: refused(1, '1 node(s) had untolerated taint(s)', unhelpful(1)),
  },
  {
    claim: 'a cordoned node is unschedulable before its taint is looked at',
    nodes: { n1: { unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] } },
    pod: pod('p'),
    expected: refused(1, '1 node(s) were unschedulable', unhelpful(1)),
  },
  {
    claim: 'a cordoned node takes pods that tolerate it',
    nodes: { n1: { unschedulable: true } },
    pod: pod('p', {}, { tolerations: [{ operator: 'Exists' }] }),
    expected: 'n1',
  },
  {
    claim: 'a node selector and required affinity must both hold',
    nodes: { n1: { labels: { a: '1' } }, n2: { labels: { a: '1', b: '5' } } },
    pod: pod(
      'p',
      {},
      { nodeSelector: { a: '1' }, affinity: nodeAffinity({ key: 'b', operator: 'Gt', values: ['4'] }) },
    ),
    expected: 'n2',
  },
  {
    claim: 'an affinity value that is no number for Gt matches nothing',
    nodes: { n1: { labels: { b: '5' } } },
    pod: pod('p', {}, { affinity: nodeAffinity({ key: 'b', operator: 'Gt', values: ['four'] }) }),
    expected: refused(1, "1 node(s) didn't match Pod's node affinity/selector", unhelpful(1)),
  },
  {
    claim: 'nodes that matchFields exclude are counted under the plugin',
    nodes: { n1: {}, n2: {}, n3: {} },
    running: [pod('r', { cpu: '4' }, onN1)],
    pod: pod('p', { cpu: '1' }, { affinity: fieldAffinity('n1') }),
    expected: refused(
      3,
      "1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]",
      `${NO_VICTIMS}, 2 Preemption is not helpful for scheduling`,
    ),
  },
  {
    claim: 'matchFields that contradict each other reject the pod before any node is looked at',
    nodes: { n1: {} },
    pod: pod('p', {}, { affinity: fieldAffinity('n1', 'n2') }),
    // Upstream's dynamic resources plugin misses its state here, and says only that.
    expected: '0/1 nodes are available: pod affinity terms conflict. not found',
  },
  {
    claim: 'a host port that is taken on all addresses is taken on each',
    nodes: { n1: {} },
    running: [pod('r', {}, { ...onN1, containers: [port(80)] })],
    pod: pod('p', {}, { containers: [port(80, '127.0.0.1')] }),
    expected: refused(1, "1 node(s) didn't have free ports for the requested pod ports", NO_VICTIMS),
  },
  {
    claim: 'a host port is free for another protocol',
    nodes: { n1: {} },
    running: [pod('r', {}, { ...onN1, containers: [port(80)] })],
    pod: pod('p', {}, { containers: [port(80, '', 'UDP')] }),
    expected: 'n1',
  },
  {
    claim: 'seven reasons of five nodes come sorted as texts',
    nodes: {
      n1: { capacity: { cpu: '1' } },
      n2: { unschedulable: true },
      n3: { taints: [tainted] },
      n4: { labels: { disk: 'hdd' } },
      n5: { capacity: { pods: '0', memory: '1Gi' } },
    },
    pod: pod('p', { cpu: '2', memory: '2Gi' }, { affinity: nodeAffinity({ key: 'disk', operator: 'DoesNotExist' }) }),
    expected: refused(
      5,
      "1 Insufficient cpu, 1 Insufficient memory, 1 Too many pods, 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable",
      unhelpful(5),
    ),
  },
  {
    claim: 'resource claims are refused by name',
    nodes: { n1: {} },
    pod: pod('p', {}, { resourceClaims: [{ name: 'gpu' }] }),
    expected:
      '0/1 nodes are available: resource claims are not modelled (dynamic resource allocation). still not schedulable, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
  },
];

function port(hostPort: number, hostIP = '', protocol = 'TCP'): object {
  return {
    name: 'c',
    image: 'x',
    ports: [{ containerPort: 1, hostPort, protocol, ...(hostIP === '' ? {} : { hostIP }) }],
  };
}

function nodeAffinity(...matchExpressions: readonly object[]): object {
  const required = { nodeSelectorTerms: [{ matchExpressions }] };
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
}

function fieldAffinity(...names: readonly string[]): object {
  const matchFields = names.map((name) => ({ key: 'metadata.name', operator: 'In', values: [name] }));
  const required = { nodeSelectorTerms: [{ matchFields }] };
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
}

for (const { claim, nodes: given, running = [], pod: waiting, expected } of CASES) {
  t.test(claim, (t) => {
    const world = new World();
    for (const [name, extra] of Object.entries(given)) world.apply(nodes, node(name, extra));
    for (const other of running) world.apply(pods, other);
    world.apply(pods, waiting);
    world.run();
    t.equal(world.nodeOf('p') ?? world.reason('p'), expected);
    t.end();
  });
}

t.test('without any node the pod is told so and backs off', (t) => {
  const world = new World();
  world.apply(pods, pod('p'));
  world.run();
  t.equal(world.reason('p'), 'no nodes available to schedule pods');
  t.equal(world.pod('p').status?.conditions?.[0]?.reason, 'Unschedulable');
  t.strictSame(world.component.due(world.memory), { at: 2000, retry: true });
  world.apply(nodes, node('n1'));
  world.run(1999);
  t.equal(world.nodeOf('p'), undefined, 'it sits its back-off out: no plugin asked for an event');
  world.run(2000);
  t.equal(world.nodeOf('p'), 'n1');
  t.end();
});

t.test('a refusal is an event and a condition, and the condition is written only when it changes', (t) => {
  const world = new World();
  world.apply(nodes, node('n1'));
  world.apply(pods, pod('p', { cpu: '5' }));
  world.run();
  const message = refused(1, '1 Insufficient cpu', unhelpful(1));
  t.strictSame(world.events, [`FailedScheduling default/p: ${message}`]);
  t.strictSame(world.calls, ['PATCH pods/p/status']);
  const [condition] = world.pod('p').status?.conditions ?? [];
  t.match(condition, {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    observedGeneration: 1,
    message,
  });
  world.run(6 * 60_000);
  t.equal(world.events.length, 2, 'it was tried again after five minutes');
  t.equal(world.calls.length, 1);
  t.end();
});

t.test('a success is one binding and one event', (t) => {
  const world = new World();
  world.apply(nodes, node('n1'));
  world.apply(pods, pod('p'));
  world.run();
  t.strictSame(world.calls, ['POST pods/p/binding']);
  t.strictSame(world.events, ['Scheduled default/p: Successfully assigned default/p to n1']);
  t.equal(world.memory.cache.assumed.size, 0, 'the informer has confirmed it');
  t.end();
});

t.test('a pod of another scheduler is left alone', (t) => {
  const world = new World();
  world.apply(nodes, node('n1'));
  world.apply(pods, pod('p', {}, { schedulerName: 'mine' }));
  world.run();
  t.strictSame([world.calls, world.events], [[], []]);
  t.end();
});

t.test('a pod that is being deleted is skipped', (t) => {
  const world = new World();
  world.apply(nodes, node('n1'));
  world.apply(pods, pod('p', {}, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }));
  world.run();
  t.strictSame(world.events, ['FailedScheduling default/p: skip schedule deleting pod: default/p']);
  t.strictSame(world.calls, []);
  t.end();
});

t.test('status reports of running pods leave the memory as it is', (t) => {
  const world = new World();
  world.apply(nodes, node('n1'));
  world.apply(pods, pod('p'));
  world.run();
  const bound = world.pod('p');
  const started = { ...bound, status: { ...bound.status, startTime: '2026-01-01T00:00:01Z' } };
  world.apply(pods, started);
  const { memory } = world;
  const phase = 'Running';
  world.apply(pods, { ...started, status: { ...started.status, phase, conditions: [], podIP: '10.0.0.1' } });
  t.equal(world.memory, memory);
  world.apply(pods, { ...started, metadata: { ...bound.metadata, labels: { a: 'b' } } });
  t.not(world.memory, memory, 'labels matter');
  t.end();
});

t.test('heartbeats of nodes leave the memory as it is', (t) => {
  const world = new World();
  world.apply(nodes, node('n1'));
  const { memory } = world;
  const known = world.view.get(nodes, '', 'n1');
  const conditions = [{ type: 'Ready', status: 'True', lastHeartbeatTime: '2026-01-01T00:05:00Z' }];
  world.apply(nodes, { ...known, status: { ...known?.status, conditions } });
  t.equal(world.memory.cache, memory.cache);
  t.end();
});
