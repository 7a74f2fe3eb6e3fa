import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { pod, scenarioText, TWO_NODES } from '../conformance/properties/scenario-text.js';
import { runCli } from '../support/cli.js';

/** In the default order the first node has its pod run before it stops; in another one the second node is first. */
const STEPS = [
  '- kubectl: create configmap first',
  pod('a'),
  pod('b'),
  `- assert: { within: 10s, cel: "pods().exists(p, p.phase == 'Running' && p.spec.nodeName == 'node-2')" }`,
  '- fault: { stop: node/node-1 }',
  `- assert: "pods().all(p, p.phase == 'Running')"`,
];

const SPEC = `${TWO_NODES}
finally: [{ kubectl: create configmap last }, { advance: 1m }]`;

for (const options of [
  ['--runs', '100', '--faults', 'none'],
  ['--strategy', 'exhaustive'],
]) {
  t.test(`what kspec explore ${options.join(' ')} writes down opens in kspec step where it fails`, async (t) => {
    const cwd = mkdtempSync(join(tmpdir(), 'kspec-'));
    t.teardown(() => rmSync(cwd, { recursive: true }));
    writeFileSync(join(cwd, 'a.yaml'), scenarioText(STEPS, SPEC));
    const explored = await runCli(['explore', 'a.yaml', '--budget', '60s', ...options], { cwd });
    t.equal(explored.code, 1, explored.all);
    t.match(
      explored.out,
      /turn \d: kubelet\/node-2 goes first\n {2}5 of its 6 steps are enough/,
      'it is the order that breaks it',
    );
    const [file = ''] = readdirSync(join(cwd, '.kspec/failures'));
    const path = join('.kspec/failures', file);
    t.match(readFileSync(join(cwd, path), 'utf8'), `# step through it: npx kspec step ${path}`);

    const ran = await runCli(['run', path, '--reporter', 'json'], { cwd });
    t.equal(ran.code, 1, 'it fails whenever it is run');
    const opened = await runCli(['step', path, '--print', '--size', '120x40'], { cwd });
    t.equal(opened.code, 0, opened.error);
    t.match(opened.out, /counterexample: a scenario .*✗ failed/);
    t.match(opened.out, /^✗ fails here: pods\(\) has 2; p\.phase == 'Running' is not true of a/m);
    const [, step, length] = /^#(\d+)\/(\d+) 0s fault .*node-stop/m.exec(opened.out) ?? [];
    t.ok(Number(step) < Number(length), `#${step} of ${length}: not at its end`);
    t.match(
      opened.out,
      /pod\/a {2}0\/1 ContainerCreating\n?[^]*pod\/b {2}1\/1 Running/,
      'things are as they were there',
    );
    t.match(explored.out, new RegExp(`#${step} fault`), 'the story has that step');
  });
}
