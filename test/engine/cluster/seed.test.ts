import t from 'tap';
import { advance, nextStep, request, withSeed, type Cluster } from '../../../engine/index.js';
import { registered } from '../../support/registered-nodes.js';

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
  t.equal(objects(registered({ seed: 1 })), objects(registered({ seed: 2 })));
  t.not(ran(registered({ seed: 1 })), ran(registered({ seed: 2 })));
  t.equal(ran(withSeed(registered({ seed: 1 }), 2)), ran(registered({ seed: 2 })));
  t.equal(ran(withSeed(registered({ seed: 2 }), 1)), ran(registered({ seed: 1 })));
  t.end();
});
