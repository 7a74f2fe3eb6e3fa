import t from 'tap';
import type { Pod, ResourceQuotaSpec } from '../../../engine/apis/generated/core.v1.js';
import {
  configmaps,
  deployments,
  persistentvolumeclaims,
  pods,
  resourcequotas,
  services,
} from '../../../engine/apis/generated/resources.js';
import { podConstraints } from '../../../engine/apis/core/quota/pod-evaluator.js';
import { matchesValue } from '../../../engine/apis/core/quota/evaluator.js';
import { running, Stage } from '../../support/stage.js';

const SECOND = 1000;

function stage(): Stage {
  return new Stage('resourcequota-controller');
}

function quota(on: Stage, hard: Readonly<Record<string, string>>, more: Partial<ResourceQuotaSpec> = {}): void {
  on.create(resourcequotas, { metadata: { name: 'q' }, spec: { hard, ...more } });
}

function used(on: Stage): Readonly<Record<string, string>> | undefined {
  return on.settle().get(resourcequotas, 'q')?.status.used;
}

function pod(on: Stage, name: string, requests: object = {}, limits: object = {}, spec: object = {}): void {
  on.pod(name, {
    spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'x', resources: { requests, limits } }], ...spec },
  });
}

t.test('what pods use', async (t) => {
  const on = stage();
  pod(on, 'a', { cpu: '600m', memory: '256Mi', 'example.com/gpu': '2' }, { memory: '1Gi', 'example.com/gpu': '2' });
  pod(on, 'b', { cpu: '100m', 'ephemeral-storage': '1Gi' });
  pod(on, 'done', { cpu: '5' });
  on.podStatus('done', { phase: 'Succeeded' });
  quota(on, {
    pods: '9',
    'count/pods': '9',
    cpu: '9',
    'requests.cpu': '9',
    'requests.memory': '9Gi',
    'limits.memory': '9Gi',
    'limits.cpu': '9',
    'requests.ephemeral-storage': '9Gi',
    'requests.example.com/gpu': '9',
  });
  t.strictSame(used(on), {
    'count/pods': '3',
    cpu: '700m',
    'limits.cpu': '0',
    'limits.memory': '1Gi',
    pods: '2',
    'requests.cpu': '700m',
    'requests.ephemeral-storage': '1Gi',
    'requests.example.com/gpu': '2',
    'requests.memory': '256Mi',
  });
});

t.test('what everything else uses', async (t) => {
  const on = stage();
  const claim = (name: string, storageClassName: string, storage: string) =>
    on.create(persistentvolumeclaims, {
      metadata: { name },
      spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
    });
  claim('g', 'gold', '2Gi');
  claim('s', 'silver', '1Gi');
  const ports = [
    { name: 'a', port: 1 },
    { name: 'b', port: 2 },
  ];
  for (const type of ['ClusterIP', 'NodePort', 'LoadBalancer']) {
    on.create(services, { metadata: { name: type.toLowerCase() }, spec: { type, ports } });
  }
  on.create(configmaps, { metadata: { name: 'c' } });
  quota(on, {
    configmaps: '9',
    'count/configmaps': '9',
    'count/deployments.apps': '9',
    secrets: '9',
    resourcequotas: '9',
    services: '9',
    'services.nodeports': '9',
    'services.loadbalancers': '9',
    persistentvolumeclaims: '9',
    'requests.storage': '9Gi',
    'gold.storageclass.storage.k8s.io/requests.storage': '9Gi',
    'gold.storageclass.storage.k8s.io/persistentvolumeclaims': '9',
  });
  const first = used(on);
  t.match(first, {
    configmaps: '1',
    'count/configmaps': '1',
    'count/deployments.apps': '0',
    secrets: '0',
    resourcequotas: '1',
    'services.nodeports': '4',
    'services.loadbalancers': '1',
    persistentvolumeclaims: '2',
    'requests.storage': '3Gi',
    'gold.storageclass.storage.k8s.io/requests.storage': '2Gi',
    'gold.storageclass.storage.k8s.io/persistentvolumeclaims': '1',
  });
  on.delete(configmaps, 'c');
  on.delete(services, 'loadbalancer');
  t.match(used(on), { configmaps: '0', 'services.nodeports': '2', 'services.loadbalancers': '0' });
  t.strictSame(on.names(deployments), []);
});

