import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t from 'tap';
import { runCli, type CliRun } from '../support/cli.js';

const FAILING = '- assert: { cel: "nodes().size() == 2" }';
const PASSING = '- assert: { cel: "nodes().size() == 1" }';

function scenario(name: string, step = PASSING, spec = '', labels = ''): string {
  return `apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: ${name}, labels: { ${labels} } }\nspec:\n${spec}  steps:\n    ${step}\n`;
}

const THREE = {
  'specs/a.yaml': `${scenario('first', PASSING, '', 'area: one')}---\n${scenario('second', FAILING, '', 'area: two')}`,
  'specs/deep/b.yaml': scenario('third', PASSING, '  skip: later\n', 'area: two'),
  'specs/manifest.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\n',
};

interface Folder {
  readonly path: string;
  readonly run: (
    argv: string,
    env?: Readonly<Record<string, string>>,
    given?: { readonly isTTY?: boolean; readonly interrupted?: AbortSignal },
  ) => Promise<CliRun>;
  readonly write: (files: Readonly<Record<string, string>>) => void;
}

function folder(t: { teardown(undo: () => void): void }, files: Readonly<Record<string, string>> = {}): Folder {
  const path = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(path, { recursive: true }));
  const write = (written: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(written)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    }
  };
  write(files);
  return { path, write, run: (argv, env = {}, given = {}) => runCli(argv.split(' '), { cwd: path, env, ...given }) };
}

t.test('run finds specs in folders, and fails when one fails', async (t) => {
  const { run, path } = folder(t, THREE);
  const { code, out } = await run('run');
  t.equal(code, 1);
  t.match(out, /3 scenarios in 2 files/);
  t.match(out, /1 passed, 1 failed, 1 skipped/);
  t.match(
    out,
    /second[^]*specs\/a\.yaml:13:\d+[^]*nodes\(\)\.size\(\) is 1[^]*reproduce +npx kspec run specs\/a\.yaml:8 --seed 1/,
  );
  t.same(JSON.parse(readFileSync(join(path, '.kspec/last-run.json'), 'utf8')), { version: 1, failed: ['second'] });
});

t.test('scenarios are chosen by name, label, line, shard and the last run', async (t) => {
  const { run } = folder(t, THREE);
  const listed = async (argv: string): Promise<readonly string[]> =>
    (await run(`run --list ${argv}`)).out.trim().split('\n');
  t.same(await listed(''), ['specs/a.yaml:1  first', 'specs/a.yaml:8  second', 'specs/deep/b.yaml:1  third']);
  t.same(await listed('-t FIRST|thi'), ['specs/a.yaml:1  first', 'specs/deep/b.yaml:1  third']);
  t.same(await listed('-l area=two'), ['specs/a.yaml:8  second', 'specs/deep/b.yaml:1  third']);
  t.same(await listed('specs/a.yaml:10'), ['specs/a.yaml:8  second']);
  t.same(await listed('specs/a.yaml:1 specs/deep'), ['specs/a.yaml:1  first', 'specs/deep/b.yaml:1  third']);
  t.same(await listed('--shard 1/2'), ['specs/a.yaml:1  first', 'specs/deep/b.yaml:1  third']);
  t.same(await listed('--shard 2/2'), ['specs/a.yaml:8  second']);
  t.match(await run('run --last-failed'), { error: /nothing failed in the last run: running all/, code: 1 });
  t.match(await run('run --last-failed'), { out: /0 passed, 1 failed/, code: 1 });
  t.match(await run('run --shard 9/9'), { code: 0, out: /no scenarios in shard 9\/9/ });
});

t.test('all shards together are the whole', async (t) => {
  const { run } = folder(t, THREE);
  const parts = await Promise.all([1, 2, 3, 4].map((part) => run(`run --list --shard ${part}/4 --pass-with-no-tests`)));
  const names = parts.flatMap(({ out }) => out.match(/first|second|third/g) ?? []).sort();
  t.same(names, ['first', 'second', 'third']);
});

