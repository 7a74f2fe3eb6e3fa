import t from 'tap';
import { deployments, replicasets } from '../../../engine/apis/generated/resources.js';
import { podTemplateHash } from '../../../engine/apimachinery/hash.js';
import { failure, forbidden, namespaceTerminating } from '../../../engine/apimachinery/status.js';
import { timestamp } from '../../../engine/apimachinery/time.js';
import { StoreView } from '../../../engine/apiserver/store-view.js';
import { newReplicaSetAnnotations } from '../../../engine/controllers/deployment/annotations.js';
import { wokenBy } from '../../../engine/controllers/deployment/handlers.js';
import { syncDeployment } from '../../../engine/controllers/deployment/sync.js';
import { FakeApi } from '../../support/fake-api.js';
import { KEY, PREFIX, setOf, settle, sizes, sync, template } from '../../support/rollouts.js';
import { deployment, pod, TEMPLATE } from '../../support/workloads.js';

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

class UnawareOfOwners extends StoreView {
  override controlledBy(): [] {
    return [];
  }
}

t.test('a replica set that was made but not seen yet is no collision', async (t) => {
  const api = new FakeApi();
  deployment(api, 1);
  const before = api.context;
  sync(api);
  api.takeRecords();
  const view = new UnawareOfOwners(api.store);
  api.run(syncDeployment(KEY, { ...before, view }));
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
