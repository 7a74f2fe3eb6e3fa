import { formatDuration } from '../../../engine/apimachinery/duration.js';
import type { ScenarioResult } from '../../../conformance/runner/result.js';
import type { Paint } from '../../style.js';
import { beside, fitLine, fitLines, span, type Line, type Look, type Size } from '../canvas/line.js';
import { drawPane, windowStart } from '../canvas/pane.js';
import { shownLines } from '../canvas/signs.js';
import { cutMiddle } from '../canvas/width.js';
import { RUN_KEYS } from '../run/keys.js';
import { isBad, type RunRow, type RunState } from '../run/state.js';
import { selectedLine, selectedRow, treeOf, type TreeLine } from '../run/tree.js';
import { keysLine, keysScreen } from './keys.js';
import { resultPane, storyPane } from './run-result.js';

const TWO_PANES_FROM = 80;
const THREE_PANES_FROM = 120;
/** Lines above the panes. */
const HEAD = 2;

/** What a run has come to: progress, the tree of files and scenarios, the selected one and its story. */
export function runScreen(state: RunState, { columns, rows }: Size, look: Look): readonly Line[] {
  return shownLines(drawn(state, { columns, rows }, look), columns, look);
}

function drawn(state: RunState, { columns, rows }: Size, look: Look): readonly Line[] {
  if (state.screen === 'help') return keysScreen(RUN_KEYS, 0, { columns, rows }, look);
  const foot = state.watching ? 1 : 0;
  const room = { columns, rows: Math.max(0, rows - HEAD - foot) };
  return fitLines(
    [
      headLine(state, columns, look),
      progressLine(state, columns, look),
      ...body(state, room, look),
      ...(state.watching ? [bottomLine(state, columns, look)] : []),
    ],
    rows,
  );
}

function body(state: RunState, { columns, rows }: Size, look: Look): readonly Line[] {
  const problems = state.problems.slice(0, Math.max(1, Math.floor(rows / 3)));
  const told = problems.map((problem) => fitLine([span(problem, 'red')], columns, look));
  const size = { columns, rows: rows - told.length };
  return [...told, ...panes(state, size, look)];
}

/** One pane, two or three: the tree, what is to be said of the selected scenario, and beside a failure its story. */
function panes(state: RunState, size: Size, look: Look): readonly Line[] {
  const { columns, rows } = size;
  const row = selectedRow(state);
  const failure = row?.result?.failure;
  const isWide = columns >= THREE_PANES_FROM;
  // Where no keys reach, a story cannot be scrolled: it is shown where there is room for both, and is printed later.
  const isBeside = state.watching ? columns >= TWO_PANES_FROM : isWide && failure !== undefined;
  if (!isBeside) return state.focus === 'tree' ? treePane(state, size, look) : resultPane(state, row, size, look);
  const isStoryApart = isWide && failure !== undefined && failure.story.length > 0;
  const left = Math.floor(columns * (isStoryApart ? 0.3 : 0.42));
  const middle = isStoryApart ? Math.floor((columns - left - 2) / 2) : columns - left - 1;
  const drawn = [
    { width: left, lines: treePane(state, { columns: left, rows }, look) },
    { width: middle, lines: resultPane(state, row, { columns: middle, rows }, look, isStoryApart) },
  ];
  if (!isStoryApart) return beside(drawn, rows, look);
  const width = columns - left - middle - 2;
  return beside([...drawn, { width, lines: storyPane(state, failure, { columns: width, rows }, look) }], rows, look);
}

function headLine({ info, files, names, running, watching }: RunState, columns: number, look: Look): Line {
  const { dot } = look.signs;
  const filters = [...(files === '' ? [] : [`file ${files}`]), ...(names === '' ? [] : [`name ${names}`])].join(', ');
  return fitLine(
    [
      span(`kspec ${info.version}`, 'bold'),
      span(` ${dot} Kubernetes ${info.kubernetes}`, 'dim'),
      span(running ? ` ${dot} running` : watching ? ` ${dot} watching` : '', running ? 'yellow' : 'cyan'),
      span(filters === '' ? '' : ` ${dot} only ${filters}`, 'cyan'),
    ],
    columns,
    look,
  );
}

