import t from 'tap';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import { explainPod } from '../../../engine/scheduling/explain/explain.js';
import type { Remedy } from '../../../engine/scheduling/explain/changes/search.js';
import { defaultSettings } from '../../../engine/scheduling/settings.js';
import { node, pod, World } from './world.js';

interface Case {
  readonly claim: string;
  readonly nodes: readonly object[];
  readonly running?: readonly object[];
  readonly pod: readonly [requests: Readonly<Record<string, string>>, spec?: object, metadata?: object];
  /** Each remedy's changes; '→' before the nodes it opens. */
  readonly remedies: readonly string[];
}

const on = (name: string, node: string, cpu: string, rest: object = {}, metadata: object = {}) =>
  pod(name, { cpu }, { nodeName: node, ...rest }, metadata);
const labels = (app: string) => ({ labels: { app } });
const anti = (app: string) => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { app } }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  },
});

const CASES: readonly Case[] = [
  {
    claim: 'a taint: tolerate it, or take it off',
    nodes: [node('n1', { taints: [{ key: 'a', value: 'b', effect: 'NoSchedule' }] })],
    pod: [{ cpu: '1' }],
    remedies: ['let the pod tolerate a=b:NoSchedule → n1', 'remove the taint a=b:NoSchedule from node n1 → n1'],
  },
  {
    claim: 'a cordoned node: uncordon it',
    nodes: [
      node('n1', { unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] }),
    ],
    pod: [{ cpu: '1' }],
    remedies: ['let the pod tolerate node.kubernetes.io/unschedulable:NoSchedule → n1', 'uncordon node n1 → n1'],
  },
  {
    claim: 'too little room: ask for less, get more, or let somebody go',
    nodes: [node('n1', { capacity: { cpu: '2' } })],
    running: [on('small', 'n1', '500m'), on('large', 'n1', '1')],
    pod: [{ cpu: '1' }],
    remedies: [
      'give the pod a priority of 1 or more (it has 0) → n1 evicting default/large',
      "lower the pod's cpu request from 1 to 500m → n1",
      'give node n1 500m more cpu (it has 2) → n1',
      'delete pod default/small on node n1 → n1',
      'add a node like n1 → n1-more',
    ],
  },
  {
    claim: 'a label that no node has',
    nodes: [node('n1')],
    pod: [{}, { nodeSelector: { disk: 'ssd' } }],
    remedies: ["take disk=ssd off the pod's nodeSelector → n1", 'label node n1 disk=ssd → n1'],
  },
  {
    claim: 'a partner to keep away from',
    nodes: [node('n1')],
    running: [on('partner', 'n1', '1', { priority: 5 }, labels('x'))],
    pod: [{}, anti('x')],
    remedies: [
      'give the pod a priority of 6 or more (it has 0) → n1 evicting default/partner',
      'take the required pod anti-affinity "app=x" by kubernetes.io/hostname off the pod → n1',
      'delete pod default/partner on node n1 → n1',
      'add a node like n1 → n1-more',
    ],
  },
  {
    claim: 'a host port that is taken',
    nodes: [node('n1')],
    running: [
      pod('web', {}, { nodeName: 'n1', containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80 }] }] }),
    ],
    pod: [{}, { containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80 }] }] }],
    remedies: [
      'give the pod a priority of 1 or more (it has 0) → n1 evicting default/web',
      'take the host ports off the pod → n1',
      'delete pod default/web on node n1 → n1',
      'add a node like n1 → n1-more',
    ],
  },
  {
    claim: 'a gate, and nothing else',
    nodes: [node('n1')],
    pod: [{}, { schedulingGates: [{ name: 'x/wait' }] }],
    remedies: ['remove the scheduling gates x/wait → n1'],
  },
  {
    claim: 'a scheduler that does not run',
    nodes: [node('n1')],
    pod: [{}, { schedulerName: 'other' }],
    remedies: ["set the pod's schedulerName to default-scheduler → n1"],
  },
  {
    claim: 'two reasons at once need two changes',
    nodes: [node('n1', { capacity: { cpu: '1' }, taints: [{ key: 'a', effect: 'NoSchedule' }] })],
    pod: [{ cpu: '2' }],
    remedies: [
      "let the pod tolerate a:NoSchedule; lower the pod's cpu request from 2 to 1 → n1",
      'let the pod tolerate a:NoSchedule; give node n1 1 more cpu (it has 1) → n1',
      "remove the taint a:NoSchedule from node n1; lower the pod's cpu request from 2 to 1 → n1",
      'remove the taint a:NoSchedule from node n1; give node n1 1 more cpu (it has 1) → n1',
    ],
  },
];

function remediesOf({ nodes: all, running = [], pod: [requests, spec, metadata] }: Case): readonly Remedy[] {
  const world = new World();
  world.now = 60_000;
  for (const one of all) world.apply(nodes, one);
  for (const one of running) world.apply(pods, one);
  const waiting: Pod = world.apply(pods, pod('p', requests, spec, metadata));
  const { memory, view, now } = world;
  return explainPod(waiting, { memory, view, now }, defaultSettings()).remedies;
}

function told({ changes, nodes: places, victims }: Remedy): string {
  const evicting = victims.length === 0 ? '' : ` evicting ${victims.join(', ')}`;
  return `${changes.map(({ text }) => text).join('; ')} → ${places.join(', ')}${evicting}`;
}

t.test('the smallest changes that let a pod be scheduled', (t) => {
  for (const one of CASES) t.strictSame(remediesOf(one).map(told), one.remedies, one.claim);
  t.end();
});

t.test('a hard spread gives way by as much as it must', (t) => {
  const zone = (name: string, value: string) => node(name, { labels: { zone: value } });
  const spread = {
    maxSkew: 1,
    topologyKey: 'zone',
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: { matchLabels: { app: 'x' } },
  };
  const all = remediesOf({
    claim: '',
    nodes: [zone('n1', 'a'), node('n2', { labels: { zone: 'b' }, capacity: { cpu: '1' } })],
    running: [on('x1', 'n1', '1', {}, labels('x')), on('x2', 'n1', '1', {}, labels('x')), on('full', 'n2', '1')],
    pod: [{ cpu: '1' }, { topologySpreadConstraints: [spread] }, labels('x')],
    remedies: [],
  }).map(told);
  t.ok(all.includes('raise maxSkew of the spread by zone from 1 to 3 → n1'), all.join('\n'));
  t.notOk(
    all.some((one) => one.includes('from 1 to 2')),
    'a smaller one does not do',
  );
  t.end();
});

t.test('nothing is proposed for a pod that fits', (t) => {
  t.strictSame(remediesOf({ claim: '', nodes: [node('n1')], pod: [{}], remedies: [] }), []);
  t.end();
});

t.test('a pod that runs is explained as if it were placed anew', (t) => {
  const world = new World();
  world.apply(nodes, node('n1', { capacity: { cpu: '1' } }));
  const running = world.apply(pods, on('p', 'n1', '1'));
  const { memory, view, now } = world;
  const { nodes: table, remedies } = explainPod(running, { memory, view, now }, defaultSettings());
  t.ok(table.every(({ fits }) => fits));
  t.strictSame(remedies, []);
  t.end();
});
