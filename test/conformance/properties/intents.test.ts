import t from 'tap';
import { Library, loadSpec } from '../../../conformance/language/load.js';
import { runScenario } from '../../../conformance/runner/run-scenario.js';
import type { ScenarioResult } from '../../../conformance/runner/result.js';
import { filesOf } from '../files.js';

const DEPLOYMENT = `- apply:
    resource:
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        replicas: 2
        selector: { matchLabels: { app: web } }
        template:
          metadata: { labels: { app: web } }
          spec: { containers: [{ name: c, image: "web:1", resources: { requests: { cpu: 500m } } }] }`;

const CLUSTER = 'cluster: { nodes: [{ count: 2 }], images: { "web:1": { pull: 2s } } }';

function text(intents: string, steps: string, cluster: string): string {
  const indented = steps
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('');
  return `apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: a }\nspec:\n  ${cluster}\n  intents: ${intents}\n  steps:\n${indented}`;
}

function run(intents: string, steps: string, cluster = CLUSTER): ScenarioResult {
  const library = new Library(filesOf({ 'specs/a.yaml': text(intents, steps, cluster) }));
  const { scenarios, problems } = loadSpec('specs/a.yaml', library);
  const [plan] = scenarios;
  if (plan === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  return runScenario(plan, { update: 'none' });
}

function problemsOf(intents: string): string {
  const library = new Library(filesOf({ 'specs/a.yaml': text(intents, DEPLOYMENT, CLUSTER) }));
  return loadSpec('specs/a.yaml', library)
    .problems.map(({ position, message, fix }) => `${position.line}:${position.column} ${message}; ${fix ?? ''}`)
    .join('\n');
}

const SETTLED = `${DEPLOYMENT}\n- settle: {}`;
const ALL =
  '[noOscillation, noEvictionCycle, alwaysSchedulable, { minAvailable: { selector: app=web, count: 2 } }, balanced, eventuallyStable]';
/** Four scales between two numbers, each of which settles. */
const SCALES = [3, 2, 3, 2, 3, 2]
  .map((replicas) => `- scale: { for: deployment/web, replicas: ${replicas} }\n- settle: {}`)
  .join('\n');
const BOUND =
  '- create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: p, labels: { app: web } }, spec: { nodeName: node-1, containers: [{ name: c, image: "web:1" }] } } }\n- settle: {}';

t.test('a rollout, an eviction by hand and a drain break no intent but those that say so', (t) => {
  t.equal(run(ALL, SETTLED).failure, undefined);
  const evictions = '- evict: { for: pods, selector: app=web }\n- settle: {}\n';
  t.equal(
    run('[noOscillation, noEvictionCycle, eventuallyStable]', `${SETTLED}\n${evictions.repeat(4)}- advance: 1m`)
      .failure,
    undefined,
  );
  const drains = ['node-1', 'node-2', 'node-1', 'node-2', 'node-1', 'node-2', 'node-1']
    .map((name) => `- node: { drain: ${name} }\n- settle: {}\n- node: { uncordon: ${name} }\n- settle: {}`)
    .join('\n');
  t.equal(run('[noOscillation, noEvictionCycle, alwaysSchedulable]', `${SETTLED}\n${drains}`).failure, undefined);
  const restarts = '- kubectl: rollout restart deployment web\n- advance: 1m\n'.repeat(6);
  t.equal(
    run('[noOscillation]', `${SETTLED}\n${restarts}- settle: {}`).failure,
    undefined,
    'another template is another state',
  );
  t.end();
});

/** What breaks each intent, and how it says so. */
const BROKEN: readonly (readonly [string, string, RegExp])[] = [
  [
    '[noOscillation]',
    `${SETTLED}\n${SCALES}`,
    /deployment\/web is back to 2 replicas for the 3rd time, by way of 3 replicas/,
  ],
  [
    '[{ noOscillation: { times: 1 } }]',
    `${SETTLED}\n- scale: { for: deployment/web, replicas: 3 }\n- scale: { for: deployment/web, replicas: 2 }`,
    /for the 1st time/,
  ],
  [
    '[alwaysSchedulable]',
    '- node: { cordon: node-1 }\n- node: { cordon: node-2 }\n' + DEPLOYMENT + '\n- advance: 2m',
    /^at 1m0s: pod\/web-\S+ is unschedulable for 1m0s: 0\/2 nodes/,
  ],
  [
    '[{ alwaysSchedulable: { within: 1h } }]',
    '- node: { cordon: node-1 }\n- node: { cordon: node-2 }\n' + SETTLED,
    /and nothing is due that could change it/,
  ],
  [
    '[{ minAvailable: { selector: app=web, count: 2 } }]',
    `${SETTLED}\n- delete: { for: pods, selector: app=web }\n- settle: {}`,
    /1 pods with app=web are available, at least 2 must be/,
  ],
  [
    '[balanced]',
    `${BOUND}\n- apply: { resource: { apiVersion: v1, kind: Pod, metadata: { name: q }, spec: { nodeName: node-1, containers: [{ name: c, image: "web:1" }] } } }\n- settle: {}`,
    /at rest 0 on node-2, 2 on node-1: more than 1 apart over kubernetes.io\/hostname/,
  ],
  [
    '[{ balanced: { of: cpu, maxSkew: 400m } }]',
    `${DEPLOYMENT}\n- scale: { for: deployment/web, replicas: 1 }\n- settle: {}`,
    /at rest 0m on node-\d, 500m on node-\d/,
  ],
  ['[{ eventuallyStable: { within: 500ms } }]', DEPLOYMENT, /500ms after the last step it has not come to rest/],
];

t.test('every intent can be broken, and says what broke it', (t) => {
  for (const [intents, steps, message] of BROKEN) {
    const { failure, status } = run(intents, steps);
    t.equal(status, 'failed', intents);
    t.match(failure?.message ?? '', message);
    t.equal(failure?.position.line, 6, 'at its place');
    t.ok((failure?.story.length ?? 0) > 0, 'with a story');
  }
  t.end();
});

const NOTHING = '- create: { resource: { apiVersion: v1, kind: ConfigMap, metadata: { name: c } } }\n- settle: {}';

t.test('an intent with nothing to watch fails', (t) => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['[noOscillation]', NOTHING, /no object with replicas/],
    ['[noEvictionCycle]', BOUND, /no pod with an owner/],
    ['[alwaysSchedulable]', NOTHING, /no pods were ever there/],
    ['[{ alwaysSchedulable: { selector: app=db } }]', SETTLED, /no pods with app=db were ever there/],
    [
      '[{ minAvailable: { selector: app=web, count: 3 } }]',
      SETTLED,
      /at most 2 pods with app=web were ever available, never 3/,
    ],
    ['[{ balanced: { topologyKey: rack } }]', SETTLED, /two domains of rack/],
    ['[eventuallyStable]', '- advance: 1s', /nothing was ever written/],
  ];
  for (const [intents, steps, message] of cases) t.match(run(intents, steps).failure?.message ?? '', message, intents);
  t.end();
});

