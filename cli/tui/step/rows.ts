import type { Change, Cluster } from '../../../engine/index.js';
import { changeKey } from '../../../conformance/runner/trace.js';
import { isNoise, labelOf, objectTree, type TreeRow } from './object-tree.js';
import { traceOf, type StepState } from './state.js';

interface Known {
  readonly all: boolean;
  readonly filter: string;
  readonly collapsed: ReadonlySet<string>;
  readonly rows: readonly TreeRow[];
}

const known = new WeakMap<Cluster, Known>();

/** The rows of the object tree, made once for each state of the cluster and each way to look at it. */
export function rowsOf(state: StepState): readonly TreeRow[] {
  const { all, filter, collapsed } = state;
  const trace = traceOf(state);
  const cluster = trace.stateAt(state.step);
  const last = known.get(cluster);
  if (last?.all === all && last.filter === filter && last.collapsed === collapsed) return last.rows;
  const rows = [...objectTree(cluster, trace.stateAt(0), { all, filter, collapsed }), ...deletedRows(state)];
  known.set(cluster, { all, filter, collapsed, rows });
  return rows;
}

/** What the step deleted: it is no longer in the state, and yet what the step is about. */
function deletedRows(state: StepState): readonly TreeRow[] {
  const trace = traceOf(state);
  const before = trace.stateAt(state.step - 1).server.store.objects;
  return trace.changesAt(state.step).flatMap((change): readonly TreeRow[] => {
    const key = changeKey(change);
    const label = labelOf(key);
    if (change.type !== 'DELETED' || isNoise(change.resource) || !label.includes(state.filter)) return [];
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
