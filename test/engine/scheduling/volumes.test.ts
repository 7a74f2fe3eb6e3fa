import t from 'tap';
import {
  csidrivers,
  csinodes,
  csistoragecapacities,
  nodes,
  persistentvolumeclaims,
  persistentvolumes,
  pods,
  storageclasses,
} from '../../../engine/apis/generated/resources.js';
import { node, pod, World } from './world.js';

interface ClaimExtra {
  readonly className?: string;
  readonly size?: string;
  readonly volume?: string;
  readonly modes?: readonly string[];
  readonly phase?: string;
  readonly metadata?: object;
  readonly selector?: object;
}

/** A claim; one with a volume is fully bound to it. */
function claim(
  name: string,
  { className = '', size = '1Gi', volume, modes, phase, metadata, selector }: ClaimExtra = {},
): object {
  const annotations = volume === undefined ? {} : { 'pv.kubernetes.io/bind-completed': 'yes' };
  return {
    metadata: { name, annotations, ...metadata },
    spec: {
      accessModes: modes ?? ['ReadWriteOnce'],
      resources: { requests: { storage: size } },
      storageClassName: className,
      ...(volume === undefined ? {} : { volumeName: volume }),
      ...(selector === undefined ? {} : { selector }),
    },
    status: { phase: phase ?? (volume === undefined ? 'Pending' : 'Bound') },
  };
}

interface VolumeExtra {
  readonly className?: string;
  readonly size?: string;
  readonly host?: string;
  readonly labels?: object;
  readonly claimRef?: object;
  readonly csi?: string;
  readonly phase?: string;
}

function volume(
  name: string,
  { className = '', size = '1Gi', host, labels, claimRef, csi, phase }: VolumeExtra = {},
): object {
  const matchExpressions = [{ key: 'kubernetes.io/hostname', operator: 'In', values: [host] }];
  return {
    metadata: { name, ...(labels === undefined ? {} : { labels }) },
    spec: {
      capacity: { storage: size },
      accessModes: ['ReadWriteOnce', 'ReadWriteOncePod'],
      storageClassName: className,
      ...(host === undefined ? {} : { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } } }),
      ...(claimRef === undefined ? {} : { claimRef }),
      ...(csi === undefined ? {} : { csi: { driver: csi, volumeHandle: name } }),
    },
    status: { phase: phase ?? 'Available' },
  };
}

function storageClass(name: string, extra: object = {}): object {
  return { metadata: { name }, provisioner: 'example.com/p', volumeBindingMode: 'WaitForFirstConsumer', ...extra };
}

function mounting(name: string, claims: readonly string[], metadata: object = {}): object {
  const volumes = claims.map((claimName, i) => ({ name: `v${i}`, persistentVolumeClaim: { claimName } }));
  return pod(name, {}, { volumes }, metadata);
}

/** Two nodes, in zones a and b. */
function world(): World {
  const made = new World();
  for (const [name, zone] of [
    ['n1', 'a'],
    ['n2', 'b'],
  ] as const) {
    made.apply(nodes, node(name, { labels: { 'topology.kubernetes.io/zone': zone } }));
  }
  return made;
}

const NOT_HELPFUL =
  ' no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.';

interface Case {
  readonly claim: string;
  readonly given: (world: World) => void;
  readonly pod?: object;
  /** A node, '' for any, or the message. */
  readonly expected: string;
}

