import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { discover, type Discovered } from '../../cli/discover.js';
import { openAhead } from '../../cli/run/ahead.js';
import type { RunFlags } from '../../cli/run/flags.js';
import { loadSpecs } from '../../cli/specs.js';
import type { Terminal } from '../../cli/terminal.js';
import { openThreads, type Threads } from '../../cli/threads.js';
import type { Job } from '../../cli/worker.js';
import type { CliRun } from '../support/cli.js';

const PASSING = '- assert: { cel: "nodes().size() == 1" }';
const FAILING = '- assert: { cel: "nodes().size() == 2" }';

function scenario(name: string, step = PASSING, spec = ''): string {
  return `apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: ${name} }\nspec:\n${spec}  steps:\n    ${step}\n`;
}

interface Folder {
  readonly path: string;
  /** With what is installed, whose threads start many times as fast as those of the compiled sources. */
  readonly run: (argv: string) => Pick<CliRun, 'code' | 'out' | 'error'>;
}

const INSTALLED = resolve('dist/bin/main.js');

function folder(t: { teardown(undo: () => void): void }, files: Readonly<Record<string, string>>): Folder {
  const path = mkdtempSync(join(tmpdir(), 'kspec-ahead-'));
  t.teardown(() => rmSync(path, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return {
    path,
    run: (argv) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [INSTALLED, ...argv.split(' ')], {
        cwd: path,
        env: { PATH: process.env['PATH'] },
        encoding: 'utf8',
      });
      return { code: status ?? -1, out: stdout, error: stderr };
    },
  };
}

/** Files that are read before the last, with scenarios of which some fail and one writes a golden file. */
const MANY: Readonly<Record<string, string>> = {
  'specs/a.yaml': ['a1', 'a2', 'a3'].map((name) => scenario(name)).join('---\n'),
  'specs/b.yaml': [scenario('b1', FAILING), scenario('b2', '- snapshot: { file: nodes.txt, kubectl: get nodes }')].join(
    '---\n',
  ),
  'specs/c.yaml': ['c1', 'c2', 'c3', 'c4'].map((name) => scenario(name)).join('---\n'),
};

t.test('a wrong spec that is found while scenarios run stops the run, and nothing is told of them', (t) => {
  const { path, run } = folder(t, { ...MANY, 'specs/z.yaml': scenario('z', '- asert: {}') });
  for (const reporter of ['pretty', 'tap', 'json', 'jsonl', 'github']) {
    const { code, out, error } = run(`run --workers 2 --reporter ${reporter}`);
    t.same([code, out], [2, ''], reporter);
    t.match(error, /^specs\/z\.yaml:6:7: no step is called "asert"[^]*1 problem in 1 file\n$/);
  }
  t.notOk(existsSync(join(path, '.kspec/last-run.json')));
  t.notOk(existsSync(join(path, 'specs/nodes.txt')));
  t.end();
});

t.test('two files that are wrong only together stop the run as well', (t) => {
  const { run } = folder(t, { ...MANY, 'specs/z.yaml': scenario('a1') });
  const { code, out, error } = run('run --workers 2');
  t.same([code, out], [2, '']);
  t.match(error, /specs\/z\.yaml:1:1: a scenario is called "a1" already/);
  t.end();
});

t.test('only: true in the last file leaves out what has started before', (t) => {
  const { run } = folder(t, { ...MANY, 'specs/z.yaml': scenario('z', PASSING, '  only: true\n') });
  t.match(run('run --workers 2'), { code: 0, out: /1 passed, 0 failed/ });
  t.match(run('run --workers 2 --forbid-only'), { code: 2, out: '', error: /"z" says only: true/ });
  t.end();
});

