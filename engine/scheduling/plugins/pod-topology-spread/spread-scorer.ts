import type { NodeInfo } from '../../cache/node-info.js';
import { MAX_NODE_SCORE, type NodeScorer, type Scores } from '../../framework.js';
import { hasAllTopologies, type Constraint, type Constraints } from './constraints.js';
import type { SpreadCounts } from './spread-counts.js';

const HOSTNAME = 'kubernetes.io/hostname';

/** Whether a constraint's domains hold several nodes, so that sums are needed. */
export function isSummed({ topologyKey }: Constraint): boolean {
  return topologyKey !== HOSTNAME;
}

/** Prefers nodes whose domains hold few matching pods; small domains count less (soft constraints). */
export function spreadScorer(
  constraints: Constraints,
  counts: SpreadCounts,
  feasible: readonly NodeInfo[],
): NodeScorer {
  const { list, requireAllTopologies } = constraints;
  const isIgnored = ({ node }: NodeInfo) => requireAllTopologies && !hasAllTopologies(node, list);
  const counted = requireAllTopologies ? feasible.filter((info) => !isIgnored(info)) : feasible;
  const weights = list.map((constraint) => Math.log(domainsOf(constraint, counted) + 2));
  const domains = list.map(({ topologyKey }, i) => counts.sums[i]?.of(topologyKey));
  return {
    score(info) {
      if (isIgnored(info)) return 0;
      const labels = info.node.metadata.labels ?? {};
      let score = 0;
      for (let i = 0; i < list.length; i++) {
        const { topologyKey, maxSkew } = list[i] as Constraint;
        const value = labels[topologyKey];
        if (value === undefined) continue;
        const count = topologyKey === HOSTNAME ? counts.onNode[i]?.of(info, undefined) : domains[i]?.get(value)?.sum;
        score += (count ?? 0) * (weights[i] ?? 0) + (maxSkew - 1);
      }
      return Math.round(score);
    },
    normalize: (scores, nodes) => normalize(scores, requireAllTopologies ? nodes.map(isIgnored) : undefined),
  };
}

/** How many domains the nodes make up, as topoSize. */
function domainsOf({ topologyKey }: Constraint, nodes: readonly NodeInfo[]): number {
  if (topologyKey === HOSTNAME) return nodes.length;
  const values = new Set<string>();
  for (const { node } of nodes) values.add(node.metadata.labels?.[topologyKey] ?? '');
  return values.size;
}

/** The fewer the better, the best 100; ignored nodes get nothing. */
function normalize(scores: Scores, ignored: readonly boolean[] | undefined): void {
  let lowest = Infinity;
  let highest = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] ?? 0;
    if (ignored?.[i] === true) continue;
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
  }
  for (let i = 0; i < scores.length; i++) {
    if (ignored?.[i] === true) scores[i] = 0;
    else if (highest === 0) scores[i] = MAX_NODE_SCORE;
    else scores[i] = Math.trunc((MAX_NODE_SCORE * (highest + lowest - (scores[i] ?? 0))) / highest);
  }
}
