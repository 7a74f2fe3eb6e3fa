import t from 'tap';
import {
  configmaps,
  deployments,
  namespaces,
  pods,
  secrets,
  serviceaccounts,
} from '../../../engine/apis/generated/resources.js';
import { updateConditions } from '../../../engine/controllers/namespace/conditions.js';
import { Stage } from '../../support/stage.js';

const SECOND = 1000;

function leaving(...controllers: readonly string[]): Stage {
  const stage = new Stage('namespace-controller', ...controllers);
  stage.create(namespaces, { metadata: { name: 'leaving' } });
  return stage.settle();
}

function pod(stage: Stage, name: string, spec: object = {}): void {
  const containers = [{ name: 'c', image: 'sim/app:1' }];
  stage.create(pods, { metadata: { name }, spec: { containers, nodeName: 'n1', ...spec } }, 'leaving');
}

/** What the conditions that are not well say. */
function troubles(stage: Stage): readonly string[] {
  const { conditions = [] } = stage.get(namespaces, 'leaving')?.status ?? {};
  return conditions
    .filter(({ status }) => status === 'True')
    .map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
}

t.test('a namespace is emptied five seconds after its deletion, and goes', async (t) => {
  const stage = leaving();
  stage.create(configmaps, { metadata: { name: 'c' } }, 'leaving');
  stage.create(secrets, { metadata: { name: 's' } }, 'leaving');
  stage.create(configmaps, { metadata: { name: 'elsewhere' } });
  stage.delete(namespaces, 'leaving');
  stage.run(4.9 * SECOND);
  t.strictSame(stage.names(configmaps, 'leaving'), ['c'], 'nothing happens before');
  t.equal(stage.get(namespaces, 'leaving')?.status.conditions, undefined);
  stage.run(0.2 * SECOND);
  t.equal(stage.get(namespaces, 'leaving'), undefined);
  t.strictSame(stage.names(configmaps, 'leaving'), []);
  t.strictSame(stage.names(secrets, 'leaving'), []);
  t.strictSame(stage.names(configmaps, 'default'), ['elsewhere']);
});

t.test('while a pod is left nothing else is touched', async (t) => {
  const stage = leaving();
  stage.create(configmaps, { metadata: { name: 'c' } }, 'leaving');
  pod(stage, 'p');
  stage.delete(namespaces, 'leaving');
  stage.run(6 * SECOND);
  t.ok(stage.get(pods, 'p', 'leaving')?.metadata.deletionTimestamp);
  t.strictSame(stage.names(configmaps, 'leaving'), ['c']);
  t.strictSame(troubles(stage), []);
  stage.delete(pods, 'p', { gracePeriodSeconds: 0 }, 'leaving');
  stage.run(3.9 * SECOND);
  t.ok(stage.get(namespaces, 'leaving'));
  stage.run(0.2 * SECOND);
  t.equal(stage.get(namespaces, 'leaving'), undefined, 'it looks again five seconds after it has written conditions');
});

t.test('a pod that outlives its grace period is reported', async (t) => {
  const stage = leaving();
  pod(stage, 'p', { terminationGracePeriodSeconds: 3 });
  stage.delete(namespaces, 'leaving');
  stage.run(6 * SECOND);
  t.strictSame(troubles(stage), [
    'NamespaceDeletionContentFailure ContentDeletionFailed: Failed to delete all resource types, 1 remaining: ' +
      'failed to delete pods for namespace: leaving, err: unexpected items still remain in namespace: leaving for gvr: /v1, Resource=pods',
  ]);
});

t.test('what has finalizers is counted, and looked at every eight seconds', async (t) => {
  const stage = leaving();
  for (const name of ['a', 'b']) stage.create(configmaps, { metadata: { name, finalizers: ['x.y/hold'] } }, 'leaving');
  stage.create(secrets, { metadata: { name: 's', finalizers: ['x.y/hold', 'x.y/other'] } }, 'leaving');
  stage.delete(namespaces, 'leaving');
  stage.run(6 * SECOND);
  t.strictSame(troubles(stage), [
    'NamespaceContentRemaining SomeResourcesRemain: Some resources are remaining: configmaps. has 2 resource instances, secrets. has 1 resource instances',
    'NamespaceFinalizersRemaining SomeFinalizersRemain: Some content in the namespace has finalizers remaining: x.y/hold in 3 resource instances, x.y/other in 1 resource instances',
  ]);
  t.equal(stage.settle().now, 10 * SECOND, 'nobody waits longer than for the look after the conditions');
  stage.patch(configmaps, 'a', { metadata: { finalizers: null } }, '', 'leaving');
  stage.run(7.9 * SECOND);
  t.match(troubles(stage)[0], /configmaps. has 2 resource instances/);
  stage.settle();
  t.match(troubles(stage)[0], /configmaps. has 1 resource instances/, 'but for the look that follows a change');
});

