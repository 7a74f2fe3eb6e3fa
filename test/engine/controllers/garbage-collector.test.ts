import t from 'tap';
import { configmaps, nodes, pods, secrets } from '../../../engine/apis/generated/resources.js';
import type { Resource } from '../../../engine/apis/resource.js';
import { namespaces } from '../../../engine/apis/generated/resources.js';
import { Stage } from '../../support/stage.js';

const GC = 'garbage-collector-controller';

interface Reference {
  readonly name: string;
  readonly uid?: string;
  readonly kind?: string;
  readonly block?: boolean;
}

function make(
  stage: Stage,
  name: string,
  owners: readonly Reference[] = [],
  more: object = {},
  resource: Resource = configmaps,
) {
  const ownerReferences = owners.map(({ name: owner, uid, kind = 'ConfigMap', block }) => ({
    apiVersion: 'v1',
    kind,
    name: owner,
    uid: uid ?? stage.get(configmaps, owner)?.metadata.uid ?? 'no-such-uid',
    ...(block === undefined ? {} : { blockOwnerDeletion: block }),
  }));
  return stage.create(resource, { metadata: { name, ownerReferences, ...more } });
}

t.test('what has lost its last owner is deleted; what has another one only loses the reference', async (t) => {
  const stage = new Stage(GC);
  make(stage, 'a');
  make(stage, 'b');
  make(stage, 'child', [{ name: 'a' }]);
  make(stage, 'grandchild', [{ name: 'child' }]);
  make(stage, 'shared', [{ name: 'a' }, { name: 'b' }]);
  make(stage, 'secret', [{ name: 'a' }], {}, secrets);
  stage.settle().delete(configmaps, 'a');
  stage.settle();
  t.strictSame(stage.names(configmaps), ['b', 'shared']);
  t.strictSame(stage.names(secrets), []);
  t.strictSame(
    stage.get(configmaps, 'shared')?.metadata.ownerReferences?.map(({ name }) => name),
    ['b'],
  );
});

t.test('owners that never were', async (t) => {
  const cases: readonly { readonly name: string; readonly owner: Reference; readonly kept: boolean }[] = [
    { name: 'an owner that is not there', owner: { name: 'gone', uid: 'x' }, kept: false },
    { name: 'an owner of that name but another uid', owner: { name: 'real', uid: 'x' }, kept: false },
    { name: 'an owner of an unknown kind', owner: { name: 'real', kind: 'Spaceship' }, kept: true },
    { name: 'a cluster-scoped owner that is not there', owner: { name: 'n1', kind: 'Node', uid: 'x' }, kept: false },
  ];
  for (const { name, owner, kept } of cases) {
    const stage = new Stage(GC);
    make(stage, 'real');
    make(stage, 'child', [owner]);
    stage.settle();
    t.equal(stage.get(configmaps, 'child') !== undefined, kept, name);
  }
});

t.test('a cluster-scoped object with a namespaced owner is left alone', async (t) => {
  const stage = new Stage(GC);
  const owner = make(stage, 'real');
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'real', uid: owner.metadata.uid }];
  stage.create(nodes, { metadata: { name: 'n1', ownerReferences } });
  stage.settle().delete(configmaps, 'real');
  stage.settle();
  t.strictSame(stage.names(nodes), ['n1']);
});

t.test('an owner in another namespace does not count, and the dependent hears so', async (t) => {
  const stage = new Stage(GC);
  stage.create(namespaces, { metadata: { name: 'other' } });
  const owner = stage.create(configmaps, { metadata: { name: 'owner' } }, 'other');
  const { uid } = owner.metadata;
  make(stage, 'child', [{ name: 'owner', uid }]);
  stage.settle();
  t.strictSame(stage.names(configmaps, 'default'), []);
  t.strictSame(stage.told(), [
    `ConfigMap/child Warning OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: default, name: owner, uid: ${uid}] does not exist in namespace "default"`,
  ]);
});

