import t from 'tap';
import { nodes, poddisruptionbudgets, pods } from '../../../engine/apis/generated/resources.js';
import { timestamp } from '../../../engine/apimachinery/time.js';
import { numCandidates } from '../../../engine/scheduling/plugins/default-preemption/candidates.js';
import { node, pod, World } from './world.js';

interface Running {
  readonly name: string;
  readonly on?: string;
  readonly cpu: string;
  readonly priority: number;
  /** Seconds after the start at which it started. */
  readonly started?: number;
  readonly app?: string;
}

function running({ name, on = 'n1', cpu, priority, started, app }: Running): object {
  const labels = { app: app ?? name };
  const base = pod(name, { cpu }, { nodeName: on, priority }, { labels });
  return started === undefined ? base : { ...base, status: { phase: 'Running', startTime: timestamp(started * 1000) } };
}

interface Case {
  readonly claim: string;
  readonly cpu?: Readonly<Record<string, string>>;
  readonly running: readonly Running[];
  readonly budgets?: readonly { readonly app: string; readonly allowed: number; readonly disrupted?: string }[];
  readonly boss: { readonly cpu: string; readonly priority: number; readonly spec?: object };
  readonly nominated: string | undefined;
  readonly victims: readonly string[];
}

const CASES: readonly Case[] = [
  {
    claim: 'only pods of lower priority are victims',
    running: [
      { name: 'low', cpu: '2', priority: 1 },
      { name: 'same', cpu: '2', priority: 5 },
    ],
    boss: { cpu: '2', priority: 5 },
    nominated: 'n1',
    victims: ['low'],
  },
  {
    claim: 'without a pod of lower priority there is no preemption',
    running: [{ name: 'same', cpu: '4', priority: 5 }],
    boss: { cpu: '2', priority: 5 },
    nominated: undefined,
    victims: [],
  },
  {
    claim: 'preemptionPolicy Never preempts nobody',
    running: [{ name: 'low', cpu: '4', priority: 1 }],
    boss: { cpu: '2', priority: 5, spec: { preemptionPolicy: 'Never' } },
    nominated: undefined,
    victims: [],
  },
  {
    claim: 'the most important pods are let back on first',
    running: [
      { name: 'low', cpu: '1', priority: 1 },
      { name: 'mid', cpu: '1', priority: 2 },
      { name: 'high', cpu: '1', priority: 3 },
    ],
    boss: { cpu: '2', priority: 5 },
    nominated: 'n1',
    victims: ['low'],
  },
  {
    claim: 'among equals the one that has run longer stays',
    running: [
      { name: 'old', cpu: '2', priority: 1, started: 1 },
      { name: 'young', cpu: '2', priority: 1, started: 9 },
    ],
    boss: { cpu: '2', priority: 5 },
    nominated: 'n1',
    victims: ['young'],
  },
  {
    claim: 'a large pod that does not fit back goes although a small one would have done',
    running: [
      { name: 'large', cpu: '3', priority: 2 },
      { name: 'small', cpu: '1', priority: 1 },
    ],
    boss: { cpu: '2', priority: 5 },
    nominated: 'n1',
    victims: ['large'],
  },
  {
    claim: 'a used up budget protects its pod where another can go',
    running: [
      { name: 'guarded', cpu: '2', priority: 1 },
      { name: 'free', cpu: '2', priority: 2 },
    ],
    budgets: [{ app: 'guarded', allowed: 0 }],
    boss: { cpu: '2', priority: 5 },
    nominated: 'n1',
    victims: ['free'],
  },
  {
    claim: 'a budget is broken when nothing else helps',
    running: [{ name: 'guarded', cpu: '4', priority: 1 }],
    budgets: [{ app: 'guarded', allowed: 0 }],
    boss: { cpu: '2', priority: 5 },
    nominated: 'n1',
    victims: ['guarded'],
  },
  {
    claim: 'a budget counts each pod that it covers',
    running: [
      { name: 'a', cpu: '1', priority: 1, app: 'web', started: 1 },
      { name: 'b', cpu: '1', priority: 1, app: 'web', started: 2 },
      { name: 'c', cpu: '2', priority: 2 },
    ],
    budgets: [{ app: 'web', allowed: 1 }],
    boss: { cpu: '1', priority: 5 },
    nominated: 'n1',
    victims: ['a'],
  },
  {
    claim: 'a pod that its budget counts as disrupted already is free to go',
    running: [
      { name: 'gone', cpu: '2', priority: 1, app: 'web' },
      { name: 'c', cpu: '2', priority: 1, started: 3 },
    ],
    budgets: [{ app: 'web', allowed: 0, disrupted: 'gone' }],
    boss: { cpu: '2', priority: 5 },
    nominated: 'n1',
    victims: ['gone'],
  },
  {
    claim: 'the node with the fewest broken budgets is taken first',
    cpu: { n1: '2', n2: '2' },
    running: [
      { name: 'guarded', on: 'n1', cpu: '2', priority: 1 },
      { name: 'free', on: 'n2', cpu: '2', priority: 4 },
    ],
    budgets: [{ app: 'guarded', allowed: 0 }],
    boss: { cpu: '1', priority: 5 },
    nominated: 'n2',
    victims: ['free'],
  },
  {
    claim: 'then the node whose most important victim matters least',
    cpu: { n1: '2', n2: '2' },
    running: [
      { name: 'a', on: 'n1', cpu: '2', priority: 3 },
      { name: 'b1', on: 'n2', cpu: '1', priority: 2 },
      { name: 'b2', on: 'n2', cpu: '1', priority: 2 },
    ],
    boss: { cpu: '2', priority: 5 },
    nominated: 'n2',
    victims: ['b1', 'b2'],
  },
  {
    claim: 'then the node whose victims matter least in sum',
    cpu: { n1: '2', n2: '2' },
    running: [
      { name: 'a1', on: 'n1', cpu: '1', priority: 3 },
      { name: 'a2', on: 'n1', cpu: '1', priority: 3 },
      { name: 'b1', on: 'n2', cpu: '1', priority: 3 },
      { name: 'b2', on: 'n2', cpu: '1', priority: 1 },
    ],
    boss: { cpu: '2', priority: 5 },
    nominated: 'n2',
    victims: ['b1', 'b2'],
  },
  {
    claim: 'then the node with fewer victims: each weighs more than its priority',
    cpu: { n1: '2', n2: '2' },
    running: [
      { name: 'a1', on: 'n1', cpu: '1', priority: 3 },
      { name: 'a2', on: 'n1', cpu: '1', priority: -3 },
      { name: 'b', on: 'n2', cpu: '2', priority: 3 },
    ],
    boss: { cpu: '2', priority: 5 },
    nominated: 'n2',
    victims: ['b'],
  },
  {
    claim: 'then the node whose most important victims started last',
    cpu: { n1: '2', n2: '2' },
    running: [
      { name: 'a', on: 'n1', cpu: '2', priority: 3, started: 1 },
      { name: 'b', on: 'n2', cpu: '2', priority: 3, started: 5 },
    ],
    boss: { cpu: '2', priority: 5 },
    nominated: 'n2',
    victims: ['b'],
  },
];

