import fc from 'fast-check';
import t from 'tap';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import { numFeasibleNodesToFind } from '../../../engine/scheduling/cycle/find-nodes.js';
import { explainPod } from '../../../engine/scheduling/explain/explain.js';
import { balancedResourceScore } from '../../../engine/scheduling/plugins/node-resources-balanced-allocation/node-resources-balanced-allocation.js';
import { resourceScorer } from '../../../engine/scheduling/plugins/node-resources-fit/scoring-strategies.js';
import { defaultNormalizeScore } from '../../../engine/scheduling/scoring/normalize.js';
import { brokenLinear } from '../../../engine/scheduling/scoring/shape.js';
import { defaultSettings, schedulerSettings } from '../../../engine/scheduling/settings.js';
import { node, pod, World } from './world.js';

const CPU = [{ name: 'cpu', weight: 1 }];
const BOTH = [...CPU, { name: 'memory', weight: 1 }];

t.test('the scoring strategies give whole points', (t) => {
  const least = resourceScorer({ type: 'LeastAllocated', resources: BOTH, shape: [] });
  const most = resourceScorer({ type: 'MostAllocated', resources: BOTH, shape: [] });
  const weighted = resourceScorer({
    type: 'LeastAllocated',
    resources: [
      { name: 'cpu', weight: 3 },
      { name: 'memory', weight: 1 },
    ],
    shape: [],
  });
  const rows: readonly (readonly [what: string, actual: number, expected: number])[] = [
    ['least: empty', least([0, 0], [4, 4]), 100],
    ['least: a third of cpu, rounded down', least([1, 0], [3, 4]), 83],
    ['least: over-committed', least([5, 0], [4, 4]), 50],
    ['least: nothing allocatable', least([0, 0], [0, 0]), 0],
    ['least: what is not allocatable does not count', least([1, 0], [4, 0]), 75],
    ['least: weights', weighted([4, 0], [4, 4]), 25],
    ['most: half and full', most([2, 4], [4, 4]), 75],
    ['most: over-committed counts as full', most([9, 4], [4, 4]), 100],
  ];
  for (const [what, actual, expected] of rows) t.equal(actual, expected, what);
  t.end();
});

t.test('a shape is a line through its points, flat outside, scaled from 10 to 100', (t) => {
  const shape = [
    { utilization: 0, score: 0 },
    { utilization: 50, score: 10 },
    { utilization: 100, score: 5 },
  ];
  const line = brokenLinear([
    { utilization: 20, score: 3 },
    { utilization: 40, score: 9 },
  ]);
  for (const [at, score] of [
    [0, 3],
    [20, 3],
    [25, 4],
    [30, 6],
    [40, 9],
    [100, 9],
  ] as const)
    t.equal(line(at), score);
  const ratio = resourceScorer({ type: 'RequestedToCapacityRatio', resources: BOTH, shape });
  t.equal(ratio([2, 2], [4, 4]), 100);
  t.equal(ratio([1, 2], [4, 4]), 75);
  t.equal(ratio([0, 2], [4, 4]), 100, 'a resource that scores 0 does not count at all');
  t.equal(ratio([9, 9], [4, 4]), 50, 'over-committed counts as full');
  t.end();
});

t.test('balanced allocation is 100 less the deviation of the shares', (t) => {
  const rows: readonly (readonly [requested: readonly number[], allocatable: readonly number[], score: number])[] = [
    [[2, 2], [4, 4], 100],
    [[4, 0], [4, 4], 50],
    [[1, 2], [4, 4], 87],
    [[8, 4], [4, 4], 100],
    [[1, 0], [4, 0], 100],
    [[1, 2, 3], [4, 4, 4], 79],
    [[], [], 100],
  ];
  for (const [requested, allocatable, score] of rows) t.equal(balancedResourceScore(requested, allocatable), score);
  t.end();
});

t.test('normalising scales by the highest and keeps the order', (t) => {
  const normalized = (scores: readonly number[], reverse: boolean) => {
    const copy = [...scores];
    defaultNormalizeScore(copy, reverse);
    return copy;
  };
  t.strictSame(normalized([0, 0], false), [0, 0]);
  t.strictSame(normalized([0, 0], true), [100, 100]);
  t.strictSame(normalized([1, 2, 3], false), [33, 66, 100]);
  t.strictSame(normalized([1, 2, 3], true), [67, 34, 0]);
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 2 }), (scores) => {
      const after = normalized(scores, false);
      return scores.every((a, i) => scores.every((b, j) => a < b || (after[i] ?? 0) >= (after[j] ?? 0)));
    }),
  );
  t.end();
});

t.test('the more nodes there are, the smaller the share that is looked at', (t) => {
  const rows: readonly (readonly [percentage: number, nodes: number, enough: number])[] = [
    [0, 10, 10],
    [0, 99, 99],
    [0, 100, 100],
    [0, 1000, 420],
    [0, 5000, 500],
    [0, 10_000, 500],
    [40, 1000, 400],
    [5, 1000, 100],
    [100, 6000, 6000],
  ];
  for (const [percentage, nodes, enough] of rows) t.equal(numFeasibleNodesToFind(percentage, nodes), enough);
  t.end();
});

/** Raw points by node and plugin. */
function raw(
  world: World,
  waiting: object,
  plugin: string,
  settings = defaultSettings(),
): Readonly<Record<string, number>> {
  const made = world.apply(pods, waiting);
  const { memory, view, now } = world;
  const rows = explainPod(made, { memory, view, now }, settings).scores.flatMap(({ node: name, scores }) =>
    scores.filter((score) => score.plugin === plugin).map((score) => [name, score.raw] as const),
  );
  return Object.fromEntries(rows.sort());
}

