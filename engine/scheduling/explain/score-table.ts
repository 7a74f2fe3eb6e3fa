import type { Pod } from '../../apis/generated/core.v1.js';
import type { NodeInfo } from '../cache/node-info.js';
import type { Profile } from '../cycle/profile.js';
import type { Cycle } from '../framework.js';

/** What one plugin gives to one node. */
export interface PluginScore {
  readonly plugin: string;
  /** Before normalising. */
  readonly raw: number;
  /** 0 to 100. */
  readonly score: number;
  readonly weight: number;
}

/** One row: a node that fits, its points by plugin (those that have no say left out), and their weighted sum. */
export interface NodeScores {
  readonly node: string;
  readonly scores: readonly PluginScore[];
  readonly total: number;
}

/** The table of fitting nodes and score plugins for a pod, the highest total first. */
export function explainScores(
  pod: Pod,
  { score: plugins }: Profile,
  cycle: Cycle,
  nodes: readonly NodeInfo[],
): readonly NodeScores[] {
  const columns = plugins.flatMap(({ plugin, weight }) => {
    const scorer = plugin.score?.(pod, cycle, nodes);
    if (scorer === undefined) return [];
    const raw = nodes.map((node) => scorer.score(node));
    const normalized = [...raw];
    scorer.normalize?.(normalized, nodes);
    return [{ plugin: plugin.name, weight, raw, normalized }];
  });
  return nodes
    .map(({ name }, i) => {
      const scores = columns.map(({ plugin, weight, raw, normalized }) => ({
        plugin,
        raw: raw[i] ?? 0,
        score: normalized[i] ?? 0,
        weight,
      }));
      return { node: name, scores, total: scores.reduce((sum, { score, weight }) => sum + score * weight, 0) };
    })
    .sort((a, b) => b.total - a.total);
}
