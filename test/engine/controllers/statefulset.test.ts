import t from 'tap';
import type { ControllerRevision, StatefulSet } from '../../../engine/apis/generated/apps.v1.js';
import type { PersistentVolumeClaim } from '../../../engine/apis/generated/core.v1.js';
import {
  controllerrevisions,
  persistentvolumeclaims,
  pods,
  statefulsets,
} from '../../../engine/apis/generated/resources.js';
import { fnv32 } from '../../../engine/apimachinery/hash.js';
import { timestamp } from '../../../engine/apimachinery/time.js';
import { newControllerRef } from '../../../engine/controllers/framework/pod-control.js';
import { newStatefulSetPod, plannedReplica } from '../../../engine/controllers/statefulset/identity.js';
import { parentage } from '../../../engine/controllers/statefulset/ordinals.js';
import type { Replica } from '../../../engine/controllers/statefulset/replica.js';
import {
  hasUnexpectedController,
  isClaimOwnerUpToDate,
  withClaimOwners,
} from '../../../engine/controllers/statefulset/retention.js';
import type { Revisions } from '../../../engine/controllers/statefulset/revisions.js';
import { updateReplicas } from '../../../engine/controllers/statefulset/scaling.js';
import { statusOf } from '../../../engine/controllers/statefulset/status.js';
import { FakeApi } from '../../support/fake-api.js';
import { Stage } from '../../support/stage.js';

const TEMPLATE = {
  metadata: { labels: { app: 'db' } },
  spec: { containers: [{ name: 'c', image: 'sim/app:1', resources: {} }] },
};
const HASH = 'controller-revision-hash';

t.test('a name tells parent and number', async (t) => {
  const rows: readonly [string, string, number][] = [
    ['web-0', 'web', 0],
    ['a-b-12', 'a-b', 12],
    ['web-007', 'web', 7],
    ['web', '', -1],
    ['web-', '', -1],
    ['-3', '', 3],
    ['web-2147483648', 'web', -1],
  ];
  for (const [name, parent, ordinal] of rows) t.same(parentage(name), { parent, ordinal }, name);
});

t.test('fnv32 is Go’s fnv.New32', async (t) => {
  t.equal(fnv32(''), 0x811c9dc5);
  t.equal(fnv32('a'), 0x050c5d7e);
  t.equal(fnv32('foobar'), 0x31f0b262);
});

function revision(name: string): ControllerRevision {
  return new FakeApi().seed(controllerrevisions, { metadata: { name }, data: {}, revision: 1 });
}

function statefulSet(api: FakeApi, spec: object = {}, status: object = {}): StatefulSet {
  return api.seed(statefulsets, {
    metadata: { name: 'db', uid: 'uid-db' },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'db' } },
      serviceName: 'db',
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      template: TEMPLATE,
      ...spec,
    },
    status: { replicas: 0, availableReplicas: 0, ...status },
  });
}

function revisionsOf(set: StatefulSet): Revisions {
  const [current, update] = [revision('db-old'), revision('db-new')];
  return { current, update, currentSet: set, updateSet: set, collisionCount: 0 };
}

/**
 * Pods of the set: 'o0' is number 0 of the old revision, 'n2' number 2 of the new. With ! it is not ready, with ? it is
 * pending, with ~ it is being deleted, with = it failed, with + it succeeded.
 */
function seedPods(api: FakeApi, set: StatefulSet, words: string) {
  return words.split(' ').flatMap((word) => {
    const [matched, age = '', ordinal = '', state = ''] = /^([on])(\d+)(.?)$/.exec(word) ?? [];
    if (matched === undefined) return [];
    const phase = { '=': 'Failed', '+': 'Succeeded', '?': 'Pending' }[state] ?? 'Running';
    const name = `db-${ordinal}`;
    const labels = {
      app: 'db',
      'statefulset.kubernetes.io/pod-name': name,
      [HASH]: age === 'o' ? 'db-old' : 'db-new',
    };
    const deleted = state === '~' ? { deletionTimestamp: timestamp(api.now) } : {};
    const ready = state === '' || state === '~' ? 'True' : 'False';
    return [
      api.seed(pods, {
        metadata: { name, labels, ownerReferences: [newControllerRef(statefulsets, set)], ...deleted },
        spec: TEMPLATE.spec,
        status: { phase, conditions: [{ type: 'Ready', status: ready, lastTransitionTime: timestamp(0) }] },
      }),
    ];
  });
}

