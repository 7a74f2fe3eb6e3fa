import t from 'tap';
import { cpusetOf } from '../../../../engine/kubelet/cm/cpumanager/cpu-manager.js';
import { formatCpuSet } from '../../../../engine/kubelet/cm/cpumanager/cpuset.js';
import type { KubeletNode } from '../../../../engine/kubelet/node/kubelet-node.js';
import { restartKubelet } from '../../../../engine/kubelet/restart.js';
import { World } from '../world.js';

const NODE: KubeletNode = {
  name: 'n1',
  capacity: { cpu: '8', memory: '8Gi', pods: '110' },
  cpuManagerPolicy: 'static',
  topology: { sockets: 1, cores: 4, threads: 2 },
  reservedSystemCPUs: '0',
};

interface Asked {
  readonly cpu: string;
  readonly memory?: string;
  readonly limit?: string;
}

function container(name: string, { cpu, memory = '64Mi', limit = cpu }: Asked, more: object = {}) {
  return { name, image: 'app:1', resources: { requests: { cpu, memory }, limits: { cpu: limit, memory } }, ...more };
}

function guaranteed(cpu: string) {
  return { containers: [container('c', { cpu })] };
}

function cpus(world: World, pod: string, name = 'c', node: KubeletNode = NODE): string {
  const uid = world.pod(pod)?.metadata.uid ?? '';
  return formatCpuSet(cpusetOf(node, world.memory.allocations.cpus, uid, name));
}

t.test('who gets cpus of its own', async (t) => {
  const rows: readonly [string, object, string][] = [
    ['a Guaranteed pod with whole cpus', guaranteed('2'), '1,5'],
    ['a fraction', guaranteed('1500m'), '0-7'],
    ['a Burstable pod', { containers: [container('c', { cpu: '2', limit: '3' })] }, '0-7'],
    ['a BestEffort pod', { containers: [{ name: 'c', image: 'app:1' }] }, '0-7'],
    ['one cpu: the other thread of a core that is taken in part', guaranteed('1'), '4'],
    [
      'pod-level resources',
      {
        resources: { requests: { cpu: '2', memory: '64Mi' }, limits: { cpu: '2', memory: '64Mi' } },
        containers: [container('c', { cpu: '2' })],
      },
      '0-7',
    ],
  ];
  for (const [claim, spec, expected] of rows) {
    const world = new World({}, NODE);
    world.create('p', spec as never);
    world.settle();
    t.equal(cpus(world, 'p'), expected, claim);
  }
});

t.test('the shared pool shrinks for all others and grows again when the pod ends', async (t) => {
  const world = new World({}, NODE);
  world.create('shared', { containers: [{ name: 'c', image: 'app:1' }] });
  world.create('pinned', guaranteed('4'));
  world.settle();
  t.equal(cpus(world, 'pinned'), '1-2,5-6');
  t.equal(cpus(world, 'shared'), '0,3-4,7');
  world.delete('pinned', 0);
  world.settle();
  t.equal(cpus(world, 'shared'), '0-7');
});

t.test('cpus of init containers are used again, those of sidecars are not', async (t) => {
  const rows: readonly [string, object, string, string][] = [
    ['init container', {}, '1,5', '0,3-4,7'],
    ['sidecar', { restartPolicy: 'Always' }, '3,7', '0,4'],
  ];
  for (const [claim, more, app, shared] of rows) {
    const world = new World({}, NODE);
    world.create('p', {
      initContainers: [container('i', { cpu: '4' }, more)],
      containers: [container('c', { cpu: '2' })],
    });
    world.create('other', { containers: [{ name: 'c', image: 'app:1' }] });
    world.settle();
    t.equal(cpus(world, 'p'), app, claim);
    t.equal(cpus(world, 'other'), shared, `the pool beside the ${claim}`);
  }
});

t.test('what the policy cannot give, the kubelet refuses', async (t) => {
  const whole = { cpuManagerPolicyOptions: { 'full-pcpus-only': true } };
  const rows: readonly [string, Partial<KubeletNode>, string, string, string][] = [
    [
      'too few',
      {},
      '8',
      'UnexpectedAdmissionError',
      'Pod was rejected: Allocate failed due to not enough cpus available to satisfy request: requested=8, available=7, which is unexpected',
    ],
    [
      'half a core',
      whole,
      '1',
      'SMTAlignmentError',
      'Pod was rejected: SMT Alignment Error: requested 1 cpus not multiple cpus per core = 2',
    ],
    [
      'cores whose other thread is reserved do not count',
      whole,
      '8',
      'SMTAlignmentError',
      'Pod was rejected: SMT Alignment Error: not enough free physical CPUs: available physical CPUs = 6, requested CPUs = 8, CPUs per core = 2',
    ],
  ];
  for (const [claim, more, cpu, reason, message] of rows) {
    const world = new World({}, { ...NODE, ...more });
    world.create('p', guaranteed(cpu));
    world.settle();
    t.match(world.pod('p')?.status, { phase: 'Failed', reason, message }, claim);
    t.equal(world.memory.allocations.cpus.size, 0, `${claim}: nothing stays taken`);
  }
});

t.test('assignments survive a restart of the kubelet', async (t) => {
  const world = new World({}, NODE);
  world.create('a', guaranteed('2'));
  world.create('b', guaranteed('2'));
  world.settle();
  const before = [cpus(world, 'a'), cpus(world, 'b')];
  world.restart(restartKubelet(world.memory, world.now));
  world.settle();
  t.same([cpus(world, 'a'), cpus(world, 'b')], before);
  t.equal(world.pod('a')?.status.phase, 'Running');
});

t.test('reserved cpus stay in the shared pool unless the reservation is strict', async (t) => {
  const node = { ...NODE, reservedSystemCPUs: '0,4', cpuManagerPolicyOptions: { 'strict-cpu-reservation': true } };
  const world = new World({}, node);
  world.create('p', { containers: [{ name: 'c', image: 'app:1' }] });
  world.settle();
  t.equal(cpus(world, 'p', 'c', node), '1-3,5-7');
  t.equal(cpus(world, 'p', 'c', { ...NODE, reservedSystemCPUs: '0,4' }), '0-7');
});

t.test('reserved cpus are not allocatable', async (t) => {
  const world = new World({}, { ...NODE, reservedSystemCPUs: '0-1' });
  t.match(world.memory.node.object?.status, { capacity: { cpu: '8' }, allocatable: { cpu: '6' } });
});
