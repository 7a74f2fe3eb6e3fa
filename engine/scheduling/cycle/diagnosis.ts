import { unresolvable, type Code, type Status } from '../status.js';

/** Why nodes were refused, as NodeToStatus: one status for some of them and one that stands for all others. */
export interface NodeStatuses {
  /** By slot; holes are nodes that were not looked at, or that fit. */
  readonly bySlot: readonly (Status | undefined)[];
  /** How many nodes have each of the statuses. */
  readonly counts: ReadonlyMap<Status, number>;
  /** How many nodes that is in all. */
  readonly size: number;
  /** Of the nodes that are not in `bySlot`. */
  readonly absent: Status;
}

/** As NewDefaultNodeToStatus: nodes that nobody looked at cannot be helped. */
export const NO_STATUSES: NodeStatuses = { bySlot: [], counts: new Map(), size: 0, absent: unresolvable() };

/** Collects statuses; mostly the same one comes many times in a row. */
export class StatusCollector {
  private bySlot: (Status | undefined)[] = [];
  private readonly counts = new Map<Status, number>();
  private size = 0;
  private last: Status | undefined;
  private run = 0;

  /** Mostly nothing is ever added: the room for it is made with the first one. */
  constructor(private readonly slots: number) {}

  add(slot: number, status: Status): void {
    if (this.size === 0) this.bySlot = new Array<Status | undefined>(this.slots);
    this.bySlot[slot] = status;
    this.size++;
    if (status === this.last) {
      this.run++;
      return;
    }
    this.count();
    this.last = status;
    this.run = 1;
  }

  statuses(): NodeStatuses {
    this.count();
    this.last = undefined;
    return { bySlot: this.bySlot, counts: this.counts, size: this.size, absent: NO_STATUSES.absent };
  }

  private count(): void {
    if (this.last !== undefined) this.counts.set(this.last, (this.counts.get(this.last) ?? 0) + this.run);
  }
}

/** Why a pod could not be scheduled, as Diagnosis. */
export interface Diagnosis {
  readonly statuses: NodeStatuses;
  readonly unschedulablePlugins: readonly string[];
  readonly pendingPlugins: readonly string[];
  readonly preFilterMessage: string;
}

/** The nodes with a code, in their order, as NodeToStatus.NodesForStatusCode. */
export function slotsWithCode(
  { bySlot, counts, size, absent }: NodeStatuses,
  code: Code,
  order: readonly number[],
): readonly number[] {
  if (size === 0) return absent.code === code ? order : [];
  if (size === order.length && [...counts.keys()].every((status) => status.code === code)) return order;
  return order.filter((slot) => (bySlot[slot] ?? absent).code === code);
}

/** Plugins of the statuses, told apart by whether they refuse or wait for something, as Diagnosis.AddPluginStatus. */
export function rejectors(statuses: Iterable<Status>): {
  readonly unschedulable: readonly string[];
  readonly pending: readonly string[];
} {
  const unschedulable = new Set<string>();
  const pending = new Set<string>();
  for (const { plugin, code } of statuses) {
    if (plugin === undefined || code === 'Error') continue;
    // A pending plugin counts among those that refuse as well.
    unschedulable.add(plugin);
    if (code === 'Pending') pending.add(plugin);
  }
  return { unschedulable: [...unschedulable].sort(), pending: [...pending].sort() };
}

/** How many nodes gave each reason. */
function histogram({ counts, size, absent }: NodeStatuses, allNodes: number): ReadonlyMap<string, number> {
  const reasons = new Map<string, number>();
  const count = (status: Status, nodes: number) => {
    for (const reason of status.reasons) reasons.set(reason, (reasons.get(reason) ?? 0) + nodes);
  };
  for (const [status, nodes] of counts) count(status, nodes);
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
