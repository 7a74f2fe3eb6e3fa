import t from 'tap';
import type { NodeCondition } from '../../../engine/apis/generated/core.v1.js';
import { leases, namespaces, nodes, pods } from '../../../engine/apis/generated/resources.js';
import { microTimestamp, timestamp } from '../../../engine/apimachinery/time.js';
import { RENEWED_FOR_EVER } from '../../../engine/apiserver/heartbeat.js';
import {
  computeZoneState,
  rateOf,
  swapLimiter,
  tryAccept,
  zoneKey,
} from '../../../engine/controllers/node-lifecycle/zones.js';
import { nextRound } from '../../../engine/client/ticks.js';
import { running, Stage } from '../../support/stage.js';

const NODE_LIFECYCLE = 'node-lifecycle-controller';
const SECOND = 1000;

function lease(stage: Stage, node: string, renewTime: string): void {
  const spec = { holderIdentity: node, leaseDurationSeconds: 40, renewTime };
  if (stage.get(leases, node, 'kube-node-lease') === undefined) {
    stage.create(leases, { metadata: { name: node }, spec }, 'kube-node-lease');
  } else stage.patch(leases, node, { spec }, '', 'kube-node-lease');
}

/** A stage with healthy nodes, five seconds old. */
function nodesUp(...names: readonly string[]): Stage {
  const stage = new Stage(NODE_LIFECYCLE);
  if (!stage.names(namespaces).includes('kube-node-lease'))
    stage.create(namespaces, { metadata: { name: 'kube-node-lease' } });
  for (const name of names) {
    stage.node(name);
    lease(stage, name, RENEWED_FOR_EVER);
  }
  return stage.run(5 * SECOND);
}