function worldOf({ cpu = { n1: '4' }, running: others, budgets = [], boss }: Case): World {
  const world = new World();
  world.now = 60_000;
  for (const [name, amount] of Object.entries(cpu)) world.apply(nodes, node(name, { capacity: { cpu: amount } }));
  for (const other of others) world.apply(pods, running(other));
  budgets.forEach(({ app, allowed, disrupted }, i) => {
    const disruptedPods = disrupted === undefined ? {} : { disruptedPods: { [disrupted]: timestamp(0) } };
    const spec = { selector: { matchLabels: { app } } };
    world.apply(poddisruptionbudgets, {
      metadata: { name: `b${i}` },
      spec,
      status: { disruptionsAllowed: allowed, ...disruptedPods },
    });
  });
  world.apply(pods, pod('boss', { cpu: boss.cpu }, { priority: boss.priority, ...boss.spec }));
  return world;
}

for (const row of CASES) {
  t.test(row.claim, (t) => {
    const world = worldOf(row);
    world.run();
    t.equal(world.pod('boss').status?.nominatedNodeName, row.nominated);
    const gone = world.view.list(pods).filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
    t.strictSame(
      gone.map(({ metadata }) => metadata.name),
      row.victims,
    );
    t.end();
  });
}

t.test('victims are marked, deleted and told for whom; the preemptor says only what it lacked', (t) => {
  const [first] = CASES;
  if (first === undefined) throw new Error('no cases');
  const world = worldOf(first);
  world.run();
  t.equal(world.reason('boss'), '0/1 nodes are available: 1 Insufficient cpu.');
  const target = world.pod('low').status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
  t.match(target, {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: 'default-scheduler: preempting to accommodate a higher priority pod',
  });
  t.strictSame(world.calls, ['PATCH pods/boss/status', 'PATCH pods/low/status', 'DELETE pods/low']);
  t.strictSame(world.events, [
    'FailedScheduling default/boss: 0/1 nodes are available: 1 Insufficient cpu.',
    `Preempted default/low: Preempted by pod ${world.pod('boss').metadata.uid} on node n1`,
  ]);
  world.delete(pods, 'low');
  world.run();
  t.equal(world.nodeOf('boss'), 'n1');
  t.end();
});

