import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';

/** Whatever of the machine must make no difference. */
const MACHINES = [
  { env: { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' }, workers: 1 },
  { env: { TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }, workers: 2 },
] as const;

interface Ran {
  readonly title: string;
  readonly logHash: string;
}

function runAll(t: { teardown(undo: () => void): void }, { env, workers }: (typeof MACHINES)[number]) {
  const folder = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const [report, log] = [join(folder, 'report.json'), join(folder, 'log.jsonl')];
  const { status, stderr } = spawnSync(
    process.execPath,
    ['dist/bin/main.js', 'run', 'specs/', '--workers', String(workers), '--reporter', `json=${report}`, '--log', log],
    { env: { PATH: process.env['PATH'], CI: '1', ...env }, encoding: 'utf8' },
  );
  const { scenarios } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly scenarios: readonly {
      readonly name: string;
      readonly matrix?: object;
      readonly branch?: string;
      readonly logHash: string;
    }[];
  };
  const ran = scenarios.map(({ name, matrix, branch, logHash }): Ran => ({
    title: [name, JSON.stringify(matrix), branch].join(' '),
    logHash,
  }));
  return { status, stderr, ran, log: readFileSync(log) };
}

t.test('all specs give the same log, byte for byte, in any time zone, language and number of threads', (t) => {
  const [one, other] = [runAll(t, MACHINES[0]), runAll(t, MACHINES[1])];
  t.equal(one.status, 0, one.stderr);
  t.equal(other.status, 0, other.stderr);
  t.ok(one.ran.length > 100);
  t.same(other.ran, one.ran);
  t.ok(one.log.equals(other.log), 'the files of --log are equal');
  t.end();
});
