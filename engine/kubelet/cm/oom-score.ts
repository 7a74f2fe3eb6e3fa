import { amountsOf } from '../../apis/core/pod/amounts.js';
import { podQOSClass } from '../../apis/core/pod/qos.js';
import { containersRequests, isRestartableInit } from '../../apis/core/pod/resources.js';
import type { Container, Pod } from '../../apis/generated/core.v1.js';

const GUARANTEED = -997;
const BEST_EFFORT = 1000;
const SYSTEM_CRITICAL_PRIORITY = 2_000_000_000;

/**
 * How readily the kernel kills a container's processes when memory runs out, given the node's bytes of memory. Follows
 * GetContainerOOMScoreAdjust (pkg/kubelet/qos/policy.go).
 */
export function oomScoreAdjust(pod: Pod, container: Container, memoryCapacity: number): number {
  if (isNodeCritical(pod)) return GUARANTEED;
  switch (podQOSClass(pod)) {
    case 'Guaranteed':
      return GUARANTEED;
    case 'BestEffort':
      return BEST_EFFORT;
    case 'Burstable':
      return burstable(pod, container, memoryCapacity);
  }
}

/** Follows IsNodeCriticalPod (pkg/kubelet/types): static and mirror pods are not modelled. */
function isNodeCritical({ spec }: Pod): boolean {
  return (spec.priority ?? 0) >= SYSTEM_CRITICAL_PRIORITY && spec.priorityClassName === 'system-node-critical';
}

function burstable(pod: Pod, container: Container, capacity: number): number {
  const rest = unclaimedPerContainer(pod);
  const own = adjust(memoryRequest(container) + rest, capacity);
  const isSidecar =
    pod.spec.initContainers?.some(({ name }) => name === container.name) === true && isRestartableInit(container);
  const score = isSidecar ? Math.min(own, adjust(leastOfRegular(pod) + rest, capacity)) : own;
  return Math.min(Math.max(score, BEST_EFFORT + GUARANTEED), BEST_EFFORT - 1);
}

function adjust(request: number, capacity: number): number {
  return 1000 - Math.trunc((1000 * request) / capacity);
}

function memoryRequest({ resources }: Container): number {
  return amountsOf(resources?.requests)['memory'] ?? 0;
}

function leastOfRegular({ spec }: Pod): number {
  return Math.min(...spec.containers.map(memoryRequest));
}

/** What a pod requests beyond its containers' requests is shared out equally among them. */
function unclaimedPerContainer({ spec }: Pod): number {
  const whole = amountsOf(spec.resources?.requests)['memory'] ?? 0;
  if (whole === 0) return 0;
  const claimed = containersRequests(spec)['memory'] ?? 0;
  const sharers = spec.containers.length + (spec.initContainers?.length ?? 0);
  return Math.trunc((whole - claimed) / sharers);
}
