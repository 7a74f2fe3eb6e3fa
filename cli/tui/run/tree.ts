import { isBad, type RunRow, type RunState } from './state.js';

/** Up to so many scenarios all files are unfolded. */
const UNFOLDED = 40;

/** A line of the tree: a file, or a scenario in it. */
export type TreeLine =
  | { readonly type: 'file'; readonly key: string; readonly rows: readonly RunRow[]; readonly open: boolean }
  | { readonly type: 'scenario'; readonly key: string; readonly row: RunRow };

/** The tree as it is folded now: a file with a failure is open, others are when there are few. */
export function treeOf({ rows, folded }: Pick<RunState, 'rows' | 'folded'>): readonly TreeLine[] {
  const files = new Map<string, RunRow[]>();
  for (const row of rows) {
    const known = files.get(row.file);
    if (known === undefined) files.set(row.file, [row]);
    else known.push(row);
  }
  const few = rows.length <= UNFOLDED;
  return [...files].flatMap(([file, below]): readonly TreeLine[] => {
    const open = folded.get(file) ?? (few || below.some(({ result }) => isBad(result)));
    const head: TreeLine = { type: 'file', key: file, rows: below, open };
    return open ? [head, ...below.map((row): TreeLine => ({ type: 'scenario', key: row.key, row }))] : [head];
  });
}

/** The line that is selected: what the user chose while it is there, else what failed first, else what runs. */
export function selectedLine(state: RunState, tree = treeOf(state)): number {
  const chosen = tree.findIndex(({ key }) => key === state.selected);
  if (chosen >= 0) return chosen;
  const failed = tree.findIndex((line) => line.type === 'scenario' && isBad(line.row.result));
  if (failed >= 0) return failed;
  const due = tree.findIndex((line) => (line.type === 'scenario' ? line.row.due : line.rows.some((row) => row.due)));
  return Math.max(0, due);
}

/** The scenario whose story is told. */
export function selectedRow(state: RunState): RunRow | undefined {
  const tree = treeOf(state);
  const line = tree[selectedLine(state, tree)];
  return line?.type === 'scenario' ? line.row : line?.rows.find(({ result }) => isBad(result));
}
