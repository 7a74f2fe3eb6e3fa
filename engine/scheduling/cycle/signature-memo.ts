import type { Pod } from '../../apis/generated/core.v1.js';
import type { NodeInfo } from '../cache/node-info.js';
import { setDense } from '../cache/dense.js';
import { OrderedNodes } from '../cache/ordered-nodes.js';
import { priorityOf } from '../cache/pod-facts.js';
import type { Filtering, NodeScorer } from '../framework.js';
import type { Status } from '../status.js';
import { isAmong, Nominations } from '../queue/nominator.js';
import { NodeMemo } from '../topology/node-memo.js';
import { Recent } from '../topology/recent.js';
import { Refusals } from './refusals.js';
import type { NamedFilter, PodFilters } from './pod-filters.js';

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

/** A verdict with pods that are nominated to the node, and what it was made of. */
interface Crowded {
  readonly node: NodeInfo;
  readonly nominated: readonly Pod[];
  readonly priority: number;
  readonly verdict: Status | undefined;
}

/**
 * Verdicts and scores of the nodes for pods of one signature. Each is computed when it is first asked for and kept until
 * the node's NodeInfo is another object. A memo of pure functions: it never changes an answer, whichever of several
 * histories the nodes come from.
 */
export class SignatureMemo {
  /** Null: it fits. */
  private readonly verdicts: NodeMemo<Status | null>;
  private readonly sums: NodeMemo<number>;
  private readonly raws: readonly NodeMemo<number>[];
  /** Good for searches that all filters are shared in. */
  readonly refusals = new Refusals();
  /** By slot. */
  private readonly crowds: (Crowded | undefined)[] = [];

  constructor(
    readonly signature: string,
    readonly parts: SharedParts,
    checkShared: (node: NodeInfo) => Status | undefined,
  ) {
    this.verdicts = new NodeMemo((node) => checkShared(node) ?? null);
    this.sums = new NodeMemo((node) => weightedSum(parts.plain, node));
    this.raws = parts.normalized.map(({ scorer }) => new NodeMemo((node) => scorer.score(node)));
  }

  /** What the shared filters say of a node; null: it fits. */
  verdict(node: NodeInfo): Status | null {
    return this.verdicts.of(node, undefined);
  }

  /** What they say of a node that other pods are nominated to, when they are all the filters that there are. */
  crowded(node: NodeInfo, nominated: readonly Pod[], pod: Pod, filters: PodFilters): Status | undefined {
    if (isAmong(nominated, pod)) return filters.checkWithNominated(pod, node, nominated);
    const known = this.crowds[node.slot];
    const priority = priorityOf(pod);
    if (known?.node === node && known.nominated === nominated && known.priority === priority) return known.verdict;
    const verdict = filters.checkWithNominated(pod, node, nominated);
    setDense(this.crowds, node.slot, { node, nominated, priority, verdict });
    return verdict;
  }

  /** The weighted sum of the plain scores. */
  sum(node: NodeInfo): number {
    return this.sums.of(node, undefined);
  }

  /** The raw score of the `index`-th normalized scorer. */
  raw(index: number, node: NodeInfo): number {
    return this.raws[index]?.of(node, undefined) ?? 0;
  }
}

function weightedSum(scorers: readonly SharedScorer[], node: NodeInfo): number {
  let sum = 0;
  for (const { scorer, weight } of scorers) sum += scorer.score(node) * weight;
  return sum;
}

/** What a scheduler remembers besides its memory: nothing that could not be computed again. */
export class SchedulerMemos {
  /** Of the signatures used last. */
  readonly signatures = new Recent<SignatureMemo>();
  readonly nodes = new OrderedNodes();
  readonly nominations = new Nominations();
}