function progressLine(state: RunState, columns: number, look: Look): Line {
  const { done, total, rows, running, wallMillis } = state;
  const width = Math.max(4, Math.min(24, Math.floor(columns / 4)));
  const filled = total === 0 ? 0 : Math.floor((done / total) * width);
  const count = (status: ScenarioResult['status']): number =>
    rows.filter(({ result, due }) => !due && result?.status === status).length;
  const counts = [
    [count('passed'), 'passed', 'green'],
    [count('failed'), 'failed', 'red'],
    [count('error'), 'not judged', 'red'],
    [count('skipped'), 'skipped', 'yellow'],
  ] as const;
  const shown = counts.filter(([number, name]) => number > 0 || name === 'passed');
  return fitLine(
    [
      span(look.signs.full.repeat(filled), rows.some(({ result }) => isBad(result)) ? 'red' : 'green'),
      span(look.signs.empty.repeat(width - filled), 'dim'),
      span(` ${done}/${total} `, 'bold'),
      ...shown.flatMap(([number, name, paint]) => [span(` ${number} ${name}`, paint)]),
      span(running || total === 0 ? '' : `  ${(wallMillis / 1000).toFixed(2)} s`, 'dim'),
    ],
    columns,
    look,
  );
}

function treePane(state: RunState, size: Size, look: Look): readonly Line[] {
  const tree = treeOf(state);
  const at = selectedLine(state, tree);
  const visible = Math.max(0, size.rows - 1);
  const start = windowStart(at, visible, tree.length);
  const lines = tree
    .slice(start, start + visible)
    .map((line, index) => treeLine(line, state.watching && start + index === at, size.columns, look));
  const focused = state.watching && state.focus === 'tree';
  return drawPane({ title: 'Scenarios', focused, lines, note: String(state.rows.length) }, size, look);
}

function treeLine(line: TreeLine, selected: boolean, columns: number, look: Look): Line {
  const { signs } = look;
  const pointer = span(selected ? signs.pointer : ' ', 'cyan');
  if (line.type === 'scenario') {
    const [sign, paint] = verdictOf(line.row, look);
    const times = timesOf(line.row);
    const title = cutMiddle(line.row.title, Math.max(8, columns - 4 - sign.length - times.length), signs.cut);
    return [pointer, span(`  ${sign} `, paint), span(title, selected ? 'inverse' : undefined), span(times, 'dim')];
  }
  const bad = line.rows.filter(({ result }) => isBad(result)).length;
  const due = line.rows.some((row) => row.due);
  const paint: Paint = bad > 0 ? 'red' : due ? 'dim' : 'bold';
  const fold = span(`${line.open ? signs.open : signs.closed} `, paint);
  return [
    pointer,
    fold,
    span(cutMiddle(line.key, Math.max(8, columns - 12), signs.cut), selected ? 'inverse' : paint),
    span(` ${line.rows.length}`, 'dim'),
    span(bad > 0 ? ` ${signs.failure}${bad}` : '', 'red'),
  ];
}

function verdictOf({ result, due }: RunRow, { signs }: Look): readonly [sign: string, paint: Paint] {
  if (due) return [signs.running, 'yellow'];
  if (result === undefined) return [signs.dot, 'dim'];
  if (result.status === 'passed') return [signs.passed, 'green'];
  return result.status === 'skipped' ? [signs.skipped, 'yellow'] : [signs.failure, 'red'];
}

function timesOf({ result, due }: RunRow): string {
  if (due || result === undefined || result.status === 'skipped') return '';
  return `  ${formatDuration(Math.round(result.virtualMillis))} in ${Math.round(result.wallMillis)} ms`;
}

function bottomLine({ prompt, message }: RunState, columns: number, look: Look): Line {
  if (prompt !== undefined) {
    const label = prompt.type === 'files' ? 'only files with: ' : 'only names that match: ';
    return fitLine([span(label, 'cyan'), span(prompt.text), span('_', 'inverse')], columns, look);
  }
  return message === undefined ? keysLine(RUN_KEYS, columns, look) : fitLine([span(message, 'yellow')], columns, look);
}
