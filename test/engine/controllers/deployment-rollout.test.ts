import fc from 'fast-check';
import t from 'tap';
import { deployments, pods, replicasets } from '../../../engine/apis/generated/resources.js';
import { maxSurge, maxUnavailable } from '../../../engine/controllers/deployment/fenceposts.js';
import { wokenBy } from '../../../engine/controllers/deployment/handlers.js';
import { proportionalSizes } from '../../../engine/controllers/deployment/proportions.js';
import { FakeApi } from '../../support/fake-api.js';
import { KEY, PREFIX, setOf, settle, sizes, sync, template, type SetState } from '../../support/rollouts.js';
import { deployment, pod } from '../../support/workloads.js';

function progressing(api: FakeApi) {
  return api.get(deployments, 'web')?.status.conditions?.find(({ type }) => type === 'Progressing');
}

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

t.test('a rolling update never has more than the surge, nor fewer available than allowed', async () => {
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
