import type { Node, Pod } from '../../apis/generated/core.v1.js';
import { nodes } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';

const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

/** Neither pending nor running nor unknown: its containers have ended. */
export function isPodTerminated({ status: { phase } }: Pod): boolean {
  return phase !== 'Pending' && phase !== 'Running' && phase !== 'Unknown';
}

export function isUnscheduledTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined && (pod.spec.nodeName ?? '') === '';
}

/** Bound to a node that is not there. */
export function isOrphan(view: View, pod: Pod): boolean {
  const node = pod.spec.nodeName ?? '';
  return node !== '' && view.get(nodes, '', node) === undefined;
}

/** Being deleted on a node that is not ready and was declared out of service. */
export function isTerminatingOutOfService(view: View, pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp === undefined) return false;
  const node = view.get(nodes, '', pod.spec.nodeName ?? '');
  return node !== undefined && isOutOfService(node);
}

export function isOutOfService({ status, spec }: Node): boolean {
  const ready = status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
  return !ready && (spec.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? false);
}

/** Evicted pods first, then the oldest (byEvictionAndCreationTimestamp). */
export function byEvictionAndCreationTimestamp(a: Pod, b: Pod): number {
  const evicted = Number(isEvicted(b)) - Number(isEvicted(a));
  if (evicted !== 0) return evicted;
  const [left, right] = [a.metadata, b.metadata];
  if (left.creationTimestamp !== right.creationTimestamp) {
    return left.creationTimestamp < right.creationTimestamp ? -1 : 1;
  }
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}

function isEvicted({ status }: Pod): boolean {
  return status.phase === 'Failed' && status.reason === 'Evicted';
}
