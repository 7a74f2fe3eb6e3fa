import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readRequirements } from '../../cli/requirements.js';
import { loadSpecs } from '../../cli/specs.js';
import { runCli } from '../support/cli.js';

const scenario = (name: string, spec: string): string =>
  `apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: ${name} }\nspec:\n  ${spec}\n  steps:\n    - assert: "nodes().size() == 1"\n`;

const ROWS =
  '# What must hold\n\n| ID | Statement | Shown by |\n|---|---|---|\n| A1 | one | x |\n| A2 | two | x |\n\n- A10: ten\n';

function folder(t: { teardown(undo: () => void): void }, files: Readonly<Record<string, string>>): string {
  const cwd = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(cwd, { recursive: true }));
  mkdirSync(join(cwd, 'specs'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return cwd;
}

const SPECS = {
  'rows.md': ROWS,
  'specs/a.yaml': [
    scenario('first', 'covers: [A1]'),
    scenario('second', 'covers: [A1, A10]'),
    scenario('third', 'covers: [A2]\n  skip: later'),
  ].join('---\n'),
};

t.same(
  readRequirements('| **C4** | a \\| b | c |\n* Q1 two words\nC5 not a row\n| C | no |\n').map(
    ({ id, statement, line }) => [id, statement, line],
  ),
  [
    ['C4', 'a \\| b', 1],
    ['Q1', 'two words', 2],
  ],
);

t.test('coverage says which specs prove a row, and which rows none proves', async (t) => {
  const cwd = folder(t, SPECS);
  const { code, out } = await runCli(['coverage', '--rows', 'rows.md'], { cwd });
  t.equal(code, 0);
  t.equal(
    out,
    [
      'ok  A1   one',
      '           specs/a.yaml:1  first',
      '           specs/a.yaml:9  second',
      '--  A2   (skipped: specs/a.yaml:17)  two',
      'ok  A10  ten',
      '           specs/a.yaml:9  second',
      '',
      '2 of 3 proved; open: A2',
      '',
    ].join('\n'),
  );
  t.match(await runCli(['coverage', '--rows', 'rows.md', '--strict'], { cwd }), { code: 1 });
  const { out: json } = await runCli(['coverage', '-o', 'json'], { cwd });
  t.match(JSON.parse(json), { requirements: [{ id: 'A1', proved: true }, { id: 'A2', proved: false }, { id: 'A10' }] });
});

t.test('a scenario that failed in the last run proves nothing', async (t) => {
  const cwd = folder(t, { ...SPECS, 'specs/a.yaml': SPECS['specs/a.yaml'].replace('size() == 1', 'size() == 2') });
  t.match(await runCli(['run'], { cwd }), { code: 1 });
  t.match(await runCli(['coverage', '--rows', 'rows.md'], { cwd }), {
    out: /--  A1 {3}\(failed in the last run: specs\/a\.yaml:1\)[^]*ok {2}A10/,
  });
});

t.test('rows that are not there are mistakes', async (t) => {
  const cwd = folder(t, {
    ...SPECS,
    'few.md': '| A1 | one |\n',
    'none.md': 'nothing\n',
    'twice.md': '| A1 |\n| A1 |\n',
  });
  t.match(await runCli(['coverage', '--rows', 'few.md'], { cwd }), {
    code: 2,
    error: /specs\/a\.yaml:9: "second" covers A10, and few\.md has no such row/,
  });
  t.match(await runCli(['coverage', '--rows', 'none.md'], { cwd }), { code: 2, error: /no row begins with an ID/ });
  t.match(await runCli(['coverage', '--rows', 'twice.md'], { cwd }), {
    code: 2,
    error: /twice\.md:2: A1 stands there twice/,
  });
  t.match(await runCli(['coverage', '--rows', 'no.md'], { cwd }), { code: 2, error: /there is no such file/ });
});

t.test('every row that our own specs name is in docs/requirements.md', (t) => {
  const known = new Set(readRequirements(readFileSync('docs/requirements.md', 'utf8')).map(({ id }) => id));
  const named = loadSpecs(process.cwd(), ['specs']).plans.flatMap(({ covers }) => covers);
  t.same(
    named.filter((id) => !known.has(id)),
    [],
  );
  t.end();
});
