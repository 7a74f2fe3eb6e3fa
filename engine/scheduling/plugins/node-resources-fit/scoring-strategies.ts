import { MAX_NODE_SCORE } from '../../framework.js';
import type { ResourceSpec } from '../../scoring/resource-allocation.js';
import { brokenLinear } from '../../scoring/shape.js';
import type { ScoringStrategy } from './args.js';

/** Amounts if the pod ran on the node → score. */
export type ResourceScorer = (requested: readonly number[], allocatable: readonly number[]) => number;

/** Scores of custom shapes go up to this. */
const MAX_CUSTOM_PRIORITY_SCORE = 10;

/** The function of a scoring strategy. */
export function resourceScorer({ type, resources, shape }: ScoringStrategy): ResourceScorer {
  switch (type) {
    case 'LeastAllocated':
      return weighted(resources, leastRequestedScore);
    case 'MostAllocated':
      return weighted(resources, mostRequestedScore);
    case 'RequestedToCapacityRatio': {
      const scale = MAX_NODE_SCORE / MAX_CUSTOM_PRIORITY_SCORE;
      const points = shape.map(({ utilization, score }) => ({ utilization, score: score * scale }));
      return requestedToCapacityRatio(resources, brokenLinear(points));
    }
  }
}

/** As leastRequestedScore: the share that stays free. */
export function leastRequestedScore(requested: number, capacity: number): number {
  return requested > capacity ? 0 : Math.trunc(((capacity - requested) * MAX_NODE_SCORE) / capacity);
}

/** As mostRequestedScore: the share that is taken. */
export function mostRequestedScore(requested: number, capacity: number): number {
  return Math.trunc((Math.min(requested, capacity) * MAX_NODE_SCORE) / capacity);
}

function weighted(
  resources: readonly ResourceSpec[],
  score: (requested: number, capacity: number) => number,
): ResourceScorer {
  return (requested, allocatable) => {
    let sum = 0;
    let weights = 0;
    for (let i = 0; i < requested.length; i++) {
      const capacity = allocatable[i] ?? 0;
      if (capacity === 0) continue;
      const weight = resources[i]?.weight ?? 0;
      sum += score(requested[i] ?? 0, capacity) * weight;
      weights += weight;
    }
    return weights === 0 ? 0 : Math.trunc(sum / weights);
  };
}

/** As buildRequestedToCapacityRatioScorerFunction: resources that score 0 do not count at all. */
function requestedToCapacityRatio(
  resources: readonly ResourceSpec[],
  raw: (utilization: number) => number,
): ResourceScorer {
  return (requested, allocatable) => {
    let sum = 0;
    let weights = 0;
    for (let i = 0; i < requested.length; i++) {
      const capacity = allocatable[i] ?? 0;
      if (capacity === 0) continue;
      const amount = requested[i] ?? 0;
      const score = raw(amount > capacity ? 100 : Math.trunc((amount * 100) / capacity));
      if (score <= 0) continue;
      const weight = resources[i]?.weight ?? 0;
      sum += score * weight;
      weights += weight;
    }
    return weights === 0 ? 0 : Math.round(sum / weights);
  };
}
