import fc from 'fast-check';
import t from 'tap';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import { Action, ASSIGNED_POD_ADD, matches, WILDCARD } from '../../../engine/scheduling/cluster-event.js';
import { backoffEnd, flushTick, isBackingOff } from '../../../engine/scheduling/queue/backoff.js';
import { NO_PLUGINS, type QueuedPod } from '../../../engine/scheduling/queue/queued-pod.js';
import { node, pod, World } from './world.js';

const SETTINGS = { initial: 1000, max: 10_000 };

function failed(count: number, timestamp: number): QueuedPod {
  const world = new World();
  const waiting = world.apply(pods, pod('p'));
  return {
    pod: waiting,
    key: 'default/p',
    timestamp,
    sequence: 0,
    attempts: count,
    unschedulableCount: count,
    consecutiveErrorsCount: 0,
    unschedulablePlugins: NO_PLUGINS,
    pendingPlugins: NO_PLUGINS,
    gatingPlugin: '',
    cause: 0,
  };
}

t.test(
  'back-off doubles from one second to ten, ends on whole seconds and is over when the second after has begun',
  (t) => {
    const rows: readonly (readonly [
      failures: number,
      at: number,
      end: number | undefined,
      tick: number | undefined,
    ])[] = [
      [0, 0, undefined, undefined],
      [1, 0, 1000, 2000],
      [1, 300, 1000, 2000],
      [2, 300, 2000, 3000],
      [3, 0, 4000, 5000],
      [4, 0, 8000, 9000],
      [5, 0, 10_000, 11_000],
      [50, 0, 10_000, 11_000],
    ];
    for (const [failures, at, end, tick] of rows) {
      const queued = failed(failures, at);
      t.equal(backoffEnd(queued, SETTINGS), end, `${failures} failures at ${at} ms`);
      if (end === undefined || tick === undefined) continue;
      t.equal(flushTick(end), tick);
      t.ok(isBackingOff(queued, SETTINGS, tick - 1));
      t.notOk(isBackingOff(queued, SETTINGS, tick));
    }
    t.end();
  },
);

t.test('a registration covers an event of its kind and bits, never a vaguer one', (t) => {
  const pod = (action: number) => ({ resource: 'Pod', action }) as const;
  t.ok(matches(pod(Action.Add | Action.Delete), ASSIGNED_POD_ADD));
  t.ok(matches({ resource: 'AssignedPod', action: Action.Add }, ASSIGNED_POD_ADD));
  t.notOk(matches({ resource: 'UnschedulablePod', action: Action.Add }, ASSIGNED_POD_ADD));
  t.notOk(
    matches(pod(Action.UpdatePodLabel), { resource: 'AssignedPod', action: Action.Update }),
    'an update of nothing in particular',
  );
  t.ok(matches(pod(Action.Add | Action.Update), { resource: 'AssignedPod', action: Action.UpdatePodLabel }));
  t.ok(matches(WILDCARD, ASSIGNED_POD_ADD));
  t.notOk(matches(pod(Action.Add), WILDCARD));
  t.end();
});

t.test('pods are taken by priority, then in the order in which they came', (t) => {
  const world = new World();
  for (const [name, priority] of [
    ['a', 0],
    ['b', 10],
    ['c', -5],
    ['d', 10],
    ['e', 2_000_000_000],
  ] as const) {
    world.apply(pods, pod(name, {}, { priority }));
  }
  world.apply(nodes, node('n1'));
  world.run();
  t.strictSame(
    world.calls,
    ['e', 'b', 'd', 'a', 'c'].map((name) => `POST pods/${name}/binding`),
  );
  t.end();
});

