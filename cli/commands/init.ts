import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { demandWritable, writeOutput } from '../output-file.js';
import { EXIT, type Terminal } from '../terminal.js';

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 4
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: nginx:1.27
          readinessProbe:
            httpGet: { path: /, port: 80 }
`;

const SPEC = `# yaml-language-server: $schema=../node_modules/kspec/kspec.schema.json
apiVersion: kspec.dev/v1
kind: Scenario
metadata:
  name: a bad image stops the rollout and old pods keep serving
  labels: { area: workloads }
spec:
  cluster:
    nodes: [{ count: 3 }]
    images:
      nginx:1.27: { ready: 2s }
      nginx:oops: { pull: NotFound }
  steps:
    - apply: { file: web.yaml }
    - wait: { for: deployment/web, condition: Available, within: 1m }
    - always:
        - "deployment('web').status.availableReplicas >= 3"
    - kubectl: set image deployment/web web=nginx:oops
    - assert:
        within: 20m
        resource:
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          status:
            conditions: [{ type: Progressing, status: "False", reason: ProgressDeadlineExceeded }]
    - kubectl: rollout undo deployment/web
    - settle: {}
    - assert: { cel: "pods('app=web').all(p, p.ready) && pods('app=web').size() == 4" }
`;

const FILES: Readonly<Record<string, string>> = { 'rollout.yaml': SPEC, 'web.yaml': MANIFEST };

/** Writes a first spec with its manifest. Never over what is there. */
export function initCommand(folder: string, terminal: Terminal): number {
  const target = resolve(terminal.cwd, folder);
  const taken = Object.keys(FILES).find((name) => existsSync(join(target, name)));
  if (taken !== undefined) {
    terminal.error(`${join(folder, taken)} is there already; name another folder: kspec init FOLDER\n`);
    return EXIT.usage;
  }
  for (const [name, text] of Object.entries(FILES)) {
    demandWritable(join(target, name), join(folder, name));
    writeOutput(join(target, name), text);
    terminal.out(`wrote ${join(folder, name)}\n`);
  }
  terminal.out(`\nnow run: npx kspec run ${folder}\n`);
  return EXIT.passed;
}
