import type { NodeInfo } from '../cache/node-info.js';

/** A pure function of nodes that remembers its answer for the node that stands in each slot. */
export class NodeMemo<T> {
  private readonly nodes: NodeInfo[] = [];
  private readonly values: T[] = [];

  constructor(private readonly compute: (node: NodeInfo) => T) {}

  of(node: NodeInfo): T {
    const { slot } = node;
    if (slot < 0) return this.compute(node);
    if (this.nodes[slot] === node) return this.values[slot] as T;
    const value = this.compute(node);
    this.nodes[slot] = node;
    this.values[slot] = value;
    return value;
  }
}
