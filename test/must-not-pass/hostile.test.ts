import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t from 'tap';
import { runCli } from '../support/cli.js';

const HEAD = 'apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: x }\nspec:\n  steps:\n';
const PASSES = `${HEAD}    - assert: "nodes().size() == 1"\n`;

function step(text: string): string {
  return `${HEAD}    - ${text}\n    - assert: "nodes().size() == 1"\n`;
}

function cluster(text: string): string {
  return PASSES.replace('  steps:', `  cluster: ${text}\n  steps:`);
}

/** What a spec.yaml holds, the exit code, and what is said of it: the place and what to do. */
const FILES: readonly (readonly [string, string | Buffer, 0 | 1 | 2, RegExp])[] = [
  ['line ends of Windows', PASSES.replaceAll('\n', '\r\n'), 0, /1 passed/],
  ['a byte order mark', `\ufeff${PASSES}`, 0, /1 passed/],
  ['line ends of an old Macintosh', PASSES.replaceAll('\n', '\r'), 2, /spec\.yaml:1:\d+: not valid YAML/],
  ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${PASSES}`, 'utf16le'), 2, /:1:1: the file is no UTF-8 text; write it as UTF-8/],
  ['bytes of any value', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), 2, /:1:1: a control character stands here \(U\+0000\)/],
  ['nothing', '', 2, /:1:1: the file is empty; write a Scenario/],
  ['blanks', '  \n\n \n', 2, /:1:1: the file is empty/],
  ['a comment', '# later\n', 2, /:1:1: the file is empty/],
  ['separators only', '---\n---\n', 2, /:1:1: the file is empty/],
  ['a text', 'hello\n', 2, /:1:1: this is no kspec document; write apiVersion/],
  ['a list', '- a\n', 2, /:1:1: this is no kspec document/],
  ['JSON', '{"apiVersion":"kspec.dev/v1","kind":"Scenario","metadata":{"name":"j"},"spec":{"steps":[{"assert":"nodes().size() == 1"}]}}', 0, /1 passed/],
  ['the same document twice', `${PASSES}---\n${PASSES}`, 2, /:8:1: a scenario is called "x" already: spec\.yaml:1; give one of them/],
  ['a quote that is not closed', `${PASSES}    - assert: "nodes()\n`, 2, /:\d+:\d+: not valid YAML: missing closing "quote; close the quote/],
  ['garbage behind the end of a document', `${PASSES}...\ngarbage: [\n`, 2, /:9:1: not valid YAML/],
  ['a merge key', step('assert: { <<: { cel: "nodes().size() == 1" } }'), 0, /1 passed/],
  ['a merge key of a number', step('assert: { <<: 5 }'), 2, /:6:\d+: only maps can be merged with "<<"/],
  ['a tag of one\'s own', step('assert: !mine "nodes().size() == 1"'), 2, /:6:\d+: the tag !mine has no meaning here; take it away/],
  ['a tag of JavaScript', step('assert: !!js/function "x"'), 2, /the tag !!js\/function has no meaning here/],
  ['a binary tag', step('assert: !!binary bm9kZXM='), 2, /the tag !!binary has no meaning here/],
  ['a set', step('assert: !!set { a, b }'), 2, /the tag !!set has no meaning here/],
  ['keys that are no texts', step('assert: { [a]: 1 }'), 2, /:6:\d+: a key must be a text; put it in quotes/],
  ['a key with a meaning in JavaScript', step('assert: { resource: { apiVersion: v1, kind: Node, metadata: { name: node-1 }, __proto__: { a: 1 } } }'), 2, /:6:\d+: unknown field "__proto__"/],
  ['another such key', step('create: { resource: { apiVersion: v1, kind: ConfigMap, metadata: { name: c, constructor: x } } }'), 2, /:6:\d+: unknown field "constructor" in metadata/],
  ['a whole number of 26 digits', step('scale: { for: deployment/web, replicas: 99999999999999999999999999 }'), 2, /:6:47: must be at most 9007199254740991/],
  ['not a number', step('scale: { for: deployment/web, replicas: .nan }'), 2, /:6:47: must be a number, not the text "\.nan"/],
  ['infinity', step('scale: { for: deployment/web, replicas: .inf }'), 2, /:6:47: must be a number, not the text "\.inf"/],
  ['a fraction of a replica', step('scale: { for: deployment/web, replicas: 1.5 }'), 2, /:6:47: must be a whole number, not the number 1\.5/],
  ['fewer replicas than none', step('scale: { for: deployment/web, replicas: -1 }'), 2, /:6:47: must be at least 0/],
  ['a date, which Kubernetes takes for a text', step('create: { resource: { apiVersion: v1, kind: ConfigMap, metadata: { name: c }, data: { day: 2020-01-01 } } }'), 0, /1 passed/],
  ['a date as a time', step('{ at: 2020-01-01T00:00:00Z, settle: {} }'), 2, /:6:13: "2020-01-01T00:00:00Z" is not a duration: write 200ms/],
  ['a million years', step('advance: 9999999999h'), 2, /:6:16: "9999999999h" is not a duration/],
  ['nodes without number', cluster('{ nodes: [{ count: 1000000000 }] }'), 2, /:5:31: must be at most 10000/],
  ['fewer nodes than none', cluster('{ nodes: [{ count: -1 }] }'), 2, /:5:31: must be at least 1/],
  ['an expression of a megabyte', step(`assert: "${'x'.repeat(900_000)}"`), 2, /:6:16: not a condition in CEL: it has 900000 signs, the limit is 20000/],
  ['an unknown word of 15,000 signs', step(`assert: "${'x'.repeat(15_000)}"`), 2, /:6:16: not a condition in CEL: unknown variable: x+…/],
  ['a name of 100,000 signs', PASSES.replace('name: x', `name: ${'x'.repeat(100_000)}`), 2, /:3:19: must have at most 500/],
  ['a regular expression that does not end', step('{ kubectl: get nodes, expect: { output: { matches: "(" } } }'), 2, /:6:\d+: not a regular expression/],
  ['a path of Windows', step("apply: 'C:\\web.yaml'"), 2, /:6:14: there is no file "C:\\web\.yaml"/],
  ['an absolute path', step('apply: /etc/passwd'), 2, /:6:14: "\/etc\/passwd" leads out of the folder of the run/],
  ['a path up and out', step('apply: ../../../etc/passwd'), 2, /:6:14: "\.\.\/\.\.\/\.\.\/etc\/passwd" leads out/],
  ['an editor for a command that has none', step('kubectl: { command: get nodes, edits: [{ find: a, replace: b }] }'), 2, /:6:\d+: only kubectl edit has an editor; write command: edit/],
  ['an edit of what is not there', step('kubectl: { command: edit node/node-1, edits: [{ find: nowhere, replace: b }] }'), 1, /the text to edit holds "nowhere"/],
  ['a URL', step('apply: https://example.com/web.yaml'), 2, /:6:14: a spec reads no URLs; save the manifest beside the spec/],
  ['a folder without manifests', step('apply: empty'), 2, /:6:14: the folder "empty" holds no \.yaml/],
  ['a link that leads nowhere', step('apply: dangling.yaml'), 2, /:6:14: "dangling\.yaml" cannot be read; look at its permissions, or where the link leads/],
  ['links that lead round in circles', step('apply: circle.yaml'), 2, /:6:14: "circle\.yaml" cannot be read/],
  ['a spec as a manifest', step('apply: spec.yaml'), 2, /spec\.yaml:2:7: no kind is called "Scenario"/],
];