/** 'key:Effect', in the node's order. */
function taints(stage: Stage, node: string): readonly string[] {
  const all = stage.get(nodes, node)?.spec.taints ?? [];
  return all.map(({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`);
}

function ready(stage: Stage, node: string): NodeCondition | undefined {
  return stage.get(nodes, node)?.status.conditions?.find(({ type }) => type === 'Ready');
}

t.test('a healthy cluster is quiet', async (t) => {
  const stage = nodesUp('n1', 'n2');
  const { revision } = stage.view;
  t.equal(stage.settle().now, 5 * SECOND);
  stage.run(600 * SECOND);
  t.equal(stage.view.revision, revision);
});

t.test('a node whose lease is not renewed is unknown after 50 s, in the first round of 5 s after that', async (t) => {
  const stage = nodesUp('n1', 'n2');
  stage.pod('p', { spec: { nodeName: 'n1' }, status: running() });
  stage.run(17 * SECOND);
  lease(stage, 'n1', microTimestamp(20 * SECOND));
  stage.run(48.05 * SECOND);
  t.equal(ready(stage, 'n1')?.status, 'True');
  stage.run(0.1 * SECOND);
  t.match(ready(stage, 'n1'), {
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
    lastHeartbeatTime: timestamp(0),
    lastTransitionTime: timestamp(70 * SECOND),
  });
  t.strictSame(taints(stage, 'n1'), ['unreachable:NoSchedule']);
  stage.run(0.2 * SECOND);
  t.strictSame(taints(stage, 'n1'), ['unreachable:NoSchedule', 'unreachable:NoExecute']);
  t.strictSame(taints(stage, 'n2'), []);
  t.equal(stage.get(pods, 'p')?.status.conditions?.find(({ type }) => type === 'Ready')?.status, 'False');
  t.match(stage.told(), [
    'Node/n1 Normal NodeNotReady: Node n1 status is now: NodeNotReady',
    'Node/n1 Normal RegisteredNode: Node n1 event: Registered Node n1 in Controller',
    'Node/n2 Normal RegisteredNode: Node n2 event: Registered Node n2 in Controller',
    'Pod/p Warning NodeNotReady: Node is not ready',
  ]);
  lease(stage, 'n1', RENEWED_FOR_EVER);
  stage.nodeReady('n1', 'True');
  stage.run(6 * SECOND);
  t.strictSame(taints(stage, 'n1'), []);
});

t.test('leases that are renewed for real are followed', async (t) => {
  const stage = nodesUp('n1', 'n2');
  for (let i = 0; i < 10; i++) {
    lease(stage, 'n1', microTimestamp(stage.now));
    stage.run(8 * SECOND);
  }
  t.equal(ready(stage, 'n1')?.status, 'True');
  stage.run(48 * SECOND);
  t.equal(ready(stage, 'n1')?.status, 'Unknown');
});

t.test('a node that reports that it is not ready keeps its pods ready', async (t) => {
  const stage = nodesUp('n1', 'n2');
  stage.pod('p', { spec: { nodeName: 'n1' }, status: running() });
  stage.nodeReady('n1', 'False');
  stage.settle();
  t.strictSame(taints(stage, 'n1'), ['not-ready:NoSchedule', 'not-ready:NoExecute']);
  t.equal(stage.get(pods, 'p')?.status.conditions?.find(({ type }) => type === 'Ready')?.status, 'True');
  stage.pod('late', { spec: { nodeName: 'n1' } });
  stage.podStatus('late', running());
  stage.settle();
  stage.nodeReady('n1', 'Unknown');
  stage.settle();
  t.strictSame(taints(stage, 'n1'), ['unreachable:NoSchedule', 'unreachable:NoExecute'], 'taints are exchanged');
});

t.test('when all nodes are not ready nobody is driven away', async (t) => {
  const stage = nodesUp('n1', 'n2');
  stage.nodeReady('n1', 'False');
  stage.run(6 * SECOND);
  t.strictSame(taints(stage, 'n1'), ['not-ready:NoSchedule', 'not-ready:NoExecute']);
  stage.nodeReady('n2', 'False');
  stage.run(6 * SECOND);
  t.strictSame(taints(stage, 'n1'), ['not-ready:NoSchedule']);
  t.strictSame(taints(stage, 'n2'), ['not-ready:NoSchedule']);
  stage.nodeReady('n2', 'True');
  stage.run(16 * SECOND);
  t.strictSame(taints(stage, 'n1'), ['not-ready:NoSchedule', 'not-ready:NoExecute'], 'until one of them is back');
});

t.test('nodes of a zone are tainted one in ten seconds', async (t) => {
  const names = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'];
  const stage = nodesUp(...names);
  for (const name of ['n1', 'n2', 'n3']) stage.nodeReady(name, 'False');
  const tainted = () => names.filter((name) => taints(stage, name).includes('not-ready:NoExecute'));
  stage.run(0.3 * SECOND);
  t.strictSame(tainted(), ['n1']);
  stage.run(9.8 * SECOND);
  t.strictSame(tainted(), ['n1']);
  stage.run(0.2 * SECOND);
  t.strictSame(tainted(), ['n1', 'n2']);
  stage.settle();
  t.strictSame(tainted(), ['n1', 'n2', 'n3']);
});

t.test('a small zone of which most is down is left alone', async (t) => {
  const names = ['n1', 'n2', 'n3', 'n4', 'n5'];
  const stage = nodesUp(...names);
  for (const name of ['n1', 'n2', 'n3']) stage.nodeReady(name, 'False');
  stage.run(600 * SECOND);
  t.strictSame(
    names.filter((name) => taints(stage, name).includes('not-ready:NoExecute')),
    [],
  );
});

t.test('conditions and cordons are told by NoSchedule taints', async (t) => {
  const stage = nodesUp('n1', 'n2');
  const at = timestamp(stage.now);
  const condition = (type: string, status: string) => ({ type, status, lastHeartbeatTime: at, lastTransitionTime: at });
  const bad = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];
  stage.patch(nodes, 'n1', { status: { conditions: bad.map((type) => condition(type, 'True')) } }, 'status');
  stage.patch(nodes, 'n1', { spec: { unschedulable: true } });
  stage.settle();
  t.strictSame(
    new Set(taints(stage, 'n1')),
    new Set([
      'memory-pressure:NoSchedule',
      'disk-pressure:NoSchedule',
      'pid-pressure:NoSchedule',
      'network-unavailable:NoSchedule',
      'unschedulable:NoSchedule',
    ]),
  );
  stage.patch(nodes, 'n1', { status: { conditions: bad.map((type) => condition(type, 'False')) } }, 'status');
  stage.patch(nodes, 'n1', { spec: { unschedulable: null } });
  stage.settle();
  t.strictSame(taints(stage, 'n1'), []);
});

t.test('old label names follow the new ones', async (t) => {
  const stage = nodesUp('n1');
  t.match(stage.get(nodes, 'n1')?.metadata.labels, {
    'beta.kubernetes.io/os': 'linux',
    'beta.kubernetes.io/arch': 'amd64',
  });
});

t.test('a node that never posts its status is unknown after a minute', async (t) => {
  const stage = nodesUp('n2');
  stage.create(nodes, { metadata: { name: 'raw' } });
  stage.run(59 * SECOND);
  t.equal(ready(stage, 'raw'), undefined);
  stage.run(6 * SECOND);
  t.match(stage.get(nodes, 'raw')?.status.conditions, [
    {
      type: 'Ready',
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
    },
    { type: 'MemoryPressure' },
    { type: 'DiskPressure' },
    { type: 'PIDPressure' },
  ]);
});

t.test('a node that is deleted is forgotten', async (t) => {
  const stage = nodesUp('n1', 'n2');
  stage.delete(nodes, 'n1');
  stage.settle();
  t.match(stage.told().join('\n'), 'Node/n1 Normal RemovingNode: Node n1 event: Removing Node n1 from Controller');
});

t.test('the state of a zone', async (t) => {
  const conditions = (up: number, down: number) => [
    ...Array.from({ length: up }, () => ({ type: 'Ready', status: 'True' }) as const),
    ...Array.from({ length: down }, () => undefined),
  ];
  const cases: readonly (readonly [up: number, down: number, state: string])[] = [
    [0, 0, 'Normal'],
    [0, 1, 'FullDisruption'],
    [1, 0, 'Normal'],
    [1, 2, 'Normal'],
    [1, 3, 'PartialDisruption'],
    [3, 3, 'Normal'],
    [9, 11, 'PartialDisruption'],
  ];
  for (const [up, down, state] of cases)
    t.equal(computeZoneState(conditions(up, down)), state, `${up} up, ${down} down`);
  t.equal(rateOf('PartialDisruption', 50), 0);
  t.equal(rateOf('PartialDisruption', 51), 0.01);
  t.equal(rateOf('FullDisruption', 1), 0.1);
});

t.test('a limiter lets one through and then makes wait', async (t) => {
  const fresh = { perSecond: 0.1, readyAt: -Infinity };
  const taken = tryAccept(fresh, 1000);
  t.strictSame(taken, { perSecond: 0.1, readyAt: 11_000 });
  t.equal(taken && tryAccept(taken, 10_999), undefined);
  t.ok(taken && tryAccept(taken, 11_000));
  t.equal(swapLimiter(fresh, 0.1, 0), fresh);
  t.equal(tryAccept(swapLimiter(fresh, 0, 0), 1e9), undefined, 'no rate, no token');
  t.strictSame(swapLimiter(swapLimiter(fresh, 0, 0), 0.1, 5000), { perSecond: 0.1, readyAt: 15_000 });
  t.strictSame(swapLimiter(fresh, 0.01, 0), { perSecond: 0.01, readyAt: -Infinity });
});

t.test('zones are told apart by region and zone', async (t) => {
  const key = (labels: Readonly<Record<string, string>>) =>
    zoneKey({
      metadata: { name: 'n', uid: '', resourceVersion: '', creationTimestamp: '', labels },
      spec: {},
      status: {},
    } as never);
  t.equal(key({}), '');
  t.equal(key({ 'topology.kubernetes.io/zone': 'z' }), ':\u0000:z');
  t.equal(key({ 'topology.kubernetes.io/zone': 'z', 'failure-domain.beta.kubernetes.io/zone': 'old' }), ':\u0000:old');
  t.equal(key({ 'topology.kubernetes.io/zone': 'z', 'topology.kubernetes.io/region': 'r' }), 'r:\u0000:z');
});

t.test('rounds', async (t) => {
  t.equal(nextRound(0, 5000, 0, undefined), 0);
  t.equal(nextRound(0, 5000, 1, undefined), 5000);
  t.equal(nextRound(0, 5000, 5000, undefined), 5000);
  t.equal(nextRound(0, 5000, 5000, 5000), 10_000, 'no two at one time');
  t.equal(nextRound(200, 5000, 1, undefined), 200);
  t.equal(nextRound(200, 5000, 201, 200), 5200);
});
