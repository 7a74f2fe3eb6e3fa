import fc from 'fast-check';
import t from 'tap';
import type { Deployment, ReplicaSet } from '../../../engine/apis/generated/apps.v1.js';
import { deployments, pods, replicasets } from '../../../engine/apis/generated/resources.js';
import { podTemplateHash } from '../../../engine/apimachinery/hash.js';
import { failure, forbidden, namespaceTerminating } from '../../../engine/apimachinery/status.js';
import { timestamp } from '../../../engine/apimachinery/time.js';
import { newReplicaSetAnnotations } from '../../../engine/controllers/deployment/annotations.js';
import { maxSurge, maxUnavailable } from '../../../engine/controllers/deployment/fenceposts.js';
import { wokenBy } from '../../../engine/controllers/deployment/handlers.js';
import { proportionalSizes } from '../../../engine/controllers/deployment/proportions.js';
import { syncDeployment } from '../../../engine/controllers/deployment/sync.js';
import { newControllerRef } from '../../../engine/controllers/framework/pod-control.js';
import { FakeApi } from '../../support/fake-api.js';
import { deployment, pod, TEMPLATE } from '../../support/workloads.js';

const KEY = 'default/web';
const PREFIX = 'deployment.kubernetes.io/';

function sync(api: FakeApi) {
  return api.run(syncDeployment(KEY, api.context)).requeue;
}

/** Syncs until nothing is refused or scaled any more; a replica set's counts follow by `observe`. */
function settle(api: FakeApi, observe: (api: FakeApi) => void = () => {}): Deployment | undefined {
  for (let i = 0; i < 50; i++) {
    observe(api);
    const before = api.store;
    sync(api);
    if (api.store === before) return api.get(deployments, 'web');
  }
  throw new Error('does not settle');
}

interface SetState {
  readonly replicas: number;
  /** Pods there are, and available ones; default: all. */
  readonly actual?: number;
  readonly available?: number;
  readonly revision?: string;
  readonly image?: string;
  readonly age?: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly conditions?: ReplicaSet['status']['conditions'];
  readonly owned?: boolean;
}

function template(image: string, labels: object = {}) {
  return { metadata: { labels: { app: 'web', ...labels } }, spec: { containers: [{ name: 'c', image }] } };
}

/** A replica set of the deployment, named as it would name it. */
function setOf(api: FakeApi, owner: Deployment, name: string, state: SetState): ReplicaSet {
  const { replicas, actual = replicas, available = actual, revision, image = `sim/app:${name}`, age = 0 } = state;
  const size = owner.spec.replicas ?? 1;
  return api.seed(replicasets, {
    metadata: {
      name,
      labels: { app: 'web', 'pod-template-hash': name },
      annotations: {
        ...(revision === undefined ? {} : { [`${PREFIX}revision`]: revision }),
        [`${PREFIX}desired-replicas`]: String(size),
        [`${PREFIX}max-replicas`]: String(size + maxSurge(owner)),
        ...state.annotations,
      },
      creationTimestamp: timestamp(api.now - age * 1000),
      ownerReferences: state.owned === false ? [] : [newControllerRef(deployments, owner)],
    },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web', 'pod-template-hash': name } },
      template: template(image, { 'pod-template-hash': name }),
    },
    status: {
      replicas: actual,
      readyReplicas: available,
      availableReplicas: available,
      terminatingReplicas: 0,
      observedGeneration: 1,
      ...(state.conditions === undefined ? {} : { conditions: state.conditions }),
    },
  });
}

/** Sizes of the replica sets by name. */
function sizes(api: FakeApi): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries(
    api.context.view.list(replicasets).map(({ metadata, spec }) => [metadata.name, spec.replicas]),
  );
}

function progressing(api: FakeApi) {
  return api.get(deployments, 'web')?.status.conditions?.find(({ type }) => type === 'Progressing');
}