t.test('one step', async (t) => {
  const parallel = { podManagementPolicy: 'Parallel' };
  const rows: readonly [string, object, string, readonly string[]][] = [
    ['in order, one pod is created at a time', {}, '', ['POST db-0']],
    ['and the next when the one before is ready', {}, 'n0', ['POST db-1']],
    ['not while it is not ready', {}, 'n0!', []],
    ['nor while it is being deleted', {}, 'n0 n1~', []],
    ['a gap is filled before the rest goes on', {}, 'n0 n2', ['POST db-1']],
    ['in parallel all are created at once', parallel, '', ['POST db-0', 'POST db-1', 'POST db-2']],
    ['whatever the others do', parallel, 'n0! n1~', ['POST db-2']],
    ['a failed pod is deleted', {}, 'n0 n1= n2', ['DELETE db-1']],
    ['one that succeeded, too', {}, 'n0 n1+ n2', ['DELETE db-1']],
    ['numbers start where spec.ordinals says', { ordinals: { start: 5 } }, 'n5', ['POST db-6']],
    ['what is too much goes from the top', {}, 'n0 n1 n2 n3 n4', ['DELETE db-4']],
    ['one at a time', {}, 'n0 n1 n2 n3 n4~', []],
    ['not while one below is not ready', {}, 'n0 n1! n2 n3', []],
    ['unless it is itself the first that is not', {}, 'n0 n1 n2 n3!', ['DELETE db-3']],
    ['but one below it comes first', {}, 'n0 n1 n2 n3! n4!', []],
    ['in parallel all that is too much goes', parallel, 'n0! n1 n2 n3 n4', ['DELETE db-4', 'DELETE db-3']],
    ['numbers below the start are too much', { replicas: 1, ordinals: { start: 1 } }, 'n0 n1', ['DELETE db-0']],
    ['an update starts at the top', {}, 'o0 o1 o2', ['DELETE db-2']],
    ['and waits for each pod', {}, 'o0 o1 n2!', []],
    ['until it is ready', {}, 'o0 o1 n2', ['DELETE db-1']],
    [
      'down to the partition',
      { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } },
      'o0 o1 n2',
      [],
    ],
    ['in parallel a broken old pod is replaced', parallel, 'o0 o1 o2!', ['DELETE db-2']],
    ['in order it is waited for', {}, 'o0 o1 o2!', []],
    ['OnDelete leaves all as they are', { updateStrategy: { type: 'OnDelete' } }, 'o0 o1 o2', []],
    ['to nothing', { replicas: 0 }, 'n0', ['DELETE db-0']],
  ];
  for (const [name, spec, words, expected] of rows) {
    const api = new FakeApi();
    const set = statefulSet(api, spec);
    const { failure } = api.run(updateReplicas(set, revisionsOf(set), seedPods(api, set, words), api.context));
    t.equal(failure, undefined);
    const calls = api.requests.map(({ method, path, body }) => {
      const sent = body as { readonly metadata?: { readonly name: string } };
      return `${method} ${sent.metadata?.name ?? path.split('/').at(-1) ?? ''}`;
    });
    t.same(calls, expected, `${name}: ${words}`);
  }
});

