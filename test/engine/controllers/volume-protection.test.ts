import t from 'tap';
import type { PersistentVolumeClaim, Pod } from '../../../engine/apis/generated/core.v1.js';
import { persistentvolumeclaims, persistentvolumes, pods } from '../../../engine/apis/generated/resources.js';
import type { WatchEvent } from '../../../engine/apiserver/watch-event.js';
import { pvcProtectionController } from '../../../engine/controllers/pvc-protection/index.js';
import { mayFreeClaims, podUsesClaim } from '../../../engine/controllers/pvc-protection/use.js';
import { Dice, seeded } from '../../../engine/core/rng.js';
import { running, Stage } from '../../support/stage.js';

const PVC = 'persistentvolumeclaim-protection-controller';
const PV = 'persistentvolume-protection-controller';

const spec = { accessModes: ['ReadWriteOnce'], storageClassName: '', resources: { requests: { storage: '1Gi' } } };
const byName = (claimName: string) => ({ name: `of-${claimName}`, persistentVolumeClaim: { claimName } });
const SCRATCH = { name: 'scratch', ephemeral: { volumeClaimTemplate: { spec } } };

const CONTAINER = { name: 'c', image: 'x', imageID: '', ready: true, restartCount: 0 };

function claim(on: Stage, name: string, metadata: object = {}): void {
  on.create(persistentvolumeclaims, { metadata: { name, ...metadata }, spec });
}

function pod(on: Stage, name: string, volumes: readonly object[], more: object = {}): void {
  on.pod(name, { spec: { nodeName: 'n1', volumes, ...more }, status: running() });
}

function claimsOn(on: Stage): readonly string[] {
  return on.settle().names(persistentvolumeclaims);
}

t.test('which pods keep a claim', async (t) => {
  const target = {
    metadata: {
      name: 'p-scratch',
      namespace: 'default',
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u1', controller: true }],
    },
  } as unknown as PersistentVolumeClaim;
  const named = byName('p-scratch');
  const shutDown = { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 0 };
  const cases: readonly (readonly [says: string, uses: boolean, pod: object])[] = [
    ['one that names it', true, { spec: { volumes: [byName('x'), named] } }],
    ['one that names another', false, { spec: { volumes: [byName('x')] } }],
    ['one without volumes', false, {}],
    ['none without a node', false, { spec: { nodeName: undefined, volumes: [named] } }],
    ['one that names it and has ended', true, { spec: { volumes: [named] }, status: { phase: 'Succeeded' } }],
    ['one that names it and is gone but for finalizers', true, { metadata: shutDown, spec: { volumes: [named] } }],
    ['the one it was made for', true, { spec: { volumes: [SCRATCH] } }],
    ['none it was not made for', false, { metadata: { uid: 'u2' }, spec: { volumes: [SCRATCH] } }],
    ['none with another volume', false, { spec: { volumes: [{ ...SCRATCH, name: 'data' }] } }],
    ['the one it was made for, ended', true, { spec: { volumes: [SCRATCH] }, status: { phase: 'Failed' } }],
    [
      'not the one it was made for, gone but for finalizers',
      false,
      { metadata: shutDown, spec: { volumes: [SCRATCH] } },
    ],
    [
      'the one it was made for, that still has its grace period',
      true,
      { metadata: { ...shutDown, deletionGracePeriodSeconds: 30 }, spec: { volumes: [SCRATCH] } },
    ],
  ];
  for (const [says, uses, parts] of cases) t.equal(podUsesClaim(podOf(parts), target), uses, says);
});

interface Parts {
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
}

function podOf({ metadata, spec, status }: Parts): Pod {
  return {
    metadata: { name: 'p', namespace: 'default', uid: 'u1', ...metadata },
    spec: { containers: [], nodeName: 'n1', ...spec },
    status: { phase: 'Running', ...status },
  } as unknown as Pod;
}