t.test('pods of any priorities are taken in a stable order', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 20 }),
      (priorities) => {
        const world = new World();
        priorities.forEach((priority, i) => world.apply(pods, pod(`p${i}`, {}, { priority })));
        world.apply(nodes, node('n1'));
        world.run();
        const sorted = priorities
          .map((priority, i) => ({ priority, i }))
          .sort((a, b) => b.priority - a.priority || a.i - b.i);
        return JSON.stringify(world.calls) === JSON.stringify(sorted.map(({ i }) => `POST pods/p${i}/binding`));
      },
    ),
    { numRuns: 100 },
  );
  t.end();
});

const waits = (world: World) => world.memory.queue.unschedulable.size;

/** A pod that waits on a full node n1, whose pod is called hog. */
function crowded(spec: object = {}, requests: Readonly<Record<string, string>> = { cpu: '2' }): World {
  const world = new World();
  world.apply(nodes, node('n1', { capacity: { cpu: '2' } }));
  world.apply(pods, pod('hog', { cpu: '2' }, { nodeName: 'n1' }, { labels: { app: 'hog' } }));
  world.apply(pods, pod('p', requests, spec));
  world.run();
  return world;
}

interface Wake {
  readonly claim: string;
  readonly world: () => World;
  readonly happens: (world: World) => void;
  readonly wakes: boolean;
}

function relabelled(world: World, name: string, labels: Readonly<Record<string, string>>): void {
  const known = world.view.get(nodes, '', name);
  world.apply(nodes, { ...known, metadata: { ...known?.metadata, labels } });
}

const WAKES: readonly Wake[] = [
  {
    claim: 'a deleted pod wakes one that lacked room',
    world: crowded,
    happens: (world) => world.delete(pods, 'hog'),
    wakes: true,
  },
  {
    claim: 'a finished pod is as good as a deleted one',
    world: crowded,
    happens: (world) => world.apply(pods, { ...world.pod('hog'), status: { phase: 'Succeeded' } }),
    wakes: true,
  },
  {
    claim: 'a deleted pod that had no node wakes nobody',
    world: crowded,
    happens(world) {
      world.apply(pods, pod('other', {}, { schedulerName: 'mine' }));
      world.delete(pods, 'other');
    },
    wakes: false,
  },
  {
    claim: 'a running pod that shrinks in what the pod requests wakes it',
    world: crowded,
    happens: (world) => world.apply(pods, resized(world, { cpu: '1' })),
    wakes: true,
  },
  {
    claim: 'a running pod that shrinks in something else does not',
    world: () => crowded({}, { cpu: '2' }),
    happens(world) {
      world.apply(pods, resized(world, { cpu: '2', memory: '1Gi' }));
      world.run();
      world.apply(pods, resized(world, { cpu: '2' }));
    },
    wakes: false,
  },
  {
    claim: 'a new node that is large enough wakes it',
    world: crowded,
    happens: (world) => world.apply(nodes, node('n2')),
    wakes: true,
  },
  {
    claim: 'a new node that is too small does not',
    world: crowded,
    happens: (world) => world.apply(nodes, node('n2', { capacity: { cpu: '1' } })),
    wakes: false,
  },
  {
    claim: 'more allocatable of what it requests wakes it',
    world: crowded,
    happens: (world) => world.apply(nodes, node('n1', { capacity: { cpu: '3' } })),
    wakes: true,
  },
  {
    claim: 'a label of a node does not wake one that lacked room',
    world: crowded,
    happens: (world) => relabelled(world, 'n1', { new: 'label' }),
    wakes: false,
  },
  {
    claim: 'a label that makes a node match wakes it',
    world: () => crowded({ nodeSelector: { new: 'label' } }, {}),
    happens: (world) => relabelled(world, 'n1', { new: 'label' }),
    wakes: true,
  },
  {
    claim: 'a label that does not, does not',
    world: () => crowded({ nodeSelector: { new: 'label' } }, {}),
    happens: (world) => relabelled(world, 'n1', { new: 'other' }),
    wakes: false,
  },
  {
    claim: 'a taint that goes wakes it',
    world: () => tainted(),
    happens: (world) => world.apply(nodes, node('n1')),
    wakes: true,
  },
  {
    claim: 'a taint that changes its value and stays untolerated does not',
    world: () => tainted(),
    happens: (world) =>
      world.apply(nodes, node('n1', { taints: [{ key: 'a', value: 'other', effect: 'NoSchedule' }] })),
    wakes: false,
  },
  {
    claim: 'a toleration of its own wakes it',
    world: () => tainted(),
    happens: (world) => world.apply(pods, pod('p', {}, { tolerations: [{ operator: 'Exists' }] })),
    wakes: true,
  },
  {
    claim: 'a label of its own does not wake one that a taint keeps off',
    world: () => tainted(),
    happens: (world) => world.apply(pods, pod('p', {}, {}, { labels: { a: 'b' } })),
    wakes: false,
  },
  {
    claim: 'an uncordoned node wakes it',
    world: () => tainted({ unschedulable: true, taints: [] }),
    happens: (world) => world.apply(nodes, node('n1')),
    wakes: true,
  },
  {
    claim: 'a freed host port wakes it',
    world: () => ported(),
    happens: (world) => world.delete(pods, 'hog'),
    wakes: true,
  },
  {
    claim: 'a pod that it wants to be near wakes it',
    world: () => crowded(affinity('podAffinity', 'friend'), {}),
    happens: (world) => world.apply(pods, pod('friend', {}, { nodeName: 'n1' }, { labels: { app: 'friend' } })),
    wakes: true,
  },
  {
    claim: 'a pod that is relabelled to what it wants to be near wakes it',
    world: () => crowded(affinity('podAffinity', 'friend'), {}),
    happens: (world) =>
      world.apply(pods, { ...world.pod('hog'), metadata: { ...world.pod('hog').metadata, labels: { app: 'friend' } } }),
    wakes: true,
  },
  {
    claim: 'a pod that it wants to be away from wakes it by going',
    world: () => crowded(affinity('podAntiAffinity', 'hog'), {}),
    happens: (world) => world.delete(pods, 'hog'),
    wakes: true,
  },
  {
    claim: 'a pod that wants to be away from it does not wake it by going',
    world: () => avoided(),
    happens: (world) => world.delete(pods, 'shy'),
    wakes: false,
  },
];

