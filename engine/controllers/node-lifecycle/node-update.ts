import { isSameTaint } from '../../apis/core/taints.js';
import type { Node } from '../../apis/generated/core.v1.js';
import { nodes } from '../../apis/generated/resources.js';
import { patch, type Reconcile } from '../../client/reconcile.js';
import type { Millis } from '../../core/time.js';
import { swapTaints, taintsOf, type TaintName } from './node-taints.js';

const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** Condition type → status → the key of the taint that stands for it. */
const CONDITION_TAINTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: 'node.kubernetes.io/not-ready', Unknown: 'node.kubernetes.io/unreachable' },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};

/** Keys of the NoSchedule taints that are this controller's to give and take. */
const OWN_TAINTS = new Set([
  UNSCHEDULABLE,
  ...Object.values(CONDITION_TAINTS).flatMap((byStatus) => Object.values(byStatus)),
]);

/** Labels that have an older name, which follows them. */
const LABELS = [
  ['kubernetes.io/os', 'beta.kubernetes.io/os'],
  ['kubernetes.io/arch', 'beta.kubernetes.io/arch'],
] as const;

/** The NoSchedule taints that a node's conditions and spec ask for. */
export function wantedTaints({ status, spec }: Node): readonly TaintName[] {
  const keys: string[] = [];
  for (const condition of status.conditions ?? []) {
    const key = CONDITION_TAINTS[condition.type]?.[condition.status];
    if (key !== undefined) keys.push(key);
  }
  if (spec.unschedulable === true) keys.push(UNSCHEDULABLE);
  return keys.map((key) => ({ key, effect: 'NoSchedule' }));
}

/** Brings a node's NoSchedule taints in line with its conditions (doNoScheduleTaintingPass). */
export function* doNoScheduleTaintingPass(node: Node, now: Millis): Reconcile {
  const wanted = wantedTaints(node);
  const present = taintsOf(node).filter(({ key, effect }) => effect === 'NoSchedule' && OWN_TAINTS.has(key));
  const missing = wanted.filter((taint) => !present.some((other) => isSameTaint(taint, other)));
  const excess = present.filter((taint) => !wanted.some((other) => isSameTaint(taint, other)));
  if (missing.length > 0 || excess.length > 0) yield* swapTaints(node, missing, excess, now);
}

/** The labels that do not follow yet. */
export function labelsToUpdate({ metadata: { labels } }: Node): Readonly<Record<string, string>> {
  const wanted: Record<string, string> = {};
  for (const [primary, secondary] of LABELS) {
    const value = labels?.[primary];
    if (value !== undefined && labels?.[secondary] !== value) wanted[secondary] = value;
  }
  return wanted;
}

/** reconcileNodeLabels. */
export function* reconcileNodeLabels(node: Node): Reconcile {
  const labels = labelsToUpdate(node);
  if (Object.keys(labels).length === 0) return;
  yield* patch(nodes, { name: node.metadata.name }, 'strategic', { metadata: { labels } });
}