t.test('after which events of a pod its claims are looked at', async (t) => {
  const deletion = { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 30 };
  const is = (state: string) => [{ name: 'c', state: { [state]: {} } }];
  const cases: readonly (readonly [says: string, looks: boolean, pod: Parts])[] = [
    ['it runs', false, {}],
    ['it has no node', true, { spec: { nodeName: '' } }],
    ['it has ended', true, { status: { phase: 'Failed' } }],
    [
      'it is being deleted and a container runs',
      false,
      { metadata: deletion, status: { containerStatuses: is('running') } },
    ],
    [
      'it is being deleted and none runs',
      true,
      { metadata: deletion, status: { containerStatuses: is('terminated') } },
    ],
    [
      'it is being deleted and none has started',
      true,
      { metadata: deletion, status: { containerStatuses: is('waiting') } },
    ],
    [
      'it is being deleted and an init container runs',
      false,
      { metadata: deletion, status: { initContainerStatuses: is('running') } },
    ],
    [
      'it is being deleted and an ephemeral container runs',
      false,
      { metadata: deletion, status: { ephemeralContainerStatuses: is('running') } },
    ],
    ['containers have stopped and it is not being deleted', false, { status: { containerStatuses: is('terminated') } }],
  ];
  for (const [says, looks, parts] of cases) t.equal(mayFreeClaims(podOf(parts)), looks, says);
});

t.test('a claim goes with the last pod that uses it', async (t) => {
  const stage = new Stage(PVC);
  for (const name of ['data', 'free']) claim(stage, name);
  for (const name of ['a', 'b']) pod(stage, name, [byName('data')]);
  pod(stage, 'waits', [byName('data')], { nodeName: undefined });
  for (const name of ['data', 'free']) stage.delete(persistentvolumeclaims, name);
  t.strictSame(claimsOn(stage), ['data'], 'one that nobody uses goes at once');
  stage.podStatus('a', { phase: 'Succeeded' });
  stage.podStatus('b', {
    containerStatuses: [{ ...CONTAINER, state: { running: { startedAt: '2026-01-01T00:00:00Z' } } }],
  });
  t.strictSame(claimsOn(stage), ['data']);
  stage.delete(pods, 'a', { gracePeriodSeconds: 0 });
  t.strictSame(claimsOn(stage), ['data']);
  stage.delete(pods, 'b', { gracePeriodSeconds: 0 });
  t.strictSame(claimsOn(stage), [], 'also when its containers are still said to run');
});

t.test('a claim of an ephemeral volume goes when its pod is shut down, whatever holds the pod', async (t) => {
  const stage = new Stage(PVC);
  stage.pod('p', {
    metadata: { finalizers: ['x.y/hold'] },
    spec: { nodeName: 'n1', volumes: [SCRATCH] },
    status: running(),
  });
  const uid = stage.get(pods, 'p')?.metadata.uid;
  claim(stage, 'p-scratch', { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid, controller: true }] });
  stage.delete(persistentvolumeclaims, 'p-scratch');
  t.strictSame(claimsOn(stage), ['p-scratch']);
  stage.delete(pods, 'p', { gracePeriodSeconds: 0 });
  t.strictSame(claimsOn(stage), []);
  t.strictSame(stage.names(pods), ['p']);
});

t.test('a claim keeps finalizers of others, and gets its own back', async (t) => {
  const stage = new Stage(PVC);
  claim(stage, 'data', { finalizers: ['x.y/mine'] });
  stage.patch(persistentvolumeclaims, 'data', { metadata: { finalizers: null } });
  stage.settle();
  t.strictSame(stage.get(persistentvolumeclaims, 'data')?.metadata.finalizers, ['kubernetes.io/pvc-protection']);
  claim(stage, 'held', { finalizers: ['x.y/mine'] });
  stage.delete(persistentvolumeclaims, 'held');
  t.strictSame(claimsOn(stage), ['data', 'held']);
  t.strictSame(stage.get(persistentvolumeclaims, 'held')?.metadata.finalizers, ['x.y/mine']);
});

t.test('the server has the last word on who uses a claim, and what it refuses is tried again', async (t) => {
  const stage = new Stage(PVC);
  claim(stage, 'data');
  stage.fault({ type: 'api-error', match: { verb: 'list', resource: 'pods', component: PVC }, code: 500, times: 2 });
  stage.delete(persistentvolumeclaims, 'data');
  t.strictSame(claimsOn(stage), ['data']);
  stage.run(14);
  t.strictSame(stage.names(persistentvolumeclaims), ['data'], 'after 5 ms, and after 10 more');
  stage.run(1);
  t.strictSame(stage.names(persistentvolumeclaims), []);
});