t.test('in the foreground, dependents that block go first', async (t) => {
  const stage = new Stage(GC);
  make(stage, 'owner');
  make(stage, 'blocking', [{ name: 'owner', block: true }], { finalizers: ['a.b/hold'] });
  make(stage, 'free', [{ name: 'owner' }], { finalizers: ['a.b/hold'] });
  stage.settle().delete(configmaps, 'owner', { propagationPolicy: 'Foreground' });
  stage.settle();
  t.strictSame(stage.names(configmaps), ['blocking', 'free', 'owner']);
  t.ok(stage.get(configmaps, 'blocking')?.metadata.deletionTimestamp, 'a dependent is deleted at once');
  t.ok(stage.get(configmaps, 'free')?.metadata.deletionTimestamp, 'whether it blocks or not');
  stage.patch(configmaps, 'blocking', { metadata: { finalizers: null } });
  stage.settle();
  t.strictSame(stage.names(configmaps), ['free'], 'one that does not block holds nobody');
});

t.test('a dependent that stops blocking lets its owner go', async (t) => {
  const stage = new Stage(GC);
  const owner = make(stage, 'owner');
  make(stage, 'blocking', [{ name: 'owner', block: true }], { finalizers: ['a.b/hold'] });
  stage.settle().delete(configmaps, 'owner', { propagationPolicy: 'Foreground' });
  const { uid } = owner.metadata;
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid, blockOwnerDeletion: false }];
  stage.settle().patch(configmaps, 'blocking', { metadata: { ownerReferences } });
  stage.settle();
  t.strictSame(stage.names(configmaps), ['blocking']);
});

t.test('the foreground reaches through a chain', async (t) => {
  const stage = new Stage(GC);
  make(stage, 'top');
  make(stage, 'middle', [{ name: 'top', block: true }]);
  make(stage, 'bottom', [{ name: 'middle', block: true }], { finalizers: ['a.b/hold'] });
  stage.settle().delete(configmaps, 'top', { propagationPolicy: 'Foreground' });
  stage.settle();
  t.strictSame(stage.get(configmaps, 'middle')?.metadata.finalizers, ['foregroundDeletion']);
  stage.patch(configmaps, 'bottom', { metadata: { finalizers: null } });
  stage.settle();
  t.strictSame(stage.names(configmaps), []);
});

t.test('two that own and block each other do not hold each other for ever', async (t) => {
  const stage = new Stage(GC);
  const a = make(stage, 'a');
  make(stage, 'b', [{ name: 'a', block: true }]);
  const { uid } = stage.get(configmaps, 'b')?.metadata ?? {};
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'b', uid, blockOwnerDeletion: true }];
  stage.patch(configmaps, a.metadata.name, { metadata: { ownerReferences } });
  stage.settle().delete(configmaps, 'a', { propagationPolicy: 'Foreground' });
  stage.settle();
  t.strictSame(stage.names(configmaps), []);
});

t.test('orphans keep living without the reference', async (t) => {
  const stage = new Stage(GC);
  make(stage, 'owner');
  make(stage, 'child', [{ name: 'owner' }]);
  make(stage, 'secret', [{ name: 'owner' }], {}, secrets);
  stage.settle().delete(configmaps, 'owner', { propagationPolicy: 'Orphan' });
  t.strictSame(stage.get(configmaps, 'owner')?.metadata.finalizers, ['orphan']);
  stage.settle();
  t.strictSame(stage.names(configmaps), ['child']);
  t.equal(stage.get(configmaps, 'child')?.metadata.ownerReferences?.length ?? 0, 0);
  t.equal(stage.get(secrets, 'secret')?.metadata.ownerReferences?.length ?? 0, 0);
});

t.test('a graceful dependent is asked to go once, with its grace', async (t) => {
  const stage = new Stage(GC);
  const { uid } = make(stage, 'owner').metadata;
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid }];
  stage.pod('p', { metadata: { ownerReferences }, spec: { nodeName: 'n1' } });
  stage.settle().delete(configmaps, 'owner');
  stage.settle();
  t.equal(stage.get(pods, 'p')?.metadata.deletionGracePeriodSeconds, 30);
});

t.test('a crash of the collector loses nothing', async (t) => {
  const stage = new Stage(GC);
  make(stage, 'owner');
  make(stage, 'child', [{ name: 'owner' }]);
  stage.settle().fault({ type: 'component-stop', component: GC });
  stage.delete(configmaps, 'owner');
  stage.settle();
  t.strictSame(stage.names(configmaps), ['child']);
  stage.fault({ type: 'component-start', component: GC });
  stage.settle();
  t.strictSame(stage.names(configmaps), []);
});
