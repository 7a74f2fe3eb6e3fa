import t from 'tap';
import { World } from './world.js';

const TOLERATES = { tolerations: [{ operator: 'Exists' }] };

function refused(spec: object, node: object = {}, others: readonly object[] = []): World {
  const world = new World(
    {},
    { name: 'n1', labels: { zone: 'a' }, capacity: { cpu: '4', memory: '8Gi', pods: '3' }, ...node },
  );
  others.forEach((other, i) => {
    world.create(`other${i}`, { ...TOLERATES, ...other });
  });
  world.settle();
  world.create('p', { ...TOLERATES, ...spec });
  world.settle();
  return world;
}

function asks(requests: object, more: object = {}) {
  return { containers: [{ name: 'c', image: 'app:1', resources: { requests }, ...more }] };
}

t.test('pods that the node does not take', async (t) => {
  const port = { ports: [{ containerPort: 80, hostPort: 7777 }] };
  const affinity = (matchExpressions: readonly object[]) => ({
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
    },
  });
  const noRoom = "Node didn't have enough resource:";
  const affinityText = "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector";
  const rows: readonly [string, object, object, readonly object[], string, string][] = [
    ['cpu', asks({ cpu: '1000' }), {}, [], 'OutOfcpu', `${noRoom} cpu, requested: 1000000, used: 0, capacity: 4000`],
    [
      'cpu that others use',
      asks({ cpu: '2' }),
      {},
      [asks({ cpu: '2500m' })],
      'OutOfcpu',
      `${noRoom} cpu, requested: 2000, used: 2500, capacity: 4000`,
    ],
    [
      'memory',
      asks({ memory: '9Gi' }),
      {},
      [],
      'OutOfmemory',
      `${noRoom} memory, requested: 9663676416, used: 0, capacity: 8589934592`,
    ],
    [
      'cpu before memory',
      asks({ memory: '9Gi', cpu: '5' }),
      {},
      [],
      'OutOfcpu',
      `${noRoom} cpu, requested: 5000, used: 0, capacity: 4000`,
    ],
    [
      'storage',
      asks({ 'ephemeral-storage': '1Ti' }),
      {},
      [],
      'OutOfephemeral-storage',
      `${noRoom} ephemeral-storage, requested: 1099511627776, used: 0, capacity: 107374182400`,
    ],
    [
      'pods',
      asks({}),
      {},
      [asks({}), asks({}), asks({})],
      'OutOfpods',
      `${noRoom} pods, requested: 1, used: 3, capacity: 3`,
    ],
    ['a selector', { ...asks({}), nodeSelector: { zone: 'b' } }, {}, [], 'NodeAffinity', affinityText],
    [
      'cpu before a selector',
      { ...asks({ cpu: '9' }), nodeSelector: { zone: 'b' } },
      {},
      [],
      'OutOfcpu',
      `${noRoom} cpu, requested: 9000, used: 0, capacity: 4000`,
    ],
    [
      'affinity',
      { ...asks({}), ...affinity([{ key: 'zone', operator: 'DoesNotExist' }]) },
      {},
      [],
      'NodeAffinity',
      affinityText,
    ],
    [
      'a port',
      asks({}, port),
      {},
      [asks({}, port)],
      'NodePorts',
      "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
    ],
    [
      'a taint',
      { ...asks({}), tolerations: [] },
      { taints: [{ key: 'keepout', value: 'yes', effect: 'NoExecute' }] },
      [],
      'TaintToleration',
      "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
    ],
    [
      'another system',
      { ...asks({}), os: { name: 'windows' } },
      {},
      [],
      'PodOSNotSupported',
      "Failed to admit pod as the OS field doesn't match node OS",
    ],
    [
      'a sysctl',
      { ...asks({}), securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '65536' }] } },
      {},
      [],
      'SysctlForbidden',
      'forbidden sysctl: "kernel.msgmax" not allowlisted',
    ],
  ];
  for (const [name, spec, node, others, reason, message] of rows) {
    const world = refused(spec, node, others);
    t.same(world.told('p'), [`Warning ${reason}: ${message}`], name);
    const status = world.pod('p')?.status;
    t.same([status?.phase, status?.reason, status?.message], ['Failed', reason, `Pod was rejected: ${message}`], name);
  }
});

t.test('a refused pod has a short status, no containers, and can be deleted', async (t) => {
  const world = refused(asks({ cpu: '1000' }));
  t.same(Object.keys(world.pod('p')?.status ?? {}).sort(), [
    'message',
    'observedGeneration',
    'phase',
    'qosClass',
    'reason',
    'startTime',
  ]);
  world.delete('p');
  world.settle();
  t.equal(world.pod('p'), undefined);
  t.equal(world.memory.workers.size, 0);
});

t.test('pods that it does take', async (t) => {
  const done = {
    restartPolicy: 'Never',
    containers: [{ name: 'c', image: 'busybox:1', command: ['true'], resources: { requests: { cpu: '4' } } }],
  };
  const rows: readonly [string, object, object, readonly object[]][] = [
    [
      'a resource the node does not know',
      asks({ 'example.com/gadget': 1 }, { resources: { limits: { 'example.com/gadget': 1 } } }),
      {},
      [],
    ],
    [
      'another address of the same port',
      asks({}, { ports: [{ containerPort: 1, hostPort: 7, hostIP: '127.0.0.1' }] }),
      {},
      [asks({}, { ports: [{ containerPort: 1, hostPort: 7, hostIP: '127.0.0.2' }] })],
    ],
    ['in place of one that has ended', asks({ cpu: '4' }), {}, [done]],
    [
      'in spite of a NoSchedule taint',
      { ...asks({}), tolerations: [] },
      { taints: [{ key: 'k', effect: 'NoSchedule' }] },
      [],
    ],
    [
      'with a safe sysctl',
      { ...asks({}), securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] } },
      {},
      [],
    ],
  ];
  for (const [name, spec, node, others] of rows)
    t.equal(refused(spec, node, others).pod('p')?.status.phase, 'Running', name);
});
