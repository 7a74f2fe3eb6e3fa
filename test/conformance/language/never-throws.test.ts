import fc from 'fast-check';
import t from 'tap';
import { isObject } from '../../../engine/apimachinery/object.js';
import { examples } from '../../../conformance/language/examples.js';
import { parseYaml } from '../../../conformance/language/yaml.js';
import { load, scenario } from '../files.js';

/** Everything that the examples say, as one scenario. */
const TEXT = scenario(
  Object.values(examples)
    .map((example) => example.trim())
    .join('\n'),
  'matrix: { a: [1, 2] }\ncovers: [C4]\ncluster:\n  nodes: [{ count: 2, taints: ["a=b:NoSchedule"], capacity: { cpu: 4 } }]\n  images: { i: { pull: { time: 1s }, exits: [{ after: 1s, code: 1 }], answers: [{ http: /, status: 500 }] } }\nalways: "nodes().size() > 0"',
);

const VALUE: unknown = parseYaml('x.yaml', TEXT, 1_000_000).documents[0]?.value;

const odd = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1.5,
    '',
    'x',
    '*',
    '5m',
    '${{ matrix.a }}',
    '${{ x }}',
    'pods/',
    '/',
    '../..',
    "pods('",
    [],
    {},
    [null],
    [[]],
    { $exactly: 1 },
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** How many values there are in a document. */
function size(value: unknown): number {
  const children = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return 1 + children.reduce((sum: number, child) => sum + size(child), 0);
}

/** The document with its n-th value replaced. */
function replaced(value: unknown, at: { n: number }, by: unknown): unknown {
  if (at.n-- === 0) return by;
  if (Array.isArray(value)) return value.map((item) => replaced(item, at, by));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, replaced(field, at, by)]));
}

t.test('the scenario of all examples is valid but for what it cannot know', (t) => {
  t.ok(size(VALUE) > 200);
  t.end();
});

t.test('whatever stands at any place of a spec, reading it never throws, and problems have places', (t) => {
  fc.assert(
    fc.property(fc.nat(size(VALUE) - 1), odd, fc.nat(size(VALUE) - 1), odd, (first, by, second, and) => {
      const mutant = replaced(replaced(VALUE, { n: first }, by), { n: second }, and);
      const { problems } = load({ 'x.yaml': JSON.stringify(mutant, undefined, 1) ?? '' });
      return problems.every(
        ({ position, message }) =>
          position.line >= 1 && position.column >= 1 && message !== '' && !message.includes('\n'),
      );
    }),
    { numRuns: 400 },
  );
  t.end();
});
