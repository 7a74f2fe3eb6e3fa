import t from 'tap';
import { createCluster, reduce, request, type Cluster, type Fault, type Request } from '../../../engine/index.js';
import type { KubeObject } from '../../../engine/apimachinery/object.js';
import type { Inflight, Running } from '../../../engine/cluster/cluster.js';
import { seeded } from '../../../engine/core/rng.js';
import { SortedMap } from '../../../engine/core/sorted-map.js';
import type { Watch } from '../../../conformance/expectations/temporal.js';
import type { Interest } from '../../../conformance/properties/exploration/fingerprint/essence.js';
import { Fingerprints, type Standing } from '../../../conformance/properties/exploration/fingerprint/fingerprint.js';
import { watchIntents } from '../../../conformance/properties/intents/watch-intents.js';
import { planOf, pod, SETTLED, TWO_NODES } from './scenario-text.js';

const INTEREST: Interest = { events: false, calls: false, chance: true, rates: false };
const PLAN = planOf([pod('a'), ...SETTLED], `${TWO_NODES}\nnever: ["pods().size() > 9"]`);
const [NEVER] = PLAN.watches;
if (NEVER === undefined) throw new Error('the plan has a watch');

const CLUSTER = createCluster({ ...PLAN.cluster, seed: 1 });
const BASE: Standing = {
  cluster: CLUSTER,
  lagging: new Map(),
  watching: [],
  intended: [],
  isCut: false,
  canCut: false,
};
const WATCH: Watch = { expectation: NEVER, since: 0, verdict: 'pending', watched: false, reached: 0 };

function withCluster(cluster: Partial<Cluster>, of: Cluster = CLUSTER): Standing {
  return { ...BASE, cluster: { ...of, ...cluster } };
}

function running(id: string, of = CLUSTER): Running {
  const found = of.components.get(id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}

function withRunning(id: string, changed: Partial<Running>, of = CLUSTER): Standing {
  return withCluster({ components: of.components.set(id, { ...running(id, of), ...changed }) }, of);
}

const ID = 'replicaset-controller';

function takenFrom(key: string): Inflight['taken'] {
  const { process } = running(ID);
  if (process === undefined) throw new Error('it runs');
  return { work: { key, cause: 0 }, process, run: () => undefined };
}

/** A turn that waits for the API server. */
function waiting(changed: Partial<Inflight>): Standing {
  const { rng, server } = CLUSTER;
  const inflight = {
    taken: takenFrom('default/a'),
    store: server.store,
    startedAt: 0,
    rng,
    answers: [],
    until: 5,
    lagging: false,
    missed: [],
  };
  return withRunning(ID, { inflight: { ...inflight, ...changed } });
}

function sent(cluster: Cluster, ...requests: readonly Omit<Request, 'type'>[]): Cluster {
  return requests.reduce((before, one) => request(before, { type: 'request', ...one }, 'spec').cluster, cluster);
}

function written(name: string, data: string): Omit<Request, 'type'> {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { data } };
  return { method: 'POST', path: '/api/v1/namespaces/default/configmaps', body };
}

function rewritten(name: string, data: string): Omit<Request, 'type'> {
  const path = `/api/v1/namespaces/default/configmaps/${name}`;
  return { method: 'PATCH', path, contentType: 'application/merge-patch+json', body: { data: { data } } };
}

function faulty(cluster: Cluster, ...faults: readonly Fault[]): Cluster {
  return faults.reduce((before, fault) => reduce(before, { type: 'fault', fault }), cluster);
}

/** Somebody whose informers lag from there on. */
function stale(cluster: Cluster): Cluster {
  return faulty(cluster, { type: 'watch-stale', component: ID });
}

function at(cluster: Cluster): Standing {
  return { ...BASE, cluster };
}

const EVENT: Omit<Request, 'type'> = {
  method: 'POST',
  path: '/api/v1/namespaces/default/events',
  body: { apiVersion: 'v1', kind: 'Event', metadata: { name: 'e' }, involvedObject: { namespace: 'default' } },
};
const PATH_OF_X = '/api/v1/namespaces/default/configmaps/x';
const LOAD = { namespace: 'default', selector: 'app=web', amounts: { cpu: 1 } };
const X = written('x', '1');
const Y = written('y', '1');
const STOPPED = faulty(CLUSTER, { type: 'component-stop', component: 'kubelet/node-1' });

/** A component that remembers this. */
function knowing(memory: object): Standing {
  return withMemory(ID, memory);
}

