import type { Pod } from '../../apis/generated/core.v1.js';
import type { Dice } from '../../core/rng.js';
import type { NodeInfo } from '../cache/node-info.js';
import type { NodeScorer } from '../framework.js';
import type { Found, SearchContext } from './find-nodes.js';
import type { SignatureMemo } from './signature-memo.js';

/** The weighted totals of the nodes that fit, in their order, as prioritizeNodes. */
export function prioritizeNodes(
  pod: Pod,
  { feasible: nodes, slots }: Pick<Found, 'feasible' | 'slots'>,
  search: SearchContext,
): readonly number[] {
  const { profile, cycle, memo } = search;
  const totals = memo === undefined ? new Array<number>(nodes.length).fill(0) : sharedTotals(memo, nodes, slots);
  for (const { plugin, weight } of profile.score) {
    if (memo !== undefined && plugin.sign !== undefined) continue;
    const scorer = plugin.score?.(pod, cycle, nodes);
    if (scorer === undefined) continue;
    const scores = nodes.map((node) => scorer.score(node));
    addNormalized(totals, scores, scorer, weight, nodes);
  }
  return totals;
}

/** What the plugins that sign give together. */
function sharedTotals(memo: SignatureMemo, nodes: readonly NodeInfo[], slots: readonly number[]): number[] {
  const totals = memo.totals(slots);
  memo.parts.normalized.forEach(({ scorer, weight }, index) => {
    addNormalized(totals, memo.rawScores(index, slots), scorer, weight, nodes);
  });
  return totals;
}

function addNormalized(
  totals: number[],
  scores: number[],
  scorer: NodeScorer,
  weight: number,
  nodes: readonly NodeInfo[],
): void {
  scorer.normalize?.(scores, nodes);
  for (let i = 0; i < totals.length; i++) totals[i] = (totals[i] ?? 0) + (scores[i] ?? 0) * weight;
}

/** The node with the highest total; the dice decide between equals, as upstream's race of goroutines does. */
export function selectHost(nodes: readonly NodeInfo[], totals: readonly number[], dice: Dice): NodeInfo | undefined {
  let highest = -Infinity;
  let count = 0;
  for (const total of totals) {
    if (total > highest) {
      highest = total;
      count = 1;
    } else if (total === highest) count++;
  }
  let choice = count > 1 ? dice.below(count) : 0;
  for (let i = 0; i < totals.length; i++) if (totals[i] === highest && choice-- === 0) return nodes[i];
  return undefined;
}
