import type { NodeInfo } from '../cache/node-info.js';
import { setDense } from '../cache/dense.js';
import { Slots } from '../cache/slots.js';

/** What one node adds to one domain: a value of a topology label. */
export interface Contribution {
  readonly key: string;
  readonly value: string;
  readonly amount: number;
}

export interface Domain {
  readonly sum: number;
  /** Contributions that it is made of, those of 0 as well. */
  readonly members: number;
}

const NOTHING: readonly Contribution[] = [];

function isSame(a: readonly Contribution[], b: readonly Contribution[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const [one, other] = [a[i], b[i]];
    if (one?.amount !== other?.amount || one?.value !== other?.value || one?.key !== other?.key) return false;
  }
  return true;
}

/**
 * Sums over all nodes by domain, kept up to date by looking only at nodes that changed. A memo of a pure function:
 * whichever of several histories the nodes come from, the sums are those of these nodes.
 */
export class TopologySums {
  private nodes: Slots<NodeInfo> = Slots.empty();
  private readonly contributions: (readonly Contribution[] | undefined)[] = [];
  /** Label key → value → domain. */
  private readonly domains = new Map<string, Map<string, Domain>>();
  /** Sum → how many domains have it. */
  private readonly histogram = new Map<number, number>();
  private count = 0;
  private changes = 0;

  constructor(private readonly contribute: (node: NodeInfo) => readonly Contribution[]) {}

  /** Makes the sums those of `nodes`. */
  sync(nodes: Slots<NodeInfo>): this {
    nodes.changes(this.nodes, (slot, node) => {
      const before = this.contributions[slot] ?? NOTHING;
      const after = node === undefined ? NOTHING : this.contribute(node);
      if (isSame(before, after)) return;
      this.changes++;
      setDense(this.contributions, slot, after);
      for (const { key, value, amount } of after) this.add(key, value, amount, 1);
      for (const { key, value, amount } of before) this.add(key, value, -amount, -1);
    });
    this.nodes = nodes;
    return this;
  }

  /** The same number means the same sums. */
  get version(): number {
    return this.changes;
  }

  /** How many domains there are. */
  get size(): number {
    return this.count;
  }

  /** Undefined: no node belongs to the domain. */
  sum(key: string, value: string): number | undefined {
    return this.domains.get(key)?.get(value)?.sum;
  }

  /** The domains of a label key, by value. */
  of(key: string): ReadonlyMap<string, Domain> | undefined {
    return this.domains.get(key);
  }

  /** The label keys that domains belong to. */
  keys(): readonly string[] {
    return [...this.domains.keys()];
  }

  /** The lowest sum of all domains; Infinity when there are none. */
  min(): number {
    for (let sum = 0, left = this.count; left > 0; sum++) if (this.histogram.has(sum)) return sum;
    return Infinity;
  }

  /** The lowest sum if some domains of a key were changed by `deltas`: value → change. */
  minWith(key: string, deltas: ReadonlyMap<string, number>): number {
    if (deltas.size === 0) return this.min();
    const changed = [...deltas].map(([value, delta]) => ({ before: this.sum(key, value), delta }));
    let lowest = Infinity;
    for (const { before = 0, delta } of changed) lowest = Math.min(lowest, before + delta);
    const untouched = this.count - changed.filter(({ before }) => before !== undefined).length;
    for (let sum = 0; untouched > 0 && sum < lowest; sum++) {
      const count = this.histogram.get(sum) ?? 0;
      if (count > changed.filter(({ before }) => before === sum).length) return sum;
    }
    return lowest;
  }

  private add(key: string, value: string, amount: number, member: 1 | -1): void {
    const values = this.valuesOf(key);
    const known = values.get(value);
    const sum = (known?.sum ?? 0) + amount;
    const members = (known?.members ?? 0) + member;
    if (known !== undefined && known.sum !== sum) this.tally(known.sum, -1);
    if (known === undefined) this.count++;
    if (members > 0) {
      values.set(value, { sum, members });
      if (known?.sum !== sum) this.tally(sum, 1);
      return;
    }
    if (known?.sum === sum) this.tally(sum, -1);
    this.count--;
    values.delete(value);
    if (values.size === 0) this.domains.delete(key);
  }

  private valuesOf(key: string): Map<string, Domain> {
    const known = this.domains.get(key);
    if (known !== undefined) return known;
    const values = new Map<string, Domain>();
    this.domains.set(key, values);
    return values;
  }

  private tally(sum: number, step: 1 | -1): void {
    const count = (this.histogram.get(sum) ?? 0) + step;
    if (count === 0) this.histogram.delete(sum);
    else this.histogram.set(sum, count);
  }
}