t.test(
  'while victims terminate the preemptor does not preempt again, and less important pods do not take the room',
  (t) => {
    const world = new World();
    world.now = 60_000;
    world.apply(nodes, node('n1'));
    world.apply(pods, running({ name: 'low', cpu: '3', priority: 1 }));
    world.apply(pods, running({ name: 'other', cpu: '1', priority: 1 }));
    world.apply(pods, pod('boss', { cpu: '3' }, { priority: 9 }));
    world.run();
    t.equal(world.pod('boss').status?.nominatedNodeName, 'n1');
    world.delete(pods, 'other');
    world.run();
    t.equal(
      world.reason('boss'),
      '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to a terminating pod on the nominated node.',
    );
    world.delete(pods, 'low');
    world.apply(pods, pod('mouse', { cpu: '2' }, { priority: 5 }));
    world.run();
    t.equal(world.nodeOf('boss'), 'n1');
    t.equal(world.nodeOf('mouse'), undefined, 'the room was spoken for');
    t.end();
  },
);

t.test('a more important pod takes the room and the nomination away', (t) => {
  const world = new World();
  world.now = 60_000;
  world.apply(nodes, node('n1'));
  world.apply(pods, running({ name: 'low', cpu: '4', priority: 1 }));
  world.apply(pods, pod('mid', { cpu: '3' }, { priority: 5 }));
  world.run();
  t.equal(world.pod('mid').status?.nominatedNodeName, 'n1');
  world.delete(pods, 'low');
  world.apply(pods, pod('top', { cpu: '3' }, { priority: 9 }));
  world.run();
  t.strictSame([world.nodeOf('top'), world.nodeOf('mid')], ['n1', undefined]);
  t.end();
});

const LOW_OFF: readonly [string, string, readonly object[], string | undefined][] = [
  ['none is left to be deleted', '4', [], 'n1'],
  ['another one must be deleted', '2', [running({ name: 'more', cpu: '2', priority: 2 })], undefined],
];

for (const [when, cpu, others, left] of LOW_OFF) {
  t.test(`the nomination of a less important pod ${left ? 'stays' : 'goes'} when ${when}`, (t) => {
    const world = new World();
    world.now = 60_000;
    world.apply(nodes, node('n1'));
    world.apply(pods, running({ name: 'low', cpu, priority: 1 }));
    for (const other of others) world.apply(pods, other);
    world.apply(pods, pod('mid', { cpu }, { priority: 5 }));
    world.run();
    t.equal(world.pod('mid').status?.nominatedNodeName, 'n1');
    world.apply(pods, pod('top', { cpu: '4' }, { priority: 9 }));
    world.run();
    t.equal(world.pod('top').status?.nominatedNodeName, 'n1');
    t.equal(world.pod('mid').status?.nominatedNodeName, left);
    t.end();
  });
}

t.test('a lost nomination wakes only once the pods that wait have been tried, so that the order stays', (t) => {
  const world = new World();
  world.now = 60_000;
  world.apply(nodes, node('n1'));
  world.apply(pods, running({ name: 'low', cpu: '4', priority: 1 }));
  for (const [name, priority] of [
    ['high', 7],
    ['mid', 5],
    ['top', 9],
  ] as const) {
    world.apply(pods, pod(name, { cpu: '4' }, { priority }));
    world.run(world.now + 1_500);
  }
  world.delete(pods, 'low');
  world.run(world.now + 2_500);
  t.strictSame([world.nodeOf('top'), world.pod('high').status?.nominatedNodeName], ['n1', undefined]);
  world.apply(nodes, node('n2'));
  world.run();
  t.strictSame([world.nodeOf('high'), world.nodeOf('mid')], ['n2', undefined]);
  t.end();
});

t.test('a victim that cannot be deleted lets the preemptor try again at once', (t) => {
  const world = new World();
  world.now = 60_000;
  world.apply(nodes, node('n1'));
  world.apply(pods, running({ name: 'low', cpu: '4', priority: 1 }));
  let refusals = 1;
  world.intercept = ({ method }) =>
    method === 'DELETE' && refusals-- > 0
      ? { code: 500, body: { kind: 'Status', metadata: {}, message: 'no' } }
      : undefined;
  world.apply(pods, pod('boss', { cpu: '3' }, { priority: 9 }));
  world.run();
  t.equal(world.calls.filter((call) => call === 'DELETE pods/low').length, 2);
  t.end();
});

t.test('a tenth of the nodes, at least a hundred, is enough to choose from', (t) => {
  const args = { minCandidateNodesPercentage: 10, minCandidateNodesAbsolute: 100 };
  for (const [count, enough] of [
    [5, 5],
    [100, 100],
    [900, 100],
    [5000, 500],
  ] as const)
    t.equal(numCandidates(count, args), enough);
  t.end();
});
