import t from 'tap';
import { World } from './world.js';

const APP = { containers: [{ name: 'c', image: 'app:1' }] };

/** Conditions as 'Type=Status Reason'. */
function conditions(world: World, pod: string): readonly string[] {
  return (world.pod(pod)?.status.conditions ?? []).map(
    ({ type, status, reason }) => `${type}=${status}${reason === undefined ? '' : ` ${reason}`}`,
  );
}

t.test('a pod becomes ready with two status writes and four events', async (t) => {
  const world = new World();
  const before = world.writes;
  world.create('a', APP);
  world.settle();
  t.equal(world.writes - before, 2);
  t.same(world.told('a'), [
    'Normal Pulling: Pulling image "app:1"',
    'Normal Pulled: Successfully pulled image "app:1" in 0s (0s including waiting). Image size: 20000000 bytes.',
    'Normal Created: Container created',
    'Normal Started: Container started',
  ]);
  t.ok(world.events.filter(({ pod }) => pod === 'a').every(({ fieldPath }) => fieldPath === 'spec.containers{c}'));
  t.same(
    world.history.map(({ pod }) => `${pod.status.phase} ${pod.status.podIP}`),
    ['Pending undefined', 'Pending undefined', 'Running 10.244.0.2'],
  );
});

t.test('a running pod shows the status that a real kubelet writes', async (t) => {
  const world = new World();
  world.create('a', {
    volumes: [{ name: 'w', emptyDir: {} }],
    containers: [
      {
        name: 'c',
        image: 'app:1',
        resources: { limits: { memory: '16Mi' } },
        volumeMounts: [
          { name: 'w', mountPath: '/w' },
          { name: 'w', mountPath: '/r', readOnly: true },
        ],
      },
    ],
  });
  world.settle();
  const status = world.pod('a')?.status;
  const time = '2026-01-01T00:00:00Z';
  const isTrue = (type: string) => ({
    type,
    observedGeneration: 1,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: time,
  });
  t.same(status, {
    observedGeneration: 1,
    phase: 'Running',
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(isTrue),
    hostIP: '10.0.0.2',
    hostIPs: [{ ip: '10.0.0.2' }],
    podIP: '10.244.0.2',
    podIPs: [{ ip: '10.244.0.2' }],
    startTime: time,
    containerStatuses: [
      {
        name: 'c',
        state: { running: { startedAt: time } },
        lastState: {},
        ready: true,
        restartCount: 0,
        image: 'docker.io/library/app:1',
        imageID: status?.containerStatuses?.[0]?.imageID,
        containerID: status?.containerStatuses?.[0]?.containerID,
        started: true,
        allocatedResources: { memory: '16Mi' },
        resources: { limits: { memory: '16Mi' }, requests: { memory: '16Mi' } },
        volumeMounts: [
          { name: 'w', mountPath: '/w' },
          { name: 'w', mountPath: '/r', readOnly: true, recursiveReadOnly: 'Disabled' },
        ],
      },
    ],
    qosClass: 'Burstable',
  });
  t.match(status?.containerStatuses?.[0]?.containerID, /^containerd:\/\/[0-9a-f]{64}$/);
  t.match(status?.containerStatuses?.[0]?.imageID, /^docker\.io\/library\/app@sha256:[0-9a-f]{64}$/);
});

t.test('statuses of app containers are sorted by name, those of init containers keep their order', async (t) => {
  const world = new World({ 'job:1': { exits: [{ after: 0, code: 0 }] } });
  world.create('a', {
    initContainers: [
      { name: 'z', image: 'job:1' },
      { name: 'y', image: 'job:1' },
    ],
    containers: [
      { name: 'q', image: 'app:1' },
      { name: 'p', image: 'app:1' },
    ],
  });
  world.settle();
  const { initContainerStatuses, containerStatuses } = world.pod('a')?.status ?? {};
  t.same(
    initContainerStatuses?.map(({ name }) => name),
    ['z', 'y'],
  );
  t.same(
    containerStatuses?.map(({ name }) => name),
    ['p', 'q'],
  );
});

t.test('a pod that is done is Succeeded, gives its address back and stays', async (t) => {
  const world = new World({ 'job:1': { exits: [{ after: 3_000, code: 0 }] } });
  world.create('j', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'job:1' }] });
  world.settle();
  t.equal(world.now, 3_000);
  t.equal(world.pod('j')?.status.phase, 'Succeeded');
  t.equal(world.pod('j')?.status.podIP, '10.244.0.2');
  t.equal(world.memory.runtime.ipam.used.size, 0);
  t.same(conditions(world, 'j'), [
    'PodReadyToStartContainers=False',
    'Initialized=True PodCompleted',
    'Ready=False PodCompleted',
    'ContainersReady=False PodCompleted',
    'PodScheduled=True',
  ]);
  world.delete('j');
  world.settle();
  t.equal(world.pod('j'), undefined);
});