t.test('an informer that lags does not give a claim away', async (t) => {
  const stage = new Stage();
  claim(stage, 'data');
  stage.delete(persistentvolumeclaims, 'data');
  const { view } = stage;
  pod(stage, 'late', [byName('data')]);
  const requests: string[] = [];
  const memory = pvcProtectionController.start(0);
  const turn = pvcProtectionController.work({ key: 'default/data', cause: 0 }, memory, {
    view,
    now: 0,
    dice: new Dice(seeded(1)),
  });
  let next = turn.next();
  while (next.done !== true) {
    if (next.value.type !== 'request') throw new Error('no event is expected');
    requests.push(`${next.value.method} ${next.value.path}`);
    next = turn.next(stage.send(next.value.method, next.value.path, next.value.body));
  }
  t.strictSame(requests, ['GET /api/v1/namespaces/default/pods']);
});

t.test('a new pod of the same name is the end of the one before', async (t) => {
  const stage = new Stage();
  claim(stage, 'data');
  stage.delete(persistentvolumeclaims, 'data');
  const old = podOf({ spec: { volumes: [byName('data')] } });
  const replaced = (uid: string): WatchEvent => ({
    type: 'MODIFIED',
    revision: 1,
    resource: 'pods',
    object: podOf({ metadata: { uid } }),
    old,
  });
  const due = (event: WatchEvent) => {
    const memory = pvcProtectionController.start(0);
    return pvcProtectionController.due(
      pvcProtectionController.observe(memory, event, { view: stage.view, now: 0, cause: 0 }),
    );
  };
  t.equal(due(replaced('u1')), undefined);
  t.strictSame(due(replaced('u2'))?.at, 0);
});

t.test('pods without claims, and those of claims that stay, wake nobody', async (t) => {
  const stage = new Stage();
  claim(stage, 'data');
  const memory = pvcProtectionController.start(0);
  for (const volumes of [undefined, [{ name: 'v', emptyDir: {} }], [byName('data')], [byName('nowhere')]]) {
    for (const type of ['ADDED', 'DELETED'] as const) {
      const object = podOf({ spec: { volumes, nodeName: '' } });
      const event: WatchEvent = { type, revision: 1, resource: 'pods', object };
      const after = pvcProtectionController.observe(memory, event, { view: stage.view, now: 0, cause: 0 });
      t.equal(after, memory, `${type} ${JSON.stringify(volumes)}`);
    }
  }
});

t.test('a volume that is being deleted goes once it is not bound', async (t) => {
  for (const phase of ['Pending', 'Available', 'Released', 'Failed', 'Bound']) {
    const stage = new Stage(PV);
    stage.create(persistentvolumes, {
      metadata: { name: 'v' },
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/v' } },
    });
    stage.patch(persistentvolumes, 'v', { status: { phase } }, 'status');
    stage.settle().delete(persistentvolumes, 'v');
    stage.settle();
    t.strictSame(stage.names(persistentvolumes), phase === 'Bound' ? ['v'] : [], phase);
    if (phase !== 'Bound') continue;
    stage.patch(persistentvolumes, 'v', { status: { phase: 'Released' } }, 'status');
    stage.settle();
    t.strictSame(stage.names(persistentvolumes), [], 'when that changes');
  }
});

t.test('a volume gets its finalizer back, and a refused write is tried again', async (t) => {
  const stage = new Stage(PV);
  stage.create(persistentvolumes, {
    metadata: { name: 'v' },
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/v' } },
  });
  stage.fault({ type: 'api-error', match: { verb: 'update', component: PV }, code: 500, times: 1 });
  stage.patch(persistentvolumes, 'v', { metadata: { finalizers: null } });
  stage.settle();
  t.equal(stage.get(persistentvolumes, 'v')?.metadata.finalizers, undefined);
  stage.run(5);
  t.strictSame(stage.get(persistentvolumes, 'v')?.metadata.finalizers, ['kubernetes.io/pv-protection']);
});
