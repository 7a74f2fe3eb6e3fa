import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { runCli } from '../support/cli.js';
import { FIXTURES } from './fixtures.js';

const SPECS = 'test/must-not-pass/specs';

/** A file that passes although it says nothing true would be the worst that kspec can do. */
for (const { path, exit, says, flags = [] } of FIXTURES) {
  t.test(`${path} does not pass, and the reason names the place`, async (t) => {
    const { code, all } = await runCli(['run', `${SPECS}/${path}`, ...flags]);
    t.equal(code, exit, all);
    t.match(all, says);
  });
}

t.test('every file is in the table', (t) => {
  const files = readdirSync(SPECS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  const known = FIXTURES.map(({ path }) => path);
  const parts = ['loop/a.yaml', 'loop/b.yaml'];
  t.same(files.filter((file) => !parts.includes(file) && !known.some((path) => file === path || file.startsWith(`${path}/`))), []);
  t.ok(known.length >= 40);
  t.end();
});

const HEAD = 'apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: generated }\nspec:\n  steps:\n';

const GENERATED: readonly (readonly [string, string | Buffer, RegExp])[] = [
  ['10 MB of brackets', `${HEAD}    - ${'['.repeat(10_000_000)}`, /the file is too large: 9\.5 MiB, the limit is 1 MiB/],
  ['half a megabyte of brackets', `${HEAD}    - ${'['.repeat(500_000)}`, /:6:\d+: nested too deeply: more than 100/],
  ['half a megabyte of dashes', `${HEAD}    ${'- '.repeat(250_000)}x`, /nested too deeply: more than 100/],
  ['150 maps in each other', Array.from({ length: 150 }, (_, depth) => `${' '.repeat(depth)}kind:`).join('\n'), /:10\d:10\d: nested too deeply/],
  ['700 maps in each other', Array.from({ length: 700 }, (_, depth) => `${' '.repeat(depth)}kind:`).join('\n'), /nested too deeply/],
  ['a NUL in a text', `${HEAD}    - assert: "nodes().size() == 1\0"\n`, /:6:35: a control character stands here \(U\+0000\), which YAML does not take/],
  ['an escape sequence of a terminal', `${HEAD}    - assert: "\u001b[31mnodes().size() == 1"\n`, /:6:16: a control character stands here \(U\+001B\)/],
  ['a file in Latin-1', Buffer.from(`${HEAD}    - name: f\u00fcnf\n      settle: {}\n`, 'latin1'), /:6:14: the file is no UTF-8 text; write it as UTF-8 text/],
  ['a file in UTF-16', Buffer.from(`${HEAD}    - settle: {}\n`, 'utf16le'), /a control character stands here \(U\+0000\)/],
  ['line ends of Windows, at the right line', `${HEAD}    - settle: {}\n    - assert: { cell: "true" }\n`.replaceAll('\n', '\r\n'), /:7:17: unknown field "cell" in assert; did you mean "cel"\?/],
  ['a byte order mark, at the right column', `\ufeff${HEAD.replace('kind: Scenario', 'kind: Scenaro')}    - settle: {}\n`, /:2:7: no kind is called "Scenaro"/],
  ['aliases of large lists', `apiVersion: kspec.dev/v1\nkind: Scenario\nx: &x [${'y,'.repeat(20_000)}]\nz: [${'*x,'.repeat(500)}]\n`, /:3:\d+: aliases make the document too large/],
];

for (const [name, text, says] of GENERATED) {
  t.test(`${name} is refused quickly and in one line`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'kspec-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'generated.yaml'), text);
    const start = performance.now();
    const { code, all } = await runCli(['run', 'generated.yaml'], { cwd: folder });
    t.equal(code, 2);
    t.match(all, says);
    t.ok(all.length < 1_000);
    t.ok(performance.now() - start < 5_000);
  });
}

t.test('a folder without specs does not pass', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  t.match(await runCli(['run'], { cwd: folder }), { code: 2, all: /there are no specs; kspec init writes a first one/ });
  writeFileSync(join(folder, 'web.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\n');
  t.match(await runCli(['run'], { cwd: folder }), { code: 2 });
  t.match(await runCli(['run', '--pass-with-no-tests'], { cwd: folder }), { code: 0 });
});
