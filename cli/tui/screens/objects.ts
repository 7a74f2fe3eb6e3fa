import type { Change } from '../../../engine/index.js';
import type { Paint } from '../../style.js';
import { span, type Line, type Look, type Size } from '../canvas/line.js';
import { drawPane, windowStart } from '../canvas/pane.js';
import { cutMiddle } from '../canvas/width.js';
import { changedAt, rowsOf, selectedRow } from '../step/rows.js';
import { type TreeRow } from '../step/object-tree.js';
import { splitStorageKey } from '../step/tree-item.js';
import type { StepState } from '../step/state.js';
import { statusOf } from './object-status.js';

/** Of a name, so many columns are shown in any case. */
const MIN_NAME = 12;

const MARKS: Readonly<Record<Change['type'], { readonly sign: string; readonly paint: Paint }>> = {
  ADDED: { sign: '+', paint: 'green' },
  MODIFIED: { sign: '~', paint: 'yellow' },
  DELETED: { sign: '-', paint: 'red' },
};

/** The objects as a tree of owners, those that the step changed marked. Only what is seen is drawn. */
export function objectsPane(state: StepState, size: Size, look: Look): readonly Line[] {
  const rows = rowsOf(state);
  const selected = selectedRow(state, rows);
  const visible = Math.max(0, size.rows - 1);
  const start = windowStart(Math.max(0, selected), visible, rows.length);
  const changed = changedAt(state);
  const lines = rows
    .slice(start, start + visible)
    .map((row) => rowLine(row, state, changed.get(row.key), size.columns, look));
  const count = rows.reduce((sum, { object }) => sum + (object === undefined ? 0 : 1), 0);
  const title = state.filter === '' ? 'Objects' : `Objects with "${state.filter}"`;
  return drawPane({ title, focused: state.focus === 'objects', lines, note: String(count) }, size, look);
}

function rowLine(
  row: TreeRow,
  state: StepState,
  change: Change['type'] | undefined,
  columns: number,
  { signs }: Look,
): Line {
  const isSelected = row.key === state.selected;
  const pointer = span(isSelected ? signs.pointer : ' ', 'cyan');
  const fold = !row.parent ? ' ' : state.collapsed.has(row.key) ? signs.closed : signs.open;
  const indent = `${' '.repeat(row.depth)}${fold} `;
  if (row.object === undefined)
    return [pointer, span(' '), span(`${indent}${row.label}`, isSelected ? 'inverse' : 'bold')];
  const mark = change === undefined ? undefined : MARKS[change];
  const [resource] = splitStorageKey(row.key);
  const { text, paint } = statusOf(resource, row.object);
  const status = text === '' ? '' : `  ${text}`;
  const room = Math.max(MIN_NAME, columns - indent.length - 2 - status.length);
  const label = cutMiddle(row.label, room, signs.cut);
  return [
    pointer,
    span(mark?.sign ?? ' ', mark?.paint),
    span(indent),
    span(label, isSelected ? 'inverse' : mark?.paint),
    span(status, paint),
  ];
}
