import t from 'tap';
import {
  evaluateJsonPath,
  printJsonPath,
  printJsonPathAsJson,
  relaxedJsonPath,
} from '../../../engine/apimachinery/jsonpath.js';

const LIST = {
  kind: 'List',
  items: [
    { metadata: { name: 'a', labels: { x: '1', 'a.b': '<z>' } }, n: 1, ready: true, f: 1.5, l: [1, 2, 3], z: null },
    { metadata: { name: 'b' }, n: 2, ready: false, l: [] },
    { metadata: { name: 'c' }, n: 3, l: [{ k: 'v' }, { k: 'w' }] },
  ],
  one: { only: { deep: 'd' } },
  s: 'text',
  e: [],
};

/** Template and what kubectl get -o jsonpath prints, checked against client-go v0.35.4. */
const PRINTED: readonly (readonly [template: string, output: string])[] = [
  ['{.items[*].metadata.name}', 'a b c'],
  ['{range .items[*]}{.metadata.name}{"\\t"}{.n}{"\\n"}{end}', 'a\t1\nb\t2\nc\t3\n'],
  ['{range .items[*]}[{.metadata.name}:{range .l[*]}{@}{","}{end}]{end}', '[a:1,2,3,][b:][c:{"k":"v"},{"k":"w"},]'],
  ['{.items[?(@.n>1)].metadata.name}', 'b c'],
  ['{.items[?(@.metadata.name=="a")].n}', '1'],
  ["{.items[?(@.metadata.labels.x=='1')].n}", '1'],
  ['{.items[?(@.ready==true)].n}', '1'],
  ['{.items[?(@.ready)].n}', '1 2'],
  ['{.items[-1].n}', '3'],
  ['{.items[0:2].n}', '1 2'],
  ['{.items[::2].n}', '1 3'],
  ['{.items[-2:].n}', '2 3'],
  ["{.items[0].metadata.labels['x']}", '1'],
  ['{.items[0].metadata.labels.a\\.b}', '<z>'],
  ['{.items[0].metadata.labels}', '{"a.b":"\\u003cz\\u003e","x":"1"}'],
  ["{['kind','s']}", 'List text'],
  ['{.items[0,2].n}', '1 3'],
  ['{.one..deep}', 'd'],
  ['{..name}', 'a b c'],
  ['{.one.*}', '{"deep":"d"}'],
  ['{.nope}', ''],
  ['{.nope.deeper[0]}', ''],
  ['{.items[0].z}', 'null'],
  ['{.items[0].f}', '1.5'],
  ['{range .e[*]}{.x}{end}X', 'X'],
  ['hello {.s} world', 'hello text world'],
  ['{1}{true}{"a\\"b"}', '1truea"b'],
];

t.test('templates print what kubectl prints', (t) => {
  for (const [template, output] of PRINTED)
    t.same(printJsonPath(template, LIST), { ok: true, value: output }, template);
  t.end();
});

t.test('bad templates are refused in client-go’s words', (t) => {
  for (const [template, error] of [
    ['{.items', 'unclosed action'],
    ['{.items[', 'unterminated array'],
    ['{.items[a]}', 'invalid array index a'],
    ['{.items[?(@.n>1]', 'unterminated filter'],
    ['{"x}', 'unterminated quoted string'],
    ['{#}', "unrecognized character in action: U+0023 '#'"],
    ['{.....a}', 'invalid multiple recursive descent'],
    ['{foo}', 'unrecognized identifier foo'],
    ['{end}', 'not in range, nothing to end'],
    ['{.items[5]}', 'array index out of bounds: index 5, length 3'],
    ['{.items[2:1]}', 'starting index 2 is greater than ending index 1'],
    ['{.items[0:2:0]}', 'step must be > 0'],
    ['{.s[0]}', 'string is not array or slice'],
    ['{.one[?(@.x)]}', 'map[only:map[deep:d]] is not array or slice and cannot be filtered'],
    ['{.items[?(@.metadata.name==1)].n}', 'incompatible types for comparison'],
  ] as const)
    t.same(printJsonPath(template, LIST), { ok: false, error }, template);
  t.same(printJsonPath('{.nope}', LIST, { allowMissingKeys: false }), { ok: false, error: 'nope is not found' });
  t.end();
});

t.test('paths may leave out braces', (t) => {
  for (const path of ['metadata.name', '.metadata.name', '{metadata.name}', '{.metadata.name}'])
    t.same(relaxedJsonPath(path), { ok: true, value: '{.metadata.name}' }, path);
  t.notOk(relaxedJsonPath('{.a}{.b}').ok);
  t.same(evaluateJsonPath('.items[*].n', LIST), { ok: true, value: [1, 2, 3] });
  t.same(evaluateJsonPath('.nope', LIST), { ok: true, value: [] });
  t.same(printJsonPathAsJson('{.one}', LIST), {
    ok: true,
    value: '[\n    {\n        "only": {\n            "deep": "d"\n        }\n    }\n]\n',
  });
  t.end();
});
