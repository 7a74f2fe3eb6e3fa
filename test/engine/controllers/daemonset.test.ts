import t from 'tap';
import type { ControllerRevision, DaemonSet } from '../../../engine/apis/generated/apps.v1.js';
import type { Node, Pod, PodSpec } from '../../../engine/apis/generated/core.v1.js';
import { controllerrevisions, daemonsets, nodes, pods } from '../../../engine/apis/generated/resources.js';
import { timestamp } from '../../../engine/apimachinery/time.js';
import { nodeShouldRunDaemonPod } from '../../../engine/controllers/daemonset/eligibility.js';
import { currentBackoff, nextBackoff, NO_BACKOFF } from '../../../engine/controllers/daemonset/failed-pods-backoff.js';
import { fleetOf } from '../../../engine/controllers/daemonset/fleet.js';
import { allowsSurge, limitsOf } from '../../../engine/controllers/daemonset/limits.js';
import { manage } from '../../../engine/controllers/daemonset/manage.js';
import {
  daemonTolerations,
  targetNodeName,
  templateForNode,
} from '../../../engine/controllers/daemonset/pod-template.js';
import { rollingUpdate } from '../../../engine/controllers/daemonset/rolling-update.js';
import { countNodes } from '../../../engine/controllers/daemonset/status.js';
import { FakeApi } from '../../support/fake-api.js';
import { Stage } from '../../support/stage.js';

const CONTAINER = { name: 'c', image: 'sim/app:1', resources: {} };
const TEMPLATE = { metadata: { labels: { app: 'agent' } }, spec: { containers: [CONTAINER] } };
const HASH = 'controller-revision-hash';

function daemonSet(strategy: object = {}, spec: Partial<PodSpec> = {}, more: object = {}): DaemonSet {
  return new FakeApi().seed(daemonsets, {
    metadata: { name: 'agent' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { ...TEMPLATE, spec: { ...TEMPLATE.spec, ...spec } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0, ...strategy } },
      ...more,
    },
    status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
  });
}

function node(name: string, spec: Partial<Node['spec']> = {}, labels: Readonly<Record<string, string>> = {}): Node {
  return new FakeApi().seed(nodes, { metadata: { name, labels }, spec });
}

const taint = (effect: 'NoSchedule' | 'NoExecute' | 'PreferNoSchedule', key = 'k') => ({ taints: [{ key, effect }] });

t.test('a node is eligible, only keeps what it has, or neither', async (t) => {
  const rows: readonly [string, Node, Partial<PodSpec>, boolean, boolean][] = [
    ['any node', node('n'), {}, true, true],
    [
      'a cordoned one: its taint is tolerated',
      node('n', taint('NoSchedule', 'node.kubernetes.io/unschedulable')),
      {},
      true,
      true,
    ],
    ['one that is not ready', node('n', taint('NoExecute', 'node.kubernetes.io/not-ready')), {}, true, true],
    [
      'one without a network',
      node('n', taint('NoSchedule', 'node.kubernetes.io/network-unavailable')),
      {},
      false,
      true,
    ],
    [
      'unless the pod needs none',
      node('n', taint('NoSchedule', 'node.kubernetes.io/network-unavailable')),
      { hostNetwork: true },
      true,
      true,
    ],
    ['a NoSchedule taint keeps new ones away', node('n', taint('NoSchedule')), {}, false, true],
    ['a NoExecute taint drives them out', node('n', taint('NoExecute')), {}, false, false],
    ['a PreferNoSchedule taint does nothing', node('n', taint('PreferNoSchedule')), {}, true, true],
    [
      'a tolerated taint',
      node('n', taint('NoExecute')),
      { tolerations: [{ key: 'k', operator: 'Exists' }] },
      true,
      true,
    ],
    ['a node selector that matches', node('n', {}, { pool: 'a' }), { nodeSelector: { pool: 'a' } }, true, true],
    ['one that does not', node('n', {}, { pool: 'b' }), { nodeSelector: { pool: 'a' } }, false, false],
    ['a node name that is another', node('n'), { nodeName: 'm' }, false, false],
    ['a node name', node('n'), { nodeName: 'n' }, true, true],
  ];
  for (const [name, subject, spec, run, stay] of rows) {
    t.same(nodeShouldRunDaemonPod(subject, daemonSet({}, spec)), { run, stay }, name);
  }
});

