import t from 'tap';
import { leases, nodes } from '../../../engine/apis/generated/resources.js';
import { freeIndex, placeOf } from '../../../engine/kubelet/node/addresses.js';
import { nodeStatus } from '../../../engine/kubelet/node/node-object.js';
import { machineOf } from '../../../engine/kubelet/cm/machine.js';
import { newEvictionState } from '../../../engine/kubelet/eviction/state.js';
import { NOTHING_ALLOCATED } from '../../../engine/kubelet/cm/container-manager.js';
import { newRuntime } from '../../../engine/runtime/runtime.js';
import type { Node } from '../../../engine/apis/generated/core.v1.js';
import { World } from './world.js';

t.test('a kubelet registers its node and holds its lease', async (t) => {
  const world = new World(
    {},
    {
      name: 'n1',
      labels: { zone: 'a' },
      taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }],
      capacity: { cpu: '8' },
    },
  );
  const node = world.view.get(nodes, '', 'n1');
  t.match(node?.metadata.labels, {
    'kubernetes.io/hostname': 'n1',
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    zone: 'a',
  });
  t.match(node?.spec, { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'] });
  t.ok(node?.spec.taints?.some(({ key }) => key === 'k'));
  t.match(node?.status, {
    capacity: { cpu: '8', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' },
    allocatable: { cpu: '8', memory: '8Gi' },
    addresses: [
      { type: 'InternalIP', address: '10.0.0.2' },
      { type: 'Hostname', address: 'n1' },
    ],
    nodeInfo: { kubeletVersion: 'v1.35.4', operatingSystem: 'linux' },
  });
  t.same(
    node?.status.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`),
    [
      'MemoryPressure False KubeletHasSufficientMemory',
      'DiskPressure False KubeletHasNoDiskPressure',
      'PIDPressure False KubeletHasSufficientPID',
      'Ready True KubeletReady',
    ],
  );
  const lease = world.view.get(leases, 'kube-node-lease', 'n1');
  t.match(lease?.spec, { holderIdentity: 'n1', leaseDurationSeconds: 40, renewTime: '9999-12-31T23:59:59.000000Z' });
  t.match(lease?.metadata.ownerReferences, [{ kind: 'Node', uid: node?.metadata.uid }]);
});

t.test('a kubelet takes over the node that is there', async (t) => {
  const world = new World();
  const before = world.view.get(nodes, '', 'n1');
  const gone = { status: { conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }] } };
  world.request('PATCH', '/api/v1/nodes/n1/status', gone, 'application/strategic-merge-patch+json');
  world.now = 60_000;
  world.boot();
  world.settle();
  const after = world.view.get(nodes, '', 'n1');
  t.equal(after?.metadata.uid, before?.metadata.uid);
  t.equal(after?.spec.podCIDR, before?.spec.podCIDR);
  t.match(
    after?.status.conditions?.find(({ type }) => type === 'Ready'),
    { status: 'True', reason: 'KubeletReady', lastTransitionTime: '2026-01-01T00:01:00Z' },
  );
  t.match(world.told('n1'), [/^Warning Rebooted: Node n1 has been rebooted, boot id: /]);
});

t.test('images that were pulled are told with the next status', async (t) => {
  const world = new World({ 'small:1': { sizeBytes: 5 } });
  world.create('p', {
    containers: [
      { name: 'a', image: 'app:1' },
      { name: 'b', image: 'small:1' },
    ],
  });
  world.run(9_999);
  t.same(world.view.get(nodes, '', 'n1')?.status.images ?? [], []);
  world.run(10_000);
  const images = world.view.get(nodes, '', 'n1')?.status.images ?? [];
  t.same(
    images.map(({ names, sizeBytes }) => [names?.[1], sizeBytes]),
    [
      ['docker.io/library/app:1', 20_000_000],
      ['docker.io/library/small:1', 5],
    ],
  );
  t.match(images[0]?.names?.[0], /^docker\.io\/library\/app@sha256:/);
});

function nodeAt(name: string, index: number): Node {
  const place = placeOf(index);
  return {
    metadata: { name, uid: name, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { podCIDR: `${place.podPrefix}.0/24` },
    status: nodeStatus(
      { name },
      place,
      { runtime: newRuntime('', machineOf({ name })), allocations: NOTHING_ALLOCATED, eviction: newEvictionState(0) },
      0,
    ),
  };
}

t.test('every node has its own addresses', async (t) => {
  const seen = new Set<string>();
  const known: Node[] = [];
  for (let i = 0; i < 6_000; i++) {
    const { ip, podPrefix } = placeOf(i);
    if (seen.has(ip) || seen.has(podPrefix)) t.fail(`${i}`);
    seen.add(ip).add(podPrefix);
    if (i % 1_000 === 0) known.push(nodeAt(`n${i}`, i));
  }
  t.equal(freeIndex([]), 0);
  t.equal(freeIndex(known), 1, 'the gap is used first');
});
