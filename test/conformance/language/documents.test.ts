import t from 'tap';
import { isObject } from '../../../engine/apimachinery/object.js';
import { jsonSchema } from '../../../conformance/language/json-schema.js';
import { checkRun, Library, loadSpec, looksLikeSpec } from '../../../conformance/language/load.js';
import { stepDefinitions } from '../../../conformance/language/steps/registry.js';
import { filesOf, load, problemsOf, scenario } from '../files.js';

const BLOCK = `apiVersion: kspec.dev/v1
kind: Steps
metadata: { name: grow }
spec:
  inputs:
    to: { type: number }
    how: { type: string, enum: [slow, fast], default: slow }
  steps:
    - scale: { for: deployment/web, replicas: "\${{ inputs.to }}" }
    - wait: { for: deployment/web, rollout: true }
      name: grow \${{ inputs.how }}ly to \${{ inputs.to }}
`;

t.test('a scenario without a cluster of its own has one node', (t) => {
  const [plan] = load({ 'x.yaml': scenario('') }).scenarios;
  t.match(plan, {
    name: 'a scenario',
    namespace: 'default',
    cluster: { nodes: [{ name: 'node-1' }] },
    labels: {},
    covers: [],
    only: false,
    skip: undefined,
  });
  t.same(load({ 'x.yaml': scenario('', 'cluster: { nodes: [] }') }).scenarios[0]?.cluster.nodes, []);
  t.end();
});

t.test('nodes are counted and named', (t) => {
  const nodes = (text: string) =>
    load({ 'x.yaml': scenario('', `cluster: { nodes: ${text} }`) }).scenarios[0]?.cluster.nodes?.map(
      ({ name }) => name,
    );
  t.same(nodes('[{ count: 3 }]'), ['node-1', 'node-2', 'node-3']);
  t.same(nodes('[{ count: 2, name: big }, {}, { name: a }]'), ['big-1', 'big-2', 'node-1', 'a']);
  t.same(nodes('[{ name: node-1 }, { count: 2 }]'), ['node-1', 'node-2', 'node-3']);
  t.match(problemsOf({ 'x.yaml': scenario('', 'cluster: { nodes: [{ name: a }, { name: a }] }') }), [
    /two nodes are called "a"/,
  ]);
  t.match(problemsOf({ 'x.yaml': scenario('', 'cluster: { nodes: [{ name: A_b }] }') }), [/"A_b" is no node name/]);
  t.end();
});

t.test('images are declared in the words of specs', (t) => {
  const image = (text: string) =>
    load({ 'x.yaml': scenario('', `cluster: { images: { i: ${text} } }`) }).scenarios[0]?.cluster.images?.['i'];
  t.same(image('{ pull: 3s, size: 50Mi, ready: 500ms }'), { pullTime: 3000, sizeBytes: 52_428_800, ready: 500 });
  t.same(image('{ pull: NotFound }'), { pullFailure: 'NotFound' });
  t.same(image('{ pull: { time: 1s, failure: RegistryUnavailable, times: 2 } }'), {
    pullTime: 1000,
    pullFailure: 'RegistryUnavailable',
    pullFailures: 2,
  });
  t.same(image('{ exits: [{ after: 10s, code: 1, message: bye }, { after: 1m, code: 137, reason: OOMKilled }] }'), {
    exits: [
      { after: 10_000, code: 1, message: 'bye' },
      { after: 60_000, code: 137, reason: 'OOMKilled' },
    ],
  });
  t.same(image('{ answers: [{ http: /healthz, status: 500, from: 10s }, { exec: cat /x, exit: 1, takes: 2s }] }'), {
    answers: [
      { http: '/healthz', status: 500, from: 10_000 },
      { exec: 'cat /x', exit: 1, takes: 2000 },
    ],
  });
  t.same(image('{ sigterm: ignore }'), { sigterm: 'ignore' });
  t.same(image('{ sigterm: { after: 5s } }'), { sigterm: { after: 5000, code: 143 } });
  t.same(image('{ logs: [{ at: 1s, line: up }], startError: { reason: StartError, message: nope } }'), {
    logs: [{ at: 1000, line: 'up' }],
    startError: { reason: 'StartError', message: 'nope' },
  });
  const problem = (text: string) =>
    problemsOf({ 'x.yaml': scenario('', `cluster: { images: { i: ${text} } }`) }).join();
  t.match(
    problem('{ answers: [{ status: 500 }] }'),
    /says nothing of what it answers; give one of http, tcp, grpc, exec/,
  );
  t.match(problem('{ answers: [{ tcp: 80, exit: 1 }] }'), /"exit" is not for tcp/);
  t.match(problem('{ pull: { times: 2 } }'), /times says how many pulls fail, and none does/);
  t.end();
});

