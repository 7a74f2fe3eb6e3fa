import t from 'tap';
import { criCalls } from '../../../engine/kubelet/inspect.js';
import { bootNode, restartKubelet } from '../../../engine/kubelet/restart.js';
import type { ImageBehaviour } from '../../../engine/runtime/image-behaviour.js';
import { World } from './world.js';

function container(world: World, pod: string, name = 'c') {
  const status = world.pod(pod)?.status;
  return [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find(
    (each) => each.name === name,
  );
}

/** When the container was started, in seconds. */
function starts(world: World): readonly number[] {
  return criCalls(world.memory).flatMap(({ call, at }) => (call === 'StartContainer' ? [at / 1000] : []));
}

const CRASH = { exits: [{ after: 1_000, code: 1 }] };

t.test('crash back-off starts at 10 s and doubles up to 5 min', async (t) => {
  const world = new World({ 'bad:1': CRASH });
  world.create('a', { containers: [{ name: 'c', image: 'bad:1' }] });
  world.run(2_000_000);
  const times = starts(world);
  const waits = times.slice(1).map((at, i) => at - (times[i] ?? 0) - 1);
  t.same(waits.slice(0, 9), [0, 10, 20, 40, 80, 160, 300, 300, 300]);
});

t.test('a container that ran for more than 10 minutes starts over', async (t) => {
  const short = { after: 1_000, code: 1 };
  const world = new World({ 'bad:1': { exits: [short, short, short, { after: 700_000, code: 1 }, short] } });
  world.create('a', { containers: [{ name: 'c', image: 'bad:1' }] });
  world.run(900_000);
  const times = starts(world);
  const long = times[3] ?? 0;
  t.same(
    times.slice(3, 7).map((at) => at - long),
    [0, 700, 711, 732],
    'at once, then 10 s, then 20 s',
  );
});

t.test('what a crash loop shows: Error first, CrashLoopBackOff when the wait is over', async (t) => {
  const world = new World({ 'bad:1': CRASH });
  world.create('a', { containers: [{ name: 'c', image: 'bad:1' }] });
  world.settle();
  const uid = world.pod('a')?.metadata.uid;
  t.match(container(world, 'a'), {
    restartCount: 1,
    ready: false,
    started: false,
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: `back-off 10s restarting failed container=c pod=a_test(${uid})`,
      },
    },
    lastState: { terminated: { exitCode: 1, reason: 'Error' } },
  });
  t.equal(world.pod('a')?.status.phase, 'Running');
  t.ok(world.told('a').includes(`Warning BackOff: Back-off restarting failed container c in pod a_test(${uid})`));
  const shown = world.history.map(({ pod }) => {
    const state = pod.status.containerStatuses?.[0]?.state;
    return state?.waiting?.reason ?? state?.terminated?.reason ?? (state?.running === undefined ? '' : 'Running');
  });
  t.same(shown, ['', 'ContainerCreating', 'Running', 'Error', 'Running', 'Error', 'CrashLoopBackOff']);
});

t.test('settling does not wait for another round of the same', async (t) => {
  const rows: readonly [string, number, number][] = [
    ['exits after 1 s', 1_000, 12_000],
    ['exits after 20 min', 1_200_000, 2_400_000],
  ];
  for (const [name, after, settled] of rows) {
    const world = new World({ 'bad:1': { exits: [{ after, code: 1 }] } });
    world.create('a', { containers: [{ name: 'c', image: 'bad:1' }] });
    world.settle();
    t.equal(world.now, settled, name);
  }
});

t.test('restart policies, of the pod and of the container', async (t) => {
  const rule = { action: 'Restart', exitCodes: { operator: 'In', values: [42] } };
  const not = { action: 'Restart', exitCodes: { operator: 'NotIn', values: [3] } };
  const rows: readonly [string, object, readonly number[], string, number][] = [
    ['Always', {}, [0, 0], 'Running', 1],
    ['OnFailure', {}, [1, 0], 'Succeeded', 1],
    ['OnFailure', {}, [0], 'Succeeded', 0],
    ['Never', {}, [1], 'Failed', 0],
    ['Never', { restartPolicy: 'Always' }, [0, 0], 'Running', 1],
    ['Always', { restartPolicy: 'Never' }, [1], 'Failed', 0],
    ['Always', { restartPolicy: 'OnFailure' }, [0], 'Succeeded', 0],
    ['Never', { restartPolicy: 'Never', restartPolicyRules: [rule] }, [42, 0], 'Succeeded', 1],
    ['Always', { restartPolicy: 'Never', restartPolicyRules: [rule] }, [7], 'Failed', 0],
    ['Never', { restartPolicy: 'Never', restartPolicyRules: [not] }, [1, 3], 'Failed', 1],
  ];
  for (const [restartPolicy, more, codes, phase, restartCount] of rows) {
    const world = new World({ 'x:1': { exits: codes.map((code) => ({ after: 100, code })) } });
    world.create('a', { restartPolicy, containers: [{ name: 'c', image: 'x:1', ...more }] });
    world.settle();
    const label = `${restartPolicy} ${JSON.stringify(more)} ${codes.join(',')}`;
    t.same([world.pod('a')?.status.phase, container(world, 'a')?.restartCount], [phase, restartCount], label);
    if (phase !== 'Running')
      t.same(container(world, 'a')?.lastState, {}, 'old runs are removed when the pod has ended');
  }
});

