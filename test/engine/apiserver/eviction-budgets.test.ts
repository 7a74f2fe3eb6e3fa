import fc from 'fast-check';
import t from 'tap';
import { advance, createCluster, isSettled, request, StoreView, type Cluster } from '../../../engine/index.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { pods } from '../../../engine/apis/generated/resources.js';

/** Random budgets over two deployments, and evictions that come faster than anybody recovers. */

type App = 'web' | 'db';
const APPS: readonly App[] = ['web', 'db'];

interface Budget {
  /** The pods of one app, or all. */
  readonly app: App | undefined;
  readonly field: 'minAvailable' | 'maxUnavailable';
  readonly value: number | string;
}

/** Evicts one of the pods, or lets the cluster do so many steps; 'settle' lets it come to rest. */
type Happening = { readonly evict: number } | { readonly steps: number } | 'settle';

const budget: fc.Arbitrary<Budget> = fc.record({
  app: fc.constantFrom(undefined, ...APPS),
  field: fc.constantFrom('minAvailable', 'maxUnavailable'),
  value: fc.oneof(
    fc.nat(4),
    fc.constantFrom(0, 20, 50, 67, 100).map((percent) => `${percent}%`),
  ),
});
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ evict: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ steps: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 1, arbitrary: fc.constant('settle' as const) },
);

function settled(cluster: Cluster): Cluster {
  let next = cluster;
  while (!isSettled(next)) next = advance(next);
  return next;
}

function create(cluster: Cluster, path: string, body: object): Cluster {
  const { cluster: next, response } = request(cluster, { type: 'request', method: 'POST', path, body }, 'test');
  if (response.code !== 201) throw new Error(JSON.stringify(response.body));
  return next;
}

function deployed(cluster: Cluster, app: App, replicas: number): Cluster {
  const labels = { app, tier: 'all' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'web:1' }] } };
  const spec = { replicas, selector: { matchLabels: { app } }, template };
  return create(cluster, '/apis/apps/v1/namespaces/default/deployments', { metadata: { name: app }, spec });
}

function selectorOf({ app }: Budget): Readonly<Record<string, string>> {
  return app === undefined ? { tier: 'all' } : { app };
}

function withBudget(cluster: Cluster, one: Budget, at: number): Cluster {
  const spec = { [one.field]: one.value, selector: { matchLabels: selectorOf(one) } };
  const path = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
  return create(cluster, path, { metadata: { name: `budget-${at}` }, spec });
}

function covers(one: Budget, { metadata: { labels = {} } }: Pod): boolean {
  return Object.entries(selectorOf(one)).every(([key, value]) => labels[key] === value);
}

function isHealthy({ metadata, status }: Pod): boolean {
  const isReady = status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true;
  return metadata.deletionTimestamp === undefined && isReady;
}

/** How many pods must stay healthy, of so many that there are to be. Percentages round up. */
function required({ field, value }: Budget, expected: number): number {
  const amount = typeof value === 'number' ? value : Math.ceil((parseInt(value, 10) * expected) / 100);
  return field === 'minAvailable' ? amount : Math.max(0, expected - amount);
}

function podsOf({ server }: Cluster): readonly Pod[] {
  return new StoreView(server.store).list(pods, 'default');
}

interface Seen {
  evicted: number;
  refused: number;
}

/** Evicts a pod, and looks whether a budget that counts it is kept if it was let go. */
function evicted(
  cluster: Cluster,
  which: number,
  budgets: readonly Budget[],
  replicas: Record<App, number>,
  seen: Seen,
) {
  const all = podsOf(cluster);
  const pod = all[which % Math.max(1, all.length)];
  if (pod === undefined) return cluster;
  const { name } = pod.metadata;
  const path = `/api/v1/namespaces/default/pods/${name}/eviction`;
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } };
  const { cluster: next, response } = request(cluster, { type: 'request', method: 'POST', path, body }, 'test');
  if (response.code !== 201) {
    seen.refused += 1;
    return next;
  }
  if (!isHealthy(pod)) return next;
  for (const one of budgets.filter((other) => covers(other, pod))) {
    const expected = APPS.filter((app) => one.app === undefined || one.app === app).reduce(
      (sum, app) => sum + replicas[app],
      0,
    );
    const healthy = podsOf(next).filter((other) => covers(one, other) && isHealthy(other)).length;
    const least = required(one, expected);
    if (healthy < least) throw new Error(`${name} went, and ${healthy} healthy pods are left of ${least} that must be`);
    seen.evicted += 1;
  }
  return next;
}

function after(cluster: Cluster, steps: number): Cluster {
  let next = cluster;
  for (let step = 0; step < steps; step++) next = advance(next);
  return next;
}

t.test('an eviction never breaks a budget that counts the pod', (t) => {
  const soak = process.env['SOAK'];
  const seen: Seen = { evicted: 0, refused: 0 };
  const start = settled(
    createCluster({ nodes: [{ name: 'n1' }, { name: 'n2' }], images: { 'web:1': { ready: 2_000 } } }),
  );
  const replicas = fc.record({ web: fc.nat(5), db: fc.nat(3) });
  fc.assert(
    fc.property(
      replicas,
      fc.array(budget, { maxLength: 2 }),
      fc.array(happening, { minLength: 3, maxLength: 20 }),
      (wanted, budgets, happenings) => {
        const running = settled(APPS.reduce((cluster, app) => deployed(cluster, app, wanted[app]), start));
        let cluster = settled(budgets.reduce(withBudget, running));
        for (const one of happenings) {
          if (one === 'settle') cluster = settled(cluster);
          else if ('steps' in one) cluster = after(cluster, one.steps);
          else cluster = evicted(cluster, one.evict, budgets, wanted, seen);
        }
      },
    ),
    { numRuns: Number(soak ?? 1) * 60, seed: soak === undefined ? 1 : undefined },
  );
  t.comment(JSON.stringify(seen));
  t.ok(seen.evicted > 20, `${seen.evicted} evictions that a budget let through`);
  t.ok(seen.refused > 20, `${seen.refused} evictions were refused`);
  t.end();
});