t.test('as a step, intents hold from there on', (t) => {
  const after = `${SETTLED}\n${SCALES}\n- intents: [{ noOscillation: { times: 1 } }]\n- assert: "true"`;
  const scenario = text('[eventuallyStable]', after, CLUSTER).replace(/ {2}intents: \[eventuallyStable\]\n/, '');
  const library = new Library(filesOf({ 'specs/a.yaml': scenario }));
  const [plan] = loadSpec('specs/a.yaml', library).scenarios;
  t.equal(plan && runScenario(plan, { update: 'none' }).status, 'passed', 'what was before does not count');
  t.end();
});

t.test('what is wrong with an intent is told where it stands', (t) => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['[noOscilation]', /6:13 .*noOscillation/],
    ['[minAvailable]', /minAvailable needs to know of what/],
    ['[{ minAvailable: { selector: "", count: 1 } }]', /6:/],
    ['[{ alwaysSchedulable: { selector: "a in (" } }]', /is not a label selector/],
    ['[{ balanced: { of: cpu } }]', /how far apart may cpu be/],
    ['[{ balanced: { maxSkew: much } }]', /"much" is not a quantity/],
    ['[{ noOscillation: {}, balanced: {} }]', /names noOscillation and balanced at once/],
    ['[{}]', /names no intent/],
  ];
  for (const [intents, message] of cases) t.match(problemsOf(intents), message, intents);
  t.end();
});