t.test('tolerations are added to the template’s own, and replace what differs only in seconds', async (t) => {
  const own = [
    { key: 'mine', operator: 'Exists' as const },
    {
      key: 'node.kubernetes.io/not-ready',
      operator: 'Exists' as const,
      effect: 'NoExecute' as const,
      tolerationSeconds: 5,
    },
  ];
  const keys = (spec: PodSpec) => daemonTolerations(spec).map(({ key, tolerationSeconds }) => [key, tolerationSeconds]);
  const rest = ['unreachable', 'disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'];
  t.same(keys({ containers: [], tolerations: own }), [
    ['mine', undefined],
    ['node.kubernetes.io/not-ready', undefined],
    ...rest.map((key) => [`node.kubernetes.io/${key}`, undefined]),
  ]);
  t.equal(keys({ containers: [], hostNetwork: true }).at(-1)?.[0], 'node.kubernetes.io/network-unavailable');
});

t.test('the affinity names the node in place of the required terms and keeps the preferred ones', async (t) => {
  const preferred = [{ weight: 1, preference: { matchExpressions: [{ key: 'a', operator: 'Exists' as const }] } }];
  const required = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'Exists' as const }] }] };
  const nodeAffinity = {
    preferredDuringSchedulingIgnoredDuringExecution: preferred,
    requiredDuringSchedulingIgnoredDuringExecution: required,
  };
  const made = templateForNode(daemonSet({}, { affinity: { nodeAffinity } }).spec.template, 'n7');
  t.same(made.spec.affinity?.nodeAffinity, {
    preferredDuringSchedulingIgnoredDuringExecution: preferred,
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n7'] }] }],
    },
  });
  t.equal(targetNodeName(new FakeApi().seed(pods, { metadata: { name: 'p' }, spec: made.spec })), 'n7');
  t.equal(targetNodeName(new FakeApi().seed(pods, { metadata: { name: 'p' }, spec: TEMPLATE.spec })), undefined);
});

t.test('limits round up, and are never both nothing', async (t) => {
  const rows: readonly [number, number | string, number | string, number, number][] = [
    [3, '50%', 0, 2, 0],
    [3, 0, '50%', 0, 2],
    [10, '1%', 0, 1, 0],
    [5, 0, 0, 1, 0],
    [0, 0, 0, 0, 0],
  ];
  for (const [desired, maxUnavailable, maxSurge, unavailable, surge] of rows) {
    const limits = limitsOf(daemonSet({ maxUnavailable, maxSurge }), desired);
    t.same(limits, { ok: true, value: { maxUnavailable: unavailable, maxSurge: surge } });
  }
  t.ok(allowsSurge(daemonSet({ maxUnavailable: 0, maxSurge: '1%' })));
  t.notOk(allowsSurge(daemonSet({}, {}, { updateStrategy: { type: 'OnDelete' } })));
});

/** Pods of a node: 'old', 'new', with ! when not ready, ~ when being deleted, = when failed, + when it succeeded. */
type Placed = Readonly<Record<string, readonly string[]>>;

function fleet(set: DaemonSet, placed: Placed, unfit: readonly string[] = []) {
  const api = new FakeApi();
  const made = Object.entries(placed).flatMap(([at, words]) =>
    words.map((word, position) => {
      const phase = word.endsWith('=') ? 'Failed' : word.endsWith('+') ? 'Succeeded' : 'Running';
      const ready = word.endsWith('!') ? 'False' : 'True';
      return api.seed<Pod>(pods, {
        metadata: {
          name: `${at}-${word.slice(0, 3)}${position}`,
          creationTimestamp: timestamp(position * 1000),
          labels: { app: 'agent', [HASH]: word.slice(0, 3) },
          ...(word.endsWith('~') ? { deletionTimestamp: timestamp(0) } : {}),
        },
        spec: { ...TEMPLATE.spec, nodeName: at },
        status: { phase, conditions: [{ type: 'Ready', status: ready, lastTransitionTime: timestamp(0) }] },
      });
    }),
  );
  const all = Object.keys(placed).map((name) => node(name, unfit.includes(name) ? taint('NoSchedule') : {}));
  return fleetOf(set, 'new', made, all, api.now);
}

