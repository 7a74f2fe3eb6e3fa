import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t from 'tap';
import { runCli } from '../support/cli.js';

const scenario = (name: string, spec: string, step = 'assert: "nodes().size() == 1"'): string =>
  `apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: ${name} }\nspec:\n${spec}  steps:\n    - ${step}\n`;

const MANIFEST = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\n';
const APPLY = 'apply: c.yaml\n    - assert: "configmaps().size() > 0"';

const FILES = {
  'specs/suite.yaml': 'apiVersion: kspec.dev/v1\nkind: Suite\nmetadata: { name: all }\nspec: { tags: [smoke] }\n',
  'specs/slow.yaml': scenario('slow', '  tags: [slow, net]\n'),
  'specs/quick.yaml': scenario('quick', ''),
  'specs/deep/applies.yaml': scenario('applies', '  tags: [net]\n', APPLY),
  'specs/deep/c.yaml': MANIFEST,
};

function folder(t: { teardown(undo: () => void): void }, files: Readonly<Record<string, string>>) {
  const cwd = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(cwd, { recursive: true }));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const names = async (argv: string): Promise<string> => {
    const { code, out, error } = await runCli(['run', '--list', ...argv.split(' ')], { cwd });
    return code === 0
      ? out
          .replace(/^\S+ {2}/gm, '')
          .trim()
          .split('\n')
          .join(' ')
      : `${code}: ${error.trim()}`;
  };
  return { cwd, write, names };
}

const TAGS: readonly (readonly [string, string])[] = [
  ['--tags slow', 'slow'],
  ['--tags smoke', 'applies quick slow'],
  ['--tags net,!slow', 'applies'],
  ['--tags slow --tags !net', 'quick slow'],
  ['--tags net --tags slow', 'applies slow'],
  ['--tags sloow', '2: none of 3 scenarios matches; kspec run --list shows them'],
  ['--tags a&b', '2: error: --tags a&b: write tags with commas between them: smoke,!slow'],
];

for (const [argv, expected] of TAGS) {
  t.test(`${argv} chooses ${expected}`, async (t) => {
    t.equal(await folder(t, FILES).names(argv), expected);
  });
}

t.test('--changed runs what a change can affect', async (t) => {
  const { cwd, write, names } = folder(t, FILES);
  t.match(await names('--changed'), /^2: error: --changed asks git, and git diff says: /);
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd, stdio: 'ignore' });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'first');
  t.match(await runCli(['run', '--changed'], { cwd }), {
    code: 0,
    out: 'no spec is affected by what changed since HEAD\n',
  });
  write('specs/deep/c.yaml', `${MANIFEST}data: { a: b }\n`);
  t.equal(await names('--changed'), 'applies', 'a manifest that it applies');
  write('specs/new.yaml', scenario('new', ''));
  t.equal(await names('--changed'), 'applies new', 'a spec that git does not know yet');
  git('add', '-A');
  git('commit', '-qm', 'second');
  t.equal(await names('--changed=HEAD~1 specs/deep'), 'applies');
  write(
    'specs/deep/suite.yaml',
    'apiVersion: kspec.dev/v1\nkind: Suite\nmetadata: { name: deep }\nspec: { tags: [x] }\n',
  );
  t.equal(await names('--changed'), 'applies', 'a suite that was not there before');
  t.match(await names('--changed=nowhere'), /^2: error: --changed asks git, and git diff says: .*nowhere/);
});

t.test('a regular expression that backtracks without end ends all the same', (t) => {
  const { cwd, write } = folder(t, {});
  const text = `${'a'.repeat(40)}!`;
  write(
    'r.yaml',
    scenario(
      'r',
      '',
      `apply: { resource: { apiVersion: v1, kind: ConfigMap, metadata: { name: c }, data: { t: ${text} } } }\n    - assert: "!configmap('c').data.t.matches('^(a+)+$')"`,
    ),
  );
  const { status, stdout } = spawnSync(process.execPath, [join(process.cwd(), 'dist/bin/main.js'), 'run', 'r.yaml'], {
    cwd,
    encoding: 'utf8',
    timeout: 30_000,
  });
  t.equal(status, 0, stdout);
  t.end();
});

t.test('a shell can ask for words', (t) => {
  const { cwd } = folder(t, FILES);
  const ask = (...words: readonly string[]): string =>
    spawnSync(process.execPath, [join(process.cwd(), 'dist/bin/main.js'), 'complete', ...words], {
      cwd,
      encoding: 'utf8',
    }).stdout;
  t.match(ask('--', 'ru'), /^run\trun scenarios$/m);
  t.match(ask('--', 'run', '--sh'), /^--shard\t/m);
  t.match(ask('--', 'run', '--reporter', 'j'), /^junit\t\njson\t\njsonl\t$/m);
  t.match(ask('--', 'run', 'specs/d'), /^specs\/deep\/\t\nspecs\/deep\/applies\.yaml\t$/m);
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) t.match(ask(shell), /kspec/);
  t.end();
});
