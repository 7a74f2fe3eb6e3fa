import t from 'tap';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import type { PodDisruptionBudget } from '../../../engine/apis/generated/policy.v1.js';
import {
  deployments,
  jobs,
  poddisruptionbudgets,
  pods,
  replicasets,
  statefulsets,
} from '../../../engine/apis/generated/resources.js';
import { timestamp } from '../../../engine/apimachinery/time.js';
import type { Resource } from '../../../engine/apis/resource.js';
import { printSelector } from '../../../engine/controllers/framework/print-selector.js';
import { running, Stage } from '../../support/stage.js';

const SECOND = 1000;
const LABELS = { app: 'web' };
const SELECTOR = { matchLabels: LABELS };
const TEMPLATE = { metadata: { labels: LABELS }, spec: { containers: [{ name: 'c', image: 'sim/app:1' }] } };

function stage(): Stage {
  return new Stage('disruption-controller');
}

function budget(on: Stage, spec: object, name = 'b'): void {
  on.create(poddisruptionbudgets, { metadata: { name }, spec: { selector: SELECTOR, ...spec } });
}

/** Pods of an owner, so many of them ready. */
function podsOf(on: Stage, count: number, ready: number, owner?: { resource: Resource; name: string }): void {
  const uid = owner && on.get(owner.resource, owner.name)?.metadata.uid;
  const { group = '', version = '', kind = '' } = owner?.resource ?? {};
  const reference = {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    name: owner?.name,
    uid,
    controller: true,
  };
  const metadata = owner === undefined ? {} : { ownerReferences: [reference] };
  for (let i = 0; i < count; i++) {
    const name = `${owner?.name ?? 'bare'}-${i}`;
    on.pod(name, { labels: LABELS, metadata, spec: { nodeName: 'n1' }, status: running(i < ready) });
  }
}

function workload(
  on: Stage,
  resource: Resource,
  name: string,
  replicas: number,
  spec: object = {},
  metadata: object = {},
): void {
  on.create(resource, {
    metadata: { name, ...metadata },
    spec: { replicas, selector: SELECTOR, template: TEMPLATE, ...spec },
  });
}

function status(on: Stage, name = 'b'): PodDisruptionBudget['status'] | undefined {
  return on.settle().get(poddisruptionbudgets, name)?.status;
}

/** expected/healthy/desired → allowed */
function sums(on: Stage, name = 'b'): string {
  const { expectedPods, currentHealthy, desiredHealthy, disruptionsAllowed } = status(on, name) ?? {};
  return `${expectedPods}/${currentHealthy}/${desiredHealthy} ${disruptionsAllowed}`;
}

t.test('what a budget allows, of a ReplicaSet of 5 of which 4 are ready', async (t) => {
  const cases: readonly (readonly [spec: object, sums: string])[] = [
    [{ minAvailable: 3 }, '5/4/3 1'],
    [{ minAvailable: 4 }, '5/4/4 0'],
    [{ minAvailable: 9 }, '5/4/9 0'],
    [{ minAvailable: '50%' }, '5/4/3 1'],
    [{ minAvailable: '100%' }, '5/4/5 0'],
    [{ maxUnavailable: 2 }, '5/4/3 1'],
    [{ maxUnavailable: '30%' }, '5/4/3 1'],
    [{ maxUnavailable: 9 }, '5/4/0 4'],
    [{ maxUnavailable: 0 }, '5/4/5 0'],
  ];
  for (const [spec, expected] of cases) {
    const on = stage();
    workload(on, replicasets, 'web', 5);
    podsOf(on, 5, 4, { resource: replicasets, name: 'web' });
    budget(on, spec);
    t.equal(sums(on), expected, JSON.stringify(spec));
  }
});

t.test('the size that counts is that of the controller', async (t) => {
  const on = stage();
  workload(on, deployments, 'web', 10);
  const { uid } = on.get(deployments, 'web')?.metadata ?? {};
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid, controller: true }];
  workload(on, replicasets, 'web-1', 3, {}, { ownerReferences });
  podsOf(on, 3, 3, { resource: replicasets, name: 'web-1' });
  budget(on, { maxUnavailable: '20%' });
  t.equal(sums(on), '10/3/8 0', 'a Deployment goes before its ReplicaSet');
  workload(on, statefulsets, 'db', 2, { serviceName: 'db' });
  podsOf(on, 2, 2, { resource: statefulsets, name: 'db' });
  t.equal(sums(on), '12/5/9 0', 'sizes of several controllers add up');
});

t.test('a whole minAvailable counts the pods that are there', async (t) => {
  const on = stage();
  podsOf(on, 3, 2);
  budget(on, { minAvailable: 1 });
  t.equal(sums(on), '3/2/1 1');
  on.delete(pods, 'bare-0');
  t.equal(sums(on), '3/1/1 0', 'one that terminates is not healthy, but still there');
});

