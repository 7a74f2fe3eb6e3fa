import t from 'tap';
import type { ImageBehaviour } from '../../../engine/runtime/image-behaviour.js';
import { World } from './world.js';

function container(world: World, pod = 'p') {
  return world.pod(pod)?.status.containerStatuses?.[0];
}

/** 'seconds text' of every Unhealthy and Killing event. */
function told(world: World, pod = 'p'): readonly string[] {
  return world.events
    .filter((event) => event.pod === pod && /Unhealthy|Killing/.test(event.text))
    .map(({ at, text }) => `${at / 1000} ${text.replace(/^\w+ \w+: /, '')}`);
}

/** When the container was shown ready and not, in seconds. */
function readiness(world: World): readonly string[] {
  const shown: string[] = [];
  for (const { at, pod } of world.history) {
    const ready = pod.status.containerStatuses?.[0]?.ready;
    if (ready !== undefined && !shown.at(-1)?.endsWith(String(ready))) shown.push(`${at / 1000} ${ready}`);
  }
  return shown;
}

function start(behaviour: ImageBehaviour, probes: object, spec: object = {}): World {
  const world = new World({ 'app:1': behaviour });
  const ports = [{ name: 'web', containerPort: 8080 }];
  world.create('p', {
    terminationGracePeriodSeconds: 1,
    ...spec,
    containers: [{ name: 'c', image: 'app:1', ports, ...probes }],
  });
  return world;
}

