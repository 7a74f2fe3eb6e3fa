import { readFileSync } from 'node:fs';
import t from 'tap';
import { examples } from '../../../conformance/language/examples.js';
import { jsonSchema } from '../../../conformance/language/json-schema.js';
import { withReference } from '../../../conformance/language/reference.js';
import { stepDefinitions } from '../../../conformance/language/steps/registry.js';
import { problemsOf, scenario } from '../files.js';

const FILES = {
  'web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\n',
  'namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
};

const BLOCK =
  '---\napiVersion: kspec.dev/v1\nkind: Steps\nmetadata: { name: roll out }\nspec:\n  inputs: { image: { type: string } }\n  steps:\n    - kubectl: set image deployment/web web=${{ inputs.image }}\n';

t.same(Object.keys(examples).sort(), [...stepDefinitions.keys()].sort(), 'every step has an example');

for (const [key, example] of Object.entries(examples)) {
  t.test(`the example of ${key} is valid`, (t) => {
    t.same(problemsOf({ 'x.yaml': `${scenario(example)}${BLOCK}`, ...FILES }, 'x.yaml'), []);
    t.end();
  });
}

t.test('docs/language.md is up to date: npm run schema writes it', (t) => {
  const text = readFileSync('docs/language.md', 'utf8');
  t.equal(withReference(text), text);
  t.end();
});

t.test('kspec.schema.json is up to date: npm run schema writes it', (t) => {
  t.equal(readFileSync('kspec.schema.json', 'utf8'), `${JSON.stringify(jsonSchema(), undefined, 2)}\n`);
  t.end();
});
