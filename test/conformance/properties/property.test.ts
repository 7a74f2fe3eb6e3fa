import fc from 'fast-check';
import t from 'tap';
import { describeTemporal } from '../../../conformance/expectations/describe.js';
import type { Drawn, Generator } from '../../../conformance/language/generator.js';
import { Instances } from '../../../conformance/language/instances.js';
import { Library, loadSpec } from '../../../conformance/language/load.js';
import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import { samples } from '../../../conformance/language/simplest.js';
import { admits, admitsAll } from '../../../conformance/properties/generators/admits.js';
import { arbitraryOf } from '../../../conformance/properties/generators/arbitrary.js';
import { runProperty } from '../../../conformance/properties/run-property.js';
import { tryPlan } from '../../../conformance/properties/trial.js';
import { runScenario } from '../../../conformance/runner/run-scenario.js';
import { filesOf } from '../files.js';

const HEAD = 'apiVersion: kspec.dev/v1\nkind: Property\nmetadata: { name: a property }\nspec:\n';
const OPTIONS = { update: 'none' } as const;

interface Opened {
  readonly plan: ScenarioPlan;
  readonly library: Library;
}

function open(spec: string, more: Readonly<Record<string, string>> = {}): Opened {
  const text = `${HEAD}${spec
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\n`;
  const library = new Library(filesOf({ 'specs/a.yaml': text, ...more }));
  const { scenarios, problems } = loadSpec('specs/a.yaml', library);
  const [plan] = scenarios;
  if (plan === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  return { plan, library };
}

const run = ({ plan, library }: Opened, seed?: number) =>
  runProperty(plan, { ...OPTIONS, ...(seed === undefined ? {} : { seed }) }, library);

/** Nodes come and go; at no time may there be four. */
const NODES = `forall:
  first: { integer: { min: 1, max: 2 } }
  changes:
    steps:
      max: 8
      each: { more: { integer: { min: 1, max: 6 } }, zone: { choose: [a, b] } }
      of:
        - node: { add: { name: "n\${{ each.more }}", zone: "\${{ each.zone }}" } }
        - advance: "\${{ each.more }}s"
        - node: { cordon: node-1 }
cluster: { nodes: [{ count: "\${{ forall.first }}" }] }
runs: 60
properties:
  - always: "nodes().size() < 4"
steps:
  - steps: "\${{ forall.changes }}"
  - settle: {}`;

const GENERATORS: readonly Generator[] = [
  { type: 'integer', min: -3, max: 7 },
  { type: 'percent', min: 0, max: 120 },
  { type: 'duration', min: 500, max: 9000, step: 250 },
  { type: 'boolean' },
  { type: 'choose', of: ['a', { b: 1 }, null, [2]] },
  { type: 'list', of: { type: 'choose', of: ['x', 'y'] }, min: 1, max: 4 },
  { type: 'steps', kinds: 3, each: { by: { type: 'integer', min: 0, max: 2 } }, min: 0, max: 5 },
];

t.test('a generator gives only what it admits, and what it can give it admits', (t) => {
  for (const generator of GENERATORS) {
    fc.assert(fc.property(arbitraryOf(generator), (value) => admits(generator, value)));
    fc.assert(fc.property(fc.anything(), (value) => typeof admits(generator, value) === 'boolean'));
  }
  t.end();
});

const OUTSIDE: readonly (readonly [Generator, unknown])[] = [
  [{ type: 'integer', min: 1, max: 3 }, 4],
  [{ type: 'integer', min: 1, max: 3 }, 1.5],
  [{ type: 'percent', min: 1, max: 3 }, 2],
  [{ type: 'percent', min: 1, max: 3 }, '4%'],
  [{ type: 'duration', min: 0, max: 5000, step: 1000 }, '1.5s'],
  [{ type: 'duration', min: 0, max: 5000, step: 1000 }, '6s'],
  [{ type: 'choose', of: ['a'] }, 'b'],
  [{ type: 'list', of: { type: 'boolean' }, min: 1, max: 2 }, []],
  [{ type: 'steps', kinds: 1, each: {}, min: 0, max: 2 }, [{ kind: 1, each: {} }]],
  [{ type: 'steps', kinds: 1, each: {}, min: 0, max: 2 }, [{ kind: 0, each: { more: 1 } }]],
];

t.test('what lies outside of a generator is not admitted', (t) => {
  for (const [generator, value] of OUTSIDE)
    t.notOk(admits(generator, value), `${generator.type} ${JSON.stringify(value)}`);
  t.notOk(admitsAll({ a: { type: 'boolean' } }, { b: true }));
  t.end();
});

t.test('the samples that a spec is checked with show every choice and every way to write a step', (t) => {
  const all = samples({
    c: { type: 'choose', of: [1, 2, 3] },
    s: { type: 'steps', kinds: 2, each: {}, min: 0, max: 9 },
  });
  t.same(
    all.map(({ c }) => c),
    [1, 2, 3],
  );
  for (const { s } of all) t.match(s, [{ kind: 0 }, { kind: 1 }]);
  t.end();
});

t.test('equal seeds give equal results, other seeds other runs', (t) => {
  const { plan, library } = open(NODES.replace('< 4', '< 50'));
  const few = (seed: number) => runProperty(plan, { ...OPTIONS, seed, runs: 12 }, library);
  const first = few(1);
  t.equal(first.status, 'passed');
  t.match(first.property, { runs: 12, discarded: 0, seed: 1 });
  t.same(few(1), first);
  t.not(few(2).logHash, first.logHash);
  t.end();
});

t.test('what breaks a property is shrunk until no step can go, and still breaks it in the same way', (t) => {
  const { plan, library } = open(NODES);
  for (const seed of [1, 2]) {
    const { status, property, failure } = run({ plan, library }, seed);
    t.equal(status, 'failed');
    t.match(failure?.expectation, /nodes\(\)\.size\(\) < 4/);
    const changes = property?.values?.['changes'];
    const steps = Array.isArray(changes) ? changes : [];
    t.ok(steps.length > 0 && steps.length <= 4, `${steps.length} steps`);
    const [instances, drawn] = [Instances.of(plan, library), caseIn(property?.counterexample?.text)];
    for (const skipped of [-1, ...steps.keys()]) {
      const list = Array.isArray(drawn['changes']) ? drawn['changes'] : [];
      const instance = instances?.planFor({ ...drawn, changes: list.filter((_: unknown, at) => at !== skipped) });
      if (instance === undefined || !('steps' in instance)) throw new Error('the instance has problems');
      const { broken } = tryPlan(instance, { forall: {}, seed: 1, order: 0 }, undefined, false);
      t.equal(broken !== undefined, skipped === -1, `without step ${skipped}`);
    }
  }
  t.end();
});

function caseIn(text = ''): Drawn {
  return (JSON.parse(/^# case: (.*)$/m.exec(text)?.[1] ?? '{}') as { readonly forall: Drawn }).forall;
}

t.test('a counterexample is a plain scenario that fails in the same way, and is tried first from then on', (t) => {
  const { plan, library } = open(NODES);
  const { failure, property, seed } = run({ plan, library });
  const { file = '', text = '' } = property?.counterexample ?? {};
  t.equal(file, '.kspec/failures/a-property.yaml');
  t.notMatch(text.replace(/^#.*$/gm, ''), /\$\{\{|forall/);
  const [again] = loadSpec(file, new Library(filesOf({ [file]: text }))).scenarios;
  if (again === undefined) throw new Error('the counterexample has problems');
  const result = runScenario(again, OPTIONS);
  t.match(result, { status: 'failed', failure: { message: failure?.message, at: failure?.at } });
  t.equal(seed, 1);

  const second = run(open(NODES, { [file]: text }));
  t.match(second, { status: 'failed', property: { runs: 1, shrinks: 0 }, failure: { message: failure?.message } });
  t.match(second.failure?.values?.at(-1), /saved by an earlier run/);

  const mended = run(open(NODES.replace('< 4', '< 50').replace('60', '5'), { [file]: text }));
  t.match(mended, { status: 'passed', property: { mended: file } });

  const narrowed = run(
    open(NODES.replace('max: 6 } }, zone', 'max: 1 } }, zone').replace('60', '3'), { [file]: text }),
    5,
  );
  t.notMatch(
    narrowed.failure?.values?.at(-1) ?? '',
    /saved/,
    'values that are not admitted any more are no counterexample',
  );
  t.end();
});

t.test('shrinking does not go over to another failure, though that has simpler values', (t) => {
  const opened = open(`forall: { nodes: { integer: { min: 1, max: 9 } } }
cluster: { nodes: [{ count: "\${{ forall.nodes }}" }] }
runs: 20
properties: [{ always: "nodes().size() < 6" }, { never: "nodes().size() < 4" }]
steps: [{ settle: {} }]`);
  const found = new Map(
    [1, 2, 3, 4, 5, 6]
      .map((seed) => run(opened, seed))
      .map(({ failure, property }) => [failure?.expectation ?? '', property?.values?.['nodes']]),
  );
  t.same(Object.fromEntries(found), { 'always: nodes().size() < 6': 6, 'never: nodes().size() < 4': 1 });
  t.end();
});

t.test('assumptions leave values out, and what is left is tried', (t) => {
  const spec = `forall:
  a: { integer: { min: 1, max: 4 } }
  b: { integer: { min: 1, max: 4 } }
assume: ["forall.a < forall.b"]
cluster: { nodes: [{ count: "\${{ forall.a }}" }, { name: more, count: "\${{ forall.b }}" }] }
runs: 20
properties: [{ never: "nodes().size() % 2 == 0 && nodes().size() == 2" }]
steps: [{ settle: {} }]`;
  const { status, property } = run(open(spec));
  t.equal(status, 'passed', 'one and one would be two');
  t.equal(property?.runs, 20);
  t.ok((property?.discarded ?? 0) > 0);
  t.equal(run(open(spec.replace('assume: ["forall.a < forall.b"]\n', ''))).status, 'failed', 'without it they are');
  t.end();
});

t.test('the healed phase mends what is broken before everything must come to rest', (t) => {
  const spec = `forall: { node: { choose: [node-1, node-2] } }
cluster: { nodes: [{ count: 2 }] }
runs: 4
properties:
  - sometimes: "nodes().exists(n, n.status.conditions.exists(c, c.type == 'Ready' && c.status == 'Unknown'))"
  - whenever:
      when: "nodes().exists(n, n.status.conditions.exists(c, c.type == 'Ready' && c.status == 'Unknown'))"
      then: "nodes().all(n, n.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True'))"
  - settles: {}
steps:
  - fault: { stop: "node/\${{ forall.node }}" }
  - fault: { registry: down }
  - fault: { stop: kube-scheduler }
  - advance: 2m`;
  const { plan, library } = open(spec);
  t.equal(run({ plan, library }).status, 'passed');
  const broken = run(open(spec.replace('  - settles: {}\n', '')));
  t.match(broken.failure?.message, /not after .*nodes\(\)/, 'without it the node stays away');
  t.match(plan.watches.map(describeTemporal), [/^whenever/, /^sometimes/]);
  t.end();
});

t.test('the order of events is drawn too, and what is left of it is needed', (t) => {
  const race = `forall: { nodes: { integer: { min: 2, max: 3 } } }
cluster: { nodes: [{ count: "\${{ forall.nodes }}" }], images: { "web:1": { ready: 1s } } }
runs: 25
orders: { faults: [crash, lag] }
properties:
  - never: "pods().exists(p, p.phase == 'Running' && p.spec.nodeName == 'node-2') && !pods().exists(p, p.phase == 'Running' && p.spec.nodeName == 'node-1')"
steps:
  - create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { nodeName: node-1, containers: [{ name: c, image: "web:1" }] } } }
  - create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: b }, spec: { nodeName: node-2, containers: [{ name: c, image: "web:1" }] } } }
  - settle: {}`;
  const opened = open(race);
  const { status, property, failure } = run(opened);
  t.equal(status, 'failed');
  const { file = '', text = '' } = property?.counterexample ?? {};
  t.match(text, /schedule:/);
  const [again] = loadSpec(file, new Library(filesOf({ [file]: text }))).scenarios;
  if (again === undefined) throw new Error('the counterexample has problems');
  t.match(runScenario(again, OPTIONS), { status: 'failed', failure: { message: failure?.message, at: failure?.at } });
  for (const one of again.schedule ?? [])
    t.equal(
      runScenario({ ...again, schedule: (again.schedule ?? []).filter((other) => other !== one) }, OPTIONS).status,
      'passed',
    );
  t.equal(
    run(open(race.replace('orders: { faults: [crash, lag] }\n', '').replace('25', '8'))).status,
    'passed',
    'the usual order hides it',
  );
  t.end();
});

const DRAINS = `cluster: { nodes: [{ count: 3 }] }
forall:
  replicas: { integer: { min: 3, max: 5 } }
  drains: { steps: { of: [{ node: { drain: node-1 } }, { node: { drain: node-2 } }], max: 4 } }
intents: [{ minAvailable: { selector: app=web, count: 3 } }]
runs: 20
steps:
  - kubectl: create deployment web --image=nginx --replicas=\${{ forall.replicas }}
  - settle: {}
  - steps: "\${{ forall.drains }}"
  - settle: {}`;

t.test('an intent that a drain breaks is found and made small: as many pods as must be there, and one drain', (t) => {
  const result = run(open(DRAINS));
  t.equal(result.status, 'failed');
  t.match(result.failure?.expectation, /^minAvailable/);
  const text = result.property?.counterexample?.text ?? '';
  t.match(text, /--replicas=3\n/);
  t.match(text, /intents:\n/);
  t.equal(text.match(/drain: /g)?.length, 1, text);
  t.end();
});
