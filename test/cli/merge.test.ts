import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { runCli } from '../support/cli.js';

const scenario = (name: string, step: string): string =>
  `apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: ${name} }\nspec:\n  steps:\n    - assert: "${step}"\n`;

const GOOD = 'nodes().size() == 1';
const FILES = {
  'a.yaml': ['one', 'two', 'three'].map((name) => scenario(name, GOOD)).join('---\n'),
  'b.yaml': [scenario('four', 'nodes().size() == 2'), scenario('five', GOOD)].join('---\n'),
};

function folder(t: { teardown(undo: () => void): void }, files: Readonly<Record<string, string>> = FILES) {
  const cwd = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(cwd, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const kspec = (...argv: readonly string[]) => runCli(argv, { cwd });
  const shards = async (total: number, ...options: readonly string[]): Promise<void> => {
    for (let shard = 1; shard <= total; shard++)
      await kspec('run', '--shard', `${shard}/${total}`, '--reporter', `blob=blobs/${shard}.json`, ...options);
  };
  return { cwd, kspec, shards };
}

/** A report without times, which no two runs share. */
function timeless(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => (key === 'wallMillis' ? 0 : value));
}

for (const total of [1, 2, 3, 7]) {
  t.test(`${total} shards merged say what one run says`, async (t) => {
    const { cwd, kspec, shards } = folder(t);
    await shards(total);
    const merged = await kspec('merge', 'blobs', '--reporter', 'json=merged.json', '--reporter', 'tap');
    const whole = await kspec('run', '--reporter', 'json=whole.json', '--reporter', 'tap');
    t.equal(merged.code, whole.code, 'the exit code');
    t.equal(merged.out, whole.out, 'the same report');
    const read = (name: string): unknown => timeless(readFileSync(join(cwd, name), 'utf8'));
    t.same(read('merged.json'), read('whole.json'));
  });
}

t.test('nothing is green by omission', async (t) => {
  const { cwd, kspec, shards } = folder(t);
  await shards(3);
  t.match(await kspec('merge', 'blobs/1.json', 'blobs/3.json'), { code: 2, error: /shard 2\/3 is missing/ });
  t.match(await kspec('merge', 'blobs', 'blobs/1.json'), { code: 2, error: /are both shard 1\/3/ });
  await kspec('run', '--shard', '1/2', '--reporter', 'blob=other.json');
  t.match(await kspec('merge', 'blobs', 'other.json'), { code: 2, error: /shards of different runs: .*1\/2/ });
  await kspec('run', '--shard', '3/3', '--seed', '7', '--reporter', 'blob=seeded.json');
  t.match(await kspec('merge', 'blobs/1.json', 'blobs/2.json', 'seeded.json'), {
    code: 2,
    error: /different runs: seed undefined and 7/,
  });
  writeFileSync(join(cwd, 'wrong.json'), '{}');
  t.match(await kspec('merge', 'wrong.json'), { code: 2, error: /wrong\.json: it is no report of kspec/ });
  writeFileSync(join(cwd, 'wrong.json'), '{');
  t.match(await kspec('merge', 'wrong.json'), { code: 2, error: /it is no JSON/ });
  t.match(await kspec('merge', 'nowhere'), { code: 2, error: /there is no file or folder "nowhere"/ });
});

t.test('what a shard did not run is not run in the whole', async (t) => {
  const { kspec, shards } = folder(t);
  await shards(2, '--bail');
  const { out, code } = await kspec('merge', 'blobs');
  t.equal(code, 1);
  t.match(out, /1 failed, \d not run|1 failed/);
  t.match(out, /four/);
});
