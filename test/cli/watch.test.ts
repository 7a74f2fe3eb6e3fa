import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { cli } from '../../cli/cli.js';

/** A run under watch in a folder of its own. */
interface Watching {
  readonly write: (name: string, text: string) => void;
  readonly remove: (name: string) => void;
  /** Waits until the output since the last call matches, and gives it. */
  readonly until: (pattern: RegExp) => Promise<string>;
  /** As Ctrl-C does; gives the exit code. */
  readonly interrupt: () => Promise<number>;
}

const PATIENCE_MILLIS = 20_000;

function watching(
  t: { teardown(undo: () => Promise<void>): void },
  files: Readonly<Record<string, string>>,
  ...options: readonly string[]
): Watching {
  const cwd = mkdtempSync(join(tmpdir(), 'kspec-'));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  let text = '';
  const interruption = new AbortController();
  const add = (part: string): void => void (text += part);
  const over = cli(['run', '--watch', ...options], {
    cwd,
    env: {},
    isTTY: false,
    columns: 80,
    out: add,
    error: add,
    interrupted: interruption.signal,
  });
  t.teardown(async () => {
    interruption.abort();
    await over;
    rmSync(cwd, { recursive: true });
  });
  return {
    write,
    remove: (name) => rmSync(join(cwd, name)),
    async until(pattern) {
      const end = performance.now() + PATIENCE_MILLIS;
      while (!pattern.test(text)) {
        if (performance.now() > end) throw new Error(`waited for ${String(pattern)} in:\n${text}`);
        await sleep(10);
      }
      const seen = text;
      text = '';
      return seen;
    },
    async interrupt() {
      interruption.abort();
      return over;
    },
  };
}

const DONE = /watching \d+ specs? and what they use; Ctrl-C ends\n$/;

const scenario = (name: string, ...steps: readonly string[]): string =>
  `apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: ${name} }\nspec:\n  steps:\n${steps.map((step) => `    - ${step}\n`).join('')}`;

const configMap = (value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { a: ${value} }\n`;

const HAS = (value: string): string => `assert: "object('ConfigMap', 'c').data.a == '${value}'"`;

const FILES = {
  'specs/suite.yaml': 'apiVersion: kspec.dev/v1\nkind: Suite\nmetadata: { name: all }\nspec: { tags: [smoke] }\n',
  'specs/file/file.yaml': scenario('applies a file', 'apply: c.yaml', HAS('one')),
  'specs/file/c.yaml': configMap('one'),
  'specs/folder/folder.yaml': scenario('applies a folder', 'apply: more', 'assert: "configmaps().size() > 0"'),
  'specs/folder/more/a.yaml': configMap('one'),
  'specs/steps/block.yaml':
    'apiVersion: kspec.dev/v1\nkind: Steps\nmetadata: { name: block }\nspec:\n  steps:\n    - assert: "nodes().size() == 1"\n',
  'specs/steps/uses.yaml': scenario('uses a block', 'use: block').replace(
    'spec:\n',
    'spec:\n  include: [block.yaml]\n',
  ),
  'specs/alone.yaml': scenario('stands alone', 'assert: "nodes().size() == 1"'),
};

const CHANGES: readonly (readonly [change: string, file: string, text: string, runs: string])[] = [
  ['a spec', 'specs/alone.yaml', scenario('stands alone', 'assert: "nodes().size() > 0"'), 'stands alone'],
  [
    'a manifest',
    'specs/file/c.yaml',
    configMap('one').replace('name: c', 'name: c, labels: { x: other }'),
    'applies a file',
  ],
  [
    'a new file in an applied folder',
    'specs/folder/more/b.yaml',
    configMap('two').replace('name: c', 'name: d'),
    'applies a folder',
  ],
  [
    'a block that is included',
    'specs/steps/block.yaml',
    FILES['specs/steps/block.yaml'].replace('== 1', '>= 1'),
    'uses a block',
  ],
  [
    'a suite',
    'specs/suite.yaml',
    FILES['specs/suite.yaml'].replace('smoke', 'net'),
    'applies a file, applies a folder, stands alone, uses a block',
  ],
  ['a new spec', 'specs/new/new.yaml', scenario('is new', 'assert: "nodes().size() == 1"'), 'is new'],
];

/** Names of the scenarios that a text says have passed, sorted. */
function passed(text: string): string {
  return [...text.matchAll(/✓ (.*?) {2}/g)]
    .map(([, name]) => name)
    .sort()
    .join(', ');
}

for (const [change, file, text, runs] of CHANGES) {
  t.test(`a change of ${change} runs again what it can affect, and no more`, async (t) => {
    const { write, until } = watching(t, FILES);
    t.equal(passed(await until(DONE)), 'applies a file, applies a folder, stands alone, uses a block', 'first all');
    write(file, text);
    t.equal(passed(await until(DONE)), runs);
  });
}

t.test('a mistake while editing is shown, and ends nothing', async (t) => {
  const { write, until, interrupt } = watching(t, FILES);
  await until(DONE);
  write('specs/alone.yaml', 'apiVersion: kspec.dev/v1\nkind: Scenario\nspec: [');
  const shown = await until(DONE);
  t.match(shown, /^specs\/alone\.yaml:\d+:\d+: /m);
  t.equal(passed(shown), '');
  write('specs/alone.yaml', FILES['specs/alone.yaml']);
  t.equal(passed(await until(DONE)), 'stands alone');
  t.equal(await interrupt(), 130);
});

t.test('a failure and its repair follow the file; to save it as it is runs nothing', async (t) => {
  const { write, until } = watching(t, FILES);
  await until(DONE);
  write('specs/file/c.yaml', configMap('two'));
  t.match(await until(DONE), /changed: specs\/file\/file\.yaml\n[^]*✗ applies a file[^]*0 passed, 1 failed/);
  write('specs/file/c.yaml', configMap('two'));
  write('specs/alone.yaml', FILES['specs/alone.yaml'].replace('== 1', '>= 1'));
  t.equal(passed(await until(DONE)), 'stands alone', 'what was saved as it is does not run');
  write('specs/file/c.yaml', configMap('one'));
  t.equal(passed(await until(DONE)), 'applies a file');
});

t.test('a spec that is taken away counts no more', async (t) => {
  const { write, remove, until } = watching(t, { ...FILES, 'specs/bad.yaml': scenario('fails', HAS('one')) });
  t.match(await until(DONE), /4 passed, 1 failed/);
  remove('specs/bad.yaml');
  write('specs/alone.yaml', FILES['specs/alone.yaml'].replace('== 1', '>= 1'));
  t.match(await until(DONE), /1 passed, 0 failed/);
});

t.test('an argument that leads nowhere for a while is waited for', async (t) => {
  const { write, remove, until } = watching(t, FILES, 'specs/alone.yaml');
  await until(DONE);
  remove('specs/alone.yaml');
  t.match(await until(/there is no file.*\n/), /there is no file or folder "specs\/alone.yaml"/);
  write('specs/alone.yaml', FILES['specs/alone.yaml']);
  t.equal(passed(await until(DONE)), '', 'it is as it was');
});