function withMemory(id: string, memory: object, of = CLUSTER): Standing {
  const { process } = running(id, of);
  if (process === undefined) throw new Error('it runs');
  return withRunning(id, { process: { ...process, memory } }, of);
}

/** A work queue that holds these, by its serial numbers. */
function queue(...ready: readonly (readonly [number, string])[]): Standing {
  const entries = ready.map(([number, key]) => [number, { key, cause: number, at: 0, retry: false }] as const);
  return knowing({ state: {}, queue: { ready: SortedMap.from(entries), sequence: ready.length, delayedKeys: NONE } });
}

const NONE = SortedMap.empty<string, string>();

/** Pods that sit a back-off out, by its end. */
function backingOff(...pods: readonly (readonly [string, string])[]): Standing {
  const backoff = SortedMap.from(pods.map(([end, key]) => [end, { key }] as const));
  return knowing({ backoff, errorBackoff: NONE });
}

type Versions = SortedMap<string, string>;

const WITH_BOTH = sent(
  CLUSTER,
  {
    method: 'POST',
    path: '/api/v1/namespaces/default/endpoints',
    body: { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'e' } },
  },
  {
    method: 'POST',
    path: '/apis/apps/v1/namespaces/default/daemonsets',
    body: {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'e' },
      spec: {
        selector: { matchLabels: { app: 'e' } },
        template: { metadata: { labels: { app: 'e' } }, spec: { containers: [{ name: 'c', image: 'web:1' }] } },
      },
    },
  },
);

/** Two controllers that keep in mind at which version they found an object: one Endpoints, the other DaemonSets. */
function mindful(stale: Versions, written: Versions = NONE): Standing {
  const endpoints = withMemory('endpoints-controller', { state: { stale } }, WITH_BOTH);
  return withMemory('daemonset-controller', { state: { written } }, endpoints.cluster);
}

function versionOf(key: string): string {
  return stored(WITH_BOTH, key).metadata.resourceVersion ?? '';
}

function holding(version: string): Versions {
  return SortedMap.from([['default/e', version]]);
}

function telling(changed: Partial<Running['recorder']>): Standing {
  return withRunning(ID, { recorder: { ...running(ID).recorder, ...changed } });
}

function inSeries(part: 'told' | 'before'): Standing {
  const { series } = running(ID).recorder;
  return telling({ series: { ...series, [part]: TOLD } });
}

const SUBJECTS: Running['recorder']['young'] = SortedMap.from([['pod/a', { credit: 1, filledAt: 0, similar: [] }]]);

const TOLD: Running['recorder']['series']['told'] = SortedMap.from([['default/a', { name: 'a.1', count: 2 }]]);

/** An intent that has come to this state. */
function intending(replicas: number): Standing {
  const [monitor] = watchIntents([{ type: 'noOscillation', times: 3, source: PLAN.source }], CLUSTER);
  if (monitor === undefined) throw new Error('it is watched');
  return { ...BASE, intended: [{ ...monitor, state: replicas }] };
}

function watching(changed: Partial<Watch>): Standing {
  return { ...BASE, watching: [{ ...WATCH, ...changed }] };
}

