import t from 'tap';
import type { KubeObject } from '../../../engine/apimachinery/object.js';
import { Dice, seeded } from '../../../engine/core/rng.js';
import type { Cluster } from '../../../engine/index.js';
import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import type { EndFound, Exhausted } from '../../../conformance/properties/exploration/exhaustive/options.js';
import { searchAll } from '../../../conformance/properties/exploration/exhaustive/search.js';
import type { FaultKind } from '../../../conformance/properties/exploration/strategies.js';
import { playScenario } from '../../../conformance/runner/run-scenario.js';
import { Replay } from '../../../conformance/runner/schedule.js';
import { oneOf, planOf } from './scenario-text.js';

const INSTANCES = 200;
const SOAK = Number(process.env['SOAK'] ?? 1);
const MOST_STATES = 80 * SOAK;
const IMAGES = '{ "web:1": { ready: 0s }, "task:1": { exits: [{ after: 0s, code: 0 }] } }';

function created(apiVersion: string, kind: string, name: string, rest: string): string {
  return `- create: { resource: { apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: ${name}, labels: { app: web } }, ${rest} } }`;
}

function podSpec(cpu: string, more = ''): string {
  return `containers: [{ name: c, image: "web:1", resources: { requests: { cpu: "${cpu}" } } }]${more}`;
}

const LABELLED = 'labelSelector: { matchLabels: { app: web } }, topologyKey: kubernetes.io/hostname';
const TEMPLATE = `metadata: { labels: { app: web } }, spec: { ${podSpec('1')} }`;
const OF_WEB = 'selector: { matchLabels: { app: web } }';

/** Things whose pods nodes tie for. */
const PARTS: readonly ((name: string) => string)[] = [
  (name) => created('v1', 'Pod', name, `spec: { ${podSpec('1')} }`),
  (name) => created('v1', 'Pod', name, `spec: { ${podSpec('3')} }`),
  (name) => created('v1', 'Pod', name, `spec: { ${podSpec('3', ', priorityClassName: high')} }`),
  (name) => created('v1', 'Pod', name, `spec: { ${podSpec('100m', ', nodeSelector: { tier: a }')} }`),
  (name) =>
    created(
      'v1',
      'Pod',
      name,
      `spec: { ${podSpec('1', `, affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ ${LABELLED} }] } }`)} }`,
    ),
  (name) =>
    created(
      'v1',
      'Pod',
      name,
      `spec: { ${podSpec('1', `, topologySpreadConstraints: [{ ${LABELLED}, maxSkew: 1, whenUnsatisfiable: DoNotSchedule }]`)} }`,
    ),
  (name) => created('v1', 'Pod', name, 'spec: { restartPolicy: Never, containers: [{ name: c, image: "task:1" }] }'),
  (name) => created('apps/v1', 'ReplicaSet', name, `spec: { replicas: 2, ${OF_WEB}, template: { ${TEMPLATE} } }`),
  (name) =>
    created(
      'apps/v1',
      'StatefulSet',
      name,
      `spec: { serviceName: web, replicas: 1, ${OF_WEB}, template: { ${TEMPLATE} } }`,
    ),
];

const MIDDLE: readonly string[] = [
  '- settle: { within: 1h }',
  '- delete: pod/x0',
  '- delete: { for: pods, selector: app=web, gracePeriod: 0s }',
  '- advance: 1s',
];

const WATCHES: readonly string[] = [
  `never: ["pods().exists(p, p.phase == 'Running') && pods().exists(p, p.phase == 'Pending')"]`,
  'intents: [{ balanced: { selector: app=web, maxSkew: 1 } }]',
  'intents: [{ alwaysSchedulable: { within: 5m } }]',
  'always: ["pods().size() <= 3"]',
];

const NODES: readonly string[] = [
  '[{ count: 2 }]',
  '[{ count: 3 }]',
  '[{ name: a, count: 2, labels: { tier: a } }, { name: b }]',
  '[{ name: a, count: 2, zone: a }, { name: b, count: 2, zone: b }]',
];

interface Instance {
  readonly plan: ScenarioPlan;
  readonly faults: readonly FaultKind[];
}

