import fc from 'fast-check';
import t from 'tap';
import { formatProblem } from '../../../conformance/language/problem.js';
import { resolveScalar } from '../../../conformance/language/scalar.js';
import { parseYaml } from '../../../conformance/language/yaml.js';

const LIMIT = 1024 * 1024;

const values = (text: string): readonly unknown[] =>
  parseYaml('f.yaml', text, LIMIT).documents.map(({ value }) => value);
const problems = (text: string): readonly string[] => parseYaml('f.yaml', text, LIMIT).problems.map(formatProblem);

const SCALARS: readonly (readonly [text: string, value: unknown])[] = [
  ['yes', true],
  ['Off', false],
  ['n', false],
  ['TRUE', true],
  ['tRue', 'tRue'],
  ['~', null],
  ['', null],
  ['Null', null],
  ['0644', 420],
  ['0o644', 420],
  ['0x1F', 31],
  ['0b101', 5],
  ['1_000', 1000],
  ['-12', -12],
  ['+3', 3],
  ['08', 8],
  ['1e3', 1000],
  ['.5', 0.5],
  ['1.', 1],
  ['1.27', 1.27],
  ['2026-01-01', '2026-01-01'],
  ['12:30', '12:30'],
  ['500m', '500m'],
  ['1.27.3', '1.27.3'],
  ['-', '-'],
  ['web', 'web'],
];

for (const [text, value] of SCALARS) {
  t.test(`a plain ${text === '' ? 'nothing' : text} is ${JSON.stringify(value)}, as for Kubernetes`, (t) => {
    t.same(resolveScalar(text), value);
    t.end();
  });
}

t.test('quoted scalars are texts, tags are obeyed', (t) => {
  t.same(values('a: "yes"\nb: \'0644\'\nc: !!str 12\nd: !!int "3"\ne: |\n  true\n'), [
    { a: 'yes', b: '0644', c: '12', d: 3, e: 'true\n' },
  ]);
  t.end();
});

t.test('keys are texts, also y and 1', (t) => {
  t.same(values('y: 1\n1: 2\n"n": 3\n'), [{ true: 1, 1: 2, n: 3 }]);
  t.match(problems('? [a, b]\n: c\n'), [/a key must be a text; put it in quotes/]);
  t.equal(Object.getPrototypeOf(values('__proto__: { a: 1 }')[0]), Object.prototype);
  t.end();
});

t.test('a byte order mark, CRLF, several documents and empty ones are fine', (t) => {
  t.same(values('\ufeffa: 1\r\nb: [1, 2]\r\n---\r\n# nothing\r\n---\r\nc: d\r\n...\r\n'), [
    { a: 1, b: [1, 2] },
    { c: 'd' },
  ]);
  t.same(values('# only a comment'), []);
  const [document] = parseYaml('f.yaml', '\ufeffa: 1\r\nb: 2\r\n', LIMIT).documents;
  t.match(document?.position(['b']), { line: 2, column: 4 });
  t.end();
});

t.test('anchors, aliases and merge keys', (t) => {
  t.same(values('base: &b { x: 1, z: 2 }\nother: { <<: *b, z: 3 }\nlist: [*b]\n'), [
    { base: { x: 1, z: 2 }, other: { x: 1, z: 3 }, list: [{ x: 1, z: 2 }] },
  ]);
  t.same(values('a: &a { x: 1 }\nb: &b { x: 2, w: 2 }\nc: { <<: [*a, *b] }\n'), [
    { a: { x: 1 }, b: { x: 2, w: 2 }, c: { x: 1, w: 2 } },
  ]);
  t.match(problems('a: { <<: [1] }'), [/only maps can be merged/]);
  t.match(problems('a: *nope'), [/f\.yaml:1:4: no anchor is called &nope/]);
  t.match(problems('a: &x [*x]'), [/stands inside its own anchor/]);
  t.end();
});

const WRONG: readonly (readonly [text: string, problem: RegExp])[] = [
  ['a:\n\tb: 1', /:2:1: not valid YAML: tabs are not allowed as indentation; indent with spaces/],
  ['a: 1\nb: 2\na: 3', /:3:1: duplicate key "a"; remove one of the two/],
  ['a: [1', /:1:6: not valid YAML: .*; align it/],
  ["a: 'x", /not valid YAML: missing closing/],
  ['a: b: c', /:1:4: not valid YAML/],
  ['a: @b', /not valid YAML: .*; put the text in quotes/],
  ['['.repeat(101) + ']'.repeat(101), /:1:101: nested too deeply/],
  [Array.from({ length: 120 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), /nested too deeply/],
  ['x'.repeat(LIMIT + 1), /the file is too large: 1\.0 MiB, the limit is 1 MiB/],
];

for (const [text, problem] of WRONG) {
  t.test(`${JSON.stringify(text.slice(0, 20))} is a problem with a place and a fix`, (t) => {
    const found = problems(text);
    t.equal(found.length, 1);
    t.match(found[0], problem);
    t.end();
  });
}

t.test('brackets in texts and comments do not nest', (t) => {
  const quoted = Array.from({ length: 120 }, (_, index) => `k${index}: "[{"  # [[ {{`).join('\n');
  t.same(problems(quoted), []);
  t.same(problems(Array.from({ length: 120 }, (_, index) => `k${index}: "[ \\" ["`).join('\n')), []);
  t.end();
});

t.test('excerpts lose their common indentation and are cut when long', (t) => {
  const [document] = parseYaml('f.yaml', 'a:\n  - b:\n      c: 1\n    d: 2\n  - e\n', LIMIT).documents;
  t.match(document?.source(['a', 0]), { line: 2, column: 5, text: 'b:\n  c: 1\nd: 2' });
  const long = parseYaml(
    'f.yaml',
    `a:\n${Array.from({ length: 50 }, (_, index) => `  k${index}: 1`).join('\n')}\n`,
    LIMIT,
  ).documents[0];
  t.equal(long?.source(['a']).text.split('\n').length, 25);
  t.end();
});

t.test('JSON reads as itself', (t) => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify({ value });
      const [read] = values(text) as [{ value: unknown }];
      return (
        JSON.stringify(read.value) === JSON.stringify(value).replaceAll('-0', '0') ||
        JSON.stringify(read.value) === JSON.stringify(value)
      );
    }),
  );
  t.end();
});

t.test('no text makes the reader throw', (t) => {
  const alphabet = fc.constantFrom(
    'a',
    ':',
    ' ',
    '-',
    '\n',
    '[',
    ']',
    '{',
    '}',
    '&a',
    '*a',
    '"',
    "'",
    '#',
    '|',
    '>',
    '!',
    '%',
    '?',
    ',',
    '<<',
    '\t',
    '---\n',
    '0',
    '\\',
  );
  fc.assert(
    fc.property(fc.array(alphabet, { maxLength: 40 }), (parts) => {
      const { problems: found } = parseYaml('f.yaml', parts.join(''), LIMIT);
      return found.every(({ position }) => position.line >= 1 && position.column >= 1);
    }),
    { numRuns: 2_000 },
  );
  t.end();
});