t.test('what threads run is what one thread runs, whatever is asked for', (t) => {
  const { run } = folder(t, MANY);
  const told = (argv: string): unknown => {
    const { code, out } = run(`run --reporter tap ${argv}`);
    return [code, out.match(/^(ok|not ok|1\.\.|Bail out).*$/gm)?.map((line) => line.replace(/#.*/, ''))];
  };
  for (const argv of ['-t b|c2', '--shard 2/2', '--bail', '--repeat-each 2'])
    t.same(told(`${argv} --workers 2`), told(`${argv} --workers 1`), argv);
  t.end();
});

const FLAGS: RunFlags = {
  tags: [],
  reporter: ['pretty'],
  list: false,
  lastFailed: false,
  forbidOnly: false,
  passWithNoTests: false,
  repeatEach: 1,
  update: false,
  watch: false,
  workers: 2,
  color: false,
  ascii: false,
};

function terminalIn(cwd: string): Terminal {
  const { signal: interrupted } = new AbortController();
  return { cwd, env: {}, isTTY: false, columns: 80, out() {}, error() {}, interrupted };
}

t.test('scenarios of a file run as soon as it is read; where most may not be wanted, none do', async (t) => {
  const { path } = folder(t, MANY);
  const terminal = terminalIn(path);
  const discovered = discover(path, []);
  t.equal(discovered.claims, 9);
  const ahead = await openAhead(discovered, [], FLAGS, terminal);
  const [plan] = loadSpecs(path, ['specs/a.yaml']).plans;
  if (plan === undefined || ahead === undefined) throw new Error('there is a plan');
  ahead.start([plan]);
  const [job] = ahead.jobs.get(plan) ?? [];
  t.match(job && (await ahead.threads.results(job)), [{ name: 'a1', status: 'passed' }]);
  await ahead.threads.close();
  const none: readonly (readonly [Partial<RunFlags>, Partial<Discovered>?])[] = [
    [{ grep: 'a' }],
    [{ selector: 'a' }],
    [{ changed: 'HEAD' }],
    [{ shard: '1/2' }],
    [{ tags: ['a'] }],
    [{ list: true }],
    [{ lastFailed: true }],
    [{ workers: 1 }],
    [{}, { claims: 1 }],
  ];
  for (const [flags, found] of none)
    t.equal(await openAhead({ ...discovered, ...found }, [], { ...FLAGS, ...flags }, terminal), undefined);
});

/** One thread, and sixty jobs for it. */
async function sixty(
  t: Parameters<typeof folder>[0],
): Promise<{ readonly threads: Threads; readonly jobs: readonly Job[] }> {
  const { path } = folder(t, MANY);
  const [plan] = loadSpecs(path, ['specs/a.yaml']).plans;
  if (plan === undefined) throw new Error('there is a plan');
  const jobs = Array.from({ length: 60 }, (_, seed): Job => ({ plan, options: { update: 'none', seed } }));
  return { threads: await openThreads(1, { cwd: path, roots: [path] }, terminalIn(path).interrupted), jobs };
}

t.test('threads run those jobs first that came first', async (t) => {
  const { threads, jobs } = await sixty(t);
  threads.add(jobs.slice(0, 20));
  threads.add(jobs.slice(20));
  const done: number[] = [];
  const noted = jobs.map(async (job) => {
    for (const { seed } of (await threads.results(job)) ?? []) done.push(seed);
  });
  await Promise.all(noted.reverse());
  t.equal(done.length, 60);
  // A thread has two batches in hand.
  const [early, late] = [done.slice(0, 36), done.slice(36)];
  t.same(
    late.filter((seed) => seed < 20),
    [],
  );
  t.same(
    early.filter((seed) => seed >= 52),
    [],
  );
  await threads.close();
});

t.test('threads leave out what is not wanted any more', async (t) => {
  const { threads, jobs } = await sixty(t);
  threads.add(jobs);
  const [first, unwanted, wanted] = [jobs[0], jobs[54], jobs[55]];
  if (first === undefined || unwanted === undefined || wanted === undefined) throw new Error('there are sixty');
  threads.keep([first, wanted]);
  t.match(await threads.results(first), [{ seed: 0 }]);
  t.match(await threads.results(wanted), [{ seed: 55 }]);
  const before = threads.results(unwanted).then(() => 'ran');
  t.equal(await Promise.race([before, setImmediate('was left out')]), 'was left out', 'it stood before the other');
  await threads.close();
});
