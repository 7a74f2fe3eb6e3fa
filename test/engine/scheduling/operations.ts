import fc from 'fast-check';
import { nodes, poddisruptionbudgets, pods } from '../../../engine/apis/generated/resources.js';
import { node, pod, type World } from './world.js';

/** What happens to a small cluster. */
export type Op =
  | { readonly type: 'node'; readonly name: string; readonly node: object }
  | { readonly type: 'pod'; readonly pod: object }
  | { readonly type: 'drop-node'; readonly name: string }
  | { readonly type: 'drop-pod'; readonly index: number }
  | { readonly type: 'budget'; readonly app: string; readonly disruptionsAllowed: number }
  | { readonly type: 'wait'; readonly millis: number };

const nodeName = fc.constantFrom('n1', 'n2', 'n3', 'n4', 'n5');
const taint = fc.record({
  key: fc.constantFrom('a', 'b'),
  value: fc.constantFrom('x', 'y'),
  effect: fc.constantFrom('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
});
const image = fc.record({
  names: fc.constantFrom(['nginx:1.27'], ['big:latest', 'big:v1']),
  sizeBytes: fc.constantFrom(50_000_000, 900_000_000),
});

const aNode = nodeName.chain((name) =>
  fc
    .record({
      labels: fc.record(
        {
          'topology.kubernetes.io/zone': fc.constantFrom('z1', 'z2', 'z3'),
          disk: fc.constantFrom('ssd', 'hdd'),
        },
        { requiredKeys: [] },
      ),
      taints: fc.array(taint, { maxLength: 1 }),
      unschedulable: fc.boolean(),
      capacity: fc.record({ cpu: fc.constantFrom('1', '2', '4'), pods: fc.constantFrom('2', '10') }),
      images: fc.array(image, { maxLength: 2 }),
    })
    .map((extra): Op => ({
      type: 'node',
      name,
      node: node(name, { ...extra, unschedulable: extra.unschedulable && extra.taints.length > 0 }),
    })),
);

const app = fc.constantFrom('web', 'db');
const topologyKey = fc.constantFrom('kubernetes.io/hostname', 'topology.kubernetes.io/zone');
const podTerm = fc.record({ topologyKey, labelSelector: app.map((name) => ({ matchLabels: { app: name } })) });
const spread = fc.record(
  {
    maxSkew: fc.constantFrom(1, 2),
    topologyKey,
    whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'),
    labelSelector: app.map((name) => ({ matchLabels: { app: name } })),
  },
  { requiredKeys: ['maxSkew', 'topologyKey', 'whenUnsatisfiable', 'labelSelector'] },
);
const weighted = fc.record({ weight: fc.constantFrom(1, 50), podAffinityTerm: podTerm });
const terms = fc.record(
  {
    requiredDuringSchedulingIgnoredDuringExecution: fc.array(podTerm, { maxLength: 1 }),
    preferredDuringSchedulingIgnoredDuringExecution: fc.array(weighted, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const nodeTerms = fc.constantFrom(
  { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] },
  { matchExpressions: [{ key: 'disk', operator: 'DoesNotExist' }] },
  { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n2'] }] },
);
const nodeAffinity = fc.record(
  {
    requiredDuringSchedulingIgnoredDuringExecution: nodeTerms.map((term) => ({ nodeSelectorTerms: [term] })),
    preferredDuringSchedulingIgnoredDuringExecution: fc.array(
      fc.record({ weight: fc.constantFrom(10, 90), preference: nodeTerms }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

let named = 0;
const aPod = fc
  .record({
    app,
    requests: fc.constantFrom<Record<string, string>>(
      {},
      { cpu: '500m' },
      { cpu: '1', memory: '1Gi' },
      { memory: '3Gi' },
    ),
    priority: fc.constantFrom(0, 0, 0, 100),
    spec: fc.record(
      {
        nodeSelector: fc.constantFrom({ disk: 'ssd' }),
        tolerations: fc.constantFrom([{ key: 'a', operator: 'Exists' }], [{ operator: 'Exists' }]),
        topologySpreadConstraints: fc.array(spread, { minLength: 1, maxLength: 2 }),
        affinity: fc.record({ nodeAffinity, podAffinity: terms, podAntiAffinity: terms }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
    port: fc.constantFrom(0, 0, 8080),
  })
  .map(({ app: label, requests, priority, spec, port }): Op => {
    const container = { name: 'c', image: port === 0 ? 'nginx:1.27' : 'big', resources: { requests } };
    const containers = [port === 0 ? container : { ...container, ports: [{ hostPort: port, containerPort: port }] }];
    return {
      type: 'pod',
      pod: pod(`p${named++}`, requests, { ...spec, priority, containers }, { labels: { app: label } }),
    };
  });

export const anOp: fc.Arbitrary<Op> = fc.oneof(
  { weight: 3, arbitrary: aNode },
  { weight: 6, arbitrary: aPod },
  { weight: 1, arbitrary: nodeName.map((name): Op => ({ type: 'drop-node', name })) },
  { weight: 1, arbitrary: fc.nat(20).map((index): Op => ({ type: 'drop-pod', index })) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('budget' as const), app, disruptionsAllowed: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.constantFrom(100, 5_000).map((millis): Op => ({ type: 'wait', millis })) },
);

/** Does it to a world. */
export function perform(world: World, op: Op): void {
  switch (op.type) {
    case 'node':
      world.apply(nodes, op.node);
      return;
    case 'pod':
      world.apply(pods, op.pod);
      return;
    case 'drop-node':
      if (world.view.get(nodes, '', op.name) !== undefined) world.delete(nodes, op.name);
      return;
    case 'budget': {
      const spec = { selector: { matchLabels: { app: op.app } } };
      const status = { disruptionsAllowed: op.disruptionsAllowed };
      world.apply(poddisruptionbudgets, { metadata: { name: op.app }, spec, status });
      return;
    }
    case 'wait':
      world.now += op.millis;
      return;
    case 'drop-pod': {
      const all = world.view.list(pods);
      const victim = all[op.index % Math.max(all.length, 1)];
      if (victim !== undefined) world.delete(pods, victim.metadata.name);
    }
  }
}
