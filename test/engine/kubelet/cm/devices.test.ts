import t from 'tap';
import type { Pod } from '../../../../engine/apis/generated/core.v1.js';
import { allocatedDevices } from '../../../../engine/kubelet/cm/devicemanager/device-manager.js';
import { criCalls } from '../../../../engine/kubelet/inspect.js';
import type { KubeletNode } from '../../../../engine/kubelet/node/kubelet-node.js';
import { changeDevices } from '../../../../engine/kubelet/node/devices.js';
import { restartKubelet } from '../../../../engine/kubelet/restart.js';
import type { DeviceChange } from '../../../../engine/core/device-change.js';
import { World } from '../world.js';

const GPU = 'nvidia.com/gpu';

const NODE: KubeletNode = {
  name: 'n1',
  devices: [
    {
      resource: GPU,
      ids: [
        { id: 'gpu-0', path: '/dev/nvidia0' },
        { id: 'gpu-1', path: '/dev/nvidia1' },
        { id: 'gpu-2', path: '/dev/nvidia2' },
      ],
      env: { NVIDIA_VISIBLE_DEVICES: '$(ids)' },
      mounts: [{ hostPath: '/usr/local/nvidia', containerPath: '/usr/local/nvidia', readOnly: true }],
    },
  ],
};

function gpus(count: number, more: object = {}) {
  return { name: 'c', image: 'app:1', resources: { limits: { [GPU]: String(count) } }, ...more };
}

function change(world: World, what: Omit<DeviceChange, 'resource'>): void {
  const occurrence = { type: 'devices' as const, change: { resource: GPU, ...what }, cause: 0, heard: true };
  world.memory = changeDevices(world.memory, occurrence, world.now);
}

function counted(world: World): string {
  const { capacity = {}, allocatable = {} } = world.memory.node.object?.status ?? {};
  return `${capacity[GPU] ?? 'none'}/${allocatable[GPU] ?? 'none'}`;
}

function held(world: World, pod: string, container = 'c'): string {
  const { uid } = (world.pod(pod) as Pod).metadata;
  return (world.memory.allocations.devices.assigned.get(uid)?.[container] ?? []).flatMap(({ ids }) => ids).join(' ');
}

function calls(world: World): readonly string[] {
  return criCalls(world.memory)
    .filter(({ resource }) => resource !== undefined)
    .map(({ call, pod, devices }) => [call, pod, devices?.join(',')].filter(Boolean).join(' '));
}

t.test('a plugin registers and lists its devices, and the node counts them', async (t) => {
  const world = new World({}, NODE);
  t.equal(counted(world), '3/3');
  t.same(calls(world), ['Register', 'GetDevicePluginOptions', 'ListAndWatch gpu-0,gpu-1,gpu-2']);
});

t.test('a container gets devices that nobody else has, with what the plugin gives along', async (t) => {
  const world = new World({}, NODE);
  world.create('a', { containers: [gpus(2)] });
  world.create('b', { containers: [gpus(1)] });
  world.settle();
  t.equal(held(world, 'a'), 'gpu-0 gpu-1');
  t.equal(held(world, 'b'), 'gpu-2');
  const uid = world.pod('a')?.metadata.uid ?? '';
  t.match(world.memory.allocations.devices.assigned.get(uid)?.['c'], [
    {
      env: { NVIDIA_VISIBLE_DEVICES: 'gpu-0,gpu-1' },
      paths: ['/dev/nvidia0', '/dev/nvidia1'],
      mounts: [{ containerPath: '/usr/local/nvidia' }],
    },
  ]);
  t.same(calls(world).slice(3), ['Allocate test/a gpu-0,gpu-1', 'Allocate test/b gpu-2']);
});

t.test('an unhealthy device leaves what is allocatable, not the capacity; pods that have it go on', async (t) => {
  const world = new World({}, NODE);
  world.create('a', { containers: [gpus(1)] });
  world.settle();
  change(world, { unhealthy: ['gpu-0', 'gpu-1'] });
  world.run(world.now + 10_000);
  t.equal(counted(world), '3/1');
  t.equal(world.pod('a')?.status.phase, 'Running');
  world.create('b', { containers: [gpus(1)] });
  world.settle();
  t.equal(held(world, 'b'), 'gpu-2', 'though allocatable 1 is less than the 2 that are in use');
  change(world, { healthy: ['gpu-0', 'gpu-1'] });
  world.run(world.now + 10_000);
  t.equal(counted(world), '3/3');
});

