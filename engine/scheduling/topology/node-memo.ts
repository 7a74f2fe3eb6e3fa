import type { NodeInfo } from '../cache/node-info.js';
import { setDense } from '../cache/dense.js';

/**
 * A pure function of nodes, and of one thing more if need be, that remembers its answer for the node that stands in each
 * slot.
 */
export class NodeMemo<T, X = undefined> {
  /** By slot: what was asked about last, and the answer. One list each: a look at many nodes reads them in a row. */
  private readonly nodes: (NodeInfo | undefined)[] = [];
  private readonly extras: (X | undefined)[] = [];
  private readonly values: (T | undefined)[] = [];

  constructor(private readonly compute: (node: NodeInfo, extra: X) => T) {}

  of(node: NodeInfo, extra: X): T {
    const { slot } = node;
    if (slot < 0) return this.compute(node, extra);
    const known = this.nodes[slot] === node && this.extras[slot] === extra ? this.values[slot] : undefined;
    if (known !== undefined) return known;
    const value = this.compute(node, extra);
    setDense(this.nodes, slot, node);
    setDense(this.extras, slot, extra);
    setDense(this.values, slot, value);
    return value;
  }
}
