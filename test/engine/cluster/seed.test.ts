import t from 'tap';
import { advance, createCluster, nextStep, request, withSeed, type Cluster } from '../../../engine/index.js';

const NODES = [{ name: 'n1' }, { name: 'n2' }];

function registered(seed: number): Cluster {
  let at = createCluster({ nodes: NODES, seed });
  while (nextStep(at)?.at === 0) at = advance(at);
  return at;
}

function objects({ server: { store } }: Cluster): string {
  return JSON.stringify([...store.objects]);
}

/** Two pods that no node suits better than the other. */
function ran(cluster: Cluster): string {
  const path = '/api/v1/namespaces/default/pods';
  const spec = { containers: [{ name: 'c', image: 'web:1' }] };
  let at = cluster;
  for (const generateName of ['a-', 'b-']) {
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { generateName }, spec };
    at = request(at, { type: 'request', method: 'POST', path, body }, 'spec').cluster;
  }
  while ((nextStep(at)?.at ?? Infinity) < 10_000) at = advance(at);
  return objects(at);
}

t.test('what machines register is the same whatever the seed, which counts from the first request on', (t) => {
  t.equal(objects(registered(1)), objects(registered(2)));
  t.not(ran(registered(1)), ran(registered(2)));
  t.equal(ran(withSeed(registered(1), 2)), ran(registered(2)));
  t.equal(ran(withSeed(registered(2), 1)), ran(registered(1)));
  t.end();
});
