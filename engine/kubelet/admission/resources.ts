import { amountsOf } from '../../apis/core/pod/amounts.js';
import { podRequests } from '../../apis/core/pod/resources.js';
import type { NodeStatus, Pod } from '../../apis/generated/core.v1.js';
import type { WaitingReason } from '../pod/worker.js';

/** Names that the kubelet's reasons know; all others read OutOf<name> alike. */
const FIRST = ['cpu', 'memory', 'ephemeral-storage'];

/**
 * The first resource that the pod lacks room for on the node, given the pods that are there. A resource that the node
 * does not have at all is not checked, if it is an extended one. Follows noderesources.Fits and predicateAdmitHandler.
 */
export function insufficientResource(
  pod: Pod,
  quantities: NonNullable<NodeStatus['allocatable']>,
  others: readonly Pod[],
): WaitingReason | undefined {
  const allocatable = amountsOf(quantities);
  const pods = allocatable['pods'] ?? 0;
  if (others.length + 1 > pods) return outOf('pods', 1, others.length, pods);
  const requests = podRequests(pod);
  const names = inOrder(Object.keys(requests));
  const ofOthers = names.length === 0 ? [] : others.map((other) => podRequests(other));
  for (const name of names) {
    const requested = requests[name] ?? 0;
    const capacity = allocatable[name];
    if (requested <= 0 || (capacity === undefined && isExtended(name))) continue;
    let used = 0;
    for (const other of ofOthers) used += other[name] ?? 0;
    if (requested > (capacity ?? 0) - used) return outOf(name, requested, used, capacity ?? 0);
  }
  return undefined;
}

function inOrder(names: readonly string[]): readonly string[] {
  if (names.length < 2) return names;
  return [...FIRST.filter((name) => names.includes(name)), ...names.filter((name) => !FIRST.includes(name))];
}

function isExtended(name: string): boolean {
  return name.includes('/') && !name.includes('kubernetes.io/') && !name.startsWith('requests.');
}

function outOf(name: string, requested: number, used: number, capacity: number): WaitingReason {
  return {
    reason: `OutOf${name}`,
    message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  };
}