t.test('a second finalizer of the namespace keeps it', async (t) => {
  const stage = leaving();
  stage.send('PUT', '/api/v1/namespaces/leaving/finalize', {
    ...stage.get(namespaces, 'leaving'),
    spec: { finalizers: ['kubernetes', 'x.y/mine'] },
  });
  stage.delete(namespaces, 'leaving');
  stage.run(20 * SECOND);
  t.strictSame(stage.get(namespaces, 'leaving')?.spec.finalizers, ['x.y/mine']);
});

t.test('conditions change only when what they say changes', async (t) => {
  const first = updateConditions(undefined, [], [], 0);
  t.equal(first.length, 5);
  t.ok(first.every(({ status }) => status === 'False'));
  t.equal(updateConditions(first, [], [], 5000), first);
  const remaining = [{ resource: 'pods.', count: 1, finalizers: {} }];
  const second = updateConditions(first, ['b', 'a'], remaining, 5000);
  const changed = second.filter((condition) => !first.includes(condition));
  t.strictSame(changed, [
    {
      type: 'NamespaceDeletionContentFailure',
      status: 'True',
      reason: 'ContentDeletionFailed',
      message: 'Failed to delete all resource types, 2 remaining: a, b',
      lastTransitionTime: '2026-01-01T00:00:05Z',
    },
    {
      type: 'NamespaceContentRemaining',
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: 'Some resources are remaining: pods. has 1 resource instances',
      lastTransitionTime: '2026-01-01T00:00:05Z',
    },
  ]);
  const [, , third] = updateConditions(second, ['c'], remaining, 9000);
  t.equal(third?.lastTransitionTime, '2026-01-01T00:00:05Z', 'a new message is no transition');
});

t.test('every namespace has a default service account and the CA of the cluster', async (t) => {
  const stage = new Stage('serviceaccount-controller', 'root-ca-certificate-publisher-controller');
  t.same(
    new Set(stage.view.list(serviceaccounts).map(({ metadata }) => metadata.namespace)),
    new Set(stage.names(namespaces)),
  );
  stage.create(namespaces, { metadata: { name: 'new' } });
  stage.settle();
  t.ok(stage.get(serviceaccounts, 'default', 'new'));
  const bundle = stage.get(configmaps, 'kube-root-ca.crt', 'new');
  t.match(bundle?.data?.['ca.crt'], /^-----BEGIN CERTIFICATE-----\n[^]*-----END CERTIFICATE-----\n$/);
  t.match(bundle?.metadata.annotations?.['kubernetes.io/description'], /^Contains a CA bundle .* clusters\.$/);
  stage.delete(serviceaccounts, 'default', {}, 'new');
  stage.patch(configmaps, 'kube-root-ca.crt', { data: { 'ca.crt': 'mine', more: 'x' } }, '', 'new');
  stage.settle();
  t.ok(stage.get(serviceaccounts, 'default', 'new'), 'a deleted account comes back');
  t.strictSame(stage.get(configmaps, 'kube-root-ca.crt', 'new')?.data, bundle?.data, 'a changed bundle is put right');
  stage.delete(configmaps, 'kube-root-ca.crt', {}, 'new');
  stage.settle();
  t.ok(stage.get(configmaps, 'kube-root-ca.crt', 'new'), 'a deleted one comes back');
});

t.test('custom collections are not needed to empty a namespace of workloads', async (t) => {
  const stage = leaving('deployment-controller', 'replicaset-controller', 'garbage-collector-controller');
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'sim/app:1' }] } };
  stage.create(
    deployments,
    { metadata: { name: 'web' }, spec: { replicas: 2, selector: { matchLabels: labels }, template } },
    'leaving',
  );
  stage.settle().delete(namespaces, 'leaving');
  stage.settle();
  t.strictSame(stage.names(deployments, 'leaving'), []);
  t.equal(stage.get(namespaces, 'leaving'), undefined);
});
