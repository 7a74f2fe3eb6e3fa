import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { runCli } from '../support/cli.js';

const SCENARIO = `apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: ways on }
spec:
  eventually: "has(object('ConfigMap', 'c').data.branch)"
  steps:
    - apply: { resource: { apiVersion: v1, kind: ConfigMap, metadata: { name: c } } }
    - fork:
        branches:
          - name: one
            steps:
              - patch: { for: configmap/c, patch: { data: { branch: one } } }
              - assert: "object('ConfigMap', 'c').data.size() == 1"
          - name: two
            steps:
              - patch: { for: configmap/c, patch: { data: { branch: two } } }
              - fork:
                  branches:
                    - { name: a, steps: [{ assert: "object('ConfigMap', 'c').data.branch == 'two'" }] }
                    - { name: b, steps: [{ assert: "object('ConfigMap', 'c').data.branch == 'one'" }] }
          - name: three
            steps:
              - assert: "object('ConfigMap', 'c') != null"
`;

async function report(t: { teardown(undo: () => void): void }, spec: string) {
  const cwd = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(cwd, { recursive: true }));
  writeFileSync(join(cwd, 'ways.yaml'), spec);
  const run = await runCli(
    ['run', 'ways.yaml', '--reporter', 'json=out.json', '--reporter', 'tap', '--log', 'log.jsonl'],
    { cwd },
  );
  const { scenarios, summary } = JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8')) as {
    readonly scenarios: readonly {
      readonly branch?: string;
      readonly status: string;
      readonly line: number;
      readonly logHash: string;
    }[];
    readonly summary: object;
  };
  return { ...run, scenarios, summary, cwd };
}

t.test('every branch runs on the state as prepared, and is judged by itself', async (t) => {
  const { code, out, scenarios, summary } = await report(t, SCENARIO);
  t.equal(code, 1);
  t.match(
    scenarios.map(({ branch, status }) => `${branch ?? ''}: ${status}`),
    ['one: passed', 'two > a: passed', 'two > b: failed', 'three: failed'],
    'what is pending is decided at the end of each branch',
  );
  t.match(summary, { passed: 2, failed: 2, notRun: 0 });
  t.match(out, /1\.\.4\nok 1 - ways\.yaml: ways on > one\nok 2 - ways\.yaml: ways on > two > a\nnot ok 3/);
});

t.test('what fails before a fork fails every branch', async (t) => {
  const { code, scenarios } = await report(
    t,
    SCENARIO.replace('    - fork:', '    - assert: "nodes().size() == 7"\n    - fork:'),
  );
  t.equal(code, 1);
  t.same(
    scenarios.map(({ status }) => status),
    ['failed', 'failed', 'failed', 'failed'],
  );
});

t.test('a branch is chosen by its name, with its scenario', async (t) => {
  const { cwd } = await report(t, SCENARIO);
  t.match(await runCli(['run', '-t', 'two > b', '--list'], { cwd }), {
    code: 0,
    out: /ways\.yaml:1 {2}ways on > two > b/,
  });
  t.match(await runCli(['run', '-t', 'four'], { cwd }), { code: 2 });
});
