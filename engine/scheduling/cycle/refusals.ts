import type { Pod } from '../../apis/generated/core.v1.js';
import type { NodeInfo } from '../cache/node-info.js';
import { priorityOf } from '../cache/pod-facts.js';
import type { Snapshot } from '../cache/snapshot.js';
import { changedNominations, type Nominator } from '../queue/nominator.js';
import type { Status } from '../status.js';
import type { NodeStatuses } from './diagnosis.js';
import type { SearchContext } from './find-nodes.js';

/** What the refusals were made of. */
interface Basis {
  readonly snapshot: Snapshot;
  readonly nominator: Nominator;
  readonly priority: number;
}

type Check = (node: NodeInfo, nominated: readonly Pod[] | undefined) => Status | undefined;

/**
 * Remembers that all nodes refused a pod, and why: the next pod that is alike asks only those nodes that changed since,
 * or that other pods are nominated to. A memo: any node that would let the pod in ends it.
 */
export class Refusals {
  private basis: Basis | undefined;
  private bySlot: (Status | undefined)[] = [];
  private counts = new Map<Status, number>();
  private statuses: NodeStatuses | undefined;

  /** What all nodes say, good until the next call; undefined when that is not known, or when one of them may fit. */
  of(pod: Pod, { cycle: { snapshot }, nominated }: SearchContext, check: Check): NodeStatuses | undefined {
    const { basis } = this;
    const priority = priorityOf(pod);
    if (basis?.snapshot.order !== snapshot.order || basis.priority !== priority) return undefined;
    const { nominator, bySlot } = nominated;
    const renominated = changedNominations(basis.nominator, nominator);
    if (renominated === undefined || nominator.nodeOf.has(pod.metadata.uid)) return undefined;
    const stale = new Set<NodeInfo>();
    snapshot.nodes.changes(basis.snapshot.nodes, (slot, node) => {
      if (node !== undefined && this.bySlot[slot] !== undefined) stale.add(node);
    });
    for (const name of renominated) {
      const node = snapshot.named(name);
      if (node !== undefined) stale.add(node);
    }
    for (const node of stale) {
      const status = check(node, bySlot.get(node.slot));
      if (status === undefined || status.code === 'Error') return this.forget();
      this.replace(node.slot, status);
    }
    this.basis = { snapshot, nominator, priority };
    return this.statuses;
  }

  /** Remembers what all nodes said. */
  keep(pod: Pod, { cycle: { snapshot }, nominated: { nominator } }: SearchContext, statuses: NodeStatuses): void {
    const isNominated = nominator.nodeOf.has(pod.metadata.uid);
    this.basis = isNominated ? undefined : { snapshot, nominator, priority: priorityOf(pod) };
    this.bySlot = statuses.bySlot.slice();
    this.counts = new Map(statuses.counts);
    this.statuses = { ...statuses, bySlot: this.bySlot, counts: this.counts };
  }

  private forget(): undefined {
    this.basis = undefined;
    return undefined;
  }

  private replace(slot: number, status: Status): void {
    const old = this.bySlot[slot];
    if (old === status) return;
    this.bySlot[slot] = status;
    this.counts.set(status, (this.counts.get(status) ?? 0) + 1);
    if (old === undefined) return;
    const left = (this.counts.get(old) ?? 0) - 1;
    if (left > 0) this.counts.set(old, left);
    else this.counts.delete(old);
  }
}
