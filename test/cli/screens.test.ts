import stringWidth from 'string-width';
import t from 'tap';
import type { RunOptions, ScenarioResult } from '../../conformance/runner/result.js';
import { runScenario } from '../../conformance/runner/run-scenario.js';
import { summarize } from '../../cli/reporters/reporter.js';
import { styleFor } from '../../cli/style.js';
import { painted, textOf, type Line, type Look, type Size } from '../../cli/tui/canvas/line.js';
import { lookFor } from '../../cli/tui/canvas/signs.js';
import { arrived, begun, ended } from '../../cli/tui/run/progress.js';
import { pressRun } from '../../cli/tui/run/press.js';
import { initialRun, type RunState } from '../../cli/tui/run/state.js';
import { runScreen } from '../../cli/tui/screens/run.js';
import { drawScreen } from '../../cli/tui/screens/screen.js';
import { openScenario } from '../../cli/tui/step/open.js';
import type { StepState } from '../../cli/tui/step/state.js';
import { press, tick } from '../../cli/tui/step/update.js';
import { load } from '../conformance/files.js';
import { golden } from '../support/golden.js';

/** Names as people have them: wide ones, joined ones, and what no terminal may obey. */
const SPEC = `apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: 夜间值班 👩‍🚒 a drain leaves nothing to serve }
spec:
  cluster:
    nodes: [{ count: 2, capacity: { cpu: "2", memory: 4Gi } }]
    images: { "web:1": { ready: 2s } }
  steps:
    - apply:
        resource:
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web, annotations: { owner: 平台团队 🚀, note: "a\\u001b[31mb" } }
          spec:
            replicas: 2
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web }, annotations: { about: ウェブサーバー } }
              spec: { containers: [{ name: c, image: "web:1", resources: { requests: { cpu: 700m } } }] }
    - wait: { for: deployment/web, condition: Available, within: 1m }
    - node: { cordon: node-1 }
    - kubectl: scale deployment/web --replicas=5
    - assert: { cel: "deployment('web').status.readyReplicas == 5", within: 5m }
---
apiVersion: kspec.dev/v1
kind: Scenario
metadata: { name: a node is there }
spec:
  steps: [{ assert: "nodes().size() == 1" }]
`;

const { scenarios } = load({ 'specs/夜.yaml': SPEC });
const [drain, calm] = scenarios;
if (drain === undefined || calm === undefined) throw new Error('the specs do not load');

