import { setDense } from './dense.js';
import type { NodeInfo } from './node-info.js';
import { Slots } from './slots.js';
import type { Snapshot } from './snapshot.js';

/**
 * The nodes of a snapshot as a plain array, in order. A memo: from one snapshot to the next only what changed is
 * written. The array is good until the next call.
 */
export class OrderedNodes {
  private order: readonly number[] = [];
  private nodes: Slots<NodeInfo> = Slots.empty();
  private list: NodeInfo[] = [];
  /** Slot → place in the list. */
  private places: (number | undefined)[] = [];

  of({ order, nodes }: Snapshot): readonly NodeInfo[] {
    if (order !== this.order) this.rebuild(order, nodes);
    else {
      nodes.changes(this.nodes, (slot, node) => {
        const place = this.places[slot];
        if (node !== undefined && place !== undefined) this.list[place] = node;
      });
    }
    this.nodes = nodes;
    return this.list;
  }

  private rebuild(order: readonly number[], nodes: Slots<NodeInfo>): void {
    this.order = order;
    this.list = [];
    this.places = [];
    for (const slot of order) {
      const node = nodes.get(slot);
      if (node === undefined) continue;
      setDense(this.places, slot, this.list.length);
      this.list.push(node);
    }
  }
}
