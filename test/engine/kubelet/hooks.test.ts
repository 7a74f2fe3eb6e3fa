import t from 'tap';
import { criCalls } from '../../../engine/kubelet/inspect.js';
import type { ImageBehaviour } from '../../../engine/runtime/image-behaviour.js';
import { World } from './world.js';

function create(lifecycle: object, behaviour: ImageBehaviour = {}, spec: object = {}): World {
  const world = new World({ 'app:1': behaviour });
  world.create(
    'p',
    {
      ...spec,
      containers: [
        { name: 'c', image: 'app:1', lifecycle },
        { name: 'd', image: 'other:1' },
      ],
    },
    { finalizers: ['x.io/keep'] },
  );
  return world;
}

function state(world: World, name = 'c') {
  return world.pod('p')?.status.containerStatuses?.find((each) => each.name === name)?.state;
}

/** When SIGTERM came, how many seconds were granted, and when it was over. */
function stop(world: World): readonly (number | undefined)[] {
  const call = criCalls(world.memory).find(({ call, container }) => call === 'StopContainer' && container === 'c');
  return [
    call?.at,
    call?.timeoutSeconds,
    world.memory.runtime.pods.values()[0]?.containers.find(({ name }) => name === 'c')?.termination?.at,
  ];
}

t.test('containers after one with a postStart hook wait for it; nothing is shown meanwhile', async (t) => {
  const world = create({ postStart: { sleep: { seconds: 3 } } });
  world.run(2_000);
  t.match(state(world), { waiting: { reason: 'ContainerCreating' } });
  t.equal(world.pod('p')?.status.phase, 'Pending');
  world.settle();
  t.match(state(world), { running: { startedAt: '2026-01-01T00:00:00Z' } });
  t.match(state(world, 'd'), { running: { startedAt: '2026-01-01T00:00:03Z' } });
});

t.test('a failed postStart hook kills the container', async (t) => {
  const rows: readonly [string, object, string][] = [
    [
      'exec',
      { exec: { command: ['false'] } },
      `Exec lifecycle hook ([false]) for Container "c" in Pod "POD" failed - error: command 'false' exited with 1: , message: ""`,
    ],
    [
      'exec with output',
      { exec: { command: ['sh', '-c', 'echo oops; exit 4'] } },
      `Exec lifecycle hook ([sh -c echo oops; exit 4]) for Container "c" in Pod "POD" failed - error: command 'sh -c echo oops; exit 4' exited with 4: , message: "oops\\n"`,
    ],
    [
      'http',
      { httpGet: { port: 8080, path: '/x' } },
      `HTTP lifecycle hook (/x) for Container "c" in Pod "POD" failed - error: Get "http://10.244.0.2:8080/x": dial tcp 10.244.0.2:8080: connect: connection refused`,
    ],
  ];
  for (const [name, postStart, message] of rows) {
    const world = create({ postStart }, { listens: [] });
    world.run(0);
    world.run(1_000);
    const pod = `p_test(${world.pod('p')?.metadata.uid})`;
    t.same(state(world)?.waiting, { reason: 'PostStartHookError', message: message.replace('POD', pod) }, name);
    t.ok(world.told('p').includes('Warning FailedPostStartHook: PostStartHook failed'), name);
    t.ok(world.told('p').includes('Normal Killing: FailedPostStartHook'), name);
  }
  const never = create({ postStart: { exec: { command: ['false'] } } }, {}, { restartPolicy: 'Never' });
  never.settle();
  t.match(state(never), { terminated: { exitCode: 143, reason: 'Error' } });
});

t.test('a pod in a long postStart hook outlasts its deletion', async (t) => {
  const world = create(
    { postStart: { exec: { command: ['sleep', '100'] } } },
    {},
    { terminationGracePeriodSeconds: 1 },
  );
  world.run(1_000);
  world.delete('p');
  world.run(99_000);
  t.equal(world.pod('p')?.status.phase, 'Pending');
  world.settle();
  t.equal(world.now, 100_000);
  t.equal(world.pod('p')?.status.phase, 'Failed');
});

