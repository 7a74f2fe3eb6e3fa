import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const MAIN = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

/** So many runs take minutes. */
const MANY_RUNS = `apiVersion: kspec.dev/v1
kind: Property
metadata: { name: never done }
spec:
  forall: { grace: { integer: { min: 1, max: 5 } } }
  runs: 100000
  cluster: { nodes: [{ count: 1 }] }
  properties: [{ always: "pods().size() <= 1" }]
  steps:
    - create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { terminationGracePeriodSeconds: "\${{ forall.grace }}", containers: [{ name: c, image: "web:1" }] } } }
    - settle: {}
`;

/** So many Jobs take minutes. */
const MANY_JOBS = `apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: never done }
spec:
  cluster: { nodes: [{ count: 2 }], images: { "web:1": { exits: [{ code: 0, after: 1s }] } } }
  steps:
    - create:
        resource:
          apiVersion: batch/v1
          kind: CronJob
          metadata: { name: each-minute }
          spec:
            schedule: "* * * * *"
            jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: c, image: "web:1" }] } } } }
    - advance: 20000h
    - assert: "nodes().size() == 2"
`;

for (const [what, text] of [
  ['a Property of many runs', MANY_RUNS],
  ['a single scenario', MANY_JOBS],
] as const)
  void t.test(`a run that computes is stopped by the first Ctrl-C, and says so: ${what}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'kspec-interrupt-'));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'never.yaml'), text);
    const child = spawn(process.execPath, [MAIN, 'run', 'never.yaml'], { cwd: folder });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      // The head of the report: from here on it computes.
      if (said === '') setTimeout(() => child.kill('SIGINT'), 500);
      said += text;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    t.equal(code, 130);
    t.match(said, /1 not run .*interrupted/);
  });