function instance(number: number): Instance {
  const dice = new Dice(seeded(5_000 + number));
  const pick = <T>(from: readonly T[]): T => oneOf(from, dice);
  const parts = Array.from({ length: 1 + dice.below(2) }, (_, index) => pick(PARTS)(`x${index}`));
  const steps = [
    '- create: { resource: { apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: { name: high }, value: 1000 } }',
    ...parts,
    ...(dice.below(2) === 0 ? [pick(MIDDLE), pick(PARTS)('y0')] : []),
    '- settle: { within: 1h }',
    '- assert: "pods().size() >= 0"',
  ].filter((step) => !step.includes('pod/x0') || parts[0]?.includes('kind: Pod') === true);
  const plan = planOf(steps, `cluster: { nodes: ${pick(NODES)}, images: ${IMAGES} }\n${pick(WATCHES)}`);
  return { plan, faults: dice.below(5) === 0 ? ['tie', 'crash'] : ['tie'] };
}

function searched({ plan, faults }: Instance, equalNodes: boolean): Exhausted {
  const options = { faults, maxFaults: 1, seed: 1, maxStates: MOST_STATES, all: true, goOn: () => true };
  return searchAll(plan, { ...options, equalNodes });
}

/** What tells objects from their like under other names: addresses and numbers of who came first. */
const APART = new Set(['uid', 'resourceVersion', 'podIP', 'podIPs', 'hostIP', 'hostIPs', 'addresses', 'managedFields']);

/** Ends with their verdicts, each once, whatever nodes are called. */
function kindsOfEnds({ plan }: Instance, { ends }: Exhausted): readonly string[] {
  const names = (plan.cluster.nodes ?? []).map(({ name }) => name);
  const found = [...ends.values()].map((end) => {
    const told = toldOf(plan, end);
    return permutations(names)
      .map((others) => `${end.status} ${renamed(told, names, others)}`)
      .sort()[0];
  });
  return [...new Set(found.map((text) => text ?? ''))].sort();
}

function toldOf(plan: ScenarioPlan, { way = [] }: EndFound): readonly string[] {
  const [ending] = playScenario(plan, { seed: 1, pilot: new Replay(way), update: 'none' });
  if (ending === undefined) throw new Error('a run has an end');
  return objectsOf(ending.run.cluster).map((object) =>
    JSON.stringify(object, (field, value: unknown) => (APART.has(field) ? undefined : value)),
  );
}

function objectsOf({ server: { store } }: Cluster): readonly KubeObject[] {
  const counted = ['pods/', 'apps/', 'discovery.k8s.io/'];
  return [...store.objects].flatMap(([key, object]) =>
    counted.some((prefix) => key.startsWith(prefix)) ? [object] : [],
  );
}

function renamed(told: readonly string[], names: readonly string[], others: readonly string[]): string {
  const other = new Map(names.map((name, index) => [name, others[index] ?? '']));
  const pattern = new RegExp(`\\b(${names.join('|')})\\b`, 'g');
  return told
    .map((text) => text.replace(pattern, (name) => other.get(name) ?? name))
    .sort()
    .join('\n');
}

function permutations(names: readonly string[]): readonly (readonly string[])[] {
  if (names.length < 2) return [names];
  return names.flatMap((first, at) =>
    permutations(names.filter((_, index) => index !== at)).map((rest) => [first, ...rest]),
  );
}

t.setTimeout(600_000);

t.test(
  'with equal nodes taken for one another, a search comes to the same ends and verdicts but for their names',
  (t) => {
    let compared = 0;
    let [full, few] = [0, 0];
    let [mirrored, broken] = [0, 0];
    for (let number = 0; compared < INSTANCES; number++) {
      const one = instance(number);
      const all = searched(one, false);
      if (all.cut !== undefined) continue;
      const reduced = searched(one, true);
      compared += 1;
      full += all.states;
      few += reduced.states;
      if (reduced.mirrored > 0) mirrored += 1;
      if (reduced.broken !== undefined) broken += 1;
      const [ends, endsOfAll] = [kindsOfEnds(one, reduced), kindsOfEnds(one, all)];
      if (ends.join() === endsOfAll.join()) continue;
      t.fail(`instance ${number}: ${ends.length} of ${endsOfAll.length} kinds of ends`);
    }
    t.comment(`${few} of ${full} situations, ${mirrored} of ${compared} mirrored, ${broken} broken`);
    t.ok(few < full * 0.7, `${few} situations instead of ${full}`);
    t.ok(mirrored > compared / 2, `nodes were taken for one another in ${mirrored} of ${compared}`);
    t.ok(broken > 10 && broken < compared - 10, `${broken} of ${compared} can be broken`);
    t.end();
  },
);