/** Situations that go on otherwise, for one reason each. */
const COUNTS: readonly (readonly [claim: string, one: Standing, other: Standing])[] = [
  ['what time it is', BASE, withCluster({ now: CLUSTER.now + 1 })],
  ['what is broken', BASE, at(faulty(CLUSTER, { type: 'registry-down' }))],
  ['what will be refused or delayed', BASE, at(faulty(CLUSTER, { type: 'api-delay', match: {}, delay: 5 }))],
  ['what pods share of work', BASE, withCluster({ loads: [LOAD] })],
  ['where chance stands', BASE, withCluster({ rng: seeded(7) })],
  [
    'how often a name was drawn for the same',
    withCluster({ server: { ...CLUSTER.server, drawn: SortedMap.from([['POST x', 1]]) } }),
    withCluster({ server: { ...CLUSTER.server, drawn: SortedMap.from([['POST x', 2]]) } }),
  ],
  ['who lags', at(CLUSTER), at(stale(CLUSTER))],
  [
    'since when somebody lags: for so long it can',
    { ...BASE, lagging: new Map([[ID, 0]]) },
    { ...BASE, lagging: new Map([[ID, 1]]) },
  ],
  ['what somebody who lags will hear', at(stale(sent(CLUSTER, X))), at(sent(stale(CLUSTER), X))],
  ['in which order it will hear it', at(sent(stale(CLUSTER), X, Y)), at(sent(stale(CLUSTER), Y, X))],
  [
    'what somebody who lags knows',
    at(sent(stale(sent(CLUSTER, X)), rewritten('x', '3'))),
    at(sent(stale(sent(CLUSTER, X, rewritten('x', '2'))), rewritten('x', '3'))),
  ],
  ['whether a component runs', BASE, withRunning(ID, { process: undefined })],
  [
    'which component it is',
    withRunning(ID, { process: undefined }),
    withRunning('kube-scheduler', { process: undefined }),
  ],
  ['whether its machine stopped with it', at(STOPPED), at(faulty(CLUSTER, { type: 'node-stop', node: 'node-1' }))],
  ['that a turn waits for the API server', BASE, waiting({})],
  ['what it works on', waiting({}), waiting({ taken: takenFrom('default/b') })],
  ['until when it waits', waiting({}), waiting({ until: 6 })],
  ['when it began', waiting({}), waiting({ startedAt: 1 })],
  ['what it was answered', waiting({}), waiting({ answers: [{ code: 200, body: undefined }] })],
  ['that it lagged before', waiting({}), waiting({ lagging: true })],
  ['what has happened to it since', waiting({}), waiting({ missed: [{ occurrence: 'registry-down', at: 1 }] })],
  ['what it will draw', waiting({}), waiting({ rng: seeded(7) })],
  ['what a component remembers', knowing({ failures: 1 }), knowing({ failures: 2 })],
  ['in which order work waits', queue([1, 'a'], [2, 'b']), queue([1, 'b'], [2, 'a'])],
  ['what sits a back-off out', backingOff(['1', 'a']), backingOff(['1', 'b'])],
  ['what a back-off has come to elsewhere', knowing({ backoff: { pods: 1 } }), knowing({ backoff: { pods: 2 } })],
  [
    'whether Endpoints still are what they were to a controller',
    mindful(holding(versionOf('endpoints/default/e'))),
    mindful(holding('1')),
  ],
  [
    'whether a DaemonSet still is what it was to a controller',
    mindful(NONE, holding(versionOf('apps/daemonsets/default/e'))),
    mindful(NONE, holding('1')),
  ],
  ['which controller holds an old version', mindful(holding('1')), mindful(NONE, holding('1'))],
  ['that the spec can be cut short', BASE, { ...BASE, canCut: true }],
  ['that the spec was cut short', { ...BASE, canCut: true }, { ...BASE, canCut: true, isCut: true }],
  ['what an expectation has come to', watching({}), watching({ verdict: 'held' })],
  ['whether it had anything to look at', watching({}), watching({ watched: true })],
  ['how far it is', watching({}), watching({ reached: 1 })],
  ['since when it watches', watching({}), watching({ since: 1 })],
  ['what an intent has seen', intending(1), intending(2)],
  ['since when it awaits something', watching({ awaited: 1 }), watching({ awaited: 2 })],
];

const WITH_X = sent(CLUSTER, X);
const KNOWN = stored(WITH_X, 'configmaps/default/x');
/** It says the same again, at another version. */
const REWRITTEN = stored(sent(WITH_X, rewritten('x', '2'), rewritten('x', '1')), 'configmaps/default/x');

function stored({ server }: Cluster, key: string): KubeObject {
  const object = server.store.objects.get(key);
  if (object === undefined) throw new Error(`there is no ${key}`);
  return object;
}

const LEFT_OUT = [
  'cause',
  'fresh',
  'sequence',
  'tickets',
  'appointment',
  'duties',
  'places',
  'readyKeys',
  'delayedKeys',
];

function key(standing: Standing, interest = INTEREST): string {
  const fingerprints = new Fingerprints(interest);
  const { high, low } = fingerprints.run(standing, fingerprints.contents(standing.cluster));
  return `${high}/${low}`;
}

for (const [claim, one, other] of COUNTS)
  t.test(`a fingerprint tells ${claim}`, (t) => {
    t.not(key(one), key(other));
    t.end();
  });

