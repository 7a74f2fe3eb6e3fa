import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { skippedStep, skipText } from '../../cli/tui/step/skip.js';
import { stepsOf } from '../../cli/tui/step/plan-steps.js';
import { load } from '../conformance/files.js';
import { runCli } from '../support/cli.js';

const FILES = {
  'a.yaml': `apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: blocks used twice }
spec:
  include: [blocks.yaml]
  steps:
    - use: outer
    - use: outer
    - use: own
    - try: [{ assert: "nodes().size() < 2" }, { assert: "nodes().size() > 0" }]
      finally: [{ assert: "nodes().size() == 1" }]
    - fork:
        branches:
          - { name: one, steps: [{ node: { cordon: node-1 } }, { assert: "nodes().size() == 1" }] }
          - name: two
            steps:
              - node: { cordon: node-1 }
              - assert: "nodes().size() == 1"
---
apiVersion: kspec.dev/v1
kind: Steps
metadata: { name: own }
spec:
  steps:
    - node: { uncordon: node-1 }
`,
  'blocks.yaml': `apiVersion: kspec.dev/v1
kind: Steps
metadata: { name: outer }
spec:
  steps:
    - use: inner
    - node: { cordon: node-1 }
    - use: inner
---
apiVersion: kspec.dev/v1
kind: Steps
metadata: { name: inner }
spec:
  steps:
    - kubectl: label node node-1 a=b --overwrite
    - node: { uncordon: node-1 }
`,
};

const { scenarios, problems } = load(FILES);
const [plan] = scenarios;

t.test('every step of a scenario has a name of its own that finds it', (t) => {
  t.same(problems, []);
  if (plan === undefined) throw new Error('the spec does not load');
  const steps = stepsOf(plan).map(({ step }) => step);
  const names = steps.map((step) => skipText(plan, step));
  t.ok(steps.length > 20, `${steps.length} steps`);
  t.equal(new Set(names).size, names.length, names.join(' '));
  for (const [index, name] of names.entries()) t.equal(skippedStep(plan, name), steps[index], name);
  t.ok(names.includes('7/blocks.yaml:6/blocks.yaml:15'), 'through both blocks');
  t.ok(names.includes('8/blocks.yaml:8/blocks.yaml:15'), 'by the other way');
  t.ok(names.includes('9/25'), 'of a block in the same file');
  t.end();
});

const MISTAKES: readonly (readonly [string, RegExp])[] = [
  ['99', /--skip 99: no step of the scenario begins there$/m],
  ['15', /--skip 15: no step of the scenario begins there; of blocks: 7\/blocks\.yaml:6\/blocks\.yaml:15, /],
  ['10', /--skip 10: .*|more than one step begins there; give one of 10:\d+, 10:\d+/],
];

for (const [text, told] of MISTAKES) {
  t.test(`--skip ${text} says what it could be`, async (t) => {
    const cwd = mkdtempSync(join(tmpdir(), 'kspec-'));
    t.teardown(() => rmSync(cwd, { recursive: true }));
    for (const [name, content] of Object.entries(FILES)) writeFileSync(join(cwd, name), content);
    const { code, error } = await runCli(['step', 'a.yaml:1', '--print', '--skip', text], { cwd });
    t.equal(code, 2);
    t.match(error, told);
  });
}

t.test('a step of the second use is left out, and that of the first is not', async (t) => {
  const cwd = mkdtempSync(join(tmpdir(), 'kspec-'));
  t.teardown(() => rmSync(cwd, { recursive: true }));
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(cwd, name), content);
  const screen = async (...options: readonly string[]) =>
    (await runCli(['step', 'a.yaml:1', '--print', '--size', '200x40', ...options], { cwd })).out;
  const total = (text: string): number => Number(/#\d+\/(\d+)/.exec(text)?.[1]);
  const whole = total(await screen());
  const one = await screen('--skip', '8/blocks.yaml:7');
  t.match(one, /without node: \{ cordon: node-1 \}/);
  t.ok(total(one) < whole, 'less happens');
  const both = await screen('--skip', '8/blocks.yaml:7', '--skip', '7/blocks.yaml:7');
  t.ok(total(both) < total(one), 'and less again without both');
  const block = await screen('--skip', '8/blocks.yaml:7', '--skip', '8');
  t.match(block, /without use: outer/, 'a whole block, of which a step was left out before');
});