function folder(t: { teardown(undo: () => void): void }, files: Readonly<Record<string, string | Buffer>>): string {
  const path = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(path, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  mkdirSync(join(path, 'empty'));
  symlinkSync('nowhere.yaml', join(path, 'dangling.yaml'));
  symlinkSync('circle.yaml', join(path, 'circle.yaml'));
  return path;
}

for (const [name, text, exit, says] of FILES) {
  t.test(`${name}: ${exit === 0 ? 'works' : 'is told of, quickly and briefly'}`, async (t) => {
    const start = performance.now();
    const { code, all } = await runCli(['run', 'spec.yaml'], { cwd: folder(t, { 'spec.yaml': text }) });
    t.equal(code, exit, all.slice(0, 2_000));
    t.match(all, says);
    t.notMatch(all, /\n +at .*\.js:\d+/, 'no stack trace');
    t.ok(all.length < 5_000, `${all.length} signs`);
    t.ok(performance.now() - start < 20_000);
  });
}

/** Command lines in a folder with a spec that passes. */
const LINES: readonly (readonly [string, 0 | 1 | 2, RegExp])[] = [
  ['run dangling.yaml', 2, /there is no file or folder "dangling\.yaml": it is a link that leads nowhere/],
  ['run circle.yaml', 2, /there is no file or folder "circle\.yaml": it is a link/],
  ['run empty', 2, /there are no specs/],
  ['run .', 0, /1 passed/],
  ['run spec.yaml:3:1', 0, /1 passed/],
  ['run spec.yaml spec.yaml', 0, /1 passed/],
  ['run --shard 0/0', 2, /--shard 0\/0: write 1\/4/],
  ['run --shard 1/0', 2, /--shard 1\/0: write 1\/4/],
  ['run --shard -1/2', 2, /--shard/],
  ['run --seed abc', 2, /'--seed <number>' argument 'abc' is invalid/],
  ['run --seed 1.5', 2, /is invalid/],
  ['run --seed 99999999999999999999', 2, /is invalid/],
  ['run --repeat-each 0', 2, /is invalid/],
  ['run --bail=x', 2, /is invalid/],
  ['run --log spec.yaml/all.jsonl', 2, /cannot write to --log spec\.yaml\/all\.jsonl: .*spec\.yaml is no folder/],
  ['run --log empty', 2, /cannot write to --log empty: it is a folder/],
  ['run --reporter junit=empty', 2, /cannot write to --reporter junit=empty: it is a folder/],
  ['run --reporter junit=spec.yaml/all.xml', 2, /cannot write to --reporter junit=spec\.yaml\/all\.xml: .*spec\.yaml is no folder/],
  ['run --reporter =x', 2, /there is no such reporter/],
  ['run --reporter toString', 2, /there is no such reporter/],
  ['run -l =', 2, /-l =: /],
  ['run -t [', 2, /-t \[/],
  ['run --tags ,', 2, /--tags/],
  ['run --changed no-such-commit', 2, /no-such-commit|git/],
  ['lint dangling.yaml', 2, /there is no file or folder/],
  ['init spec.yaml', 2, /spec\.yaml/],
  ['init spec.yaml/below', 2, /cannot write to spec\.yaml\/below\/rollout\.yaml: .*spec\.yaml is no folder/],
  ['coverage --rows dangling.yaml', 2, /dangling\.yaml/],
];

for (const [line, exit, says] of LINES) {
  t.test(`kspec ${line}: exit ${exit}, and why`, async (t) => {
    const { code, all } = await runCli(line.split(' '), { cwd: folder(t, { 'spec.yaml': PASSES }) });
    t.equal(code, exit, all);
    t.match(all, says);
    t.notMatch(all, /\n +at .*\.js:\d+/, 'no stack trace');
  });
}

t.test('a file that may not be read is told of', { skip: process.getuid?.() === 0 ? 'root may read all' : false }, async (t) => {
  const cwd = folder(t, { 'spec.yaml': PASSES });
  chmodSync(join(cwd, 'spec.yaml'), 0);
  t.match(await runCli(['run', 'spec.yaml'], { cwd }), { code: 2, all: /spec\.yaml/ });
});