t.test('what a failing probe says', async (t) => {
  const ip = '10.244.0.2';
  const rows: readonly [string, ImageBehaviour, object, string][] = [
    [
      'http status',
      { answers: [{ http: '/', status: 500 }] },
      { httpGet: { port: 8080 } },
      'failed: HTTP probe failed with statuscode: 500',
    ],
    [
      'a port by name',
      { answers: [{ http: '/x', status: 404 }] },
      { httpGet: { path: '/x', port: 'web' } },
      'failed: HTTP probe failed with statuscode: 404',
    ],
    [
      'http refused',
      { answers: [{ http: '/healthz', refuse: true }] },
      { httpGet: { path: '/healthz', port: 8080 } },
      `failed: Get "http://${ip}:8080/healthz": dial tcp ${ip}:8080: connect: connection refused`,
    ],
    [
      'http timeout',
      { answers: [{ http: '/', takes: 2_000 }] },
      { httpGet: { port: 8080 } },
      `failed: Get "http://${ip}:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    ],
    [
      'tcp refused',
      { listens: [80] },
      { tcpSocket: { port: 9 } },
      `failed: dial tcp ${ip}:9: connect: connection refused`,
    ],
    [
      'exec',
      { answers: [{ exec: 'check -v', exit: 1, output: 'not well\n' }] },
      { exec: { command: ['check', '-v'] } },
      'failed: not well\n',
    ],
    ['exec that is understood', {}, { exec: { command: ['sh', '-c', 'echo not well; exit 1'] } }, 'failed: not well\n'],
    [
      'exec timeout',
      {},
      { exec: { command: ['sleep', '10'] } },
      'failed: command timed out: "sleep 10" timed out after 1s',
    ],
    [
      'grpc not serving',
      { answers: [{ grpc: 9000, service: 'bad', health: 'NOT_SERVING' }] },
      { grpc: { port: 9000, service: 'bad' } },
      'failed: service unhealthy (responded with "NOT_SERVING")',
    ],
    [
      'grpc unknown',
      { answers: [{ grpc: 9000, health: 'UNKNOWN' }] },
      { grpc: { port: 9000, service: 'what' } },
      'failed: error: health rpc probe failed: rpc error: code = NotFound desc = unknown service',
    ],
    [
      'no such port',
      {},
      { httpGet: { port: 'nosuch' } },
      'errored and resulted in unknown state: strconv.Atoi: parsing "nosuch": invalid syntax',
    ],
  ];
  for (const [name, behaviour, probe, text] of rows) {
    const world = start(behaviour, { readinessProbe: { ...probe, periodSeconds: 1 } });
    world.run(2_000);
    t.same(told(world)[0], `0 Readiness probe ${text}`, name);
    t.equal(container(world)?.ready, false, name);
  }
});

t.test('probes that succeed', async (t) => {
  const rows: readonly [string, ImageBehaviour, object][] = [
    ['anything once ready', {}, { httpGet: { path: '/any', port: 1 } }],
    ['status 399', { answers: [{ http: '/', status: 399 }] }, { httpGet: { port: 1 } }],
    ['an answer for another port', { answers: [{ http: '/', port: 2, status: 500 }] }, { httpGet: { port: 1 } }],
    [
      'an answer for another service',
      { answers: [{ grpc: 1, service: 'x', health: 'NOT_SERVING' }] },
      { grpc: { port: 1 } },
    ],
    ['unknown commands', {}, { exec: { command: ['pg_isready', '-U', 'me'] } }],
    ['a slow answer within the timeout', { answers: [{ http: '/', takes: 900 }] }, { httpGet: { port: 1 } }],
  ];
  for (const [name, behaviour, probe] of rows) {
    const world = start(behaviour, { readinessProbe: probe });
    world.settle();
    t.equal(container(world)?.ready, true, name);
    t.same(told(world), [], name);
  }
});

t.test('liveness: the threshold, the grace period, the restart', async (t) => {
  const sick: ImageBehaviour = { sigterm: 'ignore', answers: [{ http: '/', status: 500 }] };
  const livenessProbe = { httpGet: { port: 1 }, periodSeconds: 5, failureThreshold: 2 };
  const world = start(sick, { livenessProbe });
  world.run(12_000);
  t.same(told(world), [
    '5 Liveness probe failed: HTTP probe failed with statuscode: 500',
    '10 Liveness probe failed: HTTP probe failed with statuscode: 500',
    '10 Container c failed liveness probe, will be restarted',
  ]);
  t.match(container(world), { restartCount: 1, state: { running: {} }, lastState: { terminated: { exitCode: 137 } } });
});

t.test('under Never a failed liveness probe stops the pod, with the pod’s own grace', async (t) => {
  const sick: ImageBehaviour = { sigterm: 'ignore', answers: [{ http: '/', status: 500 }] };
  const livenessProbe = {
    httpGet: { port: 1 },
    periodSeconds: 1,
    failureThreshold: 1,
    terminationGracePeriodSeconds: 2,
  };
  const world = start(sick, { livenessProbe }, { restartPolicy: 'Never', terminationGracePeriodSeconds: 9 });
  world.settle();
  t.same(told(world).slice(1), ['1 Stopping container c']);
  t.equal(world.now, 10_000);
  t.equal(world.pod('p')?.status.phase, 'Failed');
  t.equal(container(world)?.state.terminated?.exitCode, 137);
});

t.test('a probe may have its own grace period', async (t) => {
  const sick: ImageBehaviour = { sigterm: 'ignore', answers: [{ exec: 'check', exit: 1 }] };
  const livenessProbe = {
    exec: { command: ['check'] },
    periodSeconds: 1,
    failureThreshold: 1,
    terminationGracePeriodSeconds: 3,
  };
  const world = start(sick, { livenessProbe }, { terminationGracePeriodSeconds: 600 });
  world.run(4_000);
  t.match(container(world), { restartCount: 1, lastState: { terminated: { finishedAt: '2026-01-01T00:00:04Z' } } });
});

t.test('a broken probe never restarts its container', async (t) => {
  const world = start({}, { livenessProbe: { httpGet: { port: 'nosuch' }, failureThreshold: 1 } });
  world.settle();
  world.run(600_000);
  t.equal(container(world)?.restartCount, 0);
  t.equal(container(world)?.ready, true);
});

t.test('the startup probe gates the others', async (t) => {
  const slow: ImageBehaviour = { ready: 7_500, answers: [{ http: '/live', status: 500, from: 0, until: 7_500 }] };
  const world = start(slow, {
    startupProbe: { httpGet: { port: 1 }, periodSeconds: 2, failureThreshold: 10 },
    livenessProbe: { httpGet: { path: '/live', port: 1 }, periodSeconds: 1, failureThreshold: 1 },
    readinessProbe: { httpGet: { port: 1 }, periodSeconds: 5 },
  });
  world.run(7_000);
  t.match(container(world), { started: false, ready: false, restartCount: 0 });
  world.settle();
  t.match(container(world), { started: true, ready: true, restartCount: 0 });
  t.same(readiness(world), ['0 false', '8 true'], 'ready as soon as it has started');
  t.same(
    told(world).filter((text) => !text.includes('Startup')),
    [],
  );
  t.same(
    told(world).map((text) => text.split(' ')[0]),
    ['2', '4', '6'],
  );
});

t.test('a failed startup probe restarts the container', async (t) => {
  const world = start(
    { answers: [{ exec: 'up', exit: 1 }] },
    { startupProbe: { exec: { command: ['up'] }, periodSeconds: 1, failureThreshold: 3 } },
  );
  world.run(4_000);
  t.ok(told(world).includes('3 Container c failed startup probe, will be restarted'));
  t.equal(container(world)?.restartCount, 1);
});

t.test('readiness comes and goes by its thresholds', async (t) => {
  const flaky: ImageBehaviour = { answers: [{ http: '/', status: 503, from: 10_500, until: 20_500 }] };
  const readinessProbe = { httpGet: { port: 1 }, periodSeconds: 2, failureThreshold: 3, successThreshold: 2 };
  const world = start(flaky, { readinessProbe });
  world.settle();
  t.same(readiness(world), ['0 false', '2 true', '16 false', '24 true']);
  t.equal(world.pod('p')?.status.phase, 'Running');
});

t.test('initialDelaySeconds hold the first probe back', async (t) => {
  const world = start({}, { readinessProbe: { httpGet: { port: 1 }, initialDelaySeconds: 7, periodSeconds: 5 } });
  world.settle();
  t.same(readiness(world), ['0 false', '10 true']);
});

t.test('steady probes cost nothing', async (t) => {
  const probe = { httpGet: { port: 1 }, periodSeconds: 1 };
  const healthy = start({}, { startupProbe: probe, livenessProbe: probe, readinessProbe: probe });
  const unready = start({ answers: [{ http: '/', status: 500 }] }, { readinessProbe: probe });
  for (const world of [healthy, unready]) {
    world.settle();
    const { works, events } = world;
    const known = events.length;
    world.run(3_600_000);
    t.ok(world.works - works <= 1, 'only the list of images');
    t.equal(events.length, known);
  }
  t.equal(told(unready).length, 3, 'told until the threshold');
});

t.test('readiness is probed until the containers of a deleted pod have stopped', async (t) => {
  const draining: ImageBehaviour = {
    sigterm: { after: 20_000, code: 0 },
    answers: [{ http: '/', status: 503, from: 5_000 }],
  };
  const world = start(
    draining,
    { readinessProbe: { httpGet: { port: 1 }, periodSeconds: 1, failureThreshold: 2 } },
    { terminationGracePeriodSeconds: 30 },
  );
  world.run(2_000);
  world.delete('p');
  world.run(15_000);
  t.same(readiness(world), ['0 false', '0 true', '6 false']);
  t.equal(world.pod('p')?.status.containerStatuses?.[0]?.state.terminated, undefined);
});
