import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { runCli } from '../support/cli.js';

const PROPERTY = `apiVersion: kspec.dev/v1
kind: Property
metadata: { name: few nodes }
spec:
  forall: { nodes: { integer: { min: 1, max: 9 } }, more: { integer: { min: 0, max: 3 } } }
  assume: "forall.more < forall.nodes"
  cluster: { nodes: [{ count: "\${{ forall.nodes }}" }] }
  runs: 20
  properties: [{ always: "nodes().size() < 6" }]
  steps: [{ advance: "1\${{ forall.more }}s" }, { settle: {} }]
`;

const FAILURE = '.kspec/failures/few-nodes.yaml';

function folder(t: { teardown(undo: () => void): void }, spec = PROPERTY): string {
  const cwd = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(cwd, { recursive: true }));
  writeFileSync(join(cwd, 'few.yaml'), spec);
  return cwd;
}

t.test('a property that breaks tells its values, writes a scenario, and that one fails alike', async (t) => {
  const cwd = folder(t);
  const { code, out, error } = await runCli(['run', '--reporter', 'pretty', '--reporter', 'json=r.json'], { cwd });
  t.equal(code, 1);
  t.match(out, /✗ few nodes {2}\d+ runs?,( \d+ discarded,)? seed 1, /);
  t.match(out, /values\n +nodes: 6\n +more: 0\n +\(run \d+ with seed 1, made smaller in \d+ runs\)/);
  t.match(out, /reproduce {2}npx kspec run \.kspec\/failures\/few-nodes\.yaml/);
  t.match(error, /wrote \.kspec\/failures\/few-nodes\.yaml/);
  const { scenarios } = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')) as {
    readonly scenarios: readonly object[];
  };
  t.match(scenarios, [{ property: { seed: 1, values: { nodes: 6, more: 0 }, counterexample: { file: FAILURE } } }]);
  const again = await runCli(['run', FAILURE], { cwd });
  t.equal(again.code, 1);
  t.match(again.out, /nodes\(\)\.size\(\) is 6/);
  t.match(await runCli(['run', 'few.yaml', '--reporter', 'tap'], { cwd }), {
    code: 1,
    out: /saved by an earlier run in/,
  });
});

t.test('what was saved goes when the property holds', async (t) => {
  const cwd = folder(t);
  await runCli(['run'], { cwd });
  t.ok(existsSync(join(cwd, FAILURE)));
  writeFileSync(join(cwd, 'few.yaml'), PROPERTY.replace('< 6', '< 60'));
  t.match(await runCli(['run'], { cwd }), { code: 0, error: /few-nodes\.yaml passes now: removed/ });
  t.notOk(existsSync(join(cwd, FAILURE)));
});

t.test('threads make of a property what one process does', async (t) => {
  const names = Array.from({ length: 18 }, (_, index) =>
    PROPERTY.replace('few nodes', `few nodes ${index}`).replace('< 6', '< 60'),
  );
  const cwd = folder(t, names.join('---\n'));
  const hashes = async (...flags: readonly string[]): Promise<readonly unknown[]> => {
    const { code } = await runCli(['run', '--runs', '3', '--reporter', 'json=r.json', ...flags], { cwd });
    t.equal(code, 0);
    const { scenarios } = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')) as {
      readonly scenarios: readonly { readonly logHash: string; readonly property: object }[];
    };
    return scenarios.map(({ logHash, property }) => [logHash, property]);
  };
  const one = await hashes('--workers', '1');
  t.match(one[0], [/^[0-9a-f]{16}$/, { runs: 3 }]);
  t.same(await hashes('--workers', '2'), one);
});

t.test('properties are listed, chosen and repeated like scenarios', async (t) => {
  const cwd = folder(t, PROPERTY.replace('< 6', '< 60'));
  t.match(await runCli(['run', '--list'], { cwd }), { code: 0, out: 'few.yaml:1  few nodes\n' });
  t.match(await runCli(['run', '-t', 'many'], { cwd }), { code: 2 });
  const { out } = await runCli(['run', '--repeat-each', '3', '--runs', '2'], { cwd });
  t.match(out, /2 runs.* seed 1[^]*2 runs.* seed 2[^]*2 runs.* seed 3/);
});
