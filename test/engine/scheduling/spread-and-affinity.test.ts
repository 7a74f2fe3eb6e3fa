import fc from 'fast-check';
import t from 'tap';
import type { Pod, PodAffinityTerm, TopologySpreadConstraint } from '../../../engine/apis/generated/core.v1.js';
import type { LabelSelector } from '../../../engine/apis/generated/meta.v1.js';
import { namespaces, nodes, pods, replicasets, services } from '../../../engine/apis/generated/resources.js';
import { explainPod } from '../../../engine/scheduling/explain/explain.js';
import { schedulerSettings, defaultSettings, type SchedulerSettings } from '../../../engine/scheduling/settings.js';
import { node, pod, World, type NodeExtra } from './world.js';

const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';

/** Reasons by node, of one plugin; '' where it has none. */
function reasons(world: World, waiting: object, plugin: string): Readonly<Record<string, string>> {
  const made = world.apply(pods, {
    ...waiting,
    spec: { ...(waiting as Pod).spec, schedulingGates: [{ name: 'stay' }] },
  });
  const { memory, view, now } = world;
  const table = explainPod(made, { memory, view, now }, defaultSettings()).nodes;
  return Object.fromEntries(
    table.map(({ node: name, verdicts }) => [
      name,
      verdicts.find((verdict) => verdict.plugin === plugin)?.reason ?? '',
    ]),
  );
}

// The definitions, written out naively: every question is answered by walking over everything.

type Labels = Readonly<Record<string, string>>;

function selects(selector: LabelSelector | undefined, labels: Labels = {}): boolean {
  if (selector === undefined) return false;
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}

interface Place {
  readonly name: string;
  readonly labels: Labels;
  readonly pods: readonly Pod[];
}

function places(world: World): readonly Place[] {
  return world.view.list(nodes).map(({ metadata: { name, labels = {} } }) => {
    return { name, labels, pods: world.view.list(pods).filter(({ spec }) => spec.nodeName === name) };
  });
}

const SPREAD = "node(s) didn't match pod topology spread constraints";

function spreadReason(world: World, waiting: Pod, place: Place): string {
  const constraints = (waiting.spec.topologySpreadConstraints ?? []).filter(
    (c) => c.whenUnsatisfiable === 'DoNotSchedule',
  );
  const counting = places(world).filter(({ labels }) => constraints.every((c) => labels[c.topologyKey] !== undefined));
  for (const c of constraints) {
    const value = place.labels[c.topologyKey];
    if (value === undefined) return `${SPREAD} (missing required label)`;
    const count = (domain: string) => matchingIn(counting, c, domain, waiting);
    const domains = [...new Set(counting.map(({ labels }) => labels[c.topologyKey] ?? ''))];
    const fewest = domains.length < (c.minDomains ?? 1) ? 0 : Math.min(...domains.map(count));
    const self = selects(c.labelSelector, waiting.metadata.labels) ? 1 : 0;
    if (count(value) + self - fewest > c.maxSkew) return SPREAD;
  }
  return '';
}

function matchingIn(counting: readonly Place[], c: TopologySpreadConstraint, domain: string, waiting: Pod): number {
  if (Object.keys(c.labelSelector?.matchLabels ?? {}).length === 0) return 0;
  return counting
    .filter(({ labels }) => labels[c.topologyKey] === domain)
    .flatMap((place) => place.pods)
    .filter(
      ({ metadata }) => metadata.namespace === waiting.metadata.namespace && metadata.deletionTimestamp === undefined,
    )
    .filter(({ metadata }) => selects(c.labelSelector, metadata.labels)).length;
}

/** Whether a term of `of` selects a pod; namespaces by name, by labels, or its own. */
function termSelects(world: World, term: PodAffinityTerm, of: Pod, other: Pod): boolean {
  const own = !term.namespaces?.length && term.namespaceSelector === undefined;
  const named = own ? [of.metadata.namespace] : (term.namespaces ?? []);
  const labels = world.view.get(namespaces, '', other.metadata.namespace ?? '')?.metadata.labels;
  const inNamespace = named.includes(other.metadata.namespace ?? '') || selects(term.namespaceSelector, labels);
  return inNamespace && selects(term.labelSelector, other.metadata.labels);
}