const CASES: readonly Case[] = [
  {
    claim: 'a claim that is not there keeps the pod off, with a stray text behind',
    given: () => undefined,
    expected: '0/2 nodes are available: persistentvolumeclaim "c" not found. not found',
  },
  {
    claim: 'an unbound claim without a class is waited for',
    given: (w) => w.apply(persistentvolumeclaims, claim('c')),
    expected: '0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
  },
  {
    claim: 'an unbound claim of an immediate class is waited for',
    given(w) {
      w.apply(storageclasses, storageClass('now', { volumeBindingMode: 'Immediate' }));
      w.apply(persistentvolumeclaims, claim('c', { className: 'now' }));
    },
    expected: '0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
  },
  {
    claim: 'a claim that is being deleted is not used',
    given: (w) =>
      w.apply(
        persistentvolumeclaims,
        claim('c', { volume: 'v', metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
      ),
    expected: '0/2 nodes are available: persistentvolumeclaim "c" is being deleted. not found',
  },
  {
    claim: 'a lost claim names the volume that it lost',
    given: (w) => w.apply(persistentvolumeclaims, claim('c', { volume: 'v', phase: 'Lost' })),
    expected:
      '0/2 nodes are available: persistentvolumeclaim "c" bound to non-existent persistentvolume "v". not found',
  },
  {
    claim: 'a pod goes where its local volume is',
    given(w) {
      w.apply(persistentvolumes, volume('v', { host: 'n2' }));
      w.apply(persistentvolumeclaims, claim('c', { volume: 'v' }));
    },
    expected: 'n2',
  },
  {
    claim: 'a local volume on a node that is not there conflicts with all others',
    given(w) {
      w.apply(persistentvolumes, volume('v', { host: 'n9' }));
      w.apply(persistentvolumeclaims, claim('c', { volume: 'v' }));
    },
    expected: `0/2 nodes are available: 2 node(s) didn't match PersistentVolume's node affinity.${NOT_HELPFUL}`,
  },
  {
    claim: 'a volume with a zone label can be used in its zones only',
    given(w) {
      w.apply(persistentvolumes, volume('v', { labels: { 'topology.kubernetes.io/zone': 'b__c' } }));
      w.apply(persistentvolumeclaims, claim('c', { volume: 'v' }));
    },
    expected: 'n2',
  },
  {
    claim: 'the beta zone label means the same',
    given(w) {
      w.apply(persistentvolumes, volume('v', { labels: { 'failure-domain.beta.kubernetes.io/zone': 'z' } }));
      w.apply(persistentvolumeclaims, claim('c', { volume: 'v' }));
    },
    expected: `0/2 nodes are available: 2 node(s) had no available volume zone.${NOT_HELPFUL}`,
  },
  {
    claim: 'a waiting claim needs a volume or a provisioner',
    given(w) {
      w.apply(storageclasses, storageClass('local', { provisioner: 'kubernetes.io/no-provisioner' }));
      w.apply(persistentvolumeclaims, claim('c', { className: 'local' }));
    },
    expected: `0/2 nodes are available: 2 node(s) didn't find available persistent volumes to bind.${NOT_HELPFUL}`,
  },
  {
    claim: 'a claim that was promised to another node can only be used there',
    given(w) {
      w.apply(storageclasses, storageClass('late'));
      const annotations = { 'volume.kubernetes.io/selected-node': 'n9' };
      w.apply(persistentvolumeclaims, claim('c', { className: 'late', metadata: { annotations } }));
    },
    expected: `0/2 nodes are available: 2 node(s) didn't find available persistent volumes to bind.${NOT_HELPFUL}`,
  },
  {
    claim: 'a class allows its topologies only',
    given(w) {
      const allowedTopologies = [{ matchLabelExpressions: [{ key: 'topology.kubernetes.io/zone', values: ['z'] }] }];
      w.apply(storageclasses, storageClass('late', { allowedTopologies }));
      w.apply(persistentvolumeclaims, claim('c', { className: 'late' }));
    },
    expected: `0/2 nodes are available: 2 node(s) didn't find available persistent volumes to bind.${NOT_HELPFUL}`,
  },
  {
    claim: 'a driver that publishes its capacity must have some',
    given(w) {
      w.apply(storageclasses, storageClass('late'));
      w.apply(csidrivers, { metadata: { name: 'example.com/p' }, spec: { storageCapacity: true } });
      w.apply(persistentvolumeclaims, claim('c', { className: 'late', size: '5Gi' }));
      const zone = { matchLabels: { 'topology.kubernetes.io/zone': 'a' } };
      w.apply(csistoragecapacities, {
        metadata: { name: 'x' },
        storageClassName: 'late',
        capacity: '4Gi',
        nodeTopology: zone,
      });
    },
    expected: `0/2 nodes are available: 2 node(s) did not have enough free storage.${NOT_HELPFUL}`,
  },
  {
    claim: 'a claim for one pod alone is taken while that pod runs',
    given(w) {
      w.apply(persistentvolumes, volume('v'));
      w.apply(persistentvolumeclaims, claim('c', { volume: 'v', modes: ['ReadWriteOncePod'] }));
      const running = mounting('other', ['c']) as { readonly spec: object };
      w.apply(pods, { ...running, spec: { ...running.spec, nodeName: 'n1' } });
    },
    expected:
      '0/2 nodes are available: 2 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod. no new claims to deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
  },
  {
    claim: 'a disk can be written from one node only',
    given(w) {
      const awsElasticBlockStore = { volumeID: 'vol-1' };
      w.apply(pods, pod('other', {}, { nodeName: 'n1', volumes: [{ name: 'd', awsElasticBlockStore }] }));
    },
    pod: pod('p', {}, { volumes: [{ name: 'd', awsElasticBlockStore: { volumeID: 'vol-1' } }] }),
    expected: 'n2',
  },
  {
    claim: 'an ephemeral claim is waited for',
    given: () => undefined,
    pod: pod('p', {}, { volumes: [{ name: 'e', ephemeral: {} }] }),
    expected:
      '0/2 nodes are available: waiting for ephemeral volume controller to create the persistentvolumeclaim "p-e". not found',
  },
  {
    claim: 'a node takes no more volumes of a driver than its limit',
    given(w) {
      for (const name of ['n1', 'n2']) {
        const drivers = [{ name: 'd.com', nodeID: name, allocatable: { count: name === 'n1' ? 1 : 2 } }];
        w.apply(csinodes, { metadata: { name }, spec: { drivers } });
      }
      for (const i of [1, 2, 3]) {
        w.apply(persistentvolumes, volume(`v${i}`, { csi: 'd.com' }));
        w.apply(persistentvolumeclaims, claim(i === 3 ? 'c' : `c${i}`, { volume: `v${i}` }));
      }
      for (const i of [1, 2]) {
        const running = mounting(`r${i}`, [`c${i}`]) as { readonly spec: object };
        w.apply(pods, { ...running, spec: { ...running.spec, nodeName: `n${i}` } });
      }
    },
    expected: 'n2',
  },
];

for (const { claim: name, given, pod: waiting = mounting('p', ['c']), expected } of CASES) {
  t.test(name, (t) => {
    const made = world();
    given(made);
    made.apply(pods, waiting);
    made.run();
    t.equal(made.nodeOf('p') ?? made.reason('p'), expected);
    t.end();
  });
}

const bound = (w: World, name: string) => {
  const known = w.view.get(persistentvolumeclaims, 'default', name);
  const annotations = { ...known?.metadata.annotations, 'pv.kubernetes.io/bind-completed': 'yes' };
  const spec = { ...known?.spec, volumeName: known?.spec?.volumeName ?? 'made' };
  w.apply(persistentvolumeclaims, { ...known, metadata: { ...known?.metadata, annotations }, spec });
};

t.test('a waiting claim is bound to the smallest volume that fits, and the pod waits for the controller', (t) => {
  const w = world();
  w.apply(storageclasses, storageClass('local', { provisioner: 'kubernetes.io/no-provisioner' }));
  w.apply(persistentvolumes, volume('large', { className: 'local', host: 'n1', size: '9Gi' }));
  w.apply(persistentvolumes, volume('small', { className: 'local', host: 'n1', size: '2Gi' }));
  w.apply(persistentvolumes, volume('tiny', { className: 'local', host: 'n2', size: '500Mi' }));
  w.apply(persistentvolumeclaims, claim('c', { className: 'local' }));
  w.apply(pods, mounting('p', ['c']));
  w.run();
  t.strictSame(w.calls, ['PATCH pods/p/status', 'PUT /api/v1/persistentvolumes/small']);
  const written = w.view.get(persistentvolumes, '', 'small');
  t.match(written?.spec?.claimRef, { kind: 'PersistentVolumeClaim', namespace: 'default', name: 'c' });
  t.equal(written?.metadata.annotations?.['pv.kubernetes.io/bound-by-controller'], 'yes');
  t.equal(w.pod('p').status?.nominatedNodeName, 'n1', 'where it is expected');
  t.strictSame(w.pod('p').status?.conditions, undefined);
  w.run(5000);
  t.equal(w.nodeOf('p'), undefined);
  w.apply(persistentvolumes, { ...written });
  bound(w, 'c');
  t.strictSame(w.component.due(w.memory), { at: 6000 }, 'it looks every second');
  w.run(6000);
  t.equal(w.nodeOf('p'), 'n1');
  t.equal(w.memory.bindings.size, 0);
  t.end();
});

t.test('two pods do not take one volume', (t) => {
  const w = world();
  w.apply(storageclasses, storageClass('local', { provisioner: 'kubernetes.io/no-provisioner' }));
  for (const host of ['n1', 'n2']) w.apply(persistentvolumes, volume(`v-${host}`, { className: 'local', host }));
  for (const name of ['a', 'b', 'c']) {
    w.apply(persistentvolumeclaims, claim(name, { className: 'local' }));
    w.apply(pods, mounting(`p-${name}`, [name]));
  }
  w.run();
  const taken = w.view.list(persistentvolumes).map(({ spec }) => spec?.claimRef?.name);
  t.strictSame([...taken].sort(), ['a', 'b']);
  t.match(w.reason('p-c'), /^0\/2 nodes are available: 2 node\(s\) didn't find available persistent volumes to bind\./);
  t.end();
});

t.test('provisioning is asked for by writing the node on the claim; a failed one takes the pod back', (t) => {
  const w = world();
  w.apply(storageclasses, storageClass('late'));
  w.apply(persistentvolumeclaims, claim('c', { className: 'late' }));
  w.apply(pods, mounting('p', ['c']));
  w.run();
  const selected = w.view.get(persistentvolumeclaims, 'default', 'c')?.metadata.annotations?.[
    'volume.kubernetes.io/selected-node'
  ];
  t.equal(selected, w.pod('p').status?.nominatedNodeName);
  const known = w.view.get(persistentvolumeclaims, 'default', 'c');
  w.apply(persistentvolumeclaims, { ...known, metadata: { ...known?.metadata, annotations: {} } });
  w.run(1000);
  t.equal(w.reason('p'), 'running PreBind plugin "VolumeBinding": binding volumes: provisioning failed for PVC "c"');
  t.equal(w.memory.cache.assumed.size, 0);
  w.run(3000);
  bound(w, 'c');
  w.run(10_000);
  t.ok(w.memory.bindings.size > 0 || w.nodeOf('p') !== undefined, 'it tries again');
  t.end();
});

t.test('a pod waits ten minutes for its volumes, and not longer', (t) => {
  const w = world();
  w.apply(storageclasses, storageClass('late'));
  w.apply(persistentvolumeclaims, claim('c', { className: 'late' }));
  w.apply(pods, mounting('p', ['c']));
  w.run(1000);
  t.strictSame(w.component.due(w.memory), { at: 600_000, retry: true });
  w.run(600_000);
  t.equal(w.reason('p'), 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded');
  t.end();
});

t.test('a pod that is deleted while it waits for its volumes is forgotten', (t) => {
  const w = world();
  w.apply(storageclasses, storageClass('late'));
  w.apply(persistentvolumeclaims, claim('c', { className: 'late' }));
  w.apply(pods, mounting('p', ['c']));
  w.run(500);
  w.delete(pods, 'p');
  t.equal(w.memory.cache.assumed.size, 0);
  w.run(5000);
  t.equal(w.memory.bindings.size, 0);
  t.equal(w.component.due(w.memory), undefined);
  t.end();
});

t.test('a claim that appears wakes the pod that mounts it, another one does not', (t) => {
  const w = world();
  w.apply(pods, mounting('p', ['c']));
  w.run();
  w.apply(persistentvolumes, volume('v'));
  w.run();
  w.apply(persistentvolumeclaims, claim('other', { volume: 'v' }));
  t.equal(w.memory.queue.unschedulable.size, 1);
  w.apply(persistentvolumeclaims, claim('c', { volume: 'v' }));
  w.run();
  t.ok(w.nodeOf('p'));
  t.end();
});
