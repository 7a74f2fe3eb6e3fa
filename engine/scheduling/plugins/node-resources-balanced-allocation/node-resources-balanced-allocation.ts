import type { Pod } from '../../../apis/generated/core.v1.js';
import { podRequests } from '../../../apis/core/pod/resources.js';
import { MAX_NODE_SCORE, type NodeScorer, type PluginFactory } from '../../framework.js';
import { signRequests, textOf } from '../../matching/sign.js';
import { allocation, requestsOf, type ResourceSpec } from '../../scoring/resource-allocation.js';
import { balancedAllocationArgs } from './args.js';

const OPTIONS = { useStatusResources: true };

/** Prefers nodes on which the pod leaves the shares of all resources alike. Pods that request none have no say. */
export const nodeResourcesBalancedAllocation: PluginFactory = (input) => {
  const args = balancedAllocationArgs(input);
  if (!args.ok) return args;
  const { resources } = args.value;
  return {
    ok: true,
    plugin: {
      name: 'NodeResourcesBalancedAllocation',
      sign: (pod) =>
        pod.status?.containerStatuses === undefined ? signRequests(pod.spec) : textOf(podRequests(pod, OPTIONS)),
      score: (pod) => scorer(pod, resources),
    },
  };
};

function scorer(pod: Pod, resources: readonly ResourceSpec[]): NodeScorer | undefined {
  const requests = requestsOf(pod, resources, OPTIONS);
  if (requests.every((request) => request === 0)) return undefined;
  return {
    score(node) {
      const { requested, allocatable } = allocation(node, resources, requests, true);
      return balancedResourceScore(requested, allocatable);
    },
  };
}

/** 100 less the standard deviation of the used shares, in percent, as balancedResourceScorer. */
export function balancedResourceScore(requested: readonly number[], allocatable: readonly number[]): number {
  const fractions: number[] = [];
  for (let i = 0; i < requested.length; i++) {
    const capacity = allocatable[i] ?? 0;
    if (capacity !== 0) fractions.push(Math.min((requested[i] ?? 0) / capacity, 1));
  }
  return Math.trunc((1 - deviation(fractions)) * MAX_NODE_SCORE);
}

function deviation(fractions: readonly number[]): number {
  const [first = 0, second = 0] = fractions;
  if (fractions.length < 2) return 0;
  if (fractions.length === 2) return Math.abs((first - second) / 2);
  const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length;
  const sum = fractions.reduce((total, fraction) => total + (fraction - mean) * (fraction - mean), 0);
  return Math.sqrt(sum / fractions.length);
}
