import t from 'tap';
import { World } from './world.js';

const IMAGES = {
  'ok:1': { exits: [{ after: 1_000, code: 0 }] },
  'bad:1': { exits: [{ after: 1_000, code: 5 }] },
  'late:1': { ready: 5_000 },
};

function starts(world: World, pod: string): readonly string[] {
  return world.events
    .filter((event) => event.pod === pod && event.text.includes('Started'))
    .map(({ at, fieldPath }) => `${at / 1000} ${/\{(.*)\}/.exec(fieldPath)?.[1] ?? ''}`);
}

function statuses(world: World, pod: string): readonly string[] {
  const { initContainerStatuses = [], containerStatuses = [] } = world.pod(pod)?.status ?? {};
  return [...initContainerStatuses, ...containerStatuses].map(({ name, state, ready, started }) => {
    const what = state.waiting?.reason ?? state.terminated?.reason ?? 'Running';
    return `${name} ${what}${ready ? ' ready' : ''}${started === true ? ' started' : ''}`;
  });
}

function initialized(world: World, pod: string) {
  return world.pod(pod)?.status.conditions?.find(({ type }) => type === 'Initialized');
}

t.test('init containers run in order and one by one, then all app containers', async (t) => {
  const world = new World(IMAGES);
  const initContainers = [
    { name: 'one', image: 'ok:1' },
    { name: 'two', image: 'ok:1' },
  ];
  world.create('p', {
    initContainers,
    containers: [
      { name: 'c', image: 'app:1' },
      { name: 'd', image: 'app:1' },
    ],
  });
  world.run(500);
  t.same(statuses(world, 'p'), [
    'one Running started',
    'two PodInitializing',
    'c PodInitializing',
    'd PodInitializing',
  ]);
  t.match(initialized(world, 'p'), {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: 'containers with incomplete status: [one two]',
  });
  t.equal(world.pod('p')?.status.phase, 'Pending');
  world.settle();
  t.same(starts(world, 'p'), ['0 one', '1 two', '2 c', '2 d']);
  t.same(statuses(world, 'p'), [
    'one Completed ready',
    'two Completed ready',
    'c Running ready started',
    'd Running ready started',
  ]);
  t.match(initialized(world, 'p'), { status: 'True' });
});

t.test('a failing init container ends a pod that never restarts', async (t) => {
  const world = new World(IMAGES);
  const initContainers = [
    { name: 'one', image: 'ok:1' },
    { name: 'two', image: 'bad:1' },
    { name: 'three', image: 'ok:1' },
  ];
  world.create('p', { restartPolicy: 'Never', initContainers, containers: [{ name: 'c', image: 'app:1' }] });
  world.settle();
  t.equal(world.pod('p')?.status.phase, 'Failed');
  t.same(statuses(world, 'p'), ['one Completed ready', 'two Error', 'three PodInitializing', 'c PodInitializing']);
  t.match(initialized(world, 'p'), { status: 'False', message: 'containers with incomplete status: [two three]' });
});

t.test('a failing init container is tried again, and its old run forgotten once it worked', async (t) => {
  const world = new World({
    ...IMAGES,
    'then:1': {
      exits: [
        { after: 0, code: 1 },
        { after: 0, code: 0 },
      ],
    },
  });
  world.create('p', {
    restartPolicy: 'OnFailure',
    initContainers: [{ name: 'i', image: 'then:1' }],
    containers: [{ name: 'c', image: 'ok:1' }],
  });
  world.settle();
  t.equal(world.pod('p')?.status.phase, 'Succeeded');
  t.match(world.pod('p')?.status.initContainerStatuses, [{ restartCount: 1, ready: true, lastState: {} }]);
  world.create('loop', {
    initContainers: [{ name: 'i', image: 'bad:1' }],
    containers: [{ name: 'c', image: 'app:1' }],
  });
  world.settle();
  t.same(statuses(world, 'loop'), ['i CrashLoopBackOff', 'c PodInitializing']);
  t.equal(world.pod('loop')?.status.phase, 'Pending');
});

const sidecar = (more: object = {}) => ({ name: 's', image: 'late:1', restartPolicy: 'Always', ...more });

