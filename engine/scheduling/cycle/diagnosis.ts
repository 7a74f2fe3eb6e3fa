import type { NodeInfo } from '../cache/node-info.js';
import type { Snapshot } from '../cache/snapshot.js';
import { unresolvable, type Code, type Status } from '../status.js';

/** Why nodes were refused, as NodeToStatus: one status for some of them and one that stands for all others. */
export interface NodeStatuses {
  /** By slot; holes are nodes that were not looked at, or that fit. */
  readonly bySlot: readonly (Status | undefined)[];
  /** How many of them there are. */
  readonly size: number;
  /** Of the nodes that are not in `bySlot`. */
  readonly absent: Status;
}

/** As NewDefaultNodeToStatus: nodes that nobody looked at cannot be helped. */
export const NO_STATUSES: NodeStatuses = { bySlot: [], size: 0, absent: unresolvable() };

/** Why a pod could not be scheduled, as Diagnosis. */
export interface Diagnosis {
  readonly statuses: NodeStatuses;
  readonly unschedulablePlugins: readonly string[];
  readonly pendingPlugins: readonly string[];
  readonly preFilterMessage: string;
}

/** As NodeToStatus.NodesForStatusCode, in the order of the snapshot. */
export function nodesWithCode(statuses: NodeStatuses, code: Code, snapshot: Snapshot): readonly NodeInfo[] {
  const found: NodeInfo[] = [];
  for (const slot of snapshot.order) {
    if ((statuses.bySlot[slot] ?? statuses.absent).code !== code) continue;
    const info = snapshot.nodes.get(slot);
    if (info !== undefined) found.push(info);
  }
  return found;
}

/** Plugins of the statuses, told apart by whether they refuse or wait for something, as Diagnosis.AddPluginStatus. */
export function rejectors(
  { bySlot }: NodeStatuses,
  others: readonly Status[] = [],
): { readonly unschedulable: readonly string[]; readonly pending: readonly string[] } {
  const unschedulable = new Set<string>();
  const pending = new Set<string>();
  let last: Status | undefined;
  const add = (status: Status | undefined) => {
    if (status === last || status?.plugin === undefined) return;
    last = status;
    // A pending plugin counts among those that refuse as well.
    if (status.code !== 'Error') unschedulable.add(status.plugin);
    if (status.code === 'Pending') pending.add(status.plugin);
  };
  bySlot.forEach(add);
  others.forEach(add);
  return { unschedulable: [...unschedulable].sort(), pending: [...pending].sort() };
}

/** How often each reason was given, most details first forgotten: reason → nodes. */
function histogram({ bySlot, size, absent }: NodeStatuses, allNodes: number): ReadonlyMap<string, number> {
  const reasons = new Map<string, number>();
  const count = (status: Status, nodes: number) => {
    for (const reason of status.reasons) reasons.set(reason, (reasons.get(reason) ?? 0) + nodes);
  };
  let last: Status | undefined;
  let run = 0;
  for (const status of bySlot) {
    if (status === undefined) continue;
    if (status === last) {
      run++;
      continue;
    }
    if (last !== undefined) count(last, run);
    last = status;
    run = 1;
  }
  if (last !== undefined) count(last, run);
  if (size < allNodes) count(absent, allNodes - size);
  return reasons;
}

/** The message of a pod that fits nowhere, as FitError.Error. */
export function fitErrorMessage(
  { statuses, preFilterMessage }: Pick<Diagnosis, 'statuses' | 'preFilterMessage'>,
  allNodes: number,
  postFilterMessage = '',
): string {
  const head = `0/${allNodes} nodes are available:`;
  const tail = postFilterMessage === '' ? '' : ` ${postFilterMessage}`;
  if (preFilterMessage !== '') return `${head} ${preFilterMessage}.${tail}`;
  const reasons = [...histogram(statuses, allNodes)].map(([reason, nodes]) => `${nodes} ${reason}`).sort();
  return `${head}${reasons.length > 0 ? ` ${reasons.join(', ')}.` : ''}${tail}`;
}
