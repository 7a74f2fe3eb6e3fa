import type { Pod } from '../../apis/generated/core.v1.js';
import type { KubeletNode } from '../node/kubelet-node.js';
import type { Allocated } from './admission.js';
import { allocateCpus, NO_ASSIGNMENTS, releaseCpus, type CpuAssignments } from './cpumanager/cpu-manager.js';

/** What of the node belongs to single containers. Kept in files below /var/lib/kubelet: it survives restarts. */
export interface Allocations {
  readonly cpus: CpuAssignments;
}

export const NOTHING_ALLOCATED: Allocations = { cpus: NO_ASSIGNMENTS };

/**
 * Gives a pod that is about to be admitted what its containers are to have alone. What was given before an error stays
 * given until the pod is told to be rejected. Follows Admit of the topology manager with policy none.
 */
export function allocateResources(config: KubeletNode, allocations: Allocations, pod: Pod): Allocated<Allocations> {
  const cpus = allocateCpus(config, allocations.cpus, pod);
  if (!cpus.ok) return cpus;
  return { ok: true, value: cpus.value === allocations.cpus ? allocations : { ...allocations, cpus: cpus.value } };
}

/** Takes back what pods hold that have ended or are gone. */
export function releaseResources(allocations: Allocations, isActive: (uid: string) => boolean): Allocations {
  const cpus = releaseCpus(allocations.cpus, isActive);
  return cpus === allocations.cpus ? allocations : { ...allocations, cpus };
}
