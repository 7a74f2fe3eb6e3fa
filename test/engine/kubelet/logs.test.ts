import t from 'tap';
import { ask } from '../../../engine/kubelet/exec/ask.js';
import { logsOf } from '../../../engine/kubelet/logs.js';
import { World } from './world.js';

const IMAGES = {
  'app:1': {
    logs: [
      { at: 0, line: 'starting' },
      { at: 5_000, line: 'serving' },
    ],
  },
  'crash:1': {
    exits: [{ after: 1_000, code: 1 }],
    logs: [
      { at: 500, line: 'oops' },
      { at: 1_500, line: 'never' },
    ],
  },
  'bad:1': { pullFailure: 'NotFound' as const },
};

function logs(world: World, pod: string, container = 'c', previous = false) {
  const uid = world.pod(pod)?.metadata.uid ?? '';
  const read = logsOf(world.memory, uid, container, { now: world.now, previous });
  return read.ok ? read.value.map(({ at, line }) => `${at} ${line}`) : read.error;
}

t.test('what kubectl logs shows', async (t) => {
  const world = new World(IMAGES);
  for (const image of ['app', 'crash', 'bad'])
    world.create(image, { containers: [{ name: 'c', image: `${image}:1` }] });
  world.create('init', {
    initContainers: [{ name: 'i', image: 'app:1' }],
    containers: [{ name: 'c', image: 'app:1' }],
  });
  world.create('echo', {
    restartPolicy: 'Never',
    containers: [{ name: 'c', image: 'busybox:1', command: ['sh', '-c', 'echo one; sleep 1; echo two'] }],
  });
  world.run(0);
  t.equal(logs(world, 'bad'), `container "c" in pod "bad" is waiting to start: image can't be pulled`);
  world.run(3_000);
  t.same(logs(world, 'app'), ['0 starting']);
  t.same(logs(world, 'crash'), ['1500 oops'], 'of the second run');
  t.equal(logs(world, 'app', 'c', true), 'previous terminated container "c" in pod "app" not found');
  t.same(logs(world, 'crash', 'c', true), ['500 oops']);
  t.equal(logs(world, 'app', 'x'), 'container "x" in pod "app" is not available');
  t.equal(logs(world, 'init'), 'container "c" in pod "init" is waiting to start: PodInitializing');
  t.same(logs(world, 'echo'), ['0 one', '1000 two']);
  world.run(15_000);
  t.same(logs(world, 'app'), ['0 starting', '5000 serving']);
  t.equal(logs(world, 'bad'), 'container "c" in pod "bad" is waiting to start: trying and failing to pull image');
  world.memory = { ...world.memory, workers: world.memory.workers.delete(world.pod('app')?.metadata.uid ?? '') };
  t.match(logs(world, 'app'), 'is not on this node');
});

t.test('what containers answer', async (t) => {
  const world = new World({
    'web:1': {
      ready: 1_000,
      answers: [
        { http: '/slow', takes: 30 },
        { exec: 'id', output: 'root\n' },
      ],
    },
  });
  world.create('p', { containers: [{ name: 'c', image: 'web:1' }] });
  world.run(2_000);
  const uid = world.pod('p')?.metadata.uid ?? '';
  t.same(ask(world.memory, uid, 'c', { type: 'http', port: 80, path: '/slow' }, world.now), {
    ok: true,
    value: { type: 'http', status: 200, takes: 30 },
  });
  t.same(ask(world.memory, uid, 'c', { type: 'exec', command: ['id'] }, world.now), {
    ok: true,
    value: { type: 'exit', code: 0, output: 'root\n', takes: 0 },
  });
  t.same(ask(world.memory, uid, 'x', { type: 'tcp', port: 80 }, world.now), {
    ok: false,
    error: 'container not found ("x")',
  });
});