t.test('exit reasons', async (t) => {
  const message = 'exec: "nothere": executable file not found in $PATH: unknown';
  const world = new World({
    'oom:1': { exits: [{ after: 10, code: 137, reason: 'OOMKilled' }] },
    'told:1': { exits: [{ after: 10, code: 2, message: 'disk full' }] },
    'start:1': { startError: { reason: 'StartError', message } },
    'create:1': { startError: { reason: 'CreateContainerError', message: 'no such device' } },
  });
  for (const image of ['oom', 'told', 'start', 'create'])
    world.create(image, { restartPolicy: 'Never', containers: [{ name: 'c', image: `${image}:1` }] });
  world.settle();
  t.match(container(world, 'oom')?.state, { terminated: { exitCode: 137, reason: 'OOMKilled' } });
  t.match(container(world, 'told')?.state, { terminated: { exitCode: 2, reason: 'Error', message: 'disk full' } });
  t.match(container(world, 'start')?.state, {
    terminated: { exitCode: 128, reason: 'StartError', message, startedAt: '1970-01-01T00:00:00Z' },
  });
  t.equal(world.pod('start')?.status.phase, 'Failed');
  t.match(container(world, 'create')?.state, {
    waiting: { reason: 'CreateContainerError', message: 'no such device' },
  });
  t.equal(world.pod('create')?.status.phase, 'Pending');
  t.ok(world.told('start').includes(`Warning Failed: Error: ${message}`));
  t.notOk(world.told('create').includes('Normal Created: Container created'));
});

t.test('last words: the message file, or the end of the log', async (t) => {
  const logs = Array.from({ length: 100 }, (_, i) => ({ at: i, line: `line ${i}` }));
  const tail = logs
    .slice(20)
    .map(({ line }) => `${line}\n`)
    .join('');
  const fallback = { terminationMessagePolicy: 'FallbackToLogsOnError' };
  const long = 'x'.repeat(5_000);
  const rows: readonly [string, ImageBehaviour, object, string | undefined][] = [
    ['written', { exits: [{ after: 500, code: 1, message: 'full' }], logs }, fallback, 'full'],
    ['from the log', { exits: [{ after: 500, code: 1 }], logs }, fallback, tail],
    ['not without a failure', { exits: [{ after: 500, code: 0 }], logs }, fallback, undefined],
    ['not by default', { exits: [{ after: 500, code: 1 }], logs }, {}, undefined],
    ['too long', { exits: [{ after: 500, code: 1, message: `y${long}` }] }, {}, 'x'.repeat(4_096)],
  ];
  for (const [name, behaviour, more, message] of rows) {
    const world = new World({ 'x:1': behaviour });
    world.create('a', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'x:1', ...more }] });
    world.settle();
    t.equal(container(world, 'a')?.state.terminated?.message, message, name);
  }
});

t.test('what cannot be told to the API server is told ten seconds later', async (t) => {
  const world = new World({ 'job:1': { exits: [{ after: 3_000, code: 0 }] } });
  world.create('a', { containers: [{ name: 'c', image: 'app:1' }] });
  world.create('j', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'job:1' }] });
  world.create('d', { containers: [{ name: 'c', image: 'app:1' }] });
  world.run(0);
  world.delete('d');
  world.broken = true;
  world.run(15_000);
  t.equal(world.pod('j')?.status.phase, 'Running');
  t.ok(world.pod('d'));
  world.broken = false;
  world.run(25_000);
  t.equal(world.pod('a')?.status.phase, 'Running');
  t.equal(world.pod('j')?.status.phase, 'Succeeded');
  t.equal(world.pod('j')?.status.containerStatuses?.[0]?.state.terminated?.finishedAt, '2026-01-01T00:00:03Z');
  t.equal(world.pod('d'), undefined);
});

