import type { NodeInfo } from '../cache/node-info.js';
import { setDense } from '../cache/dense.js';

interface Answer<T, X> {
  readonly node: NodeInfo;
  readonly extra: X;
  readonly value: T;
}

/**
 * A pure function of nodes, and of one thing more if need be, that remembers its answer for the node that stands in each
 * slot.
 */
export class NodeMemo<T, X = undefined> {
  /** By slot. */
  private readonly answers: (Answer<T, X> | undefined)[] = [];

  constructor(private readonly compute: (node: NodeInfo, extra: X) => T) {}

  of(node: NodeInfo, extra: X): T {
    const { slot } = node;
    if (slot < 0) return this.compute(node, extra);
    const known = this.answers[slot];
    if (known !== undefined && known.node === node && known.extra === extra) return known.value;
    const value = this.compute(node, extra);
    setDense(this.answers, slot, { node, extra, value });
    return value;
  }
}