t.test('images that a node holds are worth more the larger and the more widespread they are', (t) => {
  const world = new World();
  const big = { names: ['big:v1'], sizeBytes: 600 * 1024 * 1024 };
  world.apply(nodes, node('n1', { images: [big] }));
  world.apply(nodes, node('n2', { images: [big, { names: ['tiny:latest'], sizeBytes: 1024 }] }));
  world.apply(nodes, node('n3'));
  const container = (image: string) => ({ name: 'c', image });
  const with_ = (...images: readonly string[]) => pod('p', {}, { containers: images.map(container) });
  t.strictSame(raw(world, with_('big:v1'), 'ImageLocality'), { n1: 38, n2: 38, n3: 0 });
  t.strictSame(raw(world, with_('tiny'), 'ImageLocality'), { n1: 0, n2: 0, n3: 0 }, 'too small to count');
  t.strictSame(
    raw(world, with_('big:v1', 'other'), 'ImageLocality'),
    { n1: 19, n2: 19, n3: 0 },
    'each container raises the bar',
  );
  const initContainers = [container('big:v1')];
  t.strictSame(raw(world, pod('p', {}, { initContainers }), 'ImageLocality'), { n1: 19, n2: 19, n3: 0 });
  world.apply(nodes, node('n1'));
  t.strictSame(raw(world, with_('big:v1'), 'ImageLocality'), { n1: 0, n2: 18, n3: 0 }, 'fewer nodes hold it');
  t.end();
});

t.test('a pod that requests nothing counts as 100 millicores and 200 MiB, and is not balanced', (t) => {
  const world = new World();
  world.apply(nodes, node('n1', { capacity: { cpu: '1', memory: '400Mi' } }));
  t.strictSame(raw(world, pod('p'), 'NodeResourcesFit'), { n1: 70 });
  t.strictSame(raw(world, pod('p'), 'NodeResourcesBalancedAllocation'), {});
  world.apply(pods, pod('r', {}, { nodeName: 'n1' }));
  t.strictSame(raw(world, pod('p'), 'NodeResourcesFit'), { n1: 40 });
  t.strictSame(raw(world, pod('p', { cpu: '500m' }), 'NodeResourcesBalancedAllocation'), { n1: 75 });
  t.end();
});

t.test('taints that a pod would rather avoid are counted, weighted three', (t) => {
  const world = new World();
  const soft = (key: string) => ({ key, effect: 'PreferNoSchedule' });
  world.apply(nodes, node('n1', { taints: [soft('a'), soft('b')] }));
  world.apply(nodes, node('n2', { taints: [soft('a')] }));
  t.strictSame(raw(world, pod('p'), 'TaintToleration'), { n1: 2, n2: 1 });
  t.strictSame(raw(world, pod('p', {}, { tolerations: [{ key: 'a', operator: 'Exists' }] }), 'TaintToleration'), {
    n1: 1,
    n2: 0,
  });
  t.end();
});

t.test('a preferred term without conditions counts nowhere', (t) => {
  const world = new World();
  world.apply(nodes, node('n1', { labels: { a: '1' } }));
  const prefer = (...list: readonly object[]) => ({
    affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: list } },
  });
  const a = { matchExpressions: [{ key: 'a', operator: 'Exists' }] };
  t.strictSame(
    raw(world, pod('p', {}, prefer({ weight: 10, preference: a }, { weight: 5, preference: {} })), 'NodeAffinity'),
    { n1: 10 },
  );
  t.end();
});

t.test('the weights are those of upstream', (t) => {
  const { profiles } = defaultSettings();
  const weights = Object.fromEntries(
    (profiles.get('default-scheduler')?.score ?? []).map(({ plugin, weight }) => [plugin.name, weight]),
  );
  t.strictSame(weights, {
    TaintToleration: 3,
    NodeAffinity: 2,
    NodeResourcesFit: 1,
    PodTopologySpread: 2,
    InterPodAffinity: 2,
    NodeResourcesBalancedAllocation: 1,
    ImageLocality: 1,
  });
  t.end();
});

t.test('ties are broken by the dice: the same seed gives the same nodes, other seeds give others', (t) => {
  const placed = (seed: number) => {
    const world = new World(undefined, seed);
    for (const name of ['n1', 'n2', 'n3', 'n4']) world.apply(nodes, node(name));
    for (let i = 0; i < 8; i++) world.apply(pods, pod(`p${i}`));
    world.run();
    return Array.from({ length: 8 }, (_, i) => world.nodeOf(`p${i}`)).join(' ');
  };
  t.equal(placed(1), placed(1));
  t.ok(new Set([1, 2, 3, 4, 5].map(placed)).size > 1);
  t.end();
});

t.test('most allocated packs, least allocated spreads', (t) => {
  const args = { scoringStrategy: { type: 'MostAllocated', resources: [{ name: 'cpu', weight: 1 }] } };
  const made = schedulerSettings({ profiles: [{ pluginConfig: [{ name: 'NodeResourcesFit', args }] }] });
  if (!made.ok) return t.fail('should be valid');
  const used = (world: World) => {
    for (const name of ['n1', 'n2']) world.apply(nodes, node(name));
    for (let i = 0; i < 4; i++) world.apply(pods, pod(`p${i}`, { cpu: '500m', memory: '1Gi' }));
    world.run();
    return new Set(Array.from({ length: 4 }, (_, i) => world.nodeOf(`p${i}`))).size;
  };
  t.equal(used(new World()), 2);
  t.equal(used(new World(made.settings)), 1);
  t.end();
});