const TWO = 'cluster: { nodes: [{ count: 2 }], images: { "web:1": { ready: 0s } } }';
const POD = created('v1', 'Pod', 'x', `spec: { ${podSpec('1')} }`);
const REST = ['- settle: { within: 1h }', '- assert: "pods().size() >= 0"'];

/** A pod on two nodes that tie, and something that could tell them apart: claim → spec. */
const APART_SPECS: Readonly<Record<string, readonly [steps: readonly string[], spec?: string]>> = {
  'a node is lost': [[POD, '- fault: { stop: node/node-1 }', ...REST]],
  'a node is cordoned': [[POD, '- kubectl: cordon node-2', ...REST]],
  'the spec asks where the pod is': [[POD, ...REST, `- assert: "pod('x').spec.nodeName == 'node-1'"`]],
  'an expectation goes through nodes': [[POD, ...REST], `${TWO}\nalways: ["nodes().size() == 2"]`],
  'an assertion names the address of a node': [[POD, ...REST, `- assert: "pod('x').status.hostIP != ''"`]],
  'the events are asked for, which name nodes': [[POD, ...REST, '- events: { for: pod/x, reason: Scheduled }']],
  'a DaemonSet goes through nodes by name': [
    [
      POD,
      '- settle: {}',
      created('apps/v1', 'DaemonSet', 'd', `spec: { ${OF_WEB}, template: { ${TEMPLATE} } }`),
      ...REST,
    ],
  ],
  'a kubectl command waits in an order of its own': [
    [POD, '- settle: {}', '- kubectl: wait --for=condition=Ready pod/x', ...REST],
  ],
  'a label names a node': [
    [
      created('v1', 'Pod', 'z', `spec: { ${podSpec('1', ', nodeSelector: { kubernetes.io/hostname: node-1 }')} }`),
      '- settle: {}',
      POD,
      ...REST,
    ],
  ],
  'the nodes have labels of their own': [
    [POD, ...REST],
    'cluster: { nodes: [{ name: a, labels: { x: "1" } }, { name: b, labels: { x: "2" } }], images: { "web:1": { ready: 0s } } }',
  ],
  'a descheduler goes through nodes': [
    [POD, ...REST],
    `${TWO.replace('cluster: {', 'cluster: { descheduler: { strategies: [RemoveDuplicates] },')}`,
  ],
};

function mirrored(steps: readonly string[], spec: string, depth?: number): number {
  const plan = planOf(steps, spec);
  const options = { faults: ['tie' as const], maxFaults: 1, seed: 1, maxStates: 2_000, all: true, goOn: () => true };
  return searchAll(plan, depth === undefined ? options : { ...options, depth }).mirrored;
}

t.test('nodes are not taken for one another where something tells them apart', (t) => {
  t.equal(mirrored([POD, ...REST], TWO), 1, 'without, one of the two is left out');
  for (const [claim, [steps, spec = TWO]] of Object.entries(APART_SPECS)) t.equal(mirrored(steps, spec), 0, claim);
  t.equal(mirrored([POD, ...REST], TWO, 20), 0, 'what follows the depth goes in the order of names');
  t.end();
});

t.test('a node that has a pod is not taken for one that has none', (t) => {
  const three = TWO.replace('count: 2', 'count: 3');
  const plan = planOf([POD, '- settle: {}', POD.replace('name: x', 'name: z'), ...REST], three);
  const options = { faults: ['tie' as const], maxFaults: 1, seed: 1, maxStates: 2_000, all: true, goOn: () => true };
  const { mirrored: left, ends } = searchAll(plan, options);
  t.equal(left, 3, 'the first pod tries one of three, the second one of the two that are left');
  t.equal(ends.size, 1);
  t.end();
});
