import { podRequests } from '../../apis/core/pod/resources.js';
import type { ContainerStatus, Pod } from '../../apis/generated/core.v1.js';
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
function sameAllocations(a: Pod, b: Pod): boolean {
  return (
    a.spec.containers === b.spec.containers &&
    a.spec.initContainers === b.spec.initContainers &&
    a.spec.resources === b.spec.resources &&
    a.spec.overhead === b.spec.overhead &&
    !isResizing(a) &&
    !isResizing(b) &&
    sameReports(a.status.containerStatuses, b.status.containerStatuses) &&
    sameReports(a.status.initContainerStatuses, b.status.initContainerStatuses)
  );
}

function isResizing({ status: { conditions } }: Pod): boolean {
  if (conditions !== undefined) for (const { type } of conditions) if (type === 'PodResizePending') return true;
  return false;
}

const NONE: readonly ContainerStatus[] = [];

function sameReports(a: readonly ContainerStatus[] = NONE, b: readonly ContainerStatus[] = NONE): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const [before, after] = [a[i], b[i]];
    if (before === after) continue;
    if (before?.name !== after?.name || (before?.resources === undefined) !== (after?.resources === undefined))
      return false;
    if (!semanticEqual(before?.resources, after?.resources)) return false;
    if (!semanticEqual(before?.allocatedResources, after?.allocatedResources)) return false;
  }
  return true;
}

function sameRequests(a: Pod, b: Pod): boolean {
  if (sameAllocations(a, b)) return true;
  const before = podRequests(a, STATUS);
  const after = podRequests(b, STATUS);
  return before === after || semanticEqual(before, after);
}