t.test('a hook without end is waited for without end, and costs nothing', async (t) => {
  const world = create({ postStart: { exec: { command: ['sleep', 'infinity'] } } });
  world.settle();
  world.delete('p');
  world.settle();
  world.run(100_000_000);
  t.equal(world.pod('p')?.status.phase, 'Pending');
  t.ok(Number.isSafeInteger(world.memory.workers.values()[0]?.busyUntil), 'plain data');
});

t.test('the preStop hook is paid for with the grace period', async (t) => {
  const deaf: ImageBehaviour = { sigterm: 'ignore' };
  const rows: readonly [string, object, ImageBehaviour, number, readonly number[], boolean][] = [
    ['no hook', {}, deaf, 30, [0, 30, 30_000], false],
    ['a hook of 4 s', { sleep: { seconds: 4 } }, deaf, 30, [4_000, 26, 30_000], false],
    ['a hook of 3.5 s counts as 3', { exec: { command: ['sleep', '3.5'] } }, deaf, 30, [3_500, 27, 30_500], false],
    [
      'a command that takes it all leaves 2 s',
      { exec: { command: ['sleep', '60'] } },
      deaf,
      5,
      [5_000, 2, 7_000],
      true,
    ],
    [
      'a command is cut off with its container',
      { exec: { command: ['sleep', '60'] } },
      { sigterm: { after: 0, code: 0 } },
      3,
      [3_000, 2, 3_000],
      true,
    ],
    ['a failing command', { exec: { command: ['false'] } }, deaf, 10, [0, 10, 10_000], true],
    ['a refused request', { httpGet: { port: 1, path: '/bye' } }, { ...deaf, listens: [] }, 10, [0, 10, 10_000], true],
    [
      'a request that is answered badly',
      { httpGet: { port: 1, path: '/bye' } },
      { ...deaf, answers: [{ http: '/bye', status: 500 }] },
      10,
      [0, 10, 10_000],
      false,
    ],
    [
      'no grace period still leaves the hook a second',
      { exec: { command: ['sleep', '60'] } },
      deaf,
      0,
      [1_000, 2, 3_000],
      true,
    ],
    [
      'an end of its own during the hook',
      { exec: { command: ['sleep', '20'] } },
      { exits: [{ after: 5_000, code: 3 }] },
      30,
      [5_000, 25, 5_000],
      true,
    ],
  ];
  for (const [name, preStop, behaviour, grace, times, fails] of rows) {
    const lifecycle = Object.keys(preStop).length === 0 ? {} : { preStop };
    const world = create(lifecycle, behaviour, { restartPolicy: 'Never' });
    world.run(0);
    world.delete('p', grace);
    world.settle();
    t.same(stop(world), times, name);
    t.equal(world.told('p').includes('Warning FailedPreStopHook: PreStopHook failed'), fails, name);
  }
});

t.test('how containers end when they are told to', async (t) => {
  const rows: readonly [string, ImageBehaviour, number, number, number][] = [
    ['at once by default', {}, 30, 143, 0],
    ['after a while', { sigterm: { after: 5_000, code: 0 } }, 30, 0, 5_000],
    ['too slowly', { sigterm: { after: 5_000, code: 0 } }, 4, 137, 4_000],
    ['not at all', { sigterm: 'ignore' }, 7, 137, 7_000],
    ['by themselves in between', { sigterm: 'ignore', exits: [{ after: 3_000, code: 9 }] }, 7, 9, 3_000],
    ['never in less than two seconds', { sigterm: 'ignore' }, 1, 137, 2_000],
  ];
  for (const [name, behaviour, grace, code, at] of rows) {
    const world = create({}, behaviour, { terminationGracePeriodSeconds: grace });
    world.run(0);
    world.delete('p');
    world.settle();
    t.same([state(world)?.terminated?.exitCode, world.now], [code, at], name);
  }
});