function resized(world: World, requests: Readonly<Record<string, string>>): object {
  const hog = world.pod('hog');
  return { ...hog, spec: { ...hog.spec, containers: [{ name: 'c', image: 'x', resources: { requests } }] } };
}

function tainted(extra: object = { taints: [{ key: 'a', value: 'x', effect: 'NoSchedule' }] }): World {
  const world = new World();
  world.apply(nodes, node('n1', extra));
  world.apply(pods, pod('p'));
  world.run();
  return world;
}

function ported(): World {
  const containers = [{ name: 'c', image: 'x', ports: [{ containerPort: 1, hostPort: 80 }] }];
  const world = new World();
  world.apply(nodes, node('n1'));
  world.apply(pods, pod('hog', {}, { nodeName: 'n1', containers }));
  world.apply(pods, pod('p', {}, { containers }));
  world.run();
  return world;
}

function affinity(kind: 'podAffinity' | 'podAntiAffinity', app: string): object {
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app } } };
  return { affinity: { [kind]: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
}

function avoided(): World {
  const world = new World();
  world.apply(nodes, node('n1'));
  world.apply(pods, pod('shy', {}, { nodeName: 'n1', ...affinity('podAntiAffinity', 'web') }));
  world.apply(pods, pod('p', {}, {}, { labels: { app: 'web' } }));
  world.run();
  return world;
}

for (const { claim, world: make, happens, wakes } of WAKES) {
  t.test(claim, (t) => {
    const world = make();
    t.equal(waits(world), 1, 'it waits');
    happens(world);
    t.equal(waits(world), wakes ? 0 : 1);
    t.end();
  });
}

t.test('a woken pod is tried at once although its back-off has not passed, when nothing else is there', (t) => {
  const world = crowded();
  world.delete(pods, 'hog');
  t.equal(world.memory.queue.backoff.size, 1);
  t.strictSame(world.component.due(world.memory), { at: 0 });
  world.run();
  t.equal(world.nodeOf('p'), 'n1');
  t.end();
});

t.test('a pod that nothing wakes is tried again at the first half minute after five minutes', (t) => {
  const world = crowded();
  t.strictSame(world.component.due(world.memory), { at: 330_000, retry: true });
  world.run(329_999);
  t.equal(world.events.length, 1);
  world.run(330_000);
  t.equal(world.events.length, 2);
  t.end();
});

t.test('gated pods wait for their last gate and nothing else', (t) => {
  const world = new World();
  world.apply(nodes, node('n1'));
  const gates = (...names: readonly string[]) => ({ schedulingGates: names.map((name) => ({ name })) });
  world.apply(pods, pod('p', {}, gates('a', 'b')));
  world.run(400_000);
  t.equal(world.memory.queue.gated.size, 1);
  t.equal(world.component.due(world.memory), undefined);
  world.apply(nodes, node('n2'));
  world.apply(pods, pod('p', {}, gates('b')));
  world.run();
  t.strictSame([world.calls, world.memory.queue.gated.size], [[], 1]);
  world.apply(pods, pod('p', {}, gates()));
  world.run();
  t.strictSame(world.calls, ['POST pods/p/binding']);
  t.end();
});

t.test('a refused binding is an error: the pod is forgotten, told and backs off', (t) => {
  const world = new World();
  world.apply(nodes, node('n1', { capacity: { pods: '1' } }));
  world.intercept = ({ path }) =>
    path.endsWith('/binding') && world.now < 2000
      ? { code: 500, body: { kind: 'Status', metadata: {}, status: 'Failure', message: 'boom' } }
      : undefined;
  world.apply(pods, pod('p'));
  world.run();
  t.strictSame(world.events, ['FailedScheduling default/p: boom']);
  t.match(world.pod('p').status?.conditions, [{ status: 'False', reason: 'SchedulerError', message: 'boom' }]);
  t.equal(world.memory.cache.assumed.size, 0);
  t.strictSame(world.component.due(world.memory), { at: 2000, retry: true });
  world.run(5000);
  t.equal(world.nodeOf('p'), 'n1');
  t.end();
});

t.test('what happens while a pod is being tried counts when it goes back', (t) => {
  const world = crowded();
  world.apply(pods, pod('q', { cpu: '2' }));
  const { work, memory } = world.component.take(world.memory, world.now);
  t.equal(work.key, 'default/q');
  const before = world.view;
  world.memory = memory;
  world.delete(pods, 'hog');
  t.equal(world.memory.queue.inFlight.events.size, 1);
  // The attempt itself still sees the full node.
  const attempt = { ...world.memory, cache: memory.cache };
  world.finish(work, attempt, before);
  t.strictSame(
    world.memory.queue.backoff.values().map(({ key }) => key),
    ['default/p', 'default/q'],
  );
  t.equal(world.memory.queue.inFlight.events.size, 0);
  t.end();
});

t.test('nodes are tried zone by zone in turn', (t) => {
  const world = new World();
  const zone = (name: string) => ({ labels: { 'topology.kubernetes.io/zone': name } });
  for (const [name, where] of [
    ['a1', 'a'],
    ['a2', 'a'],
    ['a3', 'a'],
    ['b1', 'b'],
    ['c1', 'c'],
    ['c2', 'c'],
  ] as const) {
    world.apply(nodes, node(name, zone(where)));
  }
  t.strictSame(world.order(), ['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  world.delete(nodes, 'b1');
  world.apply(nodes, node('a2', zone('c')));
  t.strictSame(world.order(), ['a1', 'c1', 'a3', 'c2', 'a2']);
  t.end();
});