t.test('what a node needs', async (t) => {
  const plain = daemonSet();
  const surging = daemonSet({ maxUnavailable: 0, maxSurge: 1 });
  const rows: readonly [string, DaemonSet, readonly string[], readonly string[], readonly string[]][] = [
    ['nothing there: a pod', plain, [], ['n'], []],
    ['one there: nothing', plain, ['old'], [], []],
    ['one being deleted: nothing yet', plain, ['old~'], [], []],
    ['several: the oldest stays', plain, ['old', 'new', 'new'], [], ['n-new1', 'n-new2']],
    ['a failed one goes, its successor comes with the next sync', plain, ['new='], [], ['n-new0']],
    ['so does one that succeeded', plain, ['new+'], [], ['n-new0']],
    ['with surge the place of one being deleted is filled at once', surging, ['old~'], ['n'], []],
    ['old and new stay together while the new one is not ready', surging, ['old', 'new!'], [], []],
    ['an available new one replaces the old', surging, ['old', 'new'], [], ['n-old0']],
    ['if neither is ready the new one stays', surging, ['old!', 'new!'], [], ['n-old0']],
    ['of several of each kind the oldest', surging, ['old', 'old', 'new!', 'new!'], [], ['n-old1', 'n-new3']],
  ];
  for (const [name, set, there, create, remove] of rows) {
    const plan = new FakeApi().run(manage(fleet(set, { n: there }), NO_BACKOFF));
    t.same([plan.create, plan.remove.map(({ metadata }) => metadata.name)], [create, remove], name);
  }
});

t.test('a step of a rolling update deletes', async (t) => {
  const rows: readonly [string, object, Placed, readonly string[]][] = [
    [
      'as many as may be unavailable',
      { maxUnavailable: 2 },
      { a: ['old'], b: ['old'], c: ['old'] },
      ['a-old0', 'b-old0'],
    ],
    ['none while a new one is not available', {}, { a: ['new!'], b: ['old'] }, []],
    [
      'old ones that are not available, free of charge',
      {},
      { a: ['old!'], b: ['old!'], c: ['old'] },
      ['a-old0', 'b-old0'],
    ],
    ['none while a node is empty', {}, { a: [], b: ['old'] }, []],
    ['none while one is being deleted', {}, { a: ['old~'], b: ['old'] }, []],
    ['none when all are new', {}, { a: ['new'], b: ['new'] }, []],
    ['half of three is two', { maxUnavailable: '50%' }, { a: ['old'], b: ['old'], c: ['new'] }, ['a-old0', 'b-old0']],
  ];
  for (const [name, strategy, placed, removed] of rows) {
    const plan = rollingUpdate(fleet(daemonSet(strategy), placed));
    t.ok(plan.ok && plan.value.create.length === 0, name);
    t.same(plan.ok && plan.value.remove.map(({ metadata }) => metadata.name), removed, name);
  }
});

t.test('a step of a rolling update with surge creates and deletes', async (t) => {
  const one = { maxUnavailable: 0, maxSurge: 1 };
  const rows: readonly [string, object, Placed, readonly string[], readonly string[], readonly string[]][] = [
    ['new ones beside old ones, up to the surge', one, { a: ['old'], b: ['old'] }, [], ['a'], []],
    ['none while one is on its way', one, { a: ['old', 'new!'], b: ['old'] }, [], [], []],
    ['the old one once the new one is available', one, { a: ['old', 'new'], b: ['old'] }, [], ['b'], ['a-old0']],
    ['beside broken ones at once', one, { a: ['old!'], b: ['old!'], c: ['old'] }, [], ['a', 'b', 'c'], []],
    ['a broken one where none is wanted goes', one, { a: ['old!'], b: ['new'] }, ['a'], [], ['a-old0']],
    [
      'an available one where none is wanted stays until there are enough',
      one,
      { a: ['old'], b: ['new!'] },
      ['a'],
      [],
      [],
    ],
    ['and goes then', one, { a: ['old'], b: ['new'] }, ['a'], [], ['a-old0']],
  ];
  for (const [name, strategy, placed, unfit, create, remove] of rows) {
    const plan = rollingUpdate(fleet(daemonSet(strategy), placed, unfit));
    t.same(
      plan.ok && [plan.value.create, plan.value.remove.map(({ metadata }) => metadata.name)],
      [create, remove],
      name,
    );
  }
});