t.test('what only tells how things came about does not count, nor what nobody asks for', (t) => {
  const rows: readonly (readonly [claim: string, one: Standing, other: Standing, interest?: Partial<Interest>])[] = [
    ['who came first', at(sent(CLUSTER, X, Y)), at(sent(CLUSTER, Y, X))],
    ['how often it was written', at(sent(CLUSTER, X)), at(sent(CLUSTER, X, rewritten('x', '2'), rewritten('x', '1')))],
    ['the serial numbers of what waits', queue([1, 'a'], [2, 'b']), queue([5, 'a'], [9, 'b'])],
    ['until when a back-off goes, beyond what is said of it', backingOff(['1', 'a']), backingOff(['2', 'a'])],
    [
      'how a work queue backs off',
      knowing({ backoff: { base: 1 }, delayedKeys: NONE }),
      knowing({ backoff: { base: 2 }, delayedKeys: NONE }),
    ],
    ['which version Endpoints have no more', mindful(holding('1')), mindful(holding('2'))],
    ['which version a DaemonSet has no more', mindful(NONE, holding('1')), mindful(NONE, holding('2'))],
    ['which version an object had that somebody knows', knowing({ known: KNOWN }), knowing({ known: REWRITTEN })],
    ['what a kubelet asked of its runtime', knowing({ calls: [1] }), knowing({ calls: [2] })],
    ['which events were told', BASE, telling({ namedAt: 7 })],
    ['chance where every draw is tried', waiting({}), waiting({ rng: seeded(7) }), { chance: false }],
    ['chance where every draw is tried', BASE, withCluster({ rng: seeded(7) }), { chance: false }],
    ['what was asked of late', BASE, withRunning(ID, { bucketFull: 500 })],
    [
      'what was asked long ago',
      withCluster({ now: 500 }),
      withCluster({ ...withRunning(ID, { bucketFull: 400 }).cluster, now: 500 }),
      { rates: true },
    ],
  ];
  for (const name of LEFT_OUT) t.equal(key(knowing({ [name]: 1 })), key(knowing({ [name]: 2 })), name);
  for (const [claim, one, other, interest] of rows)
    t.equal(key(one, { ...INTEREST, ...interest }), key(other, { ...INTEREST, ...interest }), claim);
  const asked: Interest = { ...INTEREST, events: true, calls: true };
  const told: readonly (readonly [claim: string, one: Standing, other: Standing])[] = [
    ['what a kubelet asked of its runtime', knowing({ calls: [1] }), knowing({ calls: [2] })],
    ['when an event was named', BASE, telling({ namedAt: 7 })],
    ['how many were', BASE, telling({ named: 7 })],
    ['which events were told', BASE, telling({ young: SUBJECTS })],
    ['which were told before', BASE, telling({ old: SUBJECTS })],
    ['series of them', BASE, inSeries('told')],
    ['series of the period before', BASE, inSeries('before')],
    ['in which period', BASE, telling({ series: { ...running(ID).recorder.series, period: 9 } })],
  ];
  for (const [claim, one, other] of told) t.not(key(one, asked), key(other, asked), `${claim}, when it is asked for`);
  t.not(
    key(BASE, { ...INTEREST, rates: true }),
    key(withRunning(ID, { bucketFull: 500 }), { ...INTEREST, rates: true }),
    'what was asked of late counts where somebody may have to wait',
  );
  t.end();
});

t.test('what is found out from the contents before is what is found out from scratch, whatever lies between', (t) => {
  const lagging = stale(CLUSTER);
  const steps: readonly (readonly [claim: string, before: Cluster, after: Cluster])[] = [
    ['somebody begins to lag', CLUSTER, lagging],
    ['somebody lags no more', lagging, faulty(lagging, { type: 'watch-resume', component: ID })],
    ['a component stops', CLUSTER, STOPPED],
    ['there is one component more', withoutOne(CLUSTER), CLUSTER],
    ['there is one component less', CLUSTER, withoutOne(CLUSTER)],
    ['an Event comes', CLUSTER, sent(CLUSTER, EVENT)],
    ['an object comes', CLUSTER, sent(CLUSTER, X)],
    ['an object is written', sent(CLUSTER, X), sent(CLUSTER, X, rewritten('x', '2'))],
    ['an object goes', sent(CLUSTER, X), sent(CLUSTER, X, { method: 'DELETE', path: PATH_OF_X })],
  ];
  for (const events of [false, true])
    for (const [claim, before, after] of steps) {
      const fingerprints = new Fingerprints({ ...INTEREST, events });
      const told = fingerprints.contents(after, fingerprints.contents(before));
      t.same(told, new Fingerprints({ ...INTEREST, events }).contents(after), claim);
    }
  t.end();
});

function withoutOne(cluster: Cluster): Cluster {
  return { ...cluster, components: cluster.components.delete(ID) };
}
