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
): Float64Array {
  const { profile, cycle, memo } = search;
  const totals = memo === undefined ? new Float64Array(nodes.length) : sharedTotals(memo, nodes, slots);
  for (const { plugin, weight } of profile.score) {
    if (memo !== undefined && plugin.sign !== undefined) continue;
    const scorer = plugin.score?.(pod, cycle, nodes);
    if (scorer === undefined) continue;
    addNormalized(totals, scoresOf(scorer, nodes), scorer, weight, nodes);
  }
  return totals;
}

function scoresOf(scorer: NodeScorer, nodes: readonly NodeInfo[]): Float64Array {
  const scores = new Float64Array(nodes.length);
  let i = 0;
  for (const node of nodes) scores[i++] = scorer.score(node);
  return scores;
}

/** What the plugins that sign give together. */
function sharedTotals(memo: SignatureMemo, nodes: readonly NodeInfo[], slots: readonly number[]): Float64Array {
  const totals = memo.totals(slots);
  memo.parts.normalized.forEach(({ scorer, weight }, index) => {
    addNormalized(totals, memo.rawScores(index, slots), scorer, weight, nodes);
  });
  return totals;
}

function addNormalized(
  totals: Float64Array,
  scores: Float64Array,
  scorer: NodeScorer,
  weight: number,
  nodes: readonly NodeInfo[],
): void {
  scorer.normalize?.(scores, nodes);
  for (let i = 0; i < totals.length; i++) totals[i] = (totals[i] ?? 0) + (scores[i] ?? 0) * weight;
}

/** The node with the highest total; the dice decide between equals, as upstream's race of goroutines does. */
export function selectHost(nodes: readonly NodeInfo[], totals: Float64Array, dice: Dice): NodeInfo | undefined {
  let highest = -Infinity;
  let count = 0;
  for (let i = 0; i < totals.length; i++) {
    const total = totals[i] ?? 0;
    if (total > highest) {
      highest = total;
      count = 1;
    } else if (total === highest) count++;
  }
  let choice = count > 1 ? dice.below(count) : 0;
  for (let i = 0; i < totals.length; i++) if (totals[i] === highest && choice-- === 0) return nodes[i];
  return undefined;
}