t.test('a new deployment gets a replica set of its template', async (t) => {
  const api = new FakeApi();
  deployment(
    api,
    3,
    { minReadySeconds: 4 },
    { annotations: { note: 'x', 'kubectl.kubernetes.io/last-applied-configuration': '{}' } },
  );
  t.equal(sync(api), 'rate-limited', 'the status cannot be written twice with one resourceVersion');
  t.same(api.takeCalls(), ['POST replicasets', 'PUT deployments/web/status', 'PUT deployments/web/status']);
  const hash = podTemplateHash(TEMPLATE);
  t.match(api.get(replicasets, `web-${hash}`), {
    metadata: {
      labels: { app: 'web', 'pod-template-hash': hash },
      annotations: {
        note: 'x',
        [`${PREFIX}revision`]: '1',
        [`${PREFIX}desired-replicas`]: '3',
        [`${PREFIX}max-replicas`]: '4',
      },
      ownerReferences: [
        { kind: 'Deployment', name: 'web', uid: 'uid-web', controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: {
      replicas: 3,
      minReadySeconds: 4,
      selector: { matchLabels: { app: 'web', 'pod-template-hash': hash } },
      template: { metadata: { labels: { app: 'web', 'pod-template-hash': hash } } },
    },
  });
  t.notOk(
    api.get(replicasets, `web-${hash}`)?.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'],
  );
  t.same(api.takeRecords(), [`Normal ScalingReplicaSet: Scaled up replica set web-${hash} from 0 to 3`]);
  t.equal(api.get(deployments, 'web')?.metadata.annotations?.[`${PREFIX}revision`], '1');
  t.match(progressing(api), {
    status: 'True',
    reason: 'NewReplicaSetCreated',
    message: `Created new replica set "web-${hash}"`,
  });
});

t.test('a deployment without replicas makes its replica set in silence', async (t) => {
  const api = new FakeApi();
  deployment(api, 0);
  sync(api);
  t.same(api.takeRecords(), []);
  t.same(Object.values(sizes(api)), [0]);
});

t.test('surge rounds up, unavailable rounds down, and not both to nothing', async (t) => {
  const rows: readonly [number, number | string, number | string, number, number][] = [
    [3, '25%', '25%', 1, 0],
    [10, '25%', '25%', 3, 2],
    [2, '1%', '0%', 1, 0],
    [2, '0%', '1%', 0, 1],
    [1, 0, '25%', 0, 1],
    [4, 0, 0, 0, 1],
    [4, 2, 9, 2, 4],
    [0, 1, 1, 1, 0],
  ];
  for (const [replicas, surge, unavailable, expectedSurge, expectedUnavailable] of rows) {
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } };
    const d = deployment(new FakeApi(), replicas, { strategy });
    t.same(
      [maxSurge(d), maxUnavailable(d)],
      [expectedSurge, expectedUnavailable],
      `${replicas} ${surge} ${unavailable}`,
    );
  }
  const recreate = deployment(new FakeApi(), 3, { strategy: { type: 'Recreate' } });
  t.same([maxSurge(recreate), maxUnavailable(recreate)], [0, 0]);
});

t.test('one step of a rolling update', async (t) => {
  interface Row {
    readonly replicas: number;
    readonly surge: number | string;
    readonly unavailable: number | string;
    readonly sets: Readonly<Record<string, SetState>>;
    readonly expected: Readonly<Record<string, number>>;
    readonly events: readonly string[];
  }
  const rows: Readonly<Record<string, Row>> = {
    'the new one grows by the surge first': {
      replicas: 4,
      surge: 1,
      unavailable: 1,
      sets: { old: { replicas: 4 }, new: { replicas: 0 } },
      expected: { old: 4, new: 1 },
      events: ['Scaled up replica set new from 0 to 1'],
    },
    'with no room the old one shrinks by what may be unavailable': {
      replicas: 4,
      surge: 1,
      unavailable: 1,
      sets: { old: { replicas: 4 }, new: { replicas: 1, available: 0 } },
      expected: { old: 3, new: 1 },
      events: ['Scaled down replica set old from 4 to 3'],
    },
    'new pods that are not available hold the old ones': {
      replicas: 4,
      surge: 1,
      unavailable: 0,
      sets: { old: { replicas: 4 }, new: { replicas: 1, available: 0 } },
      expected: { old: 4, new: 1 },
      events: [],
    },
    'a new pod that is available lets an old one go': {
      replicas: 4,
      surge: 1,
      unavailable: 0,
      sets: { old: { replicas: 4 }, new: { replicas: 1 } },
      expected: { old: 3, new: 1 },
      events: ['Scaled down replica set old from 4 to 3'],
    },
    'replicas of old ones that are not available go first, then what may be unavailable, oldest set first': {
      replicas: 4,
      surge: 2,
      unavailable: 2,
      sets: {
        a: { replicas: 2, available: 1, age: 20 },
        b: { replicas: 2, available: 0, age: 10 },
        new: { replicas: 2 },
      },
      expected: { a: 0, b: 0, new: 2 },
      events: [
        'Scaled down replica set a from 2 to 1',
        'Scaled down replica set b from 2 to 0',
        'Scaled down replica set a from 1 to 0',
      ],
    },
    'the new one does not grow beyond the deployment': {
      replicas: 4,
      surge: '100%',
      unavailable: 0,
      sets: { old: { replicas: 1 }, new: { replicas: 2 } },
      expected: { old: 1, new: 4 },
      events: ['Scaled up replica set new from 2 to 4'],
    },
    'a new one that is too large shrinks': {
      replicas: 4,
      surge: 1,
      unavailable: 1,
      sets: { new: { replicas: 6, annotations: { [`${PREFIX}desired-replicas`]: '4' } } },
      expected: { new: 4 },
      events: ['Scaled down replica set new from 6 to 4'],
    },
  };
  for (const [name, { replicas, surge, unavailable, sets, expected, events }] of Object.entries(rows)) {
    const api = new FakeApi();
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } };
    const owner = deployment(
      api,
      replicas,
      { strategy, template: template('sim/app:new') },
      { annotations: { [`${PREFIX}revision`]: '9' } },
    );
    for (const [set, state] of Object.entries(sets)) {
      setOf(api, owner, set, { revision: set === 'new' ? '9' : '1', ...state });
    }
    sync(api);
    t.same(sizes(api), expected, name);
    t.same(
      api.takeRecords(),
      events.map((text) => `Normal ScalingReplicaSet: ${text}`),
      name,
    );
  }
});

