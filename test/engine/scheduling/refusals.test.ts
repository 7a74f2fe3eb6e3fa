import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createCluster, request, type Cluster } from '../../../engine/index.js';
import type { Status } from '../../../engine/apis/generated/meta.v1.js';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import { node, pod, World } from './world.js';

/** Pods and nodes that no scheduler could make sense of, and what comes of those that are let in. */

/** A request and what kube-apiserver v1.35.4 answered. */
interface Heard {
  readonly claim: string;
  readonly kind: 'Pod' | 'Node';
  readonly body: object;
  readonly code: number;
  /** '' when it was let in. */
  readonly message: string;
}

const HEARD = readFileSync(join(process.cwd(), 'test/engine/scheduling/refusals.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  // Written by the same script for every line.
  .map((line) => JSON.parse(line) as Heard);

function posted(cluster: Cluster, kind: Heard['kind'], body: object): readonly [code: number, message: string] {
  const path = kind === 'Pod' ? '/api/v1/namespaces/default/pods' : '/api/v1/nodes';
  const sent = { type: 'request', method: 'POST', path, body: { apiVersion: 'v1', kind, ...body } } as const;
  const { code, body: answer } = request(cluster, sent, 'test').response;
  // What is refused is answered by a Status.
  return [code, code < 300 ? '' : ((answer as Status).message ?? '')];
}

function settledCluster(): Cluster {
  const account = { metadata: { name: 'default' } };
  const path = '/api/v1/namespaces/default/serviceaccounts';
  return request(createCluster({}), { type: 'request', method: 'POST', path, body: account }, 'test').cluster;
}

t.test('what the scheduler could not read is refused in the words of kube-apiserver', (t) => {
  const cluster = settledCluster();
  for (const { claim, kind, body, code, message } of HEARD)
    t.strictSame(posted(cluster, kind, body), [code, message], claim);
  t.end();
});

const zoned = (zone: string) => ({ labels: { zone } });
const anti = (count: number, app: (at: number) => string) => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: Array.from({ length: count }, (_, at) => ({
        labelSelector: { matchLabels: { app: app(at) } },
        topologyKey: 'zone',
      })),
    },
  },
});

t.test('what is let in and cannot be met keeps the pod waiting, with the reason', (t) => {
  const disk = (operator: string, value: string) => ({ key: 'disk', operator, values: [value] });
  const required = (...matchExpressions: readonly object[]) => ({
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
    },
  });
  const term = { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'zone' };
  const both = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
  const cases: readonly (readonly [claim: string, spec: object, reason: string])[] = [
    [
      'In and NotIn of one value',
      required(disk('In', 'ssd'), disk('NotIn', 'ssd')),
      "didn't match Pod's node affinity/selector",
    ],
    ['more than a word', required(disk('Gt', 'many')), "didn't match Pod's node affinity/selector"],
    [
      'with a pod and apart from it',
      { affinity: { podAffinity: both, podAntiAffinity: both } },
      "didn't match pod anti-affinity rules",
    ],
  ];
  for (const [claim, spec, reason] of cases) {
    const world = new World();
    world.apply(nodes, node('n1', { labels: { disk: 'ssd', zone: 'a' } }));
    world.apply(pods, pod('web', {}, { nodeName: 'n1' }, { labels: { app: 'web' } }));
    world.apply(pods, pod('p', {}, spec, { labels: { app: 'web' } }));
    world.run();
    t.match(world.reason('p'), `0/1 nodes are available: 1 node(s) ${reason}.`, claim);
  }
  t.end();
});

t.test('a thousand constraints are only slow, not endless', (t) => {
  const selector = { matchLabels: { app: 'web' } };
  const spread = (at: number) => ({
    maxSkew: 1,
    topologyKey: at === 0 ? 'zone' : `key-${at}`,
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: selector,
  });
  const keys = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`key-${at}`, 'same']));
  const world = new World();
  for (let at = 0; at < 20; at++)
    world.apply(nodes, node(`n${at}`, { labels: { ...keys, ...zoned(at < 10 ? 'a' : 'b').labels } }));
  const wide = { topologySpreadConstraints: Array.from({ length: 1_000 }, (_, at) => spread(at)) };
  for (let at = 0; at < 4; at++) world.apply(pods, pod(`s${at}`, {}, wide, { labels: { app: 'web' } }));
  const many = anti(1_000, (at) => (at === 999 ? 'db' : `no-${at}`));
  world.apply(pods, pod('db', {}, { nodeName: 'n0' }, { labels: { app: 'db' } }));
  world.apply(pods, pod('alone', {}, many));
  world.run();
  const zones = [0, 1, 2, 3].map(
    (at) => world.view.get(nodes, '', world.nodeOf(`s${at}`) ?? '')?.metadata.labels?.['zone'],
  );
  t.strictSame(zones.sort(), ['a', 'a', 'b', 'b'], 'the one that matters of a thousand spread constraints holds');
  t.equal(
    world.view.get(nodes, '', world.nodeOf('alone') ?? '')?.metadata.labels?.['zone'],
    'b',
    'so does the last of a thousand terms',
  );
  t.end();
});