t.test('the phase and reasons that exit codes leave behind', async (t) => {
  const rows: readonly [string, readonly number[], string, string][] = [
    ['Never', [0, 0], 'Succeeded', 'PodCompleted'],
    ['Never', [0, 3], 'Failed', 'PodFailed'],
    ['OnFailure', [0, 0], 'Succeeded', 'PodCompleted'],
    ['OnFailure', [0, 1], 'Running', 'ContainersNotReady'],
    ['Always', [0, 0], 'Running', 'ContainersNotReady'],
  ];
  for (const [restartPolicy, codes, phase, reason] of rows) {
    const images = Object.fromEntries(codes.map((code, i) => [`i${i}:1`, { exits: [{ after: 100, code }] }]));
    const world = new World(images);
    world.create('p', { restartPolicy, containers: codes.map((_, i) => ({ name: `c${i}`, image: `i${i}:1` })) });
    world.settle();
    const ready = world.pod('p')?.status.conditions?.find(({ type }) => type === 'Ready');
    t.same([world.pod('p')?.status.phase, ready?.reason], [phase, reason], `${restartPolicy} ${codes.join(' ')}`);
  }
});

t.test('a deleted pod stays ready while it stops, and is gone once it has', async (t) => {
  const world = new World({ 'slow:1': { sigterm: { after: 5_000, code: 0 } } });
  world.create('a', { containers: [{ name: 'c', image: 'slow:1' }] });
  world.settle();
  world.delete('a');
  world.run(4_000);
  t.equal(world.pod('a')?.status.phase, 'Running');
  t.equal(world.pod('a')?.metadata.generation, 2);
  t.equal(world.pod('a')?.status.observedGeneration, 2);
  t.ok(conditions(world, 'a').includes('Ready=True'));
  world.settle();
  t.equal(world.now, 5_000);
  t.equal(world.pod('a'), undefined);
  t.equal(world.history.at(-1)?.pod.status.phase, 'Succeeded', 'the last word');
  t.ok(world.told('a').includes('Normal Killing: Stopping container c'));
  t.equal(world.memory.workers.size, 0);
  t.equal(world.memory.runtime.pods.size, 0);
  t.equal(world.memory.agenda.firm, 0);
});

t.test('a second, shorter delete changes the object, not the stop that is under way', async (t) => {
  const world = new World({ 'deaf:1': { sigterm: 'ignore' } });
  world.create('a', { terminationGracePeriodSeconds: 20, containers: [{ name: 'c', image: 'deaf:1' }] });
  world.settle();
  world.delete('a');
  world.run(1_000);
  world.delete('a', 3);
  t.equal(world.pod('a')?.metadata.deletionGracePeriodSeconds, 3);
  world.run(19_999);
  t.ok(world.pod('a'));
  world.settle();
  t.equal(world.now, 20_000);
  t.equal(world.pod('a'), undefined);
});

t.test('a finalizer keeps the pod, with its end in its status', async (t) => {
  const world = new World();
  world.create('a', APP, { finalizers: ['example.com/keep'] });
  world.settle();
  world.delete('a');
  world.settle();
  const terminated = world.pod('a')?.status.containerStatuses?.[0]?.state.terminated;
  t.match(terminated, { exitCode: 143, reason: 'Error' });
  t.equal(world.pod('a')?.status.phase, 'Failed');
  world.request(
    'PATCH',
    '/api/v1/namespaces/test/pods/a',
    [{ op: 'remove', path: '/metadata/finalizers' }],
    'application/json-patch+json',
  );
  world.settle();
  t.equal(world.pod('a'), undefined);
  t.equal(world.memory.workers.size, 0);
});

t.test('a pod that never started ends Failed with 137', async (t) => {
  const world = new World({ 'app:1': { pullFailure: 'NotFound' } });
  world.create('a', APP, { finalizers: ['example.com/keep'] });
  world.settle();
  world.delete('a');
  world.settle();
  t.equal(world.pod('a')?.status.phase, 'Failed');
  t.same(world.pod('a')?.status.containerStatuses?.[0]?.state.terminated, {
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was terminated',
    startedAt: null,
    finishedAt: null,
  });
});