t.test('pods without a controller cannot be counted', async (t) => {
  const on = stage();
  podsOf(on, 2, 2);
  budget(on, { maxUnavailable: 1 });
  t.equal(sums(on), '0/2/0 0');
  t.match(
    on.told()[0],
    /^PodDisruptionBudget\/b Warning UnmanagedPods: Pods selected by this PodDisruptionBudget \(selector: &LabelSelector{MatchLabels:map\[string\]string{app: web,},MatchExpressions:\[\]LabelSelectorRequirement{},}\) were found to be unmanaged\./,
  );
});

t.test('a controller that cannot be scaled fails the budget', async (t) => {
  const on = stage();
  on.create(jobs, {
    metadata: { name: 'j' },
    spec: { template: { spec: { ...TEMPLATE.spec, restartPolicy: 'Never' } } },
  });
  podsOf(on, 1, 1, { resource: jobs, name: 'j' });
  budget(on, { maxUnavailable: 1 });
  t.match(status(on), {
    disruptionsAllowed: 0,
    conditions: [
      {
        type: 'DisruptionAllowed',
        status: 'False',
        reason: 'SyncFailed',
        message: 'jobs.batch does not implement the scale subresource',
      },
    ],
  });
});

t.test('a budget that selects nothing', async (t) => {
  const on = stage();
  budget(on, { minAvailable: 1 });
  t.match(status(on), {
    expectedPods: 0,
    desiredHealthy: 1,
    conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '' }],
  });
  t.strictSame(on.told(), ['PodDisruptionBudget/b Normal NoPods: No matching pods found (2)']);
});

t.test('a pod of two budgets counts in the first of them', async (t) => {
  const on = stage();
  budget(on, { minAvailable: 1 }, 'b');
  budget(on, { minAvailable: 1 }, 'a');
  on.settle();
  podsOf(on, 1, 1);
  t.equal(sums(on, 'a'), '1/1/1 0');
  t.match(
    on.told().join('\n'),
    'Pod/bare-0 Warning MultiplePodDisruptionBudgets: Pod "default"/"bare-0" matches multiple PodDisruptionBudgets.  Chose "a" arbitrarily.',
  );
});

t.test('a pod that was to be evicted is not healthy for two minutes', async (t) => {
  const on = stage();
  podsOf(on, 2, 2);
  budget(on, { minAvailable: 1 });
  on.settle();
  const disruptedPods = { 'bare-0': timestamp(on.now) };
  on.patch(poddisruptionbudgets, 'b', { status: { disruptedPods } }, 'status');
  on.run(SECOND);
  t.equal(on.get(poddisruptionbudgets, 'b')?.status.currentHealthy, 1);
  on.run(118 * SECOND);
  t.equal(on.get(poddisruptionbudgets, 'b')?.status.currentHealthy, 1);
  on.run(2 * SECOND);
  t.match(on.get(poddisruptionbudgets, 'b')?.status, { currentHealthy: 2, disruptedPods: undefined });
  t.match(
    on.told().join('\n'),
    "Pod/bare-0 Warning NotDeleted: Pod was expected by PDB default/default to be deleted but it wasn't",
  );
});

t.test('nobody waits for a pod that has been evicted', async (t) => {
  const on = stage();
  podsOf(on, 2, 2);
  budget(on, { minAvailable: 1 });
  on.settle();
  on.patch(poddisruptionbudgets, 'b', { status: { disruptedPods: { 'bare-0': timestamp(on.now) } } }, 'status');
  on.run(SECOND).delete(pods, 'bare-0', { gracePeriodSeconds: 0 });
  t.equal(on.settle().now, SECOND);
  t.equal(on.get(poddisruptionbudgets, 'b')?.status.disruptedPods, undefined);
});

t.test('a DisruptionTarget condition is taken back after two minutes', async (t) => {
  const on = stage();
  podsOf(on, 1, 1);
  const conditions = [
    {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      lastTransitionTime: timestamp(on.now),
    },
  ];
  on.podStatus('bare-0', { conditions });
  const target = (pod: Pod | undefined) =>
    pod?.status.conditions?.find(({ type }) => type === 'DisruptionTarget')?.status;
  on.run(119 * SECOND);
  t.equal(target(on.get(pods, 'bare-0')), 'True');
  on.run(2 * SECOND);
  t.equal(target(on.get(pods, 'bare-0')), 'False');
});

t.test('a status that is right is not written again', async (t) => {
  const on = stage();
  podsOf(on, 1, 1);
  budget(on, { minAvailable: 1 });
  const before = on.settle().get(poddisruptionbudgets, 'b');
  on.podStatus('bare-0', { message: 'x' });
  t.equal(on.settle().get(poddisruptionbudgets, 'b'), before);
});

t.test('selectors as Go prints them', async (t) => {
  const selector = {
    matchLabels: { b: '2', a: '1' },
    matchExpressions: [{ key: 'c', operator: 'In', values: ['x', 'y'] }],
  };
  t.equal(
    printSelector(selector),
    '&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:c,Operator:In,Values:[x y],},},}',
  );
});