t.test('Suites give defaults to the files below, the inner over the outer', (t) => {
  const suite = (spec: string) => `apiVersion: kspec.dev/v1\nkind: Suite\nmetadata: { name: s }\nspec: ${spec}\n`;
  const files = {
    'specs/suite.yaml': suite(
      '{ labels: { area: all, team: a }, namespace: outer, timeouts: { wait: 5m }, cluster: { nodes: [{ count: 5 }], images: { a: { ready: 1s }, b: { ready: 1s } } } }',
    ),
    'specs/in/suite.yaml': suite(
      '{ labels: { area: in }, timeouts: { assert: 1s }, cluster: { images: { b: { ready: 2s } } } }',
    ),
    'specs/in/x.yaml': scenario('- wait: { for: pod/a, create: true }', 'cluster: { images: { c: { ready: 3s } } }'),
    'specs/y.yaml': scenario('', 'namespace: own'),
  };
  const [plan] = load(files, 'specs/in/x.yaml').scenarios;
  t.match(plan, {
    labels: { area: 'in', team: 'a' },
    namespace: 'outer',
    cluster: { images: { a: { ready: 1000 }, b: { ready: 2000 }, c: { ready: 3000 } } },
  });
  t.equal(plan?.cluster.nodes?.length, 5);
  t.match(plan?.steps, [{ within: 300_000 }, { within: 1000 }]);
  t.match(load(files, 'specs/y.yaml').scenarios[0], { namespace: 'own', labels: { area: 'all' } });
  t.match(problemsOf({ 'x.yaml': suite('{}') }), [/a Suite stands in a file of its own; move it to suite\.yaml/]);
  t.end();
});

t.test('a matrix runs every combination, values of their own type', (t) => {
  const text = scenario(
    '- advance: ${{ matrix.time }}\n- scale: { for: deployment/web, replicas: "${{ matrix.count }}" }',
    'matrix: { time: [1s, 1m], count: [1, 2, 3] }',
  ).replace('name: a scenario', 'name: "${{ matrix.count }} after ${{ matrix.time }}"');
  const { scenarios, problems } = load({ 'x.yaml': text });
  t.same(problems, []);
  t.same(
    scenarios.map(({ name }) => name),
    ['1 after 1s', '2 after 1s', '3 after 1s', '1 after 1m', '2 after 1m', '3 after 1m'],
  );
  t.match(scenarios[5], { matrix: { time: '1m', count: 3 }, steps: [{ by: 60_000 }, { replicas: 3 }, {}] });
  const many = `matrix: { a: [${Array.from({ length: 20 }, (_, index) => index).join()}], b: [${Array.from({ length: 20 }, (_, index) => index).join()}] }`;
  t.match(problemsOf({ 'x.yaml': scenario('- kubectl: get ${{ matrix.a }} ${{ matrix.b }}', many) }), [
    /the matrix has 400 combinations, more than 256/,
  ]);
  t.match(
    problemsOf({ 'x.yaml': scenario('- advance: "${{ matrix.tiem }}"', 'matrix: { time: [1s] }') }).join(),
    /stands for nothing; did you mean "time"\?/,
  );
  t.match(
    problemsOf({ 'x.yaml': scenario('- kubectl: get ${{ matrix.a }} x', 'matrix: { a: [[1]] }') }).join(),
    /is a list: it cannot stand inside a text/,
  );
  t.end();
});

