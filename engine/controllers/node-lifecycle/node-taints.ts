import { timestamp } from '../../apimachinery/time.js';
import { isSameTaint } from '../../apis/core/taints.js';
import type { Node, Taint } from '../../apis/generated/core.v1.js';
import { nodes } from '../../apis/generated/resources.js';
import { patch, read, type Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { isConflict } from '../framework/refusal.js';

/** Tries at a change of taints (UpdateTaintBackoff). */
const MAX_TRIES = 5;

export type TaintName = Pick<Taint, 'key' | 'effect'>;

export const NOT_READY: TaintName = { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' };
export const UNREACHABLE: TaintName = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' };

const NONE: readonly Taint[] = [];

export function taintsOf(node: Node): readonly Taint[] {
  return node.spec.taints ?? NONE;
}

export function hasTaint(node: Node, name: TaintName): boolean {
  return taintsOf(node).some((taint) => isSameTaint(taint, name));
}

/** Adds some taints and then removes others; true when all went well (SwapNodeControllerTaint). */
export function* swapTaints(
  node: Node,
  add: readonly TaintName[],
  removed: readonly TaintName[],
  now: Millis,
): Reconcile<boolean> {
  const timeAdded = timestamp(now);
  const added = yield* changeTaints(node, add, (taints) =>
    add.reduce((all, name) => withTaint(all, { ...name, timeAdded }), taints),
  );
  return added && (yield* removeTaints(node, removed));
}

/** Removes taints, if the node was seen with one of them; false when that was refused (RemoveTaintOffNode). */
export function* removeTaints(node: Node, names: readonly TaintName[]): Reconcile<boolean> {
  if (!names.some((name) => hasTaint(node, name))) return true;
  return yield* changeTaints(node, names, (taints) => {
    const kept = taints.filter((taint) => !names.some((name) => isSameTaint(taint, name)));
    return kept.length === taints.length ? taints : kept;
  });
}

function withTaint(taints: readonly Taint[], taint: Taint): readonly Taint[] {
  const known = taints.some((other) => isSameTaint(other, taint));
  return known ? taints.map((other) => (isSameTaint(other, taint) ? taint : other)) : [...taints, taint];
}

function* changeTaints(
  { metadata: { name } }: Node,
  names: readonly TaintName[],
  change: (taints: readonly Taint[]) => readonly Taint[],
): Reconcile<boolean> {
  if (names.length === 0) return true;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const found = yield* read(nodes, { name });
    if (!found.ok) return false;
    const before = taintsOf(found.object);
    const taints = change(before);
    if (taints === before) return true;
    const { resourceVersion } = found.object.metadata;
    const body = { metadata: { resourceVersion }, spec: { taints: taints.length === 0 ? null : taints } };
    const patched = yield* patch(nodes, { name }, 'strategic', body);
    if (patched.ok) return true;
    if (!isConflict(patched)) return false;
  }
  return false;
}
