import t from 'tap';
import type { ReplicaSet } from '../../../engine/apis/generated/apps.v1.js';
import { pods, replicasets, replicationcontrollers } from '../../../engine/apis/generated/resources.js';
import { failure, forbidden, namespaceTerminating } from '../../../engine/apimachinery/status.js';
import { expectCreations, NO_EXPECTATIONS, satisfiedExpectations } from '../../../engine/client/expectations.js';
import { inDeletionOrder } from '../../../engine/controllers/framework/deletion-order.js';
import { REPLICA_SETS, REPLICATION_CONTROLLERS } from '../../../engine/controllers/replicaset/family.js';
import { handleEvent } from '../../../engine/controllers/replicaset/handlers.js';
import { syncReplicaSet } from '../../../engine/controllers/replicaset/sync.js';
import { FakeApi } from '../../support/fake-api.js';
import { pod, replicaSet, TEMPLATE, type PodState } from '../../support/workloads.js';

const KEY = 'default/web';

function sync(api: FakeApi, expectations = NO_EXPECTATIONS) {
  return api.run(syncReplicaSet(REPLICA_SETS, KEY, expectations, api.context));
}

/** Syncs until nothing is written any more, seeing every event at once. */
function settle(api: FakeApi): ReplicaSet | undefined {
  let memory = NO_EXPECTATIONS;
  for (let i = 0; i < 20; i++) {
    for (const event of api.takeEvents()) {
      memory = handleEvent(REPLICA_SETS, event, { ...api.context, cause: 0 }, memory).memory;
    }
    api.requests = [];
    memory = sync(api, memory).memory;
    if (api.requests.length === 0) return api.get(replicasets, 'web');
  }
  throw new Error('does not settle');
}

const TOO_MUCH = { code: 403, body: forbidden(pods, 'web-x', 'exceeded quota: q') };

t.test('missing pods are created from the template, in batches that double', async (t) => {
  const api = new FakeApi();
  const owner = replicaSet(api, 3, {
    template: { ...TEMPLATE, metadata: { labels: { app: 'web', a: 'b' }, finalizers: ['x/y'] } },
  });
  const { memory } = sync(api);
  t.match(api.requests[0]?.body, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: 'web-',
      namespace: 'default',
      labels: { app: 'web', a: 'b' },
      finalizers: ['x/y'],
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: 'web',
          uid: owner.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: TEMPLATE.spec,
  });
  t.same(api.takeCalls(), ['POST pods', 'POST pods', 'POST pods', 'PUT replicasets/web/status']);
  t.match(api.takeRecords(), [/^Normal SuccessfulCreate: Created pod: web-0\d+$/, /Created pod/, /Created pod/]);
  t.notOk(satisfiedExpectations(memory, KEY, api.now), 'it waits to see them');
});

t.test('while it waits for its pods to be seen it creates no more', async (t) => {
  const api = new FakeApi();
  replicaSet(api, 3);
  sync(api, expectCreations(NO_EXPECTATIONS, KEY, 1, api.now));
  t.same(api.takeCalls(), ['PUT replicasets/web/status']);
  sync(api, expectCreations(NO_EXPECTATIONS, KEY, 1, api.now - 300_001));
  t.equal(api.takeCalls().filter((call) => call === 'POST pods').length, 3, 'for five minutes');
});

t.test('at most 500 pods are created in one go', async (t) => {
  const api = new FakeApi();
  replicaSet(api, 700);
  sync(api);
  t.equal(api.takeCalls().filter((call) => call === 'POST pods').length, 500);
});

t.test('a refused pod ends the batches, shows in the status and is tried again with back-off', async (t) => {
  const api = new FakeApi();
  replicaSet(api, 10);
  let made = 0;
  api.intercept = ({ method }) => (method === 'POST' && ++made > 2 ? TOO_MUCH : undefined);
  const { memory, requeue } = sync(api);
  t.equal(requeue, 'rate-limited');
  t.equal(made, 3, 'batches of 1 and 2, then no more');
  t.match(memory.get(KEY), { adds: 2 });
  const message = 'pods "web-x" is forbidden: exceeded quota: q';
  t.match(api.takeRecords()[2], `Warning FailedCreate: Error creating: ${message}`);
  const status = api.get(replicasets, 'web')?.status;
  t.match(status?.conditions, [
    {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message,
      lastTransitionTime: '2026-01-01T00:01:00Z',
    },
  ]);
  api.intercept = () => undefined;
  settle(api);
  t.notOk(api.get(replicasets, 'web')?.status.conditions, 'the condition goes once there is room');
});

