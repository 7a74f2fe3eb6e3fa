import { podRequests } from '../../apis/core/pod/resources.js';
import type { Pod } from '../../apis/generated/core.v1.js';
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

function sameRequests(a: Pod, b: Pod): boolean {
  const before = podRequests(a, STATUS);
  const after = podRequests(b, STATUS);
  return before === after || semanticEqual(before, after);
}
