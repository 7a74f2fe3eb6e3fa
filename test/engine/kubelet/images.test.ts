import t from 'tap';
import { setRegistry } from '../../../engine/kubelet/restart.js';
import { guessedImages } from '../../../engine/kubelet/inspect.js';
import { World } from './world.js';

function waiting(world: World, pod = 'p') {
  return world.pod(pod)?.status.containerStatuses?.[0]?.state.waiting;
}

function pulls(world: World): readonly number[] {
  return world.events.filter(({ text }) => text.includes('Pulling image')).map(({ at }) => at / 1000);
}

const ERRORS = {
  NotFound:
    'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/app:1": failed to resolve reference "docker.io/library/app:1": docker.io/library/app:1: not found',
  Unauthorized:
    'failed to pull and unpack image "docker.io/library/app:1": failed to resolve reference "docker.io/library/app:1": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  RegistryUnavailable:
    'failed to pull and unpack image "docker.io/library/app:1": failed to resolve reference "docker.io/library/app:1": failed to do request: Head "https://registry-1.docker.io/v2/library/app/manifests/1": dial tcp registry-1.docker.io:443: connect: connection refused',
} as const;

t.test('an image that cannot be had: ErrImagePull, then ImagePullBackOff', async (t) => {
  for (const [pullFailure, text] of Object.entries(ERRORS)) {
    const world = new World({ 'app:1': { pullFailure: pullFailure as keyof typeof ERRORS } });
    world.create('p', { containers: [{ name: 'c', image: 'app:1' }] });
    world.run(0);
    t.same(waiting(world), { reason: 'ErrImagePull', message: text }, pullFailure);
    world.settle();
    t.same(waiting(world), {
      reason: 'ImagePullBackOff',
      message: `Back-off pulling image "app:1": ErrImagePull: ${text}`,
    });
    t.same(world.told('p'), [
      'Normal Pulling: Pulling image "app:1"',
      `Warning Failed: Failed to pull image "app:1": ${text}`,
      'Warning Failed: Error: ErrImagePull',
      'Normal BackOff: Back-off pulling image "app:1"',
      'Warning Failed: Error: ImagePullBackOff',
    ]);
  }
  const local = new World({ 'localhost:1/nosuch:1': { pullFailure: 'RegistryUnavailable' } });
  local.create('p', { containers: [{ name: 'c', image: 'localhost:1/nosuch:1' }] });
  local.run(0);
  t.match(
    waiting(local)?.message,
    'Head "http://localhost:1/v2/nosuch/manifests/1": dial tcp 127.0.0.1:1: connect: connection refused',
  );
});

t.test('pull back-off doubles from 10 s to 5 min', async (t) => {
  const world = new World({ 'app:1': { pullFailure: 'NotFound' } });
  world.create('p', { containers: [{ name: 'c', image: 'app:1' }] });
  world.run(2_000_000);
  const times = pulls(world);
  t.same(
    times.slice(1, 9).map((at, i) => at - (times[i] ?? 0)),
    [10, 20, 40, 80, 160, 300, 300, 300],
  );
});

t.test('a registry that comes back, and an image that is there at the third try', async (t) => {
  const world = new World({ 'third:1': { pullFailure: 'Unauthorized', pullFailures: 2 } });
  world.memory = setRegistry(world.memory, false);
  world.create('p', { containers: [{ name: 'c', image: 'app:1' }] });
  world.run(5_000);
  t.match(waiting(world)?.message, 'connection refused');
  world.memory = setRegistry(world.memory, true);
  world.run(10_000);
  t.equal(world.pod('p')?.status.phase, 'Running');
  world.create('q', { containers: [{ name: 'c', image: 'third:1' }] });
  world.run(60_000);
  t.equal(world.pod('q')?.status.phase, 'Running');
  t.equal(pulls(world).length, 2 + 3);
});

