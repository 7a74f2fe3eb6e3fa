import { amountsOf, milliOf } from '../../../apis/core/pod/amounts.js';
import type { Pod } from '../../../apis/generated/core.v1.js';
import { SortedMap } from '../../../core/sorted-map.js';
import type { KubeletNode } from '../../node/kubelet-node.js';
import type { Allocated } from '../admission.js';
import { difference, parseCpuSet, type CpuSet } from './cpuset.js';
import { allocate, initialPool, reservedCpus, type PodAssignments, type StaticPolicy } from './static-policy.js';
import { allCpus, type CpuTopology } from './topology.js';

/** Pod uid → container name → the cpus that it has alone. Kept in a file: it survives restarts. */
export type CpuAssignments = SortedMap<string, PodAssignments>;

export const NO_ASSIGNMENTS: CpuAssignments = SortedMap.empty();

const policies = new WeakMap<KubeletNode, StaticPolicy | 'none'>();

/** The node's policy. Memoised by configuration. Follows NewManager (pkg/kubelet/cm/cpumanager). */
export function policyOf(config: KubeletNode): StaticPolicy | 'none' {
  const known = policies.get(config);
  if (known !== undefined) return known;
  const policy = newPolicy(config);
  policies.set(config, policy);
  return policy;
}

function newPolicy(config: KubeletNode): StaticPolicy | 'none' {
  if (config.cpuManagerPolicy !== 'static') return 'none';
  const topology = topologyOf(config);
  const given = parseCpuSet(config.reservedSystemCPUs ?? '') ?? [];
  const reserved = given.length > 0 ? given : reservedCpus(topology, reservedCount(config));
  return { topology, reserved, options: config.cpuManagerPolicyOptions ?? {} };
}

/** Whole cpus: ceil(kubeReserved.cpu + systemReserved.cpu). */
function reservedCount({ kubeReserved, systemReserved }: KubeletNode): number {
  return Math.ceil((milliOf(kubeReserved?.['cpu']) + milliOf(systemReserved?.['cpu'])) / 1000);
}

/** How the machine's cpus are laid out. */
export function topologyOf({ topology, capacity }: KubeletNode): CpuTopology {
  return topology ?? { sockets: 1, cores: Math.max(1, Math.floor(cpusOf(capacity))), threads: 1 };
}

const DEFAULT_CPUS = 4;

function cpusOf(capacity: KubeletNode['capacity']): number {
  const { cpu = DEFAULT_CPUS * 1000 } = amountsOf(capacity);
  return cpu / 1000;
}

/** Assigns cpus to a pod that is about to be admitted. */
export function allocateCpus(config: KubeletNode, assignments: CpuAssignments, pod: Pod): Allocated<CpuAssignments> {
  const policy = policyOf(config);
  if (policy === 'none') return { ok: true, value: assignments };
  const { uid } = pod.metadata;
  const known = assignments.get(uid) ?? {};
  const allocated = allocate(policy, sharedPool(policy, assignments), pod, known);
  if (!allocated.ok) return allocated;
  const { value } = allocated;
  return { ok: true, value: value === known ? assignments : assignments.set(uid, value) };
}

/** Where all containers without cpus of their own run. */
function sharedPool(policy: StaticPolicy, assignments: CpuAssignments): CpuSet {
  let pool = initialPool(policy);
  for (const [, assigned] of assignments) for (const cpus of Object.values(assigned)) pool = difference(pool, cpus);
  return pool;
}

/**
 * The cpus that a container may run on: cpuset.cpus of its cgroup. The kubelet brings the cgroups in line every
 * 10 seconds; here they are always. Follows GetCPUSetOrDefault.
 */
export function cpusetOf(config: KubeletNode, assignments: CpuAssignments, uid: string, container: string): CpuSet {
  const policy = policyOf(config);
  if (policy === 'none') return allCpus(topologyOf(config));
  return assignments.get(uid)?.[container] ?? sharedPool(policy, assignments);
}

/** Frees what pods hold that are no longer there. Follows removeStaleState. */
export function releaseCpus(assignments: CpuAssignments, isActive: (uid: string) => boolean): CpuAssignments {
  let left = assignments;
  for (const [uid] of assignments) if (!isActive(uid)) left = left.delete(uid);
  return left;
}