t.test('a rolling update never has more than the surge, nor fewer available than allowed', async (t) => {
  const limit = fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 0, max: 100 }).map((percent) => `${percent}%`),
  );
  const chances = fc.array(fc.nat(3), { minLength: 30, maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), limit, limit, chances, (replicas, surge, unavailable, steps) => {
      const api = new FakeApi();
      const rollingUpdate = { maxSurge: surge, maxUnavailable: unavailable };
      const owner = deployment(api, replicas, {
        strategy: { type: 'RollingUpdate', rollingUpdate },
        template: template('sim/app:new'),
      });
      setOf(api, owner, 'old', { replicas, revision: '1' });
      for (const chance of steps) {
        sync(api);
        const all = api.context.view.list(replicasets);
        const asked = all.reduce((sum, { spec }) => sum + (spec.replicas ?? 0), 0);
        if (asked > Math.max(replicas, replicas + maxSurge(owner))) return false;
        const next = all[chance % all.length];
        if (next === undefined) return false;
        // A scale-down takes pods that are not available first; a scale-up is available at once or not yet.
        const available = Math.min(
          next.spec.replicas ?? 0,
          (next.status.availableReplicas ?? 0) + (chance > 0 ? 1 : 0),
        );
        const status = {
          ...next.status,
          replicas: next.spec.replicas ?? 0,
          readyReplicas: available,
          availableReplicas: available,
        };
        api.seed(replicasets, { ...next, status });
        const reported = api.context.view
          .list(replicasets)
          .reduce((sum, { status, spec }) => sum + Math.min(status.availableReplicas ?? 0, spec.replicas ?? 0), 0);
        if (reported < replicas - maxUnavailable(owner)) return false;
      }
      return true;
    }),
  );
});

t.test('a recreate empties the old ones, waits for their pods and then fills the new one', async (t) => {
  const api = new FakeApi();
  const owner = deployment(api, 2, { strategy: { type: 'Recreate' }, template: template('sim/app:new') });
  const old = setOf(api, owner, 'old', { replicas: 2, revision: '1' });
  const straggler = pod(api, 'p', { owner: old, labels: { app: 'web', 'pod-template-hash': 'old' } });
  sync(api);
  t.same(sizes(api), { old: 0 });
  t.same(api.takeRecords(), ['Normal ScalingReplicaSet: Scaled down replica set old from 2 to 0']);
  setOf(api, owner, 'old', { replicas: 0, revision: '1' });
  api.seed(replicasets, { ...api.get(replicasets, 'old'), metadata: { ...old.metadata } });
  sync(api);
  t.equal(Object.keys(sizes(api)).length, 1, 'a pod of the old one is still there');
  api.seed(pods, { ...straggler, status: { ...straggler.status, phase: 'Failed' } });
  sync(api);
  t.same(Object.values(sizes(api)).sort(), [0, 2], 'one that ended does not count');
});