t.test('a pod is made at the revision that the partition says', async (t) => {
  const rows: readonly [object, object, number, string][] = [
    [{ type: 'RollingUpdate', rollingUpdate: { partition: 2 } }, {}, 1, 'db-old'],
    [{ type: 'RollingUpdate', rollingUpdate: { partition: 2 } }, {}, 2, 'db-new'],
    [{ type: 'RollingUpdate' }, { currentReplicas: 2 }, 1, 'db-old'],
    [{ type: 'RollingUpdate' }, { currentReplicas: 2 }, 2, 'db-new'],
    [{ type: 'OnDelete' }, { currentReplicas: 2 }, 0, 'db-new'],
  ];
  for (const [updateStrategy, status, ordinal, expected] of rows) {
    const revisions = revisionsOf(statefulSet(new FakeApi(), { updateStrategy }, status));
    t.equal(plannedReplica(revisions, ordinal).revision, expected);
  }
});

t.test('a pod carries its number in name, labels, host name and claims', async (t) => {
  const volumeClaimTemplates = [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage: '1Gi' } } } }];
  const template = {
    ...TEMPLATE,
    spec: { ...TEMPLATE.spec, volumes: [{ name: 'data', emptyDir: {} }, { name: 'x' }] },
  };
  const set = statefulSet(new FakeApi(), { volumeClaimTemplates, template });
  const planned = newStatefulSetPod(set, plannedReplica(revisionsOf(set), 2));
  t.match(planned, {
    metadata: {
      name: 'db-2',
      generateName: 'db-',
      labels: {
        app: 'db',
        'statefulset.kubernetes.io/pod-name': 'db-2',
        'apps.kubernetes.io/pod-index': '2',
        [HASH]: 'db-new',
      },
      ownerReferences: [{ kind: 'StatefulSet', name: 'db', controller: true }],
    },
    spec: { hostname: 'db-2', subdomain: 'db' },
  });
  t.same(planned.spec?.volumes, [{ name: 'data', persistentVolumeClaim: { claimName: 'data-db-2' } }, { name: 'x' }]);
});

const POD: Replica = { name: 'db-1', ordinal: 1, uid: 'uid-1', revision: '' };
const AWAY: Replica = { name: 'db-9', ordinal: 9, uid: 'uid-9', revision: '' };
const owner = (kind: string, name: string, uid: string, controller = true) => ({
  apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1',
  kind,
  name,
  uid,
  controller,
  blockOwnerDeletion: true,
});
const SET_OWNER = owner('StatefulSet', 'db', 'uid-db');

function claim(...ownerReferences: readonly object[]): PersistentVolumeClaim {
  return new FakeApi().seed(persistentvolumeclaims, { metadata: { name: 'data-db-1', ownerReferences }, spec: {} });
}

t.test('the retention policy says who owns a claim', async (t) => {
  const rows: readonly [string, string, Replica, readonly object[]][] = [
    ['Retain', 'Retain', POD, []],
    ['Retain', 'Retain', AWAY, []],
    ['Retain', 'Delete', POD, [SET_OWNER]],
    ['Retain', 'Delete', AWAY, [SET_OWNER]],
    ['Delete', 'Retain', POD, []],
    ['Delete', 'Retain', AWAY, [owner('Pod', 'db-9', 'uid-9')]],
    ['Delete', 'Delete', POD, [SET_OWNER]],
    ['Delete', 'Delete', AWAY, [owner('Pod', 'db-9', 'uid-9')]],
  ];
  for (const [whenScaled, whenDeleted, replica, expected] of rows) {
    const set = statefulSet(new FakeApi(), { persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted } });
    for (const before of [claim(), claim(SET_OWNER), claim(owner('Pod', replica.name, replica.uid))]) {
      const after = withClaimOwners(before, set, replica);
      t.same(after.metadata.ownerReferences, expected, `${whenScaled} ${whenDeleted} ${replica.name}`);
      t.ok(isClaimOwnerUpToDate(after, set, replica));
      const same = JSON.stringify(before.metadata.ownerReferences) === JSON.stringify(expected);
      t.equal(isClaimOwnerUpToDate(before, set, replica), same);
    }
  }
});