const USAGE: readonly (readonly [argv: string, says: RegExp])[] = [
  ['run nowhere.yaml', /there is no file or folder "nowhere\.yaml"/],
  ['run nowhere.yaml:12', /there is no file or folder "nowhere\.yaml/],
  ['run -t (', /-t \(: .*unterminated|-t \(/i],
  ['run -t no-such-name', /none of 3 scenarios matches; kspec run --list/],
  ['run -l area=', /none of 3 scenarios matches/],
  ['run -l area=(', /-l area=\(: /],
  ['run --shard 3/2', /--shard 3\/2: write 1\/4/],
  ['run --shard x', /--shard x: write 1\/4/],
  ['run --reporter nice', /--reporter nice: there is no such reporter; known: pretty, tap/],
  ['run --reporter tap=', /the file is missing/],
  ['run --reporter tap --reporter json', /tap and json would both write to the terminal; give one a file: json=FILE/],
  ['run --seed one', /'--seed <number>' argument 'one' is invalid/],
  ['run --bail=0', /is invalid/],
  ['run --workers -1', /is invalid/],
  ['run --wach', /unknown option '--wach'/],
  ['rnu', /unknown command 'rnu'[^]*Did you mean run\?/],
  ['serve --port 80', /kspec serve: not yet/],
  ['step specs/a.yaml', /kspec step needs a terminal/],
  ['explore --faults rain', /there is no such fault; known: crash, lag, early, tie, none/],
  ['explore --strategy clever', /Allowed choices are portfolio, exhaustive/],
  ['explore --strategy exhaustive --depth 0', /'0' is invalid. It must be a whole number from 1 on/],
  ['explore --strategy exhaustive --depth -3', /'-3' is invalid/],
  ['explore --depth 3', /--depth goes with --strategy exhaustive/],
  ['explore --max-states 3', /--max-states goes with --strategy exhaustive/],
  ['explore --strategy exhaustive --runs 3', /--runs goes with --strategy portfolio/],
  ['explore --strategy exhaustive --workers 2', /--workers goes with --strategy portfolio/],
  ['explore --workers 1000', /--workers 1000: no more than 64/],
  ['explore --budget soon', /--budget soon: write a time, like 30s/],
  ['conform', /kspec conform: not yet/],
  ['coverage', /no spec says what it covers/],
  ['explain', /missing required argument 'pod'/],
  ['import', /kspec import: not yet/],
];

for (const [argv, says] of USAGE) {
  t.test(`kspec ${argv} is a usage error: exit 2`, async (t) => {
    const { run } = folder(t, THREE);
    const { code, all } = await run(argv);
    t.equal(code, 2, all);
    t.match(all, says);
  });
}

t.test('help and version succeed', async (t) => {
  const { run } = folder(t);
  t.match(await run('--version'), { code: 0, out: /^kspec \d+\.\d+\.\d+ \(Kubernetes v1\.35\)\n$/ });
  t.match(await run('--help'), { code: 0, out: /run[^]*lint[^]*init[^]*schema/ });
  t.match(await run('run --help'), { code: 0, out: /--shard[^]*--reporter[^]*--last-failed/ });
});

t.test('--bail stops after the first failure, or after so many', async (t) => {
  const { run } = folder(t, {
    'specs/a.yaml': ['a', 'b', 'c', 'd'].map((name) => scenario(name, FAILING)).join('---\n'),
  });
  t.match(await run('run --bail'), { code: 1, out: /1 failed, 3 not run/ });
  t.match(await run('run --bail=2'), { out: /2 failed, 2 not run/ });
  t.match(await run('run --bail=2 --reporter tap'), { out: /1\.\.4[^]*not ok 2[^]*Bail out! too many failures/ });
});

t.test('only: true is for developing', async (t) => {
  const { run } = folder(t, {
    'specs/a.yaml': `${scenario('a', FAILING)}---\n${scenario('b', PASSING, '  only: true\n')}`,
  });
  t.match(await run('run'), { code: 0, out: /1 passed, 0 failed/ });
  t.match(await run('run --forbid-only'), { code: 2, error: /specs\/a\.yaml:8: "b" says only: true/ });
  t.match(await run('run', { CI: 'true' }), { code: 2 });
  t.match(await run('run', { CI: 'false' }), { code: 0 });
});

t.test('the same seed gives the same log, repeats count seeds up', async (t) => {
  const { run, path } = folder(t, { 'specs/a.yaml': scenario('a') });
  const seeds = async (argv: string): Promise<readonly number[]> => {
    const { out } = await run(`run --reporter json ${argv}`);
    return (JSON.parse(out) as { scenarios: readonly { seed: number }[] }).scenarios.map(({ seed }) => seed);
  };
  t.same(await seeds('--seed 7'), [7]);
  t.same(await seeds('--repeat-each 3'), [1, 2, 3]);
  t.same(await seeds('--repeat-each 2 --seed 40'), [40, 41]);
  await run('run --seed 7 --log one.jsonl');
  await run('run --seed 7 --log two.jsonl');
  const log = readFileSync(join(path, 'one.jsonl'), 'utf8');
  t.equal(log, readFileSync(join(path, 'two.jsonl'), 'utf8'));
  t.match(JSON.parse(log.split('\n')[0] ?? ''), { scenario: 'a', seed: 7, file: 'specs/a.yaml' });
});

t.test('many threads give what one gives, in the same order', async (t) => {
  const specs = Array.from({ length: 40 }, (_, index) => scenario(`n${index}`, index % 7 === 3 ? FAILING : PASSING));
  const { run } = folder(t, {
    'specs/a.yaml': specs.slice(0, 25).join('---\n'),
    'specs/b.yaml': specs.slice(25).join('---\n'),
  });
  const results = async (workers: number): Promise<unknown> => {
    const { out, code } = await run(`run --reporter json --workers ${workers}`);
    t.equal(code, 1);
    const { scenarios } = JSON.parse(out) as { scenarios: readonly object[] };
    return scenarios.map((one) => ({ ...one, wallMillis: 0 }));
  };
  t.same(await results(2), await results(1));
  t.match(await run('run --workers 2 --bail'), { code: 1, out: /3 passed, 1 failed, 36 not run/ });
});

t.test('golden files are written when new, compared, and renewed with --update; CI writes none', async (t) => {
  const { run, path, write } = folder(t, {
    'specs/a.yaml': scenario('a', '- snapshot: { file: golden/nodes.txt, kubectl: get nodes -o name }'),
  });
  const golden = join(path, 'specs/golden/nodes.txt');
  t.match(await run('run', { CI: '1' }), { code: 1 });
  t.notOk(existsSync(golden));
  t.match(await run('run'), { code: 0, error: /wrote specs\/golden\/nodes\.txt/ });
  t.equal(readFileSync(golden, 'utf8'), 'node/node-1\n');
  t.match(await run('run', { CI: '1' }), { code: 0, error: '' });
  write({ 'specs/golden/nodes.txt': 'node/other\n' });
  t.match(await run('run'), { code: 1, out: /- node\/other[^]*\+ node\/node-1/ });
  t.match(await run('run -u'), { code: 0 });
  t.equal(readFileSync(golden, 'utf8'), 'node/node-1\n');
});

t.test('an interruption ends the run, tells what is not run, and exits 130', async (t) => {
  const { run } = folder(t, THREE);
  t.match(await run('run', {}, { interrupted: AbortSignal.abort() }), { code: 130, out: /3 not run.*interrupted/ });
});

t.test('lint checks without running', async (t) => {
  const { run, write } = folder(t, THREE);
  t.match(await run('lint'), { code: 0, out: '3 scenarios in 2 files: no problems\n' });
  write({ 'specs/c.yaml': scenario('c', '- asert: {}'), 'specs/d.yaml': scenario('first') });
  t.match(await run('lint'), {
    code: 2,
    error:
      /specs\/c\.yaml:6:7: no step is called "asert"[^]*specs\/d\.yaml:1:1: a scenario is called "first" already[^]*2 problems in 2 files/,
  });
  t.match(await run('run'), { code: 2, out: '' });
  t.match(await run('lint specs/a.yaml'), { code: 0 });
  t.match(await folder(t).run('lint'), { code: 2, error: /there are no specs/ });
});

t.test('init writes a first spec that passes, and writes over nothing', async (t) => {
  const { run, path } = folder(t);
  t.match(await run('init'), { code: 0, out: /wrote specs\/rollout\.yaml[^]*npx kspec run specs/ });
  t.match(await run('run'), { code: 0, out: /1 passed, 0 failed/ });
  t.match(await run('lint'), { code: 0 });
  t.match(await run('init'), { code: 2, error: /specs\/rollout\.yaml is there already/ });
  t.match(await run('init other'), { code: 0 });
  t.ok(existsSync(join(path, 'other/web.yaml')));
});

t.test('schema prints the JSON Schema', async (t) => {
  const { code, out } = await runCli(['schema']);
  t.equal(code, 0);
  t.match(JSON.parse(out), { title: 'kspec', $defs: { scenario: { type: 'object' } } });
});

t.test('files outside the working folder can be run by their path', async (t) => {
  const { path } = folder(t, {
    'a.yaml': scenario('a', '- apply: web.yaml\n    - assert: { for: configmap/c }'),
    'web.yaml': THREE['specs/manifest.yaml'],
  });
  t.match(await runCli(['run', join(path, 'a.yaml')], { cwd: '/' }), { code: 0 });
  t.match(await runCli(['run', path], { cwd: process.cwd() }), { code: 0 });
});

const WAITING = `apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: waiting }
spec:
  cluster: { nodes: [{ name: node-1, capacity: { cpu: "1" } }] }
  steps:
    - create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: web }, spec: { containers: [{ name: c, image: app, resources: { requests: { cpu: "2" } } }] } } }
    - settle: {}
    - node: { add: { name: node-2 } }
    - settle: {}
    - assert: "pod('web').ready"
`;

t.test('kspec explain tells what the scheduler makes of a pod', async (t) => {
  const { run } = folder(t, { 'specs/a.yaml': WAITING });
  const early = await run('explain pod/web specs/a.yaml:8');
  t.equal(early.code, 0, early.all);
  t.match(
    early.out,
    /specs\/a\.yaml:1 +waiting +at [^]*pod\/web fits on no node[^]*NODE +NodeUnschedulable +TaintToleration +NodeResourcesFit/,
  );
  t.match(early.out, /node-1 +ok +ok +no +Insufficient cpu[^]*lower the pod's cpu request from 2 to 1 → node-1/);
  const json = await run('explain pod/web specs/a.yaml -o json');
  t.match(JSON.parse(json.out), { scenario: 'waiting', handled: true, scores: [{ node: 'node-2' }], remedies: [] });
  const none = await run('explain pod/wbe specs/a.yaml');
  t.equal(none.code, 2);
  t.match(none.error, /there is no pod\/wbe: there are web/);
  t.match(await run('explain deployment/web specs/a.yaml'), {
    code: 2,
    error: /write pod\/NAME; only pods are scheduled/,
  });
});
