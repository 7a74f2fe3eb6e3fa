import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv';
import t from 'tap';
import { parseAllDocuments } from 'yaml';
import { looksLikeSpec } from '../../../conformance/language/load.js';
import { examples } from '../../../conformance/language/examples.js';
import { jsonSchema } from '../../../conformance/language/json-schema.js';
import { scenario } from '../files.js';

// What the schema uses is the same in this validator's older dialect.
const { $schema: _dialect, ...schema } = jsonSchema();
const validate = new Ajv().compile(schema);

/** What an editor would underline first in each document of a text; '' where it would not. */
function complaints(text: string): readonly string[] {
  return parseAllDocuments(text).map((document) => {
    if (validate(document.toJS())) return '';
    const [first] = validate.errors ?? [];
    return `${first?.dataPath ?? ''} ${first?.message ?? ''}`;
  });
}

function yamlBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => `${folder}/${file}`);
}

t.test('every spec of ours is valid against the JSON Schema, as an editor sees it', (t) => {
  const specs = yamlBelow('specs').filter((file) => looksLikeSpec(readFileSync(file, 'utf8')));
  t.ok(specs.length > 20);
  for (const file of specs)
    t.same(
      complaints(readFileSync(file, 'utf8')).filter((one) => one !== ''),
      [],
      file,
    );
  t.end();
});

t.test('so is the example of every step', (t) => {
  for (const [key, example] of Object.entries(examples)) t.same(complaints(scenario(example)), [''], key);
  t.end();
});

const WRONG: readonly (readonly [string, string])[] = [
  ['a misspelt kind', scenario('').replace('kind: Scenario', 'kind: Scenaro')],
  ['a misspelt field of the scenario', scenario('', 'cluser: {}')],
  ['a misspelt field of the cluster', scenario('', 'cluster: { node: [] }')],
  ['a misspelt step', scenario('- asert: "true"')],
  ['a misspelt field of a step', scenario('- assert: { cell: "true" }')],
  ['two steps in one', scenario('- { settle: {}, advance: 1s }')],
  ['a duration without a unit', scenario('- advance: 30')],
  ['a text where a number belongs', scenario('- scale: { for: deployment/web, replicas: many }')],
  ['an unknown way for a pull to fail', scenario('', 'cluster: { images: { "a:1": { pull: { failure: Missing } } } }')],
  [
    'a branch without a name',
    scenario('- fork: { branches: [{ steps: [{ settle: {} }] }, { steps: [{ settle: {} }] }] }'),
  ],
  ['a step of a branch that is none', scenario('- try: [{ nothing: {} }]\n  catch: [{ settle: {} }]')],
];

for (const [what, text] of WRONG) {
  t.test(`${what} is underlined`, (t) => {
    t.not(complaints(text)[0], '');
    t.end();
  });
}

t.test('a variable may stand where a number belongs', (t) => {
  t.same(complaints(scenario('- scale: { for: deployment/web, replicas: "${{ matrix.n }}" }', 'matrix: { n: [1] }')), [
    '',
  ]);
  t.end();
});