t.test('the last pod of a recreate wakes the deployment', async (t) => {
  const api = new FakeApi();
  const owner = deployment(api, 2, { strategy: { type: 'Recreate' } });
  const set = setOf(api, owner, 'old', { replicas: 0 });
  const labels = { app: 'web', 'pod-template-hash': 'old' };
  const [first, last] = [pod(api, 'a', { owner: set, labels }), pod(api, 'b', { owner: set, labels })];
  const woken = (object: typeof first) =>
    wokenBy({ type: 'DELETED', revision: 9, resource: 'pods', object, old: object }, { ...api.context, cause: 0 });
  t.same(woken(first), []);
  api.run(
    (function* () {
      for (const name of ['a', 'b'])
        yield { type: 'request', method: 'DELETE', path: `/api/v1/namespaces/default/pods/${name}` };
    })(),
  );
  t.same(woken(last), [{ key: KEY }]);
});

t.test('a changed size is shared in proportion', async (t) => {
  interface Row {
    readonly to: number;
    readonly from: number;
    readonly surge: number;
    readonly sets: readonly (readonly [number, number])[];
    readonly expected: readonly number[];
  }
  const rows: readonly Row[] = [
    {
      from: 10,
      to: 15,
      surge: 3,
      sets: [
        [8, 20],
        [5, 10],
      ],
      expected: [11, 7],
    },
    {
      from: 10,
      to: 20,
      surge: 0,
      sets: [
        [5, 20],
        [5, 10],
      ],
      expected: [10, 10],
    },
    {
      from: 10,
      to: 5,
      surge: 0,
      sets: [
        [5, 20],
        [5, 10],
      ],
      expected: [2, 3],
    },
    {
      from: 10,
      to: 0,
      surge: 3,
      sets: [
        [8, 20],
        [5, 10],
      ],
      expected: [0, 0],
    },
    {
      from: 10,
      to: 11,
      surge: 0,
      sets: [
        [5, 20],
        [5, 10],
      ],
      expected: [5, 6],
    },
    {
      from: 10,
      to: 10,
      surge: 0,
      sets: [
        [6, 20],
        [4, 10],
      ],
      expected: [6, 4],
    },
  ];
  for (const { from, to, surge, sets, expected } of rows) {
    const api = new FakeApi();
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: 1 } };
    const owner = deployment(api, to, { strategy });
    const active = sets.map(([replicas, age], i) => {
      const annotations = {
        [`${PREFIX}max-replicas`]: String(from + surge),
        [`${PREFIX}desired-replicas`]: String(from),
      };
      return setOf(api, owner, `s${i}`, { replicas, age, annotations });
    });
    const given = new Map(proportionalSizes(owner, active).map(([{ metadata }, size]) => [metadata.name, size]));
    t.same(
      sets.map((_, i) => given.get(`s${i}`)),
      expected,
      `${from} to ${to}: ${JSON.stringify(sets)}`,
    );
  }
});

t.test('scaling a deployment in a rollout scales in proportion and does not roll on', async (t) => {
  const api = new FakeApi();
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } };
  const options = { strategy, template: template('sim/app:new') };
  const owner = deployment(api, 10, options, { annotations: { [`${PREFIX}revision`]: '2' } });
  setOf(api, owner, 'old', { replicas: 8, revision: '1', age: 10 });
  setOf(api, owner, 'new', { replicas: 5, available: 0, revision: '2' });
  sync(api);
  api.takeRecords();
  const current = api.get(deployments, 'web');
  api.seed(deployments, { ...current, spec: { ...owner.spec, replicas: 15 } });
  sync(api);
  t.same(sizes(api), { old: 11, new: 7 });
  t.equal(api.get(replicasets, 'old')?.metadata.annotations?.[`${PREFIX}max-replicas`], '18');
});

t.test('the only active replica set takes a changed size at once', async (t) => {
  const api = new FakeApi();
  const owner = deployment(
    api,
    2,
    { template: template('sim/app:new') },
    { annotations: { [`${PREFIX}revision`]: '1' } },
  );
  setOf(api, owner, 'new', { replicas: 2, revision: '1' });
  api.seed(deployments, { ...owner, spec: { ...owner.spec, replicas: 7 } });
  sync(api);
  t.same(sizes(api), { new: 7 });
});