t.test('in a namespace that is going pods are refused in silence', async (t) => {
  const api = new FakeApi();
  replicaSet(api, 2);
  api.intercept = ({ method }) =>
    method === 'POST' ? { code: 403, body: namespaceTerminating(pods, 'web-x', 'default') } : undefined;
  t.equal(sync(api).requeue, undefined);
  t.same(api.takeRecords(), []);
});

t.test('of too many pods these are deleted', async (t) => {
  const rows: readonly [string, number, Readonly<Record<string, PodState>>, readonly string[]][] = [
    [
      '3 desired, 5 owned, 1 not ready: the not-ready one and the youngest',
      3,
      {
        a: { age: 500, readyFor: 490 },
        b: { age: 400, readyFor: 390 },
        c: { ready: false, age: 900 },
        d: { age: 1, readyFor: 0 },
        e: { age: 600, readyFor: 590 },
      },
      ['c', 'd'],
    ],
    ['not assigned before pending', 1, { a: { phase: 'Pending' }, b: { node: '', phase: 'Running' } }, ['b']],
    [
      'pending before unknown before running',
      1,
      { a: {}, b: { phase: 'Unknown' }, c: { phase: 'Pending' } },
      ['c', 'b'],
    ],
    ['low deletion cost', 2, { a: { cost: '5' }, b: { cost: '-1' }, c: {} }, ['b']],
    [
      'a deletion cost that does not parse counts as 0',
      2,
      { a: { cost: '+5' }, b: { cost: '1' }, c: { cost: '1' } },
      ['a'],
    ],
    ['many of the family on a node', 2, { a: { node: 'n1' }, b: { node: 'n2' }, c: { node: 'n2' } }, ['b']],
    ['ready for a short time', 1, { a: { readyFor: 1 }, b: { readyFor: 60 } }, ['a']],
    [
      'ready times of one size are told apart by uid',
      1,
      { a: { readyFor: 9, uid: 'z' }, b: { readyFor: 12, uid: 'y' } },
      ['b'],
    ],
    ['restarted often', 1, { a: { restarts: 1 }, b: { restarts: 2 } }, ['b']],
    ['young', 1, { a: { ready: false, age: 5 }, b: { ready: false, age: 50 } }, ['a']],
    ['all of them when none is wanted', 0, { a: {}, b: { ready: false } }, ['a', 'b']],
  ];
  for (const [name, replicas, states, expected] of rows) {
    const api = new FakeApi();
    api.now = 1_000_000;
    const grandOwner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'uid-d', controller: true };
    const owner = replicaSet(api, replicas, {}, { ownerReferences: [grandOwner] });
    for (const [podName, state] of Object.entries(states)) pod(api, podName, { owner, ...state });
    const { memory } = sync(api);
    const deleted = api
      .takeCalls()
      .filter((call) => call.startsWith('DELETE'))
      .map((call) => call.slice('DELETE pods/'.length));
    t.same(deleted, expected, name);
    t.same(
      memory.get(KEY)?.deleting,
      expected.map((podName) => `default/${podName}`),
      'and their end is waited for',
    );
  }
});

t.test('deleting is told in events; a refused deletion is tried again', async (t) => {
  const api = new FakeApi();
  const owner = replicaSet(api, 0);
  for (const name of ['a', 'b', 'c']) pod(api, name, { owner });
  api.intercept = ({ method, path }) => {
    if (method !== 'DELETE' || path.endsWith('a')) return undefined;
    return path.endsWith('b')
      ? { code: 500, body: failure(500, 'InternalError', 'no') }
      : { code: 404, body: failure(404, 'NotFound', 'gone') };
  };
  const { memory, requeue } = sync(api);
  t.equal(requeue, 'rate-limited');
  t.same(memory.get(KEY)?.deleting, ['default/a']);
  t.same(api.takeRecords(), ['Normal SuccessfulDelete: Deleted pod: a', 'Warning FailedDelete: Error deleting: no']);
  t.match(api.get(replicasets, 'web')?.status.conditions, [
    { reason: 'FailedDelete', message: 'unable to delete pods: no' },
  ]);
});

