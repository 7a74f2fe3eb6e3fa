import type { Pod } from '../../apis/generated/core.v1.js';
import { setDense } from '../cache/dense.js';
import type { NodeInfo } from '../cache/node-info.js';
import { OrderedNodes } from '../cache/ordered-nodes.js';
import { priorityOf } from '../cache/pod-facts.js';
import { Slots } from '../cache/slots.js';
import type { Filtering, NodeScorer } from '../framework.js';
import { isAmong, Nominations } from '../queue/nominator.js';
import type { Status } from '../status.js';
import { Recent } from '../topology/recent.js';
import { PodFilters, type NamedFilter } from './pod-filters.js';
import { Refusals } from './refusals.js';

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

/** What is known of a node. */
const FITS = 1;
const REFUSED = 2;
const SCORED = 4;
/** The filters that are not shared let the pod in, too. */
const FITS_OWN = 8;
const REFUSED_OWN = 16;

/**
 * Verdicts and scores of the nodes for pods of one signature. Each is computed when it is first asked for and kept until
 * the node's NodeInfo is another object. A memo of pure functions: it never changes an answer, whichever of several
 * histories the nodes come from. The answers stand in arrays by slot, so that a search over thousands of nodes does not
 * look at the nodes themselves.
 */
export class SignatureMemo {
  /** What the answers are about. */
  private nodes: Slots<NodeInfo> = Slots.empty();
  private known = new Uint8Array(0);
  private readonly refused: (Status | undefined)[] = [];
  private readonly refusedByOwn: (Status | undefined)[] = [];
  private sums = new Float64Array(0);
  /** One for each of the normalized scorers. */
  private raws: readonly Float64Array[];
  /** The filters of the last search that are not shared, and whether the search before it had the very same. */
  private own: readonly NamedFilter[] = [];
  private isOwnSteady = false;
  private ownChecks = new PodFilters([]);
  /** Good for searches that all filters are shared in. */
  readonly refusals = new Refusals();
  /** By slot. */
  private readonly crowds: (Crowded | undefined)[] = [];
  private readonly checks: PodFilters;

  constructor(
    readonly signature: string,
    readonly parts: SharedParts,
  ) {
    this.checks = new PodFilters(parts.filters);
    this.raws = parts.normalized.map(() => new Float64Array(0));
  }

  /** From now on it is asked about these nodes: what it knows of those that changed is forgotten. */
  sync(nodes: Slots<NodeInfo>): this {
    if (this.known.length < nodes.length) this.grow(nodes.length * 2);
    nodes.changes(this.nodes, (slot) => {
      this.known[slot] = 0;
    });
    this.nodes = nodes;
    return this;
  }

  /** What the shared filters say of a node; undefined: it fits. */
  verdict(slot: number): Status | undefined {
    const known = this.known[slot] ?? 0;
    if ((known & FITS) !== 0) return undefined;
    if ((known & REFUSED) !== 0) return this.refused[slot];
    const verdict = this.checks.check(this.node(slot));
    if (verdict !== undefined) setDense(this.refused, slot, verdict);
    this.known[slot] = known | (verdict === undefined ? FITS : REFUSED);
    return verdict;
  }

  /**
   * Says which filters besides the shared ones the next search goes by. The very same ones as last time (a plugin that
   * finds nothing changed gives the same filter) get their answers remembered as well.
   */
  setOwn(filters: readonly NamedFilter[]): void {
    const { own } = this;
    const isSame = own.length === filters.length && own.every(({ filter }, i) => filter === filters[i]?.filter);
    if (!isSame) {
      if (this.isOwnSteady) for (let slot = 0; slot < this.known.length; slot++) this.forgetOwn(slot);
      this.own = filters;
      this.ownChecks = new PodFilters(filters);
    }
    this.isOwnSteady = isSame;
  }

  /** What all filters say, those of {@link setOwn} included. */
  fullVerdict(slot: number): Status | undefined {
    const shared = this.verdict(slot);
    if (shared !== undefined) return shared;
    if (!this.isOwnSteady) return this.ownChecks.check(this.node(slot));
    const known = this.known[slot] ?? 0;
    if ((known & FITS_OWN) !== 0) return undefined;
    if ((known & REFUSED_OWN) !== 0) return this.refusedByOwn[slot];
    const verdict = this.ownChecks.check(this.node(slot));
    if (verdict !== undefined) setDense(this.refusedByOwn, slot, verdict);
    this.known[slot] = known | (verdict === undefined ? FITS_OWN : REFUSED_OWN);
    return verdict;
  }

  /** What they say of a node that other pods are nominated to, when the shared filters are all that there are. */
  crowded(node: NodeInfo, nominated: readonly Pod[], pod: Pod, filters: PodFilters): Status | undefined {
    if (isAmong(nominated, pod)) return filters.checkWithNominated(pod, node, nominated);
    const known = this.crowds[node.slot];
    const priority = priorityOf(pod);
    if (known?.node === node && known.nominated === nominated && known.priority === priority) return known.verdict;
    const verdict = filters.checkWithNominated(pod, node, nominated);
    setDense(this.crowds, node.slot, { node, nominated, priority, verdict });
    return verdict;
  }

  /** The weighted sums of the plain scores. */
  totals(slots: readonly number[]): Float64Array {
    for (const slot of slots) this.score(slot);
    return gathered(this.sums, slots);
  }

  /** The raw scores of the `index`-th normalized scorer, for the slots whose totals were asked for just before. */
  rawScores(index: number, slots: readonly number[]): Float64Array {
    return gathered(this.raws[index], slots);
  }

  private score(slot: number): void {
    const known = this.known[slot] ?? 0;
    if ((known & SCORED) !== 0) return;
    const node = this.node(slot);
    let sum = 0;
    for (const { scorer, weight } of this.parts.plain) sum += scorer.score(node) * weight;
    this.sums[slot] = sum;
    this.parts.normalized.forEach(({ scorer }, index) => {
      const raws = this.raws[index];
      if (raws !== undefined) raws[slot] = scorer.score(node);
    });
    this.known[slot] = known | SCORED;
  }

  private node(slot: number): NodeInfo {
    const node = this.nodes.get(slot);
    if (node === undefined) throw new Error(`no node stands in slot ${slot}`);
    return node;
  }

  private forgetOwn(slot: number): void {
    this.known[slot] = (this.known[slot] ?? 0) & ~(FITS_OWN | REFUSED_OWN);
  }

  private grow(slots: number): void {
    const known = new Uint8Array(slots);
    known.set(this.known);
    this.known = known;
    this.sums = grown(this.sums, slots);
    this.raws = this.raws.map((raws) => grown(raws, slots));
  }
}

function gathered(numbers: Float64Array | undefined, slots: readonly number[]): Float64Array {
  const found = new Float64Array(slots.length);
  let i = 0;
  for (const slot of slots) found[i++] = numbers?.[slot] ?? 0;
  return found;
}

function grown(numbers: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const result = new Float64Array(length);
  result.set(numbers);
  return result;
}

/** What a scheduler remembers besides its memory: nothing that could not be computed again. */
export class SchedulerMemos {
  /** Of the signatures used last. */
  readonly signatures = new Recent<SignatureMemo>();
  readonly nodes = new OrderedNodes();
  readonly nominations = new Nominations();
}
