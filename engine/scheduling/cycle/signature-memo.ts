import type { NodeInfo } from '../cache/node-info.js';
import { Slots } from '../cache/slots.js';
import type { Filtering, NodeScorer } from '../framework.js';
import type { Status } from '../status.js';
import type { NamedFilter } from './pod-filters.js';

/** A scorer of a plugin that signs, with the plugin's weight. */
export interface SharedScorer {
  readonly plugin: string;
  readonly weight: number;
  readonly scorer: NodeScorer;
}

/** What pods of one signature share before any node is looked at. */
export interface SharedParts {
  /** The plugins that sign and come before the first one that does not, and what they make of the pod. */
  readonly filterings: ReadonlyMap<string, Filtering>;
  readonly filters: readonly NamedFilter[];
  /** Scorers that need no normalising: they only ever count as a weighted sum. */
  readonly plain: readonly SharedScorer[];
  readonly normalized: readonly SharedScorer[];
}

/**
 * Verdicts and scores of the nodes for pods of one signature. Each is computed when it is first asked for and kept until
 * the node's NodeInfo is another object. A memo of pure functions: it never changes an answer, whichever of several
 * histories the nodes come from.
 */
export class SignatureMemo {
  private nodes: Slots<NodeInfo> = Slots.empty();
  /** By slot: undefined is not known, null fits. */
  private readonly verdicts: (Status | null | undefined)[] = [];
  private readonly sums: (number | undefined)[] = [];
  private readonly raws: (number | undefined)[][];

  constructor(
    readonly signature: string,
    readonly parts: SharedParts,
    private readonly checkShared: (node: NodeInfo) => Status | undefined,
  ) {
    this.raws = parts.normalized.map(() => []);
  }

  /** Forgets what no longer holds. */
  sync(nodes: Slots<NodeInfo>): void {
    nodes.changes(this.nodes, (slot) => {
      this.verdicts[slot] = undefined;
      this.sums[slot] = undefined;
      for (const raw of this.raws) raw[slot] = undefined;
    });
    this.nodes = nodes;
  }

  /** What the shared filters say of a node; null: it fits. */
  verdict(slot: number, node: NodeInfo): Status | null {
    const known = this.verdicts[slot];
    if (known !== undefined) return known;
    const verdict = this.checkShared(node) ?? null;
    this.verdicts[slot] = verdict;
    return verdict;
  }

  /** The weighted sum of the plain scores. */
  sum(slot: number, node: NodeInfo): number {
    const known = this.sums[slot];
    if (known !== undefined) return known;
    let sum = 0;
    for (const { scorer, weight } of this.parts.plain) sum += scorer.score(node) * weight;
    this.sums[slot] = sum;
    return sum;
  }

  /** The raw score of the `index`-th normalized scorer. */
  raw(index: number, slot: number, node: NodeInfo): number {
    const row = this.raws[index];
    const known = row?.[slot];
    if (known !== undefined) return known;
    const score = this.parts.normalized[index]?.scorer.score(node) ?? 0;
    if (row !== undefined) row[slot] = score;
    return score;
  }
}

/** The memos of the signatures used last. */
export class SignatureMemos {
  private readonly memos = new Map<string, SignatureMemo>();

  constructor(private readonly limit = 64) {}

  /** The memo of a signature, brought up to date with the nodes. */
  of(signature: string, nodes: Slots<NodeInfo>, make: () => SignatureMemo): SignatureMemo {
    const known = this.memos.get(signature);
    const memo = known ?? make();
    if (known !== undefined) this.memos.delete(signature);
    this.memos.set(signature, memo);
    const oldest = this.memos.size > this.limit ? this.memos.keys().next().value : undefined;
    if (oldest !== undefined) this.memos.delete(oldest);
    memo.sync(nodes);
    return memo;
  }
}
