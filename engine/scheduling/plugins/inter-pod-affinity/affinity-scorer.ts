import type { Pod } from '../../../apis/generated/core.v1.js';
import type { NodeInfo } from '../../cache/node-info.js';
import { MAX_NODE_SCORE, type NodeScorer } from '../../framework.js';
import {
  podTerms,
  termMatches,
  type AffinityTerm,
  type Labels,
  type WeightedTerm,
} from '../../matching/affinity-terms.js';
import { TopologySums, type Contribution } from '../../topology/topology-sums.js';
import type { Incoming } from './incoming.js';

/** Whether the pod itself prefers or avoids company. */
export function hasPreferences({ preferredAffinity, preferredAntiAffinity }: Incoming['terms']): boolean {
  return preferredAffinity.length > 0 || preferredAntiAffinity.length > 0;
}

/** Points by domain that running pods give to the pod or that it gives to them, as processExistingPod. */
export function preferenceSums(pod: Incoming, hardPodAffinityWeight: number): TopologySums {
  const looksAtAll = hasPreferences(pod.terms);
  return new TopologySums((info) => {
    const others = looksAtAll ? info.pods : info.podsWithAffinity;
    return others.flatMap((other) => pointsFrom(pod, other, info, hardPodAffinityWeight));
  });
}

function pointsFrom(pod: Incoming, other: Pod, info: NodeInfo, hardWeight: number): readonly Contribution[] {
  const theirs = podTerms(other);
  const hard = hardWeight > 0 ? theirs.affinity.map((term) => ({ ...term, weight: hardWeight })) : [];
  return [
    ...points(pod.terms.preferredAffinity, other, undefined, info, 1),
    ...points(pod.terms.preferredAntiAffinity, other, undefined, info, -1),
    ...points(hard, pod.pod, pod.namespaceLabels, info, 1),
    ...points(theirs.preferredAffinity, pod.pod, pod.namespaceLabels, info, 1),
    ...points(theirs.preferredAntiAffinity, pod.pod, pod.namespaceLabels, info, -1),
  ];
}

function points(
  terms: readonly WeightedTerm[],
  pod: Pod,
  namespaceLabels: Labels | undefined,
  info: NodeInfo,
  sign: 1 | -1,
): readonly Contribution[] {
  return terms.flatMap((term) => {
    const value = valueOf(term, info);
    if (value === undefined || !termMatches(term, pod, namespaceLabels)) return [];
    return [{ key: term.topologyKey, value, amount: term.weight * sign }];
  });
}

function valueOf({ topologyKey }: AffinityTerm, { node }: NodeInfo): string | undefined {
  return node.metadata.labels?.[topologyKey];
}

/** Prefers nodes whose domains have the most points. */
export function affinityScorer(sums: TopologySums): NodeScorer {
  const keys = sums.keys();
  return {
    score({ node }) {
      let score = 0;
      for (const key of keys) {
        const value = node.metadata.labels?.[key];
        if (value !== undefined) score += sums.sum(key, value) ?? 0;
      }
      return score;
    },
    normalize(scores) {
      let lowest = Infinity;
      let highest = -Infinity;
      for (const score of scores) {
        if (score < lowest) lowest = score;
        if (score > highest) highest = score;
      }
      const range = highest - lowest;
      for (let i = 0; i < scores.length; i++) {
        scores[i] = range > 0 ? Math.trunc(MAX_NODE_SCORE * (((scores[i] ?? 0) - lowest) / range)) : 0;
      }
    },
  };
}