function affinityReason(world: World, waiting: Pod, place: Place): string {
  const all = places(world);
  const near = (key: string) =>
    all.filter(({ labels }) => labels[key] !== undefined && labels[key] === place.labels[key]);
  const required = waiting.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const allTerms = (other: Pod) => required.every((term) => termSelects(world, term, waiting, other));
  if (required.some(({ topologyKey }) => place.labels[topologyKey] === undefined))
    return "node(s) didn't match pod affinity rules";
  const satisfied = required.every(({ topologyKey }) => near(topologyKey).some((there) => there.pods.some(allTerms)));
  const nobodyAnywhere = !all.some(({ labels, pods: there }) => {
    return required.some(({ topologyKey }) => labels[topologyKey] !== undefined) && there.some(allTerms);
  });
  if (!satisfied && !(nobodyAnywhere && allTerms(waiting))) return "node(s) didn't match pod affinity rules";
  const anti = antiTerms(waiting);
  const meets = anti.some((term) =>
    near(term.topologyKey).some((there) => there.pods.some((other) => termSelects(world, term, waiting, other))),
  );
  if (meets) return "node(s) didn't match pod anti-affinity rules";
  const unwelcome = all.some((there) =>
    there.pods.some((other) =>
      antiTerms(other).some(
        (term) => near(term.topologyKey).includes(there) && termSelects(world, term, other, waiting),
      ),
    ),
  );
  return unwelcome ? "node(s) didn't satisfy existing pods anti-affinity rules" : '';
}

function antiTerms(of: Pod): readonly PodAffinityTerm[] {
  return of.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

function same(found: string | undefined, expected: string, { name }: Place): void {
  if (found !== expected) throw new Error(`${name}: ${found}; by definition: ${expected}`);
}

// Random small clusters.

const app = fc.constantFrom('web', 'db');
const namespace = fc.constantFrom('default', 'other');
const selector = fc.oneof(
  { weight: 5, arbitrary: app.map((name) => ({ matchLabels: { app: name } })) },
  { weight: 1, arbitrary: fc.constant({}) },
);
const topologyKey = fc.constantFrom(ZONE, HOST, 'rack');
const term = fc.record(
  {
    topologyKey,
    labelSelector: selector,
    namespaces: fc.subarray(['default', 'other'], { minLength: 1 }),
    namespaceSelector: fc.constantFrom({}, { matchLabels: { team: 'a' } }),
  },
  { requiredKeys: ['topologyKey', 'labelSelector'] },
);
const someTerms = fc
  .array(term, { minLength: 1, maxLength: 2 })
  .map((list) => ({ requiredDuringSchedulingIgnoredDuringExecution: list }));
const affinity = fc.record({ podAffinity: someTerms, podAntiAffinity: someTerms }, { requiredKeys: [] });
const constraint = fc.record(
  {
    maxSkew: fc.constantFrom(1, 2),
    topologyKey,
    whenUnsatisfiable: fc.constant('DoNotSchedule'),
    labelSelector: selector,
    minDomains: fc.constantFrom(1, 3),
  },
  { requiredKeys: ['maxSkew', 'topologyKey', 'whenUnsatisfiable', 'labelSelector'] },
);
const places_ = fc.array(
  fc.record({ [ZONE]: fc.constantFrom('z1', 'z2'), rack: fc.constantFrom('r1', 'r2') }, { requiredKeys: [] }),
  {
    minLength: 1,
    maxLength: 5,
  },
);
const runningPods = fc.array(fc.record({ at: fc.nat(4), app, namespace, leaving: fc.boolean(), affinity }), {
  maxLength: 8,
});

type Sample = {
  readonly labels: readonly Labels[];
  readonly running: readonly {
    readonly at: number;
    readonly app: string;
    readonly namespace: string;
    readonly leaving: boolean;
    readonly affinity: object;
  }[];
};

function sampled({ labels, running }: Sample): World {
  const world = new World();
  world.apply(namespaces, { metadata: { name: 'default', labels: { team: 'a' } } });
  world.apply(namespaces, { metadata: { name: 'other', labels: { team: 'b' } } });
  labels.forEach((extra, i) => world.apply(nodes, node(`n${i}`, { labels: extra })));
  running.forEach((other, i) => {
    const deletion = other.leaving && i % 3 === 0 ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {};
    const metadata = { labels: { app: other.app }, namespace: other.namespace, ...deletion };
    world.apply(
      pods,
      pod(`r${i}`, {}, { nodeName: `n${other.at % labels.length}`, affinity: other.affinity }, metadata),
    );
  });
  return world;
}

t.test('hard spreading is what its definition says, on any small cluster', (t) => {
  const waiting = fc.record({ app, list: fc.array(constraint, { minLength: 1, maxLength: 2 }) });
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(places_, runningPods, waiting, (labels, running, { app: own, list }) => {
        const world = sampled({ labels, running });
        const given = pod('p', {}, { topologySpreadConstraints: list }, { labels: { app: own } });
        const found = reasons(world, given, 'PodTopologySpread');
        const made = world.pod('p');
        for (const place of places(world)) same(found[place.name], spreadReason(world, made, place), place);
      }),
      { numRuns: 400 },
    ),
  );
  t.end();
});

