import t from 'tap';
import { World } from './world.js';

const MOUNTED = [{ name: 'v', mountPath: '/v' }];

function withVolume(volume: object, mounts: readonly object[] = MOUNTED): World {
  const world = new World();
  world.request('POST', '/api/v1/namespaces/test/configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cm' },
    data: { a: 'alpha' },
  });
  world.create('p', {
    volumes: [{ name: 'v', ...volume }],
    containers: [{ name: 'c', image: 'app:1', volumeMounts: mounts }],
  });
  world.settle();
  return world;
}

t.test('volumes that cannot be mounted', async (t) => {
  const setUp = 'MountVolume.SetUp failed for volume "v" :';
  const missing = { configMap: { name: 'nope' } };
  const rows: readonly [string, object, string][] = [
    ['no ConfigMap', missing, `${setUp} configmap "nope" not found`],
    ['no Secret', { secret: { secretName: 'nope' } }, `${setUp} secret "nope" not found`],
    [
      'no such key',
      { configMap: { name: 'cm', items: [{ key: 'zzz', path: 'z' }] } },
      `${setUp} configmap references non-existent config key: zzz`,
    ],
    [
      'one of several sources',
      { projected: { sources: [{ configMap: { name: 'cm' } }, { secret: { name: 'nope' } }] } },
      `${setUp} secret "nope" not found`,
    ],
    [
      'several sources',
      { projected: { sources: [missing, { secret: { name: 'nope' } }] } },
      `${setUp} [configmap "nope" not found, secret "nope" not found]`,
    ],
    [
      'no claim',
      { persistentVolumeClaim: { claimName: 'nope' } },
      'Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process volumes=[v]: error processing PVC test/nope: failed to fetch PVC from API server: persistentvolumeclaims "nope" not found',
    ],
  ];
  for (const [name, volume, text] of rows) {
    const world = withVolume(volume);
    t.same(world.told('p'), [`Warning FailedMount: ${text}`], name);
    t.match(
      world.pod('p')?.status,
      { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }] },
      name,
    );
    t.equal(world.pod('p')?.status.podIP, undefined, 'no sandbox without volumes');
  }
});

t.test('volumes that nobody needs, or that may be missing', async (t) => {
  const rows: readonly [string, object, readonly object[]][] = [
    ['not mounted', { secret: { secretName: 'nope' } }, []],
    ['optional', { configMap: { name: 'nope', optional: true } }, MOUNTED],
    ['the root certificate', { projected: { sources: [{ configMap: { name: 'kube-root-ca.crt' } }] } }, MOUNTED],
    ['emptyDir', { emptyDir: {} }, MOUNTED],
    ['hostPath', { hostPath: { path: '/tmp' } }, MOUNTED],
  ];
  for (const [name, volume, mounts] of rows)
    t.equal(withVolume(volume, mounts).pod('p')?.status.phase, 'Running', name);
});

t.test('mounting is tried again, longer and longer apart, until it works', async (t) => {
  const world = withVolume({ configMap: { name: 'late' } });
  world.run(300_000);
  const tries = world.events.filter(({ text }) => text.includes('FailedMount')).map(({ at }) => at / 1000);
  t.same(
    tries.slice(1).map((at, i) => at - (tries[i] ?? 0)),
    [0.5, 1, 2, 4, 8, 16, 32, 64, 122],
  );
  world.request('POST', '/api/v1/namespaces/test/configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'late' },
  });
  world.run(400_000);
  t.equal(world.pod('p')?.status.phase, 'Running');
});

t.test('a pod that waits for a volume is deleted at once', async (t) => {
  const world = withVolume({ configMap: { name: 'nope' } });
  world.delete('p');
  world.settle();
  t.equal(world.pod('p'), undefined);
  t.ok(world.now < 1_000);
});

t.test('environments that cannot be made up', async (t) => {
  const rows: readonly [string, object, string][] = [
    [
      'no ConfigMap',
      { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'nope', key: 'k' } } }] },
      'configmap "nope" not found',
    ],
    [
      'no key',
      { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'cm', key: 'zzz' } } }] },
      "couldn't find key zzz in ConfigMap test/cm",
    ],
    [
      'no Secret',
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'nope', key: 'k' } } }] },
      'secret "nope" not found',
    ],
    [
      'no key of a Secret',
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'sec', key: 'zzz' } } }] },
      "couldn't find key zzz in Secret test/sec",
    ],
    ['all of a ConfigMap', { envFrom: [{ configMapRef: { name: 'nope' } }] }, 'configmap "nope" not found'],
    ['all of a Secret', { envFrom: [{ secretRef: { name: 'nope' } }] }, 'secret "nope" not found'],
  ];
  for (const [name, container, message] of rows) {
    const world = new World();
    world.request('POST', '/api/v1/namespaces/test/configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cm' },
      data: { a: 'b' },
    });
    world.request('POST', '/api/v1/namespaces/test/secrets', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'sec' },
      stringData: { a: 'b' },
    });
    world.create('p', { containers: [{ name: 'c', image: 'app:1', ...container }] });
    world.settle();
    t.same(
      world.pod('p')?.status.containerStatuses?.[0]?.state,
      { waiting: { reason: 'CreateContainerConfigError', message } },
      name,
    );
    t.ok(world.told('p').includes(`Warning Failed: Error: ${message}`), name);
    t.ok(world.pod('p')?.status.podIP, 'the sandbox is there');
    for (const kind of ['ConfigMap', 'Secret'])
      world.request('POST', `/api/v1/namespaces/test/${kind.toLowerCase()}s`, {
        apiVersion: 'v1',
        kind,
        metadata: { name: 'nope' },
        data: { k: 'aw==' },
      });
    world.run(10_000);
    if (!name.startsWith('no key')) t.equal(world.pod('p')?.status.phase, 'Running', name);
  }
});
