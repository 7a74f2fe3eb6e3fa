import type { Pod } from '../../apis/generated/core.v1.js';
import type { Dice } from '../../core/rng.js';
import type { NodeInfo } from '../cache/node-info.js';
import type { NodeScorer } from '../framework.js';
import type { Feasible, SearchContext } from './find-nodes.js';

/** The weighted totals of the nodes that fit, in their order, as prioritizeNodes. */
export function prioritizeNodes(pod: Pod, feasible: readonly Feasible[], search: SearchContext): readonly number[] {
  const { profile, cycle, memo } = search;
  const nodes = feasible.map(({ node }) => node);
  const totals = feasible.map(({ slot, node }) => memo?.sum(slot, node) ?? 0);
  memo?.parts.normalized.forEach(({ scorer, weight }, index) => {
    const scores = feasible.map(({ slot, node }) => memo.raw(index, slot, node));
    addNormalized(totals, scores, scorer, weight, nodes);
  });
  for (const { plugin, weight } of profile.score) {
    if (memo !== undefined && plugin.sign !== undefined) continue;
    const scorer = plugin.score?.(pod, cycle, nodes);
    if (scorer === undefined) continue;
    addNormalized(
      totals,
      nodes.map((node) => scorer.score(node)),
      scorer,
      weight,
      nodes,
    );
  }
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
export function selectHost(feasible: readonly Feasible[], totals: readonly number[], dice: Dice): Feasible | undefined {
  let best: number[] = [];
  let highest = -Infinity;
  for (let index = 0; index < feasible.length; index++) {
    const total = totals[index] ?? 0;
    if (total < highest) continue;
    if (total > highest) best = [];
    highest = total;
    best.push(index);
  }
  const choice = best.length > 1 ? dice.below(best.length) : 0;
  return feasible[best[choice] ?? -1];
}