t.test('required affinity and anti-affinity are what their definitions say, on any small cluster', (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(places_, runningPods, fc.record({ app, affinity }), (labels, running, waiting) => {
        const world = sampled({ labels, running });
        const given = pod('p', {}, { affinity: waiting.affinity }, { labels: { app: waiting.app } });
        const found = reasons(world, given, 'InterPodAffinity');
        const made = world.pod('p');
        for (const place of places(world)) same(found[place.name], affinityReason(world, made, place), place);
      }),
      { numRuns: 600 },
    ),
  );
  t.end();
});

// Rules that have a number or a policy in them.

function zoned(...zones: readonly (readonly [name: string, zone: string, extra?: NodeExtra])[]): World {
  const world = new World();
  for (const [name, zone, extra = {}] of zones)
    world.apply(nodes, node(name, { ...extra, labels: { [ZONE]: zone, ...extra.labels } }));
  return world;
}

function web(world: World, name: string, nodeName: string): void {
  world.apply(pods, pod(name, {}, { nodeName }, { labels: { app: 'web' } }));
}

const spreadOver = (topology: string, extra: object = {}) => ({
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: topology,
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'web' } },
      ...extra,
    },
  ],
});
const asWeb = { labels: { app: 'web' } };

t.test('policies say which nodes count for spreading', (t) => {
  const taint = { key: 'a', effect: 'NoSchedule' };
  const make = () => {
    const world = zoned(['a1', 'a', { labels: { disk: 'ssd' } }], ['b1', 'b', { taints: [taint] }]);
    web(world, 'w1', 'a1');
    return world;
  };
  const rows: readonly (readonly [claim: string, spec: object, onA1: string])[] = [
    ['a tainted node counts', spreadOver(ZONE), SPREAD],
    ['unless taints are honoured', spreadOver(ZONE, { nodeTaintsPolicy: 'Honor' }), ''],
    ['a node that the selector excludes does not', { ...spreadOver(ZONE), nodeSelector: { disk: 'ssd' } }, ''],
    [
      'unless the selector is ignored',
      { ...spreadOver(ZONE, { nodeAffinityPolicy: 'Ignore' }), nodeSelector: { disk: 'ssd' } },
      SPREAD,
    ],
    [
      'fewer domains than asked for count as an empty one',
      { ...spreadOver(ZONE, { minDomains: 2 }), nodeSelector: { disk: 'ssd' } },
      SPREAD,
    ],
  ];
  for (const [claim, spec, expected] of rows)
    t.equal(reasons(make(), pod('p', {}, spec, asWeb), 'PodTopologySpread')['a1'], expected, claim);
  t.end();
});

t.test('matchLabelKeys narrow the count to pods with the same values', (t) => {
  const world = zoned(['a1', 'a'], ['b1', 'b']);
  world.apply(pods, pod('old', {}, { nodeName: 'a1' }, { labels: { app: 'web', hash: '1' } }));
  const spec = spreadOver(ZONE, { matchLabelKeys: ['hash'] });
  const waiting = (hash: string) => pod('p', {}, spec, { labels: { app: 'web', hash } });
  t.strictSame(reasons(world, waiting('1'), 'PodTopologySpread'), { a1: SPREAD, b1: '' });
  t.strictSame(reasons(world, waiting('2'), 'PodTopologySpread'), { a1: '', b1: '' });
  t.end();
});