t.test('a kubelet that cannot register tries again, and starts its pods then', async (t) => {
  const world = new World();
  world.create('a', { containers: [{ name: 'c', image: 'app:1' }] });
  world.broken = true;
  world.boot();
  world.run(5_500);
  t.equal(world.pod('a')?.status.phase, 'Pending');
  world.broken = false;
  world.run(7_000);
  t.equal(world.pod('a')?.status.phase, 'Running');
});

t.test('a container that cannot start shows RunContainerError, then backs off', async (t) => {
  const world = new World({ 'start:1': { startError: { reason: 'StartError', message: 'no' } } });
  world.create('a', { containers: [{ name: 'c', image: 'start:1' }] });
  world.run(1_000);
  t.match(container(world, 'a'), {
    restartCount: 1,
    state: { waiting: { reason: 'RunContainerError', message: 'no' } },
    lastState: { terminated: { reason: 'StartError' } },
  });
  world.settle();
  t.match(container(world, 'a')?.state, { waiting: { reason: 'CrashLoopBackOff' } });
});

t.test('a restarted kubelet finds its containers and what they did meanwhile', async (t) => {
  const world = new World({
    'ends:1': { exits: [{ after: 20_000, code: 0 }] },
    'crash:1': {
      exits: [
        { after: 20_000, code: 1 },
        { after: 1_000_000, code: 0 },
      ],
    },
  });
  const probe = { exec: { command: ['true'] }, periodSeconds: 1 };
  world.create('stays', { containers: [{ name: 'c', image: 'app:1', readinessProbe: probe }] });
  world.create('ends', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'ends:1' }] });
  world.create('crashes', { restartPolicy: 'OnFailure', containers: [{ name: 'c', image: 'crash:1' }] });
  world.create('deleted', { containers: [{ name: 'c', image: 'app:1' }] });
  world.run(10_000);
  const before = container(world, 'stays');
  const events = world.events.length;
  const writes = world.history.length;
  const asleep = world.memory;
  world.delete('deleted');
  world.now = 30_000;
  world.restart(restartKubelet(asleep, world.now));
  world.run(31_000);
  t.same(container(world, 'stays'), before);
  t.equal(world.pod('ends')?.status.phase, 'Succeeded');
  t.match(container(world, 'crashes'), { restartCount: 1, state: { running: {} } });
  t.equal(world.pod('deleted'), undefined);
  t.same(
    world.history.slice(writes).filter(({ pod }) => pod.metadata.name === 'stays'),
    [],
    'readiness does not flap',
  );
  t.same(
    world.events.slice(events).filter(({ pod }) => pod === 'stays'),
    [],
  );
});

t.test('what runs for a pod that is gone is removed when the kubelet starts', async (t) => {
  const world = new World();
  world.create('a', { containers: [{ name: 'c', image: 'app:1' }] });
  world.settle();
  const { memory } = world;
  world.delete('a', 0);
  world.restart(restartKubelet(memory, world.now));
  world.settle();
  t.equal(world.memory.runtime.pods.size, 0);
  t.equal(world.memory.runtime.ipam.used.size, 0);
});

t.test('after a reboot containers start again in a new sandbox', async (t) => {
  const boots: readonly [string, (world: World) => void][] = [
    [
      'with what was on its disk',
      (world) => {
        world.restart(bootNode(world.memory, world.now));
      },
    ],
    [
      'with nothing but the API',
      (world) => {
        world.boot();
      },
    ],
  ];
  for (const [name, boot] of boots) {
    const world = new World({ 'init:1': { exits: [{ after: 0, code: 0 }] } });
    world.create('a', {
      initContainers: [{ name: 'i', image: 'init:1' }],
      containers: [{ name: 'c', image: 'app:1' }],
    });
    world.create('once', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'app:1' }] });
    world.run(60_000);
    boot(world);
    world.settle();
    t.match(
      container(world, 'a'),
      { restartCount: 1, ready: true, lastState: { terminated: { exitCode: 255, reason: 'Unknown' } } },
      name,
    );
    t.match(container(world, 'a', 'i'), { restartCount: 1, state: { terminated: { exitCode: 0 } } }, name);
    t.ok(
      world.told('a').includes('Normal SandboxChanged: Pod sandbox changed, it will be killed and re-created.'),
      name,
    );
    t.equal(world.pod('a')?.status.phase, 'Running');
    t.equal(world.pod('once')?.status.phase, 'Failed', name);
    t.match(container(world, 'once')?.state, { terminated: { exitCode: 255, reason: 'Unknown' } });
  }
});