t.test('the status counts what is there', async (t) => {
  const api = new FakeApi();
  const owner = replicaSet(api, 5, {
    minReadySeconds: 30,
    template: { ...TEMPLATE, metadata: { labels: { app: 'web', v: '1' } } },
  });
  pod(api, 'available', { owner, readyFor: 30, labels: { app: 'web', v: '1' } });
  pod(api, 'ready', { owner, readyFor: 29 });
  pod(api, 'unready', { owner, ready: false });
  pod(api, 'failed', { owner, phase: 'Failed' });
  pod(api, 'terminating', { owner, terminating: true });
  pod(api, 'failed-terminating', { owner, terminating: true, phase: 'Failed' });
  pod(api, 'orphan-terminating', { terminating: true });
  const { requeue } = sync(api, expectCreations(NO_EXPECTATIONS, KEY, 2, api.now));
  t.same(api.get(replicasets, 'web')?.status, {
    replicas: 3,
    fullyLabeledReplicas: 1,
    readyReplicas: 2,
    availableReplicas: 1,
    terminatingReplicas: 1,
    observedGeneration: 1,
  });
  t.equal(requeue, 1_000, 'and is looked at again when the next pod becomes available');
});

t.test('a status that is right is not written', async (t) => {
  const api = new FakeApi();
  const owner = replicaSet(api, 1);
  pod(api, 'a', { owner });
  sync(api);
  api.takeCalls();
  sync(api);
  t.same(api.takeCalls(), []);
});

t.test('a status that was refused is written once more on the fresh object', async (t) => {
  const api = new FakeApi();
  replicaSet(api, 0);
  let refusals = 0;
  api.intercept = ({ method }) =>
    method === 'PUT' && refusals++ === 0 ? { code: 409, body: failure(409, 'Conflict', 'modified') } : undefined;
  t.equal(sync(api).requeue, undefined);
  t.same(api.takeCalls(), ['PUT replicasets/web/status', 'GET replicasets/web', 'PUT replicasets/web/status']);
  replicaSet(api, 0, { minReadySeconds: 1 }, { generation: 2 });
  api.intercept = ({ method }) =>
    method === 'PUT' ? { code: 409, body: failure(409, 'Conflict', 'modified') } : undefined;
  t.equal(sync(api).requeue, 'rate-limited');
});

t.test('orphans that match are adopted, owned pods that do not are released', async (t) => {
  const api = new FakeApi();
  const owner = replicaSet(api, 1);
  pod(api, 'orphan');
  pod(api, 'stranger', { labels: { app: 'other' } });
  pod(api, 'dying', { terminating: true });
  pod(api, 'ended', { phase: 'Succeeded' });
  pod(api, 'strayed', { owner, labels: { app: 'gone' } });
  sync(api);
  t.same(
    api.requests.slice(0, 3).map(({ method, path, body }) => [method, path.split('/').pop(), body]),
    [
      [
        'PATCH',
        'strayed',
        {
          metadata: {
            uid: api.get(pods, 'strayed')?.metadata.uid,
            ownerReferences: [{ $patch: 'delete', uid: 'uid-web' }],
          },
        },
      ],
      ['GET', 'web', undefined],
      [
        'PATCH',
        'orphan',
        {
          metadata: {
            uid: api.get(pods, 'orphan')?.metadata.uid,
            ownerReferences: [
              {
                apiVersion: 'apps/v1',
                kind: 'ReplicaSet',
                name: 'web',
                uid: 'uid-web',
                controller: true,
                blockOwnerDeletion: true,
              },
            ],
          },
        },
      ],
    ],
  );
  t.same(api.takeCalls().slice(3), ['PUT replicasets/web/status']);
  t.equal(api.get(replicasets, 'web')?.status.replicas, 1);
});

