import t from 'tap';
import { advance, nextStep, request, withImages, type Cluster } from '../../../engine/index.js';
import { registered } from '../../support/registered-nodes.js';

const SLOW = { 'web:1': { pullTime: 3_000 } };

/** What happens once there is a pod, until nothing is due for a while. */
function ran(cluster: Cluster): readonly string[] {
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'web:1' }] },
  };
  const path = '/api/v1/namespaces/default/pods';
  let { cluster: at } = request(cluster, { type: 'request', method: 'POST', path, body }, 'spec');
  const records: string[] = [];
  while ((nextStep(at)?.at ?? Infinity) < 10_000) {
    at = advance(at);
    records.push(JSON.stringify(at.last));
  }
  return records;
}

t.test(
  'a cluster on which nodes have registered goes on with other images as if it had had them from the start',
  (t) => {
    const bare = registered();
    const own = registered({ images: SLOW });
    t.strictSame(ran(withImages(bare, SLOW)), ran(own));
    t.notSame(ran(bare), ran(own), 'they make a difference');
    t.strictSame(ran(withImages(own, undefined)), ran(bare), 'and can be taken away');
    t.equal(withImages(own, SLOW), own);
    t.equal(withImages(bare, undefined), bare);
    t.end();
  },
);
