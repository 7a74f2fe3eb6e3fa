import { podRequests } from '../../apis/core/pod/resources.js';
import type { Container, ContainerStatus, Pod } from '../../apis/generated/core.v1.js';
import { semanticEqual } from '../../apimachinery/equality.js';

const STATUS = { useStatusResources: true };

/**
 * Whether no plugin can tell two versions of a bound pod apart. Phases, conditions and addresses, which kubelets report
 * all the time, do not matter; the start time does, to preemption.
 */
export function hasSameFacts(a: Pod, b: Pod): boolean {
  if (a === b) return true;
  if ((a.metadata.deletionTimestamp === undefined) !== (b.metadata.deletionTimestamp === undefined)) return false;
  if (a.status?.startTime !== b.status?.startTime) return false;
  if (!semanticEqual(a.metadata.labels, b.metadata.labels)) return false;
  return sameRequests(a, b);
}

/** Whether nothing that requests are made of has changed, as a look at the parts shows. */
export function sameAllocations(a: Pod, b: Pod): boolean {
  return (
    a.spec.containers === b.spec.containers &&
    a.spec.initContainers === b.spec.initContainers &&
    a.spec.resources === b.spec.resources &&
    a.spec.overhead === b.spec.overhead &&
    hasWhatItAsksFor(a) &&
    hasWhatItAsksFor(b)
  );
}

/** No resize is under way: containers are told to have, if anything, what their spec requests. */
function hasWhatItAsksFor({ spec, status }: Pod): boolean {
  const { conditions, containerStatuses, initContainerStatuses } = status;
  if (conditions !== undefined) for (const { type } of conditions) if (type === 'PodResizePending') return false;
  return isAsSpecified(containerStatuses, spec.containers) && isAsSpecified(initContainerStatuses, spec.initContainers);
}

function isAsSpecified(
  statuses: readonly ContainerStatus[] | undefined,
  containers: readonly Container[] | undefined,
): boolean {
  if (statuses === undefined) return true;
  for (const { name, resources, allocatedResources } of statuses) {
    if (resources === undefined) continue;
    const asked = containers?.find((container) => container.name === name)?.resources?.requests;
    if (!semanticEqual(resources.requests, asked) || !semanticEqual(allocatedResources, asked)) return false;
  }
  return true;
}

function sameRequests(a: Pod, b: Pod): boolean {
  if (sameAllocations(a, b)) return true;
  const before = podRequests(a, STATUS);
  const after = podRequests(b, STATUS);
  return before === after || semanticEqual(before, after);
}