t.test('pull policies', async (t) => {
  const present = 'Container image "app:1" already present on machine and can be accessed by the pod';
  const rows: readonly [string, boolean, string][] = [
    ['IfNotPresent', true, `Normal Pulled: ${present}`],
    ['IfNotPresent', false, 'Normal Pulling: Pulling image "app:1"'],
    ['Always', true, 'Normal Pulling: Pulling image "app:1"'],
    ['Never', true, `Normal Pulled: ${present}`],
    ['Never', false, 'Warning ErrImageNeverPull: Container image "app:1" is not present with pull policy of Never'],
  ];
  for (const [imagePullPolicy, isThere, text] of rows) {
    const world = new World();
    if (isThere) world.create('before', { containers: [{ name: 'c', image: 'app:1' }] });
    world.settle();
    world.create('p', { containers: [{ name: 'c', image: 'app:1', imagePullPolicy }] });
    world.settle();
    t.equal(world.told('p')[0], text, `${imagePullPolicy} ${isThere}`);
    if (imagePullPolicy === 'Never' && !isThere) t.equal(waiting(world)?.reason, 'ErrImageNeverPull');
    else t.equal(world.pod('p')?.status.phase, 'Running');
  }
});

t.test('names that are none', async (t) => {
  const rows: readonly [string, string][] = [
    ['Not_A::Name', 'repository name (library/Not_A) must be lowercase'],
    ['Upper/Case', 'repository name (Case) must be lowercase'],
  ];
  for (const [image, why] of rows) {
    const world = new World();
    world.create('p', { containers: [{ name: 'c', image }] });
    world.settle();
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format: ${why}`;
    t.same(waiting(world), { reason: 'InvalidImageName', message });
    t.same(world.told('p').slice(0, 2), [
      `Warning InspectFailed: ${message}`,
      'Warning Failed: Error: InvalidImageName',
    ]);
  }
});

t.test('pulls take their time, one by one; what was pulled meanwhile is there', async (t) => {
  const world = new World({ 'a:1': { pullTime: 3_000 }, 'b:1': { pullTime: 4_000, sizeBytes: 7 } });
  world.create('p', { containers: [{ name: 'c', image: 'a:1' }] });
  world.create('q', { containers: [{ name: 'c', image: 'b:1' }] });
  world.create('r', { containers: [{ name: 'c', image: 'a:1' }] });
  world.settle();
  const started = (pod: string) =>
    world.events.find((event) => event.pod === pod && event.text.includes('Started'))?.at;
  t.same(['p', 'q', 'r'].map(started), [3_000, 7_000, 7_000]);
  t.equal(
    world.told('q')[1],
    'Normal Pulled: Successfully pulled image "b:1" in 4s (7s including waiting). Image size: 7 bytes.',
  );
  t.equal(
    world.told('r')[1],
    'Normal Pulled: Successfully pulled image "a:1" in 0s (7s including waiting). Image size: 20000000 bytes.',
  );
});

t.test('the good container runs while the bad one waits: the pod is Pending', async (t) => {
  const world = new World({ 'bad:1': { pullFailure: 'NotFound' } });
  world.create('p', {
    containers: [
      { name: 'good', image: 'app:1' },
      { name: 'bad', image: 'bad:1' },
    ],
  });
  world.settle();
  t.equal(world.pod('p')?.status.phase, 'Pending');
  t.match(world.pod('p')?.status.containerStatuses, [
    { name: 'bad', state: { waiting: { reason: 'ImagePullBackOff' } } },
    { name: 'good', state: { running: {} }, ready: true },
  ]);
});

t.test('what is guessed is told once', async (t) => {
  const world = new World({ 'known:1': {} });
  const run = (name: string, image: string, command: readonly string[]) => {
    world.create(name, { containers: [{ name: 'c', image, ...(command.length > 0 ? { command } : {}) }] });
  };
  run('a', 'mine:1', []);
  run('b', 'mine:1', []);
  run('c', 'known:1', ['anything']);
  run('d', 'busybox:1.36', ['sleep', '5']);
  run('e', 'busybox:1.36', ['awk', '1']);
  world.settle();
  t.same(guessedImages(world.memory), ['mine:1', 'busybox:1.36 [awk 1]']);
});
