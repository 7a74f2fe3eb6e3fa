import t from 'tap';
import { configmaps, events } from '../../../engine/apis/generated/resources.js';
import { StoreView, type Cluster } from '../../../engine/index.js';
import { playScenario } from '../../../conformance/runner/run-scenario.js';
import { planOf } from '../../conformance/properties/scenario-text.js';
import { BareServer } from '../../support/bare-server.js';

t.test('a request that repeats another draws another uid, and another name of the same prefix', (t) => {
  const server = new BareServer();
  const uids = new Set<string>();
  for (let time = 0; time < 5; time++) {
    uids.add(server.create(configmaps, 'x', {}).metadata.uid ?? '');
    server.send('DELETE', '/api/v1/namespaces/default/configmaps/x');
  }
  t.equal(uids.size, 5);
  const made = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'x-' } };
  const codes = [1, 2, 3].map(() => server.send('POST', '/api/v1/namespaces/default/configmaps', made).code);
  t.same(codes, [201, 201, 201], 'none of these names is there already');
  t.end();
});

t.test('a refused request has used its draw up', (t) => {
  const made = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };
  const path = '/api/v1/namespaces/default/configmaps';
  const uidAfter = (refusals: number): string => {
    const server = new BareServer();
    server.send('POST', path, made);
    for (let time = 0; time < refusals; time++) t.equal(server.send('POST', path, made).code, 409);
    server.send('DELETE', `${path}/x`);
    server.send('POST', path, made);
    return server.get(configmaps, 'x')?.metadata.uid ?? '';
  };
  t.equal(new Set([0, 1, 2].map(uidAfter)).size, 3);
  t.end();
});

/** A pod of which the same is told again and again. */
function played(...steps: readonly string[]): Cluster {
  const plan = planOf(
    ['- kubectl: run gone --image=gone:1', '- advance: 3m', ...steps, '- assert: "pods().size() == 1"'],
    'cluster: { nodes: [{ count: 1 }], images: { "gone:1": { pull: NotFound } } }',
  );
  const [ending] = playScenario(plan, { update: 'none' });
  if (ending === undefined) throw new Error('a run has an end');
  return ending.run.cluster;
}

/** Event → its uid. */
function uidsOf({ server }: Cluster): ReadonlyMap<string, string> {
  const told = new StoreView(server.store).list(events);
  return new Map(told.map(({ metadata }) => [metadata.name, metadata.uid ?? '']));
}

t.test('Events of components leave no trace of what was drawn for them, and have uids of their own', (t) => {
  const cluster = played();
  const uids = uidsOf(cluster);
  t.ok(uids.size > 5 && new Set(uids.values()).size === uids.size, `${uids.size} Events`);
  t.same(
    cluster.server.drawn.keys().filter((key) => key.includes('/events')),
    [],
  );
  t.end();
});

t.test('an Event that was taken away and is told again is another one', (t) => {
  const before = uidsOf(played());
  const told = [...uidsOf(played('- kubectl: delete events --all', '- advance: 10m'))];
  const again = told.filter(([name]) => before.has(name));
  t.ok(again.length > 0);
  for (const [name, uid] of again) t.not(uid, before.get(name), name);
  const [[name = ''] = []] = before;
  const made = `{ apiVersion: v1, kind: Event, metadata: { name: ${name} }, involvedObject: { namespace: default } }`;
  const byHand = uidsOf(played('- kubectl: delete events --all', `- create: { resource: ${made} }`));
  t.not(byHand.get(name), before.get(name), 'also when somebody else tells it');
  t.end();
});
