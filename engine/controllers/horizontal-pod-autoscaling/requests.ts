import { milliCpu } from '../../apimachinery/quantity.js';
import { failed, ok, type Result } from '../../apimachinery/result.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { hasPodLevelResources, isRestartableInit } from '../../apis/core/pod/resources.js';

/** By pod name, in thousandths. */
export type Requests = ReadonlyMap<string, number>;

/** What each pod, or one container of each, requests. Follows calculateRequests. */
export function requestsOf(pods: readonly Pod[], resource: string, container: string | undefined): Result<Requests> {
  const requests = new Map<string, number>();
  for (const pod of pods) {
    const levels = container === undefined && hasPodLevelResources(pod.spec);
    const request = levels ? ofPod(pod, resource) : ofContainers(pod, resource, container);
    if (!request.ok) return request;
    requests.set(pod.metadata.name, request.value);
  }
  return ok(requests);
}

function ofPod({ metadata, spec }: Pod, resource: string): Result<number> {
  const amount = spec.resources?.requests?.[resource];
  if (amount === undefined) return failed(`missing pod-level request for ${resource} in Pod ${metadata.name}`);
  return ok(milliCpu(amount));
}

function ofContainers({ metadata, spec }: Pod, resource: string, only: string | undefined): Result<number> {
  const sidecars = (spec.initContainers ?? []).filter(isRestartableInit);
  const containers = [...spec.containers, ...sidecars].filter(({ name }) => only === undefined || name === only);
  if (containers.length === 0) return failed(`container ${only ?? ''} not found in Pod ${metadata.name}`);
  let sum = 0;
  for (const { name, resources } of containers) {
    const amount = resources?.requests?.[resource];
    if (amount === undefined) {
      return failed(`missing request for ${resource} in container ${name} of Pod ${metadata.name}`);
    }
    sum += milliCpu(amount);
  }
  return ok(sum);
}