t.test('the status counts nodes, each by its oldest pod', async (t) => {
  const placed = { a: ['old', 'new'], b: ['new!'], c: [], d: ['old'], e: ['new='] };
  t.same(countNodes(fleet(daemonSet(), placed, ['d'])), {
    desired: 4,
    current: 3,
    misscheduled: 1,
    ready: 2,
    updated: 2,
    available: 2,
  });
});

t.test('the back-off of failed pods doubles from 1 s to 15 min and ends after half an hour', async (t) => {
  let backoff = NO_BACKOFF;
  t.equal(currentBackoff(backoff, 'k', 0), undefined);
  let now = 0;
  for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
    backoff = nextBackoff(backoff, 'k', now);
    t.equal(currentBackoff(backoff, 'k', now), seconds * 1000);
    now += seconds * 1000;
    t.equal(currentBackoff(backoff, 'k', now), undefined, 'it is over after as long');
  }
  now += 1_800_001;
  t.equal(currentBackoff(nextBackoff(backoff, 'k', now), 'k', now), 1000);
  t.equal(nextBackoff(backoff, 'other', now).size, 1, 'expired ones are forgotten');
});

function agent(stage: Stage, more: object = {}, metadata: object = {}): void {
  const selector = { matchLabels: { app: 'agent' } };
  stage.create(daemonsets, {
    metadata: { name: 'agent', ...metadata },
    spec: { selector, template: TEMPLATE, ...more },
  });
  stage.settle();
}

/** A node that is ready, and nobody doubts it. */
function join(stage: Stage, name: string, labels: Readonly<Record<string, string>> = {}): void {
  stage.node(name, labels);
  stage.patch(nodes, name, { spec: { taints: null } }, '', '');
}

function cast(count: number): Stage {
  const stage = new Stage('daemonset-controller');
  for (let i = 1; i <= count; i++) join(stage, `n${i}`);
  return stage;
}

const setImage = (stage: Stage, image: string): void => {
  stage.patch(daemonsets, 'agent', { spec: { template: { spec: { containers: [{ name: 'c', image }] } } } });
  stage.settle();
};

const revisionsOf = (stage: Stage) =>
  stage.view
    .list(controllerrevisions)
    .map(({ revision }: ControllerRevision) => revision)
    .sort();

const status = (phase: string, ready: boolean, now = 0) => ({
  phase,
  conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: timestamp(now) }],
});

function allReady(stage: Stage): void {
  for (const { metadata, status: known } of stage.view.list(pods)) {
    const ready = known.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True');
    if (ready !== true) stage.podStatus(metadata.name, status('Running', true, stage.now));
  }
  stage.settle();
}

t.test('a node that comes, fits at last, or no longer fits, wakes the daemon set', async (t) => {
  const stage = cast(1);
  const where = () => stage.view.list(pods).map(targetNodeName).sort();
  agent(stage, { template: { ...TEMPLATE, spec: { ...TEMPLATE.spec, nodeSelector: { pool: 'a' } } } });
  t.same(where(), []);
  join(stage, 'n2', { pool: 'a' });
  stage.settle();
  t.same(where(), ['n2']);
  stage.patch(nodes, 'n1', { metadata: { labels: { pool: 'a' } } }, '', '');
  stage.settle();
  t.same(where(), ['n1', 'n2']);
  stage.patch(nodes, 'n2', { metadata: { labels: { pool: 'b' } } }, '', '');
  stage.settle();
  t.same(where(), ['n1', 'n2'], 'nobody looks for pods that are only meant for a node');
});

t.test('a pod for a node that is gone is deleted while nobody has bound it', async (t) => {
  const stage = cast(2);
  agent(stage);
  stage.delete(nodes, 'n2', {}, '');
  stage.podStatus(stage.names(pods)[0] ?? '', status('Running', true));
  stage.settle();
  t.same(stage.view.list(pods).map(targetNodeName), ['n1']);
});

t.test('a failed pod is replaced at once the first time, then with back-off', async (t) => {
  const stage = cast(1);
  agent(stage);
  const fail = () => {
    const [name = ''] = stage.names(pods);
    stage.podStatus(name, status('Failed', false));
    return name;
  };
  const first = fail();
  stage.run(10);
  t.not(stage.names(pods)[0], first);
  const second = fail();
  stage.run(900);
  t.same(stage.names(pods), [second], 'left alone for a second');
  stage.run(200);
  t.not(stage.names(pods)[0], second);
  const told = `DaemonSet/agent Warning FailedDaemonPod: Found failed daemon pod default/${first} on node n1, will try to kill it`;
  t.ok(stage.told().includes(told));
});