t.test('scopes narrow what counts', async (t) => {
  const cases: readonly (readonly [spec: Partial<ResourceQuotaSpec>, pods: string])[] = [
    [{}, '3'],
    [{ scopes: ['BestEffort'] }, '1'],
    [{ scopes: ['NotBestEffort'] }, '2'],
    [{ scopes: ['Terminating'] }, '1'],
    [{ scopes: ['NotTerminating'] }, '2'],
    [{ scopes: ['NotTerminating', 'NotBestEffort'] }, '1'],
    [{ scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'DoesNotExist' }] } }, '3'],
    [{ scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }] } }, '0'],
    [{ scopeSelector: { matchExpressions: [{ scopeName: 'Terminating', operator: 'Exists' }] } }, '1'],
  ];
  for (const [spec, count] of cases) {
    const on = stage();
    pod(on, 'best-effort');
    pod(on, 'burstable', { cpu: '1' });
    pod(on, 'deadline', { cpu: '1' }, {}, { activeDeadlineSeconds: 100 });
    quota(on, { pods: '9' }, spec);
    t.equal(used(on)?.['pods'], count, JSON.stringify(spec));
  }
  t.ok(matchesValue({ scopeName: 'PriorityClass', operator: 'NotIn', values: ['a'] }, 'b'));
  t.ok(matchesValue({ scopeName: 'PriorityClass', operator: 'NotIn', values: ['a'] }, undefined));
  t.notOk(matchesValue({ scopeName: 'PriorityClass', operator: 'In', values: ['a'] }, undefined));
});

t.test('a pod that ends, or is deleted, frees what it used', async (t) => {
  const on = stage();
  for (const name of ['a', 'b', 'c']) pod(on, name, { cpu: '1' });
  quota(on, { pods: '9', 'requests.cpu': '9' });
  t.strictSame(used(on), { pods: '3', 'requests.cpu': '3' });
  on.podStatus('a', { phase: 'Failed' });
  t.strictSame(used(on), { pods: '2', 'requests.cpu': '2' });
  on.delete(pods, 'b', { gracePeriodSeconds: 0 });
  t.strictSame(used(on), { pods: '1', 'requests.cpu': '1' });
  const before = on.get(resourcequotas, 'q');
  on.podStatus('c', running());
  on.settle();
  t.equal(on.get(resourcequotas, 'q'), before, 'nothing is written when nothing is freed');
});

t.test('a pod that outlives its deletion stops to count in the round of five minutes', async (t) => {
  const on = stage();
  pod(on, 'stuck', { cpu: '1' });
  pod(on, 'gone', { cpu: '1' });
  quota(on, { 'requests.cpu': '9' });
  on.settle();
  on.delete(pods, 'stuck');
  on.delete(pods, 'gone');
  on.run(SECOND).delete(pods, 'gone', { gracePeriodSeconds: 0 });
  on.run(298 * SECOND);
  t.equal(on.get(resourcequotas, 'q')?.status.used?.['requests.cpu'], '1');
  t.equal(on.settle().now, 300 * SECOND);
  t.equal(on.get(resourcequotas, 'q')?.status.used?.['requests.cpu'], '0');
});

t.test('limits that change are taken over', async (t) => {
  const on = stage();
  quota(on, { pods: '1' });
  t.strictSame(used(on), { pods: '0' });
  on.patch(resourcequotas, 'q', { spec: { hard: { pods: null, configmaps: '2' } } });
  t.strictSame(used(on), { configmaps: '0' });
  t.strictSame(on.get(resourcequotas, 'q')?.status.hard, { configmaps: '2' });
});

t.test('what containers must say', async (t) => {
  const of = (containers: readonly object[]) => ({ metadata: {}, spec: { containers }, status: {} }) as unknown as Pod;
  const silent = { name: 'b' };
  const told = { name: 'a', resources: { requests: { cpu: '1' }, limits: { memory: '1Gi' } } };
  t.equal(podConstraints(of([told]), ['requests.cpu', 'limits.memory', 'pods']), undefined);
  t.equal(
    podConstraints(of([silent, told, { name: 'c' }]), ['requests.cpu', 'limits.memory', 'pods']),
    'must specify limits.memory for: b,c; requests.cpu for: b,c',
  );
});
