import { podRequests, type PodResourcesOptions } from '../../apis/core/pod/resources.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { NodeInfo } from '../cache/node-info.js';
import { isScalarResource } from '../cache/resources.js';

/** A resource that counts in a score, and how much. */
export interface ResourceSpec {
  readonly name: string;
  readonly weight: number;
}

export const DEFAULT_RESOURCES: readonly ResourceSpec[] = [
  { name: 'cpu', weight: 1 },
  { name: 'memory', weight: 1 },
];

/** What a pod requests of each resource, in their order, as calculatePodResourceRequestList. */
export function requestsOf(
  pod: Pod,
  resources: readonly ResourceSpec[],
  options: PodResourcesOptions,
): readonly number[] {
  const requests = podRequests(pod, options);
  return resources.map(({ name }) => requests[name] ?? 0);
}

/**
 * Allocatable and requested amounts of each resource if the pod ran on the node, as
 * calculateResourceAllocatableRequest. A resource with no allocatable amount does not count.
 */
export function allocation(
  node: NodeInfo,
  resources: readonly ResourceSpec[],
  podRequest: readonly number[],
  useRequested: boolean,
): { readonly requested: readonly number[]; readonly allocatable: readonly number[] } {
  const requested: number[] = [];
  const allocatable: number[] = [];
  for (let i = 0; i < resources.length; i++) {
    const request = podRequest[i] ?? 0;
    const [capacity, used] = amounts(node, resources[i]?.name ?? '', request, useRequested);
    allocatable.push(capacity);
    requested.push(capacity === 0 ? 0 : used + request);
  }
  return { requested, allocatable };
}

function amounts(node: NodeInfo, name: string, request: number, useRequested: boolean): readonly [number, number] {
  switch (name) {
    case 'cpu':
      return [node.allocatable.cpu, useRequested ? node.requested.cpu : node.nonZeroCpu];
    case 'memory':
      return [node.allocatable.memory, useRequested ? node.requested.memory : node.nonZeroMemory];
    case 'ephemeral-storage':
      return [node.allocatable.ephemeralStorage, node.requested.ephemeralStorage];
    default:
      if (request === 0 && isScalarResource(name)) return [0, 0];
      return [node.allocatable.scalars[name] ?? 0, node.requested.scalars[name] ?? 0];
  }
}