t.test('what a force-deleted pod ran is stopped all the same', async (t) => {
  const world = new World({ 'deaf:1': { sigterm: 'ignore' } });
  world.create('a', { containers: [{ name: 'c', image: 'deaf:1' }] });
  world.settle();
  world.delete('a', 0);
  t.equal(world.pod('a'), undefined);
  t.equal(world.memory.runtime.pods.size, 1);
  world.settle();
  t.equal(world.now, 2_000, 'never less than two seconds');
  t.equal(world.memory.runtime.pods.size, 0);
  t.equal(world.memory.runtime.ipam.used.size, 0);
});

t.test('the active deadline ends a pod', async (t) => {
  const world = new World();
  world.create('a', { ...APP, activeDeadlineSeconds: 30, terminationGracePeriodSeconds: 1 });
  world.settle();
  t.equal(world.now, 30_000);
  const { phase, reason, message, containerStatuses } = world.pod('a')?.status ?? {};
  t.same([phase, reason], ['Failed', 'DeadlineExceeded']);
  t.equal(message, 'Pod was active on the node longer than the specified deadline');
  t.equal(containerStatuses?.[0]?.state.terminated?.exitCode, 143);
  t.ok(
    world.told('a').includes('Normal DeadlineExceeded: Pod was active on the node longer than the specified deadline'),
  );
});

t.test('readiness gates: what others say of a pod decides', async (t) => {
  const world = new World();
  world.create('a', { ...APP, readinessGates: [{ conditionType: 'x.io/one' }, { conditionType: 'x.io/two' }] });
  world.settle();
  const ready = () => world.pod('a')?.status.conditions?.find(({ type }) => type === 'Ready');
  const gate = (type: string, status: string) => {
    const body = { status: { conditions: [{ type, status }] } };
    world.request('PATCH', '/api/v1/namespaces/test/pods/a/status', body, 'application/strategic-merge-patch+json');
    world.settle();
  };
  t.match(ready(), {
    status: 'False',
    reason: 'ReadinessGatesNotReady',
    message:
      'corresponding condition of pod readiness gate "x.io/one" does not exist., corresponding condition of pod readiness gate "x.io/two" does not exist.',
  });
  gate('x.io/one', 'True');
  gate('x.io/two', 'False');
  t.match(ready(), {
    status: 'False',
    message: 'the status of pod readiness gate "x.io/two" is not "True", but False',
  });
  gate('x.io/two', 'True');
  t.match(ready(), { status: 'True' });
});

t.test('a status that somebody else spoils is set right', async (t) => {
  const world = new World();
  world.create('a', APP);
  world.settle();
  const body = { status: { phase: 'Pending', conditions: [{ type: 'Ready', status: 'False' }] } };
  world.request('PATCH', '/api/v1/namespaces/test/pods/a/status', body, 'application/strategic-merge-patch+json');
  t.ok(conditions(world, 'a').includes('Ready=False'));
  world.settle();
  t.equal(world.pod('a')?.status.phase, 'Running');
  t.ok(conditions(world, 'a').includes('Ready=True'));
});

t.test('a changed image restarts the container', async (t) => {
  const world = new World();
  world.create('a', APP);
  world.settle();
  world.request(
    'PATCH',
    '/api/v1/namespaces/test/pods/a',
    { spec: { containers: [{ name: 'c', image: 'app:2' }] } },
    'application/strategic-merge-patch+json',
  );
  world.settle();
  const status = world.pod('a')?.status.containerStatuses?.[0];
  t.match(status, { image: 'docker.io/library/app:2', restartCount: 1, ready: true });
  t.ok(world.told('a').includes('Normal Killing: Container c definition changed, will be restarted'));
});

t.test('ephemeral containers start beside the others and never again', async (t) => {
  const world = new World({ 'debug:1': { exits: [{ after: 1_000, code: 1 }] } });
  world.create('a', APP);
  world.settle();
  const body = { spec: { ephemeralContainers: [{ name: 'e', image: 'debug:1' }] } };
  world.request(
    'PATCH',
    '/api/v1/namespaces/test/pods/a/ephemeralcontainers',
    body,
    'application/strategic-merge-patch+json',
  );
  world.settle();
  t.match(world.pod('a')?.status.ephemeralContainerStatuses, [{ name: 'e', state: { terminated: { exitCode: 1 } } }]);
  t.equal(world.pod('a')?.status.phase, 'Running');
});
