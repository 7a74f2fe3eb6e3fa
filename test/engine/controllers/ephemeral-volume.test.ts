import t from 'tap';
import { events, persistentvolumeclaims, pods } from '../../../engine/apis/generated/resources.js';
import type { WatchEvent } from '../../../engine/apiserver/watch-event.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { ephemeralVolumeController } from '../../../engine/controllers/ephemeral-volume/index.js';
import { Stage } from '../../support/stage.js';

const CONTROLLER = 'ephemeral-volume-controller';
const spec = { accessModes: ['ReadWriteOnce'], storageClassName: '', resources: { requests: { storage: '1Gi' } } };

function volume(name: string, metadata?: object): object {
  return { name, ephemeral: { volumeClaimTemplate: { ...(metadata === undefined ? {} : { metadata }), spec } } };
}

function claim(on: Stage, name: string): void {
  on.create(persistentvolumeclaims, { metadata: { name }, spec });
}

function claimsOn(on: Stage): readonly string[] {
  return on.settle().names(persistentvolumeclaims);
}

t.test('each ephemeral volume of a pod gets a claim of its template, which the pod controls', async (t) => {
  const stage = new Stage(CONTROLLER);
  const described = { labels: { a: 'b' }, annotations: { c: 'd' } };
  stage.pod('p', {
    spec: {
      volumes: [
        volume('one', described),
        { name: 'v', emptyDir: {} },
        volume('two'),
        { name: 'w', persistentVolumeClaim: { claimName: 'mine' } },
      ],
    },
  });
  t.strictSame(claimsOn(stage), ['p-one', 'p-two']);
  const uid = stage.get(pods, 'p')?.metadata.uid;
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid, controller: true, blockOwnerDeletion: true };
  const one = stage.get(persistentvolumeclaims, 'p-one');
  t.match(one, { metadata: { ...described, finalizers: ['kubernetes.io/pvc-protection'] }, spec });
  t.strictSame(one?.metadata.ownerReferences, [owner]);
  const two = stage.get(persistentvolumeclaims, 'p-two')?.metadata;
  t.strictSame([two?.labels, two?.annotations, two?.ownerReferences], [undefined, undefined, [owner]]);
  t.strictSame(stage.told(), []);
});

t.test('a claim that goes before its pod is made again, unless the pod goes too', async (t) => {
  const stage = new Stage(CONTROLLER, 'persistentvolumeclaim-protection-controller');
  for (const name of ['stays', 'goes']) {
    stage.pod(name, { metadata: { finalizers: ['x.y/hold'] }, spec: { volumes: [volume('v')] } });
  }
  stage.settle().delete(pods, 'goes');
  const first = stage.get(persistentvolumeclaims, 'stays-v')?.metadata.uid;
  for (const name of ['stays-v', 'goes-v']) stage.delete(persistentvolumeclaims, name);
  t.strictSame(claimsOn(stage), ['stays-v']);
  t.not(stage.get(persistentvolumeclaims, 'stays-v')?.metadata.uid, first);
  stage.pod('brief', { metadata: { finalizers: ['x.y/hold'] }, spec: { volumes: [volume('v')] } });
  stage.delete(pods, 'brief');
  t.strictSame(claimsOn(stage), ['stays-v'], 'a pod that leaves before its turn gets none');
});

t.test('a claim of that name that belongs to somebody else is left alone, and told of at every try', async (t) => {
  const stage = new Stage(CONTROLLER, 'persistentvolumeclaim-protection-controller');
  claim(stage, 'p-v');
  stage.pod('p', { spec: { volumes: [volume('v'), volume('w')] } });
  const says =
    'Pod/p Warning FailedBinding: ephemeral volume v: PVC default/p-v was not created for pod default/p (pod is not owner)';
  t.strictSame(claimsOn(stage), ['p-v'], 'the volumes after it wait too');
  t.strictSame(stage.told(), [says]);
  t.equal(stage.view.list(events)[0]?.source?.component, 'ephemeral_volume');
  stage.run(15);
  t.strictSame(stage.told(), [`${says} (3)`], 'after 5 ms, and after 10 more');
  stage.delete(persistentvolumeclaims, 'p-v');
  t.strictSame(claimsOn(stage), ['p-v', 'p-w'], 'once it is gone all is made');
});

t.test('what the server says against a claim is told, and the pod is tried again', async (t) => {
  const stage = new Stage(CONTROLLER);
  const match = { verb: 'create', resource: 'persistentvolumeclaims', component: CONTROLLER };
  stage.fault({ type: 'api-error', match, code: 403, reason: 'Forbidden', message: 'not today', times: 1 });
  stage.pod('p', { spec: { volumes: [volume('v')] } });
  t.strictSame(claimsOn(stage), []);
  t.strictSame(stage.told(), ['Pod/p Warning FailedBinding: ephemeral volume v: create PVC p-v: not today']);
  stage.run(5);
  t.strictSame(claimsOn(stage), ['p-v']);
});

t.test('pods without ephemeral volumes, those that leave, and all later events of pods wake nobody', async (t) => {
  const { view } = new Stage();
  const memory = ephemeralVolumeController.start(0);
  const wakes = (type: WatchEvent['type'], parts: object, metadata: object = {}): boolean => {
    const object = { metadata: { name: 'p', namespace: 'default', ...metadata }, spec: parts } as unknown as Pod;
    const event: WatchEvent = { type, revision: 1, resource: 'pods', object };
    return ephemeralVolumeController.observe(memory, event, { view, now: 0, cause: 0 }) !== memory;
  };
  const wanted = { volumes: [volume('v')] };
  t.ok(wakes('ADDED', wanted));
  t.notOk(wakes('MODIFIED', wanted));
  t.notOk(wakes('DELETED', wanted));
  t.notOk(wakes('ADDED', wanted, { deletionTimestamp: '2026-01-01T00:00:00Z' }));
  t.notOk(wakes('ADDED', {}));
  t.notOk(wakes('ADDED', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] }));
});