t.test('claims of others are left alone', async (t) => {
  const policy = { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Delete' } };
  const set = statefulSet(new FakeApi(), policy);
  const other = owner('Other', 'x', 'uid-x');
  t.ok(hasUnexpectedController(claim(other), set, POD));
  t.ok(isClaimOwnerUpToDate(claim(other), set, POD));
  t.notOk(isClaimOwnerUpToDate(claim(other, SET_OWNER), set, POD), 'unless we own them besides');
  t.same(withClaimOwners(claim(other, SET_OWNER), set, POD).metadata.ownerReferences, [other]);
  t.ok(isClaimOwnerUpToDate(claim(owner('StatefulSet', 'db', 'uid-before')), set, POD), 'of an earlier set');
  t.notOk(isClaimOwnerUpToDate(claim({ ...SET_OWNER, controller: false }), set, POD), 'ours, but not as controller');
  t.notOk(hasUnexpectedController(claim(other), statefulSet(new FakeApi()), POD), 'with Retain anybody may');
});

t.test('an update is complete when all pods are new, ready and as many as asked for', async (t) => {
  const set = statefulSet(new FakeApi());
  const counts = { replicas: 3, ready: 3, available: 3, current: 1, updated: 3 };
  const revisions = revisionsOf(set);
  t.match(statusOf(set, revisions, counts), { currentRevision: 'db-new', currentReplicas: 3, updatedReplicas: 3 });
  t.match(statusOf(set, revisions, { ...counts, ready: 2 }), { currentRevision: 'db-old', currentReplicas: 1 });
  t.match(statusOf(set, revisions, { ...counts, replicas: 4 }), { currentRevision: 'db-old' });
  t.notOk('readyReplicas' in statusOf(set, revisions, { ...counts, ready: 0 }), 'a count of 0 is left out');
});

function cast(spec: object = {}): Stage {
  const stage = new Stage('statefulset-controller');
  stage.create(statefulsets, {
    metadata: { name: 'db' },
    spec: { serviceName: 'db', replicas: 2, selector: { matchLabels: { app: 'db' } }, template: TEMPLATE, ...spec },
  });
  return stage.settle();
}

const ready = (stage: Stage, ...names: readonly string[]): void => {
  for (const name of names) {
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: timestamp(stage.now) }];
    stage.podStatus(name, { phase: 'Running', conditions });
  }
  stage.settle();
};

function allReady(stage: Stage): void {
  for (let i = 0; i < 20; i++) {
    const waiting = stage.view.list(pods).filter(({ status }) => status.phase === 'Pending');
    if (waiting.length === 0) return;
    ready(stage, ...waiting.map(({ metadata }) => metadata.name));
  }
}

const setImage = (stage: Stage, image: string): void => {
  const template = { spec: { containers: [{ name: 'c', image }] } };
  stage.patch(statefulsets, 'db', { spec: { template } });
  stage.settle();
};

t.test('claims are made before the pod, and told of', async (t) => {
  const metadata = { name: 'data', labels: { role: 'store' }, annotations: { note: 'x' } };
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  const stage = cast({ volumeClaimTemplates: [{ metadata, spec }], replicas: 1 });
  const made = stage.get(persistentvolumeclaims, 'data-db-0');
  t.match(made?.metadata, { labels: { app: 'db', role: 'store' }, annotations: { note: 'x' } });
  t.same(made?.metadata.ownerReferences, undefined);
  t.same(stage.told(), [
    'StatefulSet/db Normal SuccessfulCreate: Create Claim data-db-0 Pod db-0 in StatefulSet db success',
    'StatefulSet/db Normal SuccessfulCreate: Create Pod db-0 in StatefulSet db successful',
  ]);
  stage.delete(persistentvolumeclaims, 'data-db-0');
  stage.patch(persistentvolumeclaims, 'data-db-0', { metadata: { finalizers: null } });
  stage.patch(pods, 'db-0', { metadata: { labels: { x: 'y' } } });
  stage.settle();
  t.ok(stage.get(persistentvolumeclaims, 'data-db-0'), 'a pending pod’s missing claim is made again');
});