t.test('a changed template is a new revision; one that comes back gets the highest number', async (t) => {
  const stage = cast(1);
  agent(stage, { revisionHistoryLimit: 1, updateStrategy: { type: 'OnDelete' } });
  setImage(stage, 'sim/app:2');
  t.same(revisionsOf(stage), [1, 2]);
  setImage(stage, 'sim/app:1');
  t.same(revisionsOf(stage), [2, 3]);
  setImage(stage, 'sim/app:3');
  t.same(revisionsOf(stage), [3, 4], 'above the limit the oldest goes, but not while a pod is of it');
  const hashes = stage.view.list(controllerrevisions).map(({ metadata }) => metadata.labels?.[HASH]);
  const [only] = stage.view.list(pods);
  t.ok(hashes.includes(only?.metadata.labels?.[HASH]));
});

t.test('a revision holds the template as a patch that replaces it', async (t) => {
  const stage = cast(0);
  agent(stage, {}, { annotations: { a: 'b' } });
  const [revision] = stage.view.list(controllerrevisions);
  const stored = stage.get(daemonsets, 'agent');
  t.same(revision?.data, { spec: { template: { ...stored?.spec.template, $patch: 'replace' } } });
  t.match(revision?.metadata, { annotations: { a: 'b' }, labels: { app: 'agent' } });
});

t.test('orphans that match are adopted, pods and revisions', async (t) => {
  const stage = cast(1);
  agent(stage);
  stage.delete(daemonsets, 'agent', { propagationPolicy: 'Orphan' });
  const free = { metadata: { ownerReferences: null } };
  for (const name of stage.names(pods)) stage.patch(pods, name, free);
  for (const name of stage.names(controllerrevisions)) stage.patch(controllerrevisions, name, free);
  stage.patch(daemonsets, 'agent', { metadata: { finalizers: null } });
  const before = stage.names(pods);
  agent(stage);
  const uid = stage.get(daemonsets, 'agent')?.metadata.uid ?? '';
  t.same(
    stage.view.controlledBy(pods, uid).map(({ metadata }) => metadata.name),
    before,
  );
  t.equal(stage.view.controlledBy(controllerrevisions, uid).length, 1);
});

t.test('pods become available after minReadySeconds', async (t) => {
  const stage = cast(1);
  agent(stage, { minReadySeconds: 10 });
  stage.run(100);
  allReady(stage);
  const counts = () => {
    const { numberReady, numberAvailable = 0, numberUnavailable = 0 } = stage.get(daemonsets, 'agent')?.status ?? {};
    return [numberReady, numberAvailable, numberUnavailable];
  };
  t.same(counts(), [1, 1, 0], 'settling waits for it');
  t.ok(stage.now >= 10_000);
});

t.test('a rolling update goes one node at a time and settles', async (t) => {
  const stage = cast(3);
  agent(stage);
  allReady(stage);
  setImage(stage, 'sim/app:2');
  for (let i = 0; i < 3; i++) {
    const unavailable = stage.get(daemonsets, 'agent')?.status.numberUnavailable;
    t.equal(unavailable, 1);
    allReady(stage);
  }
  t.match(stage.get(daemonsets, 'agent')?.status, {
    updatedNumberScheduled: 3,
    numberAvailable: 3,
    observedGeneration: 2,
  });
});

t.test('a daemon set that selects everything does nothing but say so', async (t) => {
  const api = new FakeApi();
  const { syncDaemonSet } = await import('../../../engine/controllers/daemonset/sync.js');
  const { FRESH } = await import('../../../engine/controllers/daemonset/memory.js');
  api.seed(daemonsets, { metadata: { name: 'agent' }, spec: { selector: {}, template: TEMPLATE, updateStrategy: {} } });
  api.run(syncDaemonSet('default/agent', FRESH, api.context));
  t.same(api.takeCalls(), []);
  t.same(api.takeRecords(), [
    'Warning SelectingAll: This daemon set is selecting all pods. A non-empty selector is required.',
  ]);
});