t.test('what cannot be allocated is refused', async (t) => {
  const failed = (error: string) => `Pod was rejected: Allocate failed due to ${error}, which is unexpected`;
  const rows: readonly [string, Omit<DeviceChange, 'resource'>, number, string][] = [
    ['too many', {}, 3, `requested number of devices unavailable for ${GPU}. Requested: 3, Available: 2`],
    [
      'unhealthy ones do not count',
      { unhealthy: ['gpu-1'] },
      2,
      `requested number of devices unavailable for ${GPU}. Requested: 2, Available: 1`,
    ],
    [
      'none is healthy',
      { unhealthy: ['gpu-0', 'gpu-1', 'gpu-2'] },
      1,
      `no healthy devices present; cannot allocate unhealthy devices ${GPU}`,
    ],
    [
      'the plugin is gone',
      { running: false },
      1,
      `no healthy devices present; cannot allocate unhealthy devices ${GPU}`,
    ],
  ];
  for (const [claim, what, count, error] of rows) {
    const world = new World({}, NODE);
    world.create('first', { containers: [gpus(1)] });
    world.settle();
    change(world, what);
    world.create('p', { containers: [gpus(count)] });
    world.settle();
    t.match(
      world.pod('p')?.status,
      { phase: 'Failed', reason: 'UnexpectedAdmissionError', message: failed(error) },
      claim,
    );
    t.equal(allocatedDevices(world.memory.allocations.devices, GPU).size, 1, `${claim}: nothing stays taken`);
  }
});

t.test('devices are free again when the pod has ended', async (t) => {
  const world = new World({}, NODE);
  world.create('a', { containers: [gpus(3)] });
  world.settle();
  world.delete('a', 0);
  world.settle();
  world.create('b', { containers: [gpus(3)] });
  world.settle();
  t.equal(held(world, 'b'), 'gpu-0 gpu-1 gpu-2');
});

t.test('devices of init containers are used again, those of sidecars are not', async (t) => {
  const rows: readonly [string, object, string][] = [
    ['init container', {}, 'gpu-0'],
    ['sidecar', { restartPolicy: 'Always' }, 'gpu-2'],
  ];
  for (const [claim, more, expected] of rows) {
    const world = new World({}, NODE);
    world.create('p', { initContainers: [gpus(2, { name: 'i', ...more })], containers: [gpus(1)] });
    world.settle();
    t.equal(held(world, 'p'), expected, claim);
  }
});

t.test('a plugin that goes leaves its devices in the capacity for five minutes', async (t) => {
  const world = new World({}, NODE);
  world.run(1_000);
  change(world, { running: false });
  world.run(20_000);
  t.equal(counted(world), '3/0');
  world.run(300_000);
  t.equal(counted(world), '3/0');
  world.run(302_000);
  t.equal(counted(world), '0/0', 'the resource stays known');
  change(world, { running: true });
  world.run(320_000);
  t.equal(counted(world), '3/3');
});

t.test('allocations survive a restart of the kubelet, to which plugins register again', async (t) => {
  const world = new World({}, NODE);
  world.create('a', { containers: [gpus(2)] });
  world.settle();
  const before = calls(world).length;
  world.restart(restartKubelet(world.memory, world.now));
  world.settle();
  t.equal(held(world, 'a'), 'gpu-0 gpu-1');
  t.same(calls(world).slice(before), ['Register', 'GetDevicePluginOptions', 'ListAndWatch gpu-0,gpu-1,gpu-2']);
  t.equal(counted(world), '3/3');
  world.create('b', { containers: [gpus(1)] });
  world.settle();
  t.equal(held(world, 'b'), 'gpu-2');
});

t.test('a plugin that is started later adds its resource with the next status of the node', async (t) => {
  const world = new World({}, { name: 'n1' });
  t.equal(counted(world), 'none/none');
  world.run(3_000);
  change(world, { devices: [{ id: 'gpu-0', healthy: true }] });
  world.run(9_999);
  t.equal(counted(world), 'none/none');
  world.run(10_000);
  t.equal(counted(world), '1/1');
});