t.test('while it is paused a deployment is scaled but not rolled out', async (t) => {
  const api = new FakeApi();
  deployment(api, 3, { paused: true });
  sync(api);
  t.same(sizes(api), {});
  t.match(progressing(api), { status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' });
  const paused = settle(api);
  api.seed(deployments, { ...paused, spec: { ...paused?.spec, paused: false } });
  sync(api);
  t.match(api.requests.map(({ body }) => JSON.stringify(body)).join(), /DeploymentResumed.*Deployment is resumed/);
  t.same(Object.values(sizes(api)), [3]);
});

t.test('the status adds up its replica sets', async (t) => {
  const api = new FakeApi();
  const owner = deployment(api, 4, { template: template('sim/app:new') });
  setOf(api, owner, 'old', { replicas: 3, actual: 4, available: 3, revision: '1' });
  setOf(api, owner, 'new', { replicas: 2, actual: 1, available: 0, revision: '2' });
  const status = settle(api)?.status;
  t.match(status, {
    observedGeneration: 1,
    replicas: 5,
    updatedReplicas: 1,
    readyReplicas: 3,
    availableReplicas: 3,
    unavailableReplicas: 2,
    terminatingReplicas: 0,
    conditions: [{ type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' }],
  });
});

t.test('progress, its end and the lack of it are told', async (t) => {
  const api = new FakeApi();
  const owner = deployment(api, 2, { progressDeadlineSeconds: 60, template: template('sim/app:new') });
  setOf(api, owner, 'new', { replicas: 2, actual: 0, revision: '1' });
  settle(api);
  t.match(progressing(api), { status: 'True', reason: 'FoundNewReplicaSet', message: 'Found new replica set "new"' });
  setOf(api, owner, 'new', { replicas: 2, actual: 2, available: 0, revision: '1' });
  settle(api);
  t.match(progressing(api), {
    status: 'True',
    reason: 'ReplicaSetUpdated',
    message: 'ReplicaSet "new" is progressing.',
  });
  t.equal(sync(api), 61_000, 'it is looked at again a second after the deadline');
  api.now += 59_500;
  t.equal(sync(api), 501, 'or when it has passed, if less than a second is left');
  api.now += 600;
  sync(api);
  t.match(progressing(api), {
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
    message: 'ReplicaSet "new" has timed out progressing.',
  });
  t.equal(sync(api), undefined);
  t.same(api.takeRecords(), [], 'without an event');
  setOf(api, owner, 'new', { replicas: 2, revision: '1' });
  settle(api);
  t.match(progressing(api), {
    status: 'True',
    reason: 'NewReplicaSetAvailable',
    message: 'ReplicaSet "new" has successfully progressed.',
  });
  setOf(api, owner, 'new', { replicas: 2, available: 0, revision: '1' });
  api.now += 600_000;
  settle(api);
  t.match(
    progressing(api),
    { status: 'True', reason: 'NewReplicaSetAvailable' },
    'pods that fail later are no lack of progress',
  );
  t.equal(sync(api), undefined);
});

t.test('without a deadline there is no word of progress', async (t) => {
  const api = new FakeApi();
  deployment(api, 1, { progressDeadlineSeconds: 2 ** 31 - 1 });
  settle(api);
  t.equal(progressing(api), undefined);
});

t.test('a failure of a replica set shows in the deployment, the new one first', async (t) => {
  const api = new FakeApi();
  const owner = deployment(api, 2, { template: template('sim/app:new') });
  const failed = (message: string) => [
    { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message, lastTransitionTime: timestamp(0) },
  ];
  setOf(api, owner, 'old', { replicas: 1, revision: '1', conditions: failed('old') });
  setOf(api, owner, 'new', { replicas: 2, available: 0, revision: '2', conditions: failed('new') });
  const status = settle(api)?.status;
  t.match(
    status?.conditions?.find(({ type }) => type === 'ReplicaFailure'),
    {
      status: 'True',
      reason: 'FailedCreate',
      message: 'new',
      lastUpdateTime: timestamp(0),
      lastTransitionTime: timestamp(0),
    },
  );
  setOf(api, owner, 'old', { replicas: 1, revision: '1' });
  setOf(api, owner, 'new', { replicas: 2, available: 0, revision: '2' });
  t.notOk(settle(api)?.status.conditions?.some(({ type }) => type === 'ReplicaFailure'));
});

t.test('a replica set that cannot be created is told in condition and event, and tried again', async (t) => {
  const api = new FakeApi();
  deployment(api, 1);
  const hash = podTemplateHash(TEMPLATE);
  api.intercept = ({ method }) =>
    method === 'POST' ? { code: 403, body: forbidden(replicasets, `web-${hash}`, 'no') } : undefined;
  t.equal(sync(api), 'rate-limited');
  const message = `Failed to create new replica set "web-${hash}": replicasets.apps "web-${hash}" is forbidden: no`;
  t.match(progressing(api), { status: 'False', reason: 'ReplicaSetCreateError', message });
  t.same(api.takeRecords(), [`Warning ReplicaSetCreateError: ${message}`]);
  api.intercept = ({ method }) =>
    method === 'POST' ? { code: 403, body: namespaceTerminating(replicasets, 'x', 'default') } : undefined;
  t.equal(sync(api), undefined, 'but not in a namespace that is going');
  t.same(api.takeRecords(), []);
});

t.test(
  'a name that is taken by another replica set raises the collision count, and the next try has another',
  async (t) => {
    const api = new FakeApi();
    deployment(api, 1);
    const hash = podTemplateHash(TEMPLATE);
    api.seed(replicasets, {
      metadata: { name: `web-${hash}` },
      spec: { replicas: 0, selector: {}, template: template('x') },
      status: {},
    });
    t.equal(sync(api), 'rate-limited');
    t.equal(api.get(deployments, 'web')?.status.collisionCount, 1);
    sync(api);
    t.ok(api.get(replicasets, `web-${podTemplateHash(TEMPLATE, 1)}`));
    t.equal(api.get(deployments, 'web')?.status.collisionCount, 1);
  },
);

t.test('a replica set that was made but not seen yet is no collision', async (t) => {
  const api = new FakeApi();
  deployment(api, 1);
  const before = api.context;
  sync(api);
  api.takeRecords();
  const after = api.context;
  api.run(
    syncDeployment(KEY, { ...before, view: Object.assign(Object.create(after.view), { controlledBy: () => [] }) }),
  );
  t.equal(api.get(deployments, 'web')?.status.collisionCount, undefined);
  t.same(api.takeRecords(), []);
});

t.test('revisions go on, and a rollback keeps the former ones in the history', async (t) => {
  const annotations = (own: object, current: object, revision: number) =>
    newReplicaSetAnnotations(
      deployment(new FakeApi(), 1, {}, { annotations: own }),
      current as Record<string, string>,
      revision,
    );
  const [R, H] = [`${PREFIX}revision`, `${PREFIX}revision-history`];
  t.same(annotations({}, {}, 1), { [R]: '1' });
  t.same(annotations({}, { [R]: '2' }, 4), { [R]: '4', [H]: '2' });
  t.same(annotations({}, { [R]: '4', [H]: '2' }, 6), { [R]: '6', [H]: '2,4' });
  t.same(annotations({ a: 'b', [R]: '9' }, { [R]: '2' }, 2), { a: 'b', [R]: '2' });
  const same = { a: 'b', [R]: '3' };
  t.equal(annotations({ a: 'b' }, same, 2), same, 'a lower revision changes nothing');
  const odd = { [R]: 'x' };
  t.equal(annotations({ a: 'b' }, odd, 2), odd, 'nor does anything when the revision is no number');
  const long = Array.from({ length: 400 }, (_, i) => String(1000 + i)).join(',');
  const history = annotations({}, { [R]: '1400', [H]: long }, 1402)[H] ?? '';
  t.ok(history.length <= 2000 && history.endsWith(',1399,1400') && !history.includes('1000,'));
});

t.test('an old template comes back as the new revision of its replica set', async (t) => {
  const api = new FakeApi();
  const owner = deployment(
    api,
    1,
    { template: template('sim/app:old') },
    { annotations: { [`${PREFIX}revision`]: '2', cause: 'undo' } },
  );
  setOf(api, owner, 'old', { replicas: 0, revision: '1', age: 9 });
  setOf(api, owner, 'new', { replicas: 1, revision: '2' });
  settle(api);
  t.match(api.get(replicasets, 'old')?.metadata.annotations, {
    [`${PREFIX}revision`]: '3',
    [`${PREFIX}revision-history`]: '1',
    cause: 'undo',
  });
  t.equal(api.get(deployments, 'web')?.metadata.annotations?.[`${PREFIX}revision`], '3');
  t.same(sizes(api), { new: 1, old: 1 });
});

t.test('of two replica sets with the template the older one is the new one', async (t) => {
  const api = new FakeApi();
  const owner = deployment(
    api,
    1,
    { template: template('sim/app:x') },
    { annotations: { [`${PREFIX}revision`]: '2' } },
  );
  setOf(api, owner, 'younger', { replicas: 1, image: 'sim/app:x', revision: '1', age: 1 });
  setOf(api, owner, 'older', { replicas: 0, image: 'sim/app:x', revision: '2', age: 9 });
  sync(api);
  t.same(sizes(api), { older: 1, younger: 1 });
});

t.test('the history keeps revisionHistoryLimit old replica sets, and those that are not spent', async (t) => {
  const api = new FakeApi();
  const owner = deployment(api, 1, { revisionHistoryLimit: 2, template: template('sim/app:new') });
  for (const [name, revision] of [
    ['a', '5'],
    ['b', '1'],
    ['c', '2'],
    ['d', '3'],
  ] as const)
    setOf(api, owner, name, { replicas: 0, revision });
  const busy = setOf(api, owner, 'busy', { replicas: 0, actual: 0, revision: '0' });
  api.seed(replicasets, { ...busy, metadata: { ...busy.metadata, generation: 2 } });
  setOf(api, owner, 'new', { replicas: 1, revision: '6' });
  settle(api);
  t.same(Object.keys(sizes(api)), ['a', 'busy', 'd', 'new']);
});

t.test('an adopted replica set of another template is scaled down', async (t) => {
  const api = new FakeApi();
  const owner = deployment(
    api,
    1,
    { template: template('sim/app:new') },
    { annotations: { [`${PREFIX}revision`]: '1' } },
  );
  setOf(api, owner, 'new', { replicas: 1, revision: '1' });
  setOf(api, owner, 'orphan', { replicas: 2, owned: false });
  settle(api);
  t.equal(api.get(replicasets, 'orphan')?.metadata.ownerReferences?.[0]?.uid, owner.metadata.uid);
  t.same(sizes(api), { new: 1, orphan: 0 });
});

t.test('a deployment that is being deleted only keeps its status', async (t) => {
  const api = new FakeApi();
  deployment(api, 3, {}, { deletionTimestamp: timestamp(0) });
  sync(api);
  t.same(api.takeCalls(), ['PUT deployments/web/status']);
});

t.test('a deployment that selects everything is refused', async (t) => {
  const api = new FakeApi();
  deployment(api, 3, { selector: {} });
  sync(api);
  t.same(api.takeCalls(), ['PUT deployments/web/status']);
  t.same(api.takeRecords(), [
    'Warning SelectingAll: This deployment is selecting all pods. A non-empty selector is required.',
  ]);
});

t.test('a refused write ends the sync', async (t) => {
  const api = new FakeApi();
  const owner = deployment(
    api,
    3,
    { template: template('sim/app:new') },
    { annotations: { [`${PREFIX}revision`]: '2' } },
  );
  setOf(api, owner, 'new', { replicas: 0, revision: '2' });
  settle(api);
  setOf(api, owner, 'new', { replicas: 0, revision: '2' });
  api.takeCalls();
  api.intercept = ({ method }) =>
    method === 'PUT' ? { code: 409, body: failure(409, 'Conflict', 'modified') } : undefined;
  t.equal(sync(api), 'rate-limited');
  t.same(api.takeCalls(), ['PUT replicasets/new']);
});

t.test('replica sets wake the deployments they concern', async (t) => {
  const api = new FakeApi();
  const owner = deployment(api, 1);
  const woken = (): unknown => api.takeEvents().flatMap((event) => wokenBy(event, { ...api.context, cause: 0 }));
  t.same(woken(), [{ key: KEY }]);
  setOf(api, owner, 'a', { replicas: 1 });
  t.same(woken(), [{ key: KEY }]);
  setOf(api, owner, 'a', { replicas: 1, owned: false });
  t.same(woken(), [{ key: KEY }, { key: KEY }], 'one that it lost: as its old owner and as one that selects it');
  setOf(api, owner, 'a', { replicas: 2, owned: false });
  t.same(woken(), [], 'an orphan only when its labels or its owner change');
  pod(api, 'p');
  t.same(woken(), []);
});