t.test('a rolling update ends with the new revision as the current one', async (t) => {
  const stage = cast();
  allReady(stage);
  const status = () => stage.get(statefulsets, 'db')?.status;
  t.match(status(), { currentReplicas: 2, updatedReplicas: 2, readyReplicas: 2, collisionCount: 0 });
  const before = status()?.currentRevision;
  setImage(stage, 'sim/app:2');
  t.match(status(), { currentRevision: before, replicas: 2, currentReplicas: 1, updatedReplicas: 1 });
  allReady(stage);
  t.not(status()?.currentRevision, before);
  t.match(status(), { currentReplicas: 2, updatedReplicas: 2, observedGeneration: 2 });
  t.equal(status()?.currentRevision, status()?.updateRevision);
});

t.test('revisions: one that comes back gets the highest number; old ones go above the limit', async (t) => {
  const stage = cast({ replicas: 0, revisionHistoryLimit: 1 });
  const numbers = () =>
    stage.view
      .list(controllerrevisions)
      .map(({ revision: number }) => number)
      .sort();
  setImage(stage, 'sim/app:2');
  t.same(numbers(), [1, 2]);
  setImage(stage, 'sim/app:1');
  t.same(numbers(), [2, 3]);
  setImage(stage, 'sim/app:3');
  t.same(numbers(), [3, 4]);
  setImage(stage, 'sim/app:4');
  t.same(numbers(), [4, 5]);
});

t.test('a name that another revision has is told apart by the collision count', async (t) => {
  const first = cast({ replicas: 0 });
  const [{ metadata }] = first.view.list(controllerrevisions) as [ControllerRevision];
  const stage = new Stage('statefulset-controller');
  stage.create(controllerrevisions, { metadata: { name: metadata.name }, data: { a: 1 }, revision: 9 });
  stage.create(statefulsets, {
    metadata: { name: 'db' },
    spec: { serviceName: 'db', replicas: 0, selector: { matchLabels: { app: 'db' } }, template: TEMPLATE },
  });
  stage.settle();
  const status = stage.get(statefulsets, 'db')?.status;
  t.equal(status?.collisionCount, 1);
  t.not(status?.updateRevision, metadata.name);
});

t.test('after an undo the broken pod stays; once deleted it waits for the lower ones', async (t) => {
  const stage = cast();
  allReady(stage);
  setImage(stage, 'sim/broken:1');
  stage.podStatus('db-1', { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] });
  setImage(stage, 'sim/app:1');
  const image = () => stage.get(pods, 'db-1')?.spec.containers[0]?.image;
  t.equal(image(), 'sim/broken:1');
  stage.delete(pods, 'db-1');
  stage.settle();
  t.equal(image(), 'sim/app:1');
});

t.test('with minReadySeconds the next pod waits until this one is available', async (t) => {
  const stage = cast({ minReadySeconds: 10 });
  ready(stage, 'db-0');
  t.ok(stage.now >= 10_000 && stage.now < 12_000, 'settling waits for it');
  t.same(stage.names(pods), ['db-0', 'db-1']);
  t.match(stage.get(statefulsets, 'db')?.status, { readyReplicas: 1, availableReplicas: 1 });
});

t.test('orphans that match by labels and name are adopted', async (t) => {
  const stage = new Stage('statefulset-controller');
  stage.pod('db-0', { labels: { app: 'db' } });
  stage.pod('stray', { labels: { app: 'db' } });
  stage.create(statefulsets, {
    metadata: { name: 'db' },
    spec: { serviceName: 'db', replicas: 1, selector: { matchLabels: { app: 'db' } }, template: TEMPLATE },
  });
  ready(stage, 'db-0');
  t.equal(stage.get(pods, 'db-0')?.metadata.ownerReferences?.[0]?.name, 'db');
  t.equal(stage.get(pods, 'stray')?.metadata.ownerReferences, undefined);
});

t.test('a refused pod is told of and tried again', async (t) => {
  const stage = cast({
    template: { ...TEMPLATE, spec: { ...TEMPLATE.spec, serviceAccountName: 'none' } },
    replicas: 1,
  });
  t.match(stage.told(), [
    /^StatefulSet\/db Warning FailedCreate: Create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: /,
  ]);
});
