import type { Change, Cluster } from '../../../engine/index.js';
import { changeKey, type Trace } from '../../../conformance/runner/trace.js';
import { isOwn, objectTree, type TreeRow } from './object-tree.js';
import { traceOf, type StepState } from './state.js';
import { isNoise, labelOf, treeItem } from './tree-item.js';

/** The tree of a state of the cluster, in one way to look at it. */
interface Known {
  readonly step: number;
  readonly all: boolean;
  readonly filter: string;
  readonly collapsed: ReadonlySet<string>;
  readonly rows: readonly TreeRow[];
  /** Where a key stands among them. */
  readonly places: ReadonlyMap<string, number>;
}

/** Further away than so many steps a tree is made anew. */
const NEAR = 32;

const trees = new WeakMap<Trace, Known>();
const known = new WeakMap<Cluster, Omit<Known, 'places' | 'step'>>();

/** The rows of the object tree, made once for each state of the cluster and each way to look at it. */
export function rowsOf(state: StepState): readonly TreeRow[] {
  const { all, filter, collapsed } = state;
  const cluster = traceOf(state).stateAt(state.step);
  const last = known.get(cluster);
  if (last?.all === all && last.filter === filter && last.collapsed === collapsed) return last.rows;
  const deleted = deletedRows(state);
  const rows = deleted.length === 0 ? treeOf(state) : [...treeOf(state), ...deleted];
  known.set(cluster, { all, filter, collapsed, rows });
  return rows;
}

/** From the tree that was made last, where only what objects say has changed since. */
function treeOf(state: StepState): readonly TreeRow[] {
  const trace = traceOf(state);
  const { step, all, filter, collapsed } = state;
  const last = trees.get(trace);
  const usable =
    last?.all === all && last.filter === filter && last.collapsed === collapsed && Math.abs(last.step - step) <= NEAR;
  const patched = usable ? patchedRows(last, trace, step) : undefined;
  const rows = patched ?? objectTree(trace.stateAt(step), trace.stateAt(0), { all, filter, collapsed });
  const places =
    patched !== undefined && last !== undefined ? last.places : new Map(rows.map(({ key }, place) => [key, place]));
  trees.set(trace, { step, all, filter, collapsed, rows, places });
  return rows;
}

/** Undefined: something came, went or found another owner in between. */
function patchedRows(
  { step: from, all, rows, places }: Known,
  trace: Trace,
  step: number,
): readonly TreeRow[] | undefined {
  const cluster = trace.stateAt(step);
  const initial = trace.stateAt(0);
  const patched = [...rows];
  for (let at = Math.min(from, step) + 1; at <= Math.max(from, step); at++)
    for (const change of trace.changesAt(at)) {
      if (!all && isNoise(change.resource)) continue;
      const key = changeKey(change);
      const place = places.get(key);
      const row = place === undefined ? undefined : patched[place];
      const object = cluster.server.store.objects.get(key);
      if (change.type !== 'MODIFIED' || place === undefined || row?.object === undefined || object === undefined)
        return undefined;
      if (!all && isOwn(initial, object)) return undefined;
      if (treeItem(key, object).owner !== treeItem(key, row.object).owner) return undefined;
      patched[place] = { ...row, object };
    }
  return patched;
}

const NONE: readonly TreeRow[] = [];

/** What the step deleted: it is no longer in the state, and yet what the step is about. */
function deletedRows(state: StepState): readonly TreeRow[] {
  const trace = traceOf(state);
  const deleted = trace.changesAt(state.step).filter(({ type, resource }) => type === 'DELETED' && !isNoise(resource));
  if (deleted.length === 0) return NONE;
  const before = trace.stateAt(state.step - 1).server.store.objects;
  return deleted.flatMap((change): readonly TreeRow[] => {
    const key = changeKey(change);
    const label = labelOf(key);
    if (!label.includes(state.filter)) return [];
    const object = before.get(key);
    return [{ key, depth: 1, label, parent: false, ...(object === undefined ? {} : { object }) }];
  });
}

/** What the step did to each object, by key. */
export function changedAt(state: StepState): ReadonlyMap<string, Change['type']> {
  return new Map(
    traceOf(state)
      .changesAt(state.step)
      .map((change) => [changeKey(change), change.type]),
  );
}

/** Where the selection stands among the rows; -1: it is not there. */
export function selectedRow(state: StepState, rows = rowsOf(state)): number {
  return rows.findIndex(({ key }) => key === state.selected);
}