/** Points by node, of one plugin, normalised. */
function points(
  world: World,
  waiting: object,
  plugin: string,
  settings: SchedulerSettings = defaultSettings(),
): Readonly<Record<string, number>> {
  const made = world.apply(pods, {
    ...waiting,
    spec: { ...(waiting as Pod).spec, schedulingGates: [{ name: 'stay' }] },
  });
  const { memory, view, now } = world;
  const rows = explainPod(made, { memory, view, now }, settings).scores.flatMap(({ node: name, scores }) => {
    const score = scores.find((entry) => entry.plugin === plugin);
    return score === undefined ? [] : [[name, score.score] as const];
  });
  return Object.fromEntries(rows.sort());
}

t.test('pods of a service or a replica set are spread over hosts and zones by default', (t) => {
  const world = zoned(['a1', 'a'], ['a2', 'a'], ['b1', 'b']);
  t.strictSame(points(world, pod('p', {}, {}, asWeb), 'PodTopologySpread'), {}, 'nothing is known of it');
  world.apply(services, { metadata: { name: 'web' }, spec: { selector: { app: 'web' } } });
  web(world, 'w1', 'a1');
  t.strictSame(points(world, pod('p', {}, {}, asWeb), 'PodTopologySpread'), { a1: 66, a2: 88, b1: 100 });
  world.delete(services, 'web');
  world.apply(replicasets, { metadata: { name: 'web' }, spec: { selector: { matchLabels: { app: 'web' } } } });
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'x', controller: true };
  const owned = pod('p', {}, {}, { ...asWeb, ownerReferences: [owner] });
  t.strictSame(points(world, owned, 'PodTopologySpread'), { a1: 66, a2: 88, b1: 100 });
  t.end();
});

t.test('default constraints can be listed, or none at all', (t) => {
  const config = (args: object) => ({ profiles: [{ pluginConfig: [{ name: 'PodTopologySpread', args }] }] });
  const none = schedulerSettings(config({ defaultingType: 'List' }));
  if (!none.ok) return t.fail('should be valid');
  const world = zoned(['a1', 'a'], ['b1', 'b']);
  world.apply(services, { metadata: { name: 'web' }, spec: { selector: { app: 'web' } } });
  web(world, 'w1', 'a1');
  t.strictSame(points(world, pod('p', {}, {}, asWeb), 'PodTopologySpread', none.settings), {});
  t.end();
});

t.test('preferred terms pull and push, and those of running pods do so as well', (t) => {
  const friend = (weight: number, name: string) => ({
    weight,
    podAffinityTerm: { topologyKey: ZONE, labelSelector: { matchLabels: { app: name } } },
  });
  const preferring = (kind: string, ...list: readonly object[]) => ({
    affinity: { [kind]: { preferredDuringSchedulingIgnoredDuringExecution: list } },
  });
  const make = () => zoned(['a1', 'a'], ['b1', 'b'], ['c1', 'c']);
  const near = make();
  web(near, 'w1', 'a1');
  t.strictSame(points(near, pod('p', {}, preferring('podAffinity', friend(5, 'web'))), 'InterPodAffinity'), {
    a1: 100,
    b1: 0,
    c1: 0,
  });
  t.strictSame(points(near, pod('p', {}, preferring('podAntiAffinity', friend(5, 'web'))), 'InterPodAffinity'), {
    a1: 0,
    b1: 100,
    c1: 100,
  });
  const wanted = make();
  wanted.apply(pods, pod('r', {}, { nodeName: 'b1', ...preferring('podAffinity', friend(50, 'web')) }));
  t.strictSame(points(wanted, pod('p', {}, {}, asWeb), 'InterPodAffinity'), { a1: 0, b1: 100, c1: 0 });
  const hard = make();
  const required = [{ topologyKey: ZONE, labelSelector: { matchLabels: { app: 'web' } } }];
  hard.apply(
    pods,
    pod(
      'r',
      {},
      { nodeName: 'c1', affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } },
    ),
  );
  t.strictSame(
    points(hard, pod('p', {}, {}, asWeb), 'InterPodAffinity'),
    { a1: 0, b1: 0, c1: 100 },
    'a hard wish counts 1',
  );
  t.end();
});