t.test('nothing is adopted for a replica set that is gone in truth, or being deleted', async (t) => {
  const api = new FakeApi();
  replicaSet(api, 0);
  pod(api, 'orphan');
  api.intercept = ({ method }) =>
    method === 'GET' ? { code: 404, body: failure(404, 'NotFound', 'gone') } : undefined;
  t.equal(sync(api).requeue, 'rate-limited');
  t.same(api.takeCalls(), ['GET replicasets/web']);
  api.intercept = () => undefined;
  replicaSet(api, 3, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' });
  t.equal(sync(api).requeue, undefined);
  t.same(api.takeCalls(), ['PUT replicasets/web/status'], 'and none is created');
});

t.test('events wake the replica set they concern', async (t) => {
  const api = new FakeApi();
  const owner = replicaSet(api, 1, { minReadySeconds: 5 });
  const enqueued = (): unknown =>
    api
      .takeEvents()
      .flatMap((event) => handleEvent(REPLICA_SETS, event, { ...api.context, cause: 0 }, NO_EXPECTATIONS).enqueue);
  t.same(enqueued(), [{ key: KEY }]);
  pod(api, 'a', { owner, ready: false });
  t.same(enqueued(), [{ key: KEY }], 'a pod of its own');
  pod(api, 'a', { owner });
  t.same(
    enqueued(),
    [{ key: KEY }, { key: KEY, after: 5_000 }],
    'one that became ready, also when it should be available',
  );
  pod(api, 'a', { owner, node: 'n2' });
  t.same(enqueued(), [{ key: KEY, ifFailed: true }], 'one that changed in nothing that counts, only to try again');
  pod(api, 'orphan');
  t.same(enqueued(), [{ key: KEY }], 'an orphan that it selects');
  pod(api, 'orphan', { ready: false });
  t.same(enqueued(), [], 'but only when its labels or its owner change');
  pod(api, 'stranger', { labels: { app: 'x' } });
  t.same(enqueued(), []);
  pod(api, 'stranger');
  t.same(enqueued(), [{ key: KEY }]);
  pod(api, 'a');
  t.same(enqueued(), [{ key: KEY }, { key: KEY }], 'one that it lost: as its old owner and as one that selects it');
});

t.test('a pod that starts terminating counts as deleted, once', async (t) => {
  const api = new FakeApi();
  const owner = replicaSet(api, 0);
  pod(api, 'a', { owner });
  let { memory } = sync(api);
  t.notOk(satisfiedExpectations(memory, KEY, api.now));
  api.takeEvents();
  pod(api, 'a', { owner, terminating: true });
  for (const event of api.takeEvents())
    memory = handleEvent(REPLICA_SETS, event, { ...api.context, cause: 0 }, memory).memory;
  t.ok(satisfiedExpectations(memory, KEY, api.now));
});

t.test('a replica set that is deleted is forgotten', async (t) => {
  const api = new FakeApi();
  t.equal(sync(api, expectCreations(NO_EXPECTATIONS, KEY, 1, 0)).memory.size, 0);
});

t.test('replication controllers work alike, without counting terminating pods', async (t) => {
  const api = new FakeApi();
  api.seed(replicationcontrollers, {
    metadata: { name: 'web' },
    spec: { replicas: 2, minReadySeconds: 0, selector: { app: 'web' }, template: TEMPLATE },
    status: { replicas: 0 },
  });
  api.run(syncReplicaSet(REPLICATION_CONTROLLERS, KEY, NO_EXPECTATIONS, api.context));
  t.same(api.takeCalls(), ['POST pods', 'POST pods', 'PUT replicationcontrollers/web/status']);
  t.notOk('terminatingReplicas' in (api.get(replicationcontrollers, 'web')?.status ?? {}));
});

t.test('the deletion order does not depend on the order given', async (t) => {
  const api = new FakeApi();
  const all = [
    pod(api, 'a', { readyFor: 1 }),
    pod(api, 'b', { ready: false }),
    pod(api, 'c', { cost: '3' }),
    pod(api, 'd', { restarts: 4 }),
    pod(api, 'e', { node: '' }),
  ];
  const names = (order: typeof all): string =>
    inDeletionOrder(order, all, api.now)
      .map(({ metadata }) => metadata.name)
      .join('');
  t.equal(names(all), names([...all].reverse()));
});