t.test('a sidecar lets the next one start once it has started', async (t) => {
  const world = new World(IMAGES);
  const startupProbe = { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 30 };
  world.create('plain', { initContainers: [sidecar()], containers: [{ name: 'c', image: 'app:1' }] });
  world.create('probed', { initContainers: [sidecar({ startupProbe })], containers: [{ name: 'c', image: 'app:1' }] });
  world.settle();
  t.same(starts(world, 'plain'), ['0 s', '0 c']);
  t.same(starts(world, 'probed'), ['0 s', '5 c']);
  t.same(statuses(world, 'probed'), ['s Running ready started', 'c Running ready started']);
});

t.test('a pod is done when its app containers are, whatever its sidecar says', async (t) => {
  const world = new World({ ...IMAGES, 'rude:1': { sigterm: { after: 2_000, code: 7 } } });
  world.create('p', {
    restartPolicy: 'Never',
    initContainers: [sidecar({ image: 'rude:1' })],
    containers: [{ name: 'c', image: 'ok:1' }],
  });
  world.settle();
  t.equal(world.now, 3_000);
  t.equal(world.pod('p')?.status.phase, 'Succeeded');
  t.match(world.pod('p')?.status.initContainerStatuses, [{ state: { terminated: { exitCode: 7 } } }]);
  t.ok(world.told('p').includes('Normal Killing: Stopping container s'));
});

t.test('sidecars stop after the app containers, the last one first', async (t) => {
  const slow = { sigterm: { after: 3_000, code: 0 } };
  const world = new World({ 'app:1': slow, 's1:1': slow, 's2:1': slow });
  world.create(
    'p',
    {
      initContainers: [sidecar({ name: 's1', image: 's1:1' }), sidecar({ name: 's2', image: 's2:1' })],
      containers: [{ name: 'c', image: 'app:1' }],
    },
    { finalizers: ['x.io/keep'] },
  );
  world.settle();
  world.delete('p');
  world.settle();
  const ends = [
    ...(world.pod('p')?.status.initContainerStatuses ?? []),
    ...(world.pod('p')?.status.containerStatuses ?? []),
  ];
  t.same(
    ends.map(({ name, state }) => `${name} ${state.terminated?.finishedAt?.slice(17, 19)}`),
    ['s1 09', 's2 06', 'c 03'],
  );
});

t.test('sidecars that wait for their turn do so within the grace period', async (t) => {
  const world = new World({ 'app:1': { sigterm: 'ignore' }, 's:1': { sigterm: 'ignore' } });
  world.create('p', {
    terminationGracePeriodSeconds: 10,
    initContainers: [sidecar({ image: 's:1' })],
    containers: [{ name: 'c', image: 'app:1' }],
  });
  world.settle();
  world.delete('p');
  world.settle();
  t.equal(world.now, 12_000, 'ten seconds for the app, two at least for the sidecar');
});

t.test('a crash-looping sidecar keeps the app container from starting', async (t) => {
  const world = new World(IMAGES);
  world.create('p', {
    initContainers: [sidecar({ image: 'bad:1', startupProbe: { httpGet: { port: 1 }, initialDelaySeconds: 5 } })],
    containers: [{ name: 'c', image: 'app:1' }],
  });
  world.settle();
  t.same(statuses(world, 'p'), ['s CrashLoopBackOff', 'c PodInitializing']);
  t.equal(world.pod('p')?.status.phase, 'Pending');
});

t.test('a sidecar that ends is started again beside the app container', async (t) => {
  const world = new World({
    's:1': {
      exits: [
        { after: 2_000, code: 0 },
        { after: 10_000_000, code: 0 },
      ],
    },
  });
  world.create('p', {
    restartPolicy: 'Never',
    initContainers: [sidecar({ image: 's:1' })],
    containers: [{ name: 'c', image: 'app:1' }],
  });
  world.run(5_000);
  t.match(world.pod('p')?.status, { phase: 'Running', initContainerStatuses: [{ restartCount: 1, ready: true }] });
  t.match(initialized(world, 'p'), { status: 'True' });
});
