import t from 'tap';
import { arrived, begun, ended, forgotten } from '../../cli/tui/run/progress.js';
import { pressRun } from '../../cli/tui/run/press.js';
import { initialRun, type RunState } from '../../cli/tui/run/state.js';
import { selectedRow, treeOf } from '../../cli/tui/run/tree.js';
import { runScenario } from '../../conformance/runner/run-scenario.js';
import { summarize } from '../../cli/reporters/reporter.js';
import type { Request } from '../../cli/watch/request.js';
import { textOf } from '../../cli/tui/canvas/line.js';
import { lookFor } from '../../cli/tui/canvas/signs.js';
import { runScreen } from '../../cli/tui/screens/run.js';
import { load } from '../conformance/files.js';

const spec = (name: string, size: number): string =>
  `apiVersion: kspec.dev/v1\nkind: Scenario\nmetadata: { name: ${name} }\nspec:\n  steps: [{ assert: "nodes().size() == ${size}" }]\n`;

const FILES = {
  'a.yaml': ['one', 'two'].map((name) => spec(name, 1)).join('---\n'),
  'b.yaml': [spec('three', 2), spec('four', 1)].join('---\n'),
};
const OPTIONS = { update: 'none' as const };
const plans = ['a.yaml', 'b.yaml'].flatMap((file) => load(FILES, file).scenarios);
const planned = plans.map((plan) => ({ plan, options: OPTIONS, title: plan.name }));
const results = plans.map((plan) => runScenario(plan, OPTIONS));
const started = begun(initialRun({ version: '1', kubernetes: 'v1.35' }, true), planned);
const done = ended(results.reduce(arrived, started), summarize(results, 4, 1, false));

const verdicts = ({ rows }: RunState): string =>
  rows.map(({ title, result, due }) => `${title}: ${due ? 'due' : (result?.status ?? 'none')}`).join(', ');

const REQUESTS: readonly (readonly [keys: string, request: Request | undefined])[] = [
  ['a', { type: 'all' }],
  ['r', { type: 'again' }],
  ['f', { type: 'failed' }],
  ['u', { type: 'update' }],
  ['q', { type: 'quit' }],
  ['p b . y return', { type: 'files', pattern: 'b.y' }],
  ['p b x backspace return', { type: 'files', pattern: 'b' }],
  ['p b escape', undefined],
  ['t t h r return', { type: 'names', pattern: 'thr' }],
  ['t up q return', { type: 'names', pattern: 'q' }],
  ['h q', undefined],
  ['z', undefined],
];

for (const [keys, request] of REQUESTS) {
  t.test(`the keys ${keys} ask for ${request?.type ?? 'nothing'}`, (t) => {
    let state = done;
    let asked: Request | undefined;
    for (const key of keys.split(' ')) {
      const pressed = pressRun(state, key);
      state = pressed.state;
      asked = pressed.request;
    }
    t.same(asked, request);
    t.end();
  });
}

t.test('verdicts arrive one by one, and what is run again is due meanwhile', (t) => {
  t.equal(verdicts(started), 'one: due, two: due, three: due, four: due');
  t.equal(verdicts(results.slice(0, 2).reduce(arrived, started)), 'one: passed, two: passed, three: due, four: due');
  t.equal(verdicts(done), 'one: passed, two: passed, three: failed, four: passed');
  t.equal(verdicts(begun(done, planned.slice(2, 3))), 'one: passed, two: passed, three: due, four: passed');
  const cut = ended(begun(done, planned), summarize([], 4, 1, true));
  t.equal(verdicts(cut), verdicts(done), 'what was cut short keeps its verdict');
  t.equal(verdicts(forgotten(done, new Set(['b.yaml']))), 'one: passed, two: passed');
  t.end();
});

t.test('the failure is selected; files fold; the selection moves', (t) => {
  t.equal(selectedRow(done)?.title, 'three');
  const down = pressRun(done, 'down').state;
  t.equal(selectedRow(down)?.title, 'four');
  const file = ['up', 'up', 'up', 'up'].reduce((state, key) => pressRun(state, key).state, done);
  t.equal(treeOf(file).length, 6);
  const folded = pressRun(file, 'return').state;
  t.equal(treeOf(folded).length, 4, 'the scenarios of a file are gone');
  t.equal(treeOf(pressRun(folded, 'return').state).length, 6);
  t.end();
});

t.test('from 120 columns a failure has its story beside it, from 80 below it; the tree alone is narrower', (t) => {
  const titles = (state: RunState, columns: number): readonly string[] =>
    [...(textOf(runScreen(state, { columns, rows: 30 }, lookFor(false)))[2] ?? '').matchAll(/ ([A-Za-z]+) ─/g)].map(
      ([, title = '']) => title,
    );
  const live: RunState = { ...done, watching: false };
  const shown = [60, 80, 119, 120, 200].map((columns) => [titles(done, columns).join(), titles(live, columns).join()]);
  const [tree, two, three] = ['Scenarios', 'Scenarios,three', 'Scenarios,three,Story'];
  t.same(
    shown,
    [
      [tree, tree],
      [two, tree],
      [two, tree],
      [three, three],
      [three, three],
    ],
    'without keys as far as it fits',
  );
  const passed = pressRun(done, 'down').state;
  t.same([titles(passed, 200).join(), titles({ ...passed, watching: false }, 200).join()], ['Scenarios,four', tree]);
  t.end();
});