t.test('a block is used with its inputs, which have types', (t) => {
  const use = (step: string) => load({ 'x.yaml': `${scenario(step)}---\n${BLOCK}` });
  const { scenarios, problems } = use('- use: { steps: grow, with: { to: 5 } }');
  t.same(problems, []);
  t.match(scenarios[0]?.steps[0], {
    type: 'use',
    uses: 'grow',
    steps: [{ type: 'scale', replicas: 5 }, { name: 'grow slowly to 5' }],
  });
  const message = (step: string) =>
    use(step)
      .problems.map(({ message, fix }) => `${message}; ${fix}`)
      .join();
  t.match(message('- use: grow'), /"grow" needs the input "to"/);
  t.match(message('- use: { steps: grow, with: { to: "5" } }'), /the input "to" is a number, not a string/);
  t.match(
    message('- use: { steps: grow, with: { to: 5, how: faast } }'),
    /the input "how" is one of slow, fast; did you mean "fast"\?/,
  );
  t.match(message('- use: { steps: grow, with: { to: 5, too: 6 } }'), /"grow" has no input "too"; did you mean "to"\?/);
  t.match(message('- use: gro'), /no Steps document is called "gro"; did you mean "grow"\?/);
  t.end();
});

t.test('blocks come from included files, whose own files are seen from there', (t) => {
  const block = (name: string, spec: string) =>
    `apiVersion: kspec.dev/v1\nkind: Steps\nmetadata: { name: ${name} }\nspec:\n${spec}`;
  const files = {
    'specs/x.yaml': scenario('- use: outer', 'include: [shared/outer.yaml]'),
    'specs/shared/outer.yaml': block('outer', '  include: [inner.yaml]\n  steps:\n    - use: inner\n'),
    'specs/shared/inner.yaml': block('inner', '  steps:\n    - apply: web.yaml\n'),
    'specs/shared/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\n',
    'specs/suite.yaml':
      'apiVersion: kspec.dev/v1\nkind: Suite\nmetadata: { name: s }\nspec: { include: [shared/inner.yaml] }\n',
    'specs/y.yaml': scenario('- use: inner'),
  };
  t.match(load(files, 'specs/x.yaml'), {
    problems: [],
    scenarios: [
      { steps: [{ steps: [{ steps: [{ objects: [{ source: { file: 'specs/shared/web.yaml' } }] }] }] }, {}] },
    ],
  });
  t.match(load(files, 'specs/y.yaml'), { problems: [], scenarios: [{ steps: [{ uses: 'inner' }, {}] }] });
  t.match(problemsOf({ 'x.yaml': scenario('', 'include: [web.yaml]'), 'web.yaml': 'a: 1\n' }), [
    /"web\.yaml" holds no Steps document/,
  ]);
  t.match(problemsOf({ 'x.yaml': scenario('', 'include: [wbe.yaml]'), 'web.yaml': 'a: 1\n' }), [
    /there is no file "wbe\.yaml"; did you mean "web\.yaml"\?/,
  ]);
  t.end();
});

t.test('a block is checked even when nothing uses it', (t) => {
  const block = BLOCK.replace('to: { type: number }', 'to: { type: number, default: many }');
  t.match(problemsOf({ 'x.yaml': `${scenario('')}---\n${block}` }), [/the input "to" is a number, not a string/]);
  t.match(
    problemsOf({
      'x.yaml': `${scenario('')}---\n${block.replace('default: many', 'default: 3').replace('rollout: true', 'rolout: true')}`,
    }).join(),
    /unknown field "rolout" in wait/,
  );
  t.end();
});

