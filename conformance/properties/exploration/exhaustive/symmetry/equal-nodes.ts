import { resourceKey } from '../../../../../engine/apis/resource.js';
import { pods } from '../../../../../engine/apis/generated/resources.js';
import type { Pod } from '../../../../../engine/apis/generated/core.v1.js';
import { changesSince } from '../../../../../engine/apiserver/store.js';
import type { ScenarioPlan } from '../../../../language/plan.js';
import type { Run } from '../../../../runner/run.js';
import type { Interest } from '../../fingerprint/essence.js';
import type { Choice } from '../choice.js';
import type { ExhaustiveOptions } from '../options.js';
import { blindText } from './blind-spec.js';
import { Exchange, mentioning } from './exchange.js';
import { isSymmetric, Reading } from './symmetric.js';

/** Where the ways that were tried from one situation have put a pod: turn → nodes. */
export type Placed = Map<string, string[]>;

const PODS = resourceKey(pods);

/**
 * Symmetry reduction, for ties between nodes (C. N. Ip, D. L. Dill, Better Verification Through Symmetry, 1996): of nodes
 * that could change places without any difference, a pod is tried on one. What would follow on another one follows here,
 * with the two changed for one another, and neither the spec nor what runs tells them apart.
 *
 * That holds as long as nobody goes through nodes in an order of their own, as the node lifecycle controller does with
 * those that are lost: so only where `blindText` says that the spec leads to nothing of the kind, where every tie is
 * tried, to whatever end.
 */
export class EqualNodes {
  private readonly asIs: Reading;
  private readonly exchanged = new Map<string, Reading>();
  private readonly named = new Map<string, boolean>();

  private constructor(
    private readonly text: string,
    private readonly interest: Interest,
  ) {
    this.asIs = new Reading(interest, (text) => text);
  }

  /** Undefined: no node is taken for another in this search. */
  static of(plan: ScenarioPlan, options: ExhaustiveOptions, interest: Interest): EqualNodes | undefined {
    const { reduced = true, equalNodes = reduced, depth } = options;
    if (!equalNodes || depth !== undefined || interest.events || interest.calls) return undefined;
    const text = blindText(plan, options.faults);
    return text === undefined ? undefined : new EqualNodes(text, interest);
  }

  /**
   * Whether a turn put a pod on a node that is like one that another way of the same turn has put it on. What was put
   * where is added to `placed`.
   */
  isMirrored({ component, fault, draws = [] }: Choice, before: Run, after: Run, placed: Placed): boolean {
    const { draws: bounds = [] } = after.cluster.last;
    if (fault !== undefined || draws.length > 1 || bounds.length !== 1) return false;
    // What chance chose comes first, and shows what else could go wrong in the turn.
    const isFirst = draws.length === 0;
    const node = nodeChosen(before, after);
    if (node === undefined) return false;
    const others = placed.get(component) ?? [];
    if (!isFirst && others.some((other) => other !== node && this.areEqual(before, other, node))) return true;
    placed.set(component, [...others, node]);
    return false;
  }

  private areEqual(run: Run, a: string, b: string): boolean {
    if (this.isNamed(a) || this.isNamed(b)) return false;
    const exchanged = this.exchanging(run, a, b);
    return exchanged !== undefined && isSymmetric(run, this.asIs, exchanged);
  }

  private isNamed(node: string): boolean {
    let named = this.named.get(node);
    if (named === undefined) this.named.set(node, (named = mentioning([node]).test(this.text)));
    return named;
  }

  private exchanging({ cluster }: Run, a: string, b: string): Reading | undefined {
    const key = [a, b].sort().join(' ');
    const known = this.exchanged.get(key);
    if (known !== undefined) return known;
    const exchange = Exchange.of(cluster.server.store, a, b);
    if (exchange === undefined) return undefined;
    const reading = new Reading(this.interest, (text) => exchange.text(text));
    this.exchanged.set(key, reading);
    return reading;
  }
}

/** The node that a turn bound a pod to; undefined: it did not, or to several. */
function nodeChosen(before: Run, after: Run): string | undefined {
  const chosen: string[] = [];
  for (const { resource, object, old } of changesSince(after.cluster.server.store, before.cluster.server.store)) {
    if (resource !== PODS || old === undefined) continue;
    const [was, is] = [nodeOf(old as Pod), nodeOf(object as Pod)];
    if (is !== was && is !== undefined) chosen.push(is);
  }
  return chosen.length === 1 ? chosen[0] : undefined;
}

function nodeOf({ spec }: Pod): string | undefined {
  return spec?.nodeName;
}