const SIZES: readonly Size[] = [
  { columns: 60, rows: 20 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];

const OPTIONS: RunOptions = { update: 'none' };
const opened = openScenario(drain, { skip: [], screen: 'step' });

function pressed(state: StepState, ...keys: readonly string[]): StepState {
  const after = keys.reduce(press, state);
  return tick(after, () => false);
}

const typing = (text: string): readonly string[] => [...text, 'return'];

const STEP_SCREENS: Readonly<Record<string, StepState>> = {
  failure: opened,
  'before-the-first-step': pressed(opened, 'home'),
  marked: pressed(opened, 'm', 'H', ',', 'a', '/', ...typing('web')),
  breakpoint: pressed(opened, 'home', 'b', ...typing("pods('app=web').size()"), 'c', 'c', 'tab'),
  prompt: pressed(opened, 'b', ...'pods()'),
  forked: pressed(opened, 'x'),
  nodes: pressed(opened, 'n'),
  explain: pressed(opened, '/', ...typing('pod/'), 'down', 'down', 'down', 'down', 'down', 'e'),
  help: pressed(opened, '?'),
};

const planned = [drain, calm].map((plan) => ({ plan, options: OPTIONS, title: plan.name }));
/** As if each had taken three milliseconds. */
const results: readonly ScenarioResult[] = planned.map(({ plan }) => ({
  ...runScenario(plan, OPTIONS),
  wallMillis: 3,
}));

function ran(watching: boolean): RunState {
  const empty = initialRun({ version: '1.2.3', kubernetes: 'v1.35' }, watching);
  const done = results.reduce(arrived, begun(empty, planned));
  return ended(done, summarize(results, results.length, 6, false));
}

const keys = (state: RunState, ...names: readonly string[]): RunState =>
  names.reduce((before, key) => pressRun(before, key).state, state);

const RUN_SCREENS: Readonly<Record<string, RunState>> = {
  'run-begins': begun(initialRun({ version: '1.2.3', kubernetes: 'v1.35' }, false), planned),
  'run-ends': ran(false),
  watching: ran(true),
  'watching-story': keys(ran(true), 'tab', 'down', 'down'),
  'watching-passed': keys(ran(true), 'down'),
  'watching-prompt': keys(ran(true), 'p', ...'夜.y'),
  'watching-problems': {
    ...ran(true),
    problems: ['specs/a.yaml:3:7: unknown field "replica"; did you mean "replicas"?'],
  },
  'watching-help': keys(ran(true), 'h'),
};

/** A screen at every size and in both looks, each line as wide as it may be. */
function frames(draw: (size: Size, look: Look) => readonly Line[]): string {
  return [false, true]
    .flatMap((ascii) =>
      SIZES.map((size) => {
        const lines = textOf(draw(size, lookFor(ascii)));
        return `=== ${size.columns}x${size.rows}${ascii ? ' --ascii' : ''}\n${lines.join('\n').trimEnd()}\n`;
      }),
    )
    .join('');
}

const SCREENS: Readonly<Record<string, (size: Size, look: Look) => readonly Line[]>> = {
  ...Object.fromEntries(
    Object.entries(STEP_SCREENS).map(([name, state]) => [
      `step-${name}`,
      (size: Size, look: Look) => drawScreen(state, size, look),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(RUN_SCREENS).map(([name, state]) => [
      name,
      (size: Size, look: Look) => runScreen(state, size, look),
    ]),
  ),
};

for (const [name, draw] of Object.entries(SCREENS)) {
  t.test(`the screen ${name} is as it was`, (t) => {
    const text = frames(draw);
    t.equal(text, golden(`screens/${name}.txt`, text));
    t.end();
  });

  t.test(`the screen ${name} fits its terminal at every size, and is ASCII where that is asked for`, (t) => {
    for (const size of [...SIZES, { columns: 30, rows: 10 }, { columns: 79, rows: 15 }, { columns: 119, rows: 25 }]) {
      for (const ascii of [false, true]) {
        const lines = draw(size, lookFor(ascii)).map((line) => line.map(({ text }) => text).join(''));
        t.ok(lines.length <= size.rows, `${size.columns}x${size.rows}: ${lines.length} rows`);
        const wide = lines.filter((line) => stringWidth(line) > size.columns);
        t.same(wide, [], `${size.columns}x${size.rows}: no line is too wide`);
        if (ascii) t.match(lines.join(''), /^[\x20-\x7e]*$/);
        t.notMatch(lines.join(''), /[\u0000-\u001f\u007f-\u009f]/, 'nothing that a terminal would obey');
      }
    }
    t.end();
  });
}

t.test('NO_COLOR leaves the same text without a single escape', (t) => {
  const style = (env: Readonly<Record<string, string>>) =>
    styleFor(
      { cwd: '', env, isTTY: true, columns: 80, out() {}, error() {}, interrupted: new AbortController().signal },
      { color: true, ascii: false },
    );
  for (const [name, draw] of Object.entries(SCREENS)) {
    const lines = draw({ columns: 120, rows: 40 }, lookFor(false));
    const plain = painted(lines, style({ NO_COLOR: '1' }).paint);
    const coloured = painted(lines, style({}).paint);
    t.notMatch(plain.join(''), /\u001b/, name);
    t.match(coloured.join(''), /\u001b\[/, name);
    t.same(
      coloured.map((line) => line.replace(/\u001b\[\d+m/g, '')),
      plain,
      name,
    );
  }
  t.end();
});