t.test('custom resources that a scenario defines are kinds like others', (t) => {
  const crd =
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: widgets.example.com }\nspec: { group: example.com, scope: Namespaced, names: { kind: Widget, plural: widgets, singular: widget, shortNames: [wd] }, versions: [{ name: v1, served: true, storage: true }] }\n';
  const steps =
    '- apply: crd.yaml\n- wait: { for: wd/a, create: true }\n- patch: { for: widgets.example.com/a, patch: { spec: { size: 3 } } }\n- assert: { resource: { apiVersion: example.com/v1, kind: Widget, metadata: { name: a }, spec: { anything: [1] } } }\n- assert: { cel: "objects(\'widgets\').size() == 0" }';
  const { scenarios, problems } = load({ 'x.yaml': scenario(steps), 'crd.yaml': crd });
  t.same(problems, []);
  t.match(scenarios[0]?.steps[2], {
    patchType: 'merge',
    target: { resource: { group: 'example.com', plural: 'widgets', namespaced: true } },
  });
  t.match(problemsOf({ 'x.yaml': scenario(steps.replace('- apply: crd.yaml\n', '')) })[0], /no kind is called "wd"/);
  t.end();
});

t.test('two scenarios of one name are told, wherever they stand', (t) => {
  const library = new Library(
    filesOf({
      'a.yaml': scenario(''),
      'b.yaml': `${scenario('')}---\n${scenario('').replace('a scenario', 'another')}`,
    }),
  );
  const files = ['a.yaml', 'b.yaml'].map((file) => loadSpec(file, library));
  t.match(checkRun(files), [
    { position: { file: 'b.yaml', line: 1 }, message: 'a scenario is called "a scenario" already: a.yaml:1' },
  ]);
  t.end();
});

t.test('a spec is told from a manifest, even a misspelt one', (t) => {
  for (const text of [
    'apiVersion: kspec.dev/v1\nkind: Scenario',
    'apiVersion: kspec.dev/v2\nkind: X',
    'kind: Scenario\napiVersion: kspc.dev/v1',
    '"apiVersion": "kspec.dev/v1"',
  ])
    t.ok(looksLikeSpec(text), text);
  for (const text of ['apiVersion: v1\nkind: ConfigMap', '# kspec.dev/v1\napiVersion: v1', ''])
    t.notOk(looksLikeSpec(text), text);
  t.match(loadSpec('nope.yaml', new Library(filesOf({}))), { problems: [{ message: 'there is no such file' }] });
  t.end();
});

t.test('skip, only, covers and labels are part of the plan', (t) => {
  t.match(load({ 'x.yaml': scenario('', 'skip: not on Tuesdays\ncovers: [C4, D10]') }).scenarios[0], {
    skip: 'not on Tuesdays',
    covers: ['C4', 'D10'],
  });
  t.match(load({ 'x.yaml': scenario('', 'skip: true\nonly: true') }).scenarios[0], { skip: '', only: true });
  t.equal(load({ 'x.yaml': scenario('', 'skip: false') }).scenarios[0]?.skip, undefined);
  t.match(problemsOf({ 'x.yaml': scenario('', 'covers: [C4, C4]') }), [/"C4" stands there twice/]);
  t.end();
});

/** Every field of a JSON Schema that editors would show without a word of help. */
function undescribed(schema: unknown, path: string): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap((item, index) => undescribed(item, `${path}/${index}`));
  if (!isObject(schema)) return [];
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const silent = Object.entries(properties).filter(
    ([, field]) =>
      isObject(field) && !('description' in field || '$ref' in field || 'const' in field || 'enum' in field),
  );
  return [
    ...silent.map(([name]) => `${path}/${name}`),
    ...Object.entries(schema).flatMap(([name, inner]) => undescribed(inner, `${path}/${name}`)),
  ];
}

t.test('the JSON Schema has every step, describes every field, and refers to nothing that is not there', (t) => {
  const schema = jsonSchema();
  t.same(undescribed(schema, ''), []);
  const text = JSON.stringify(schema);
  for (const key of stepDefinitions.keys()) t.ok(text.includes(`"${key}":{`), key);
  const definitions = isObject(schema['$defs']) ? Object.keys(schema['$defs']) : [];
  const references = [...text.matchAll(/"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name ?? '');
  t.same(
    references.filter((name) => !definitions.includes(name)),
    [],
  );
  t.ok(text.length < 200_000, `${text.length} characters`);
  t.end();
});
