import { amountsOf } from '../../../apis/core/pod/amounts.js';
import { podQOSClass } from '../../../apis/core/pod/qos.js';
import { hasPodLevelResources } from '../../../apis/core/pod/resources.js';
import type { Container, Pod } from '../../../apis/generated/core.v1.js';
import type { WaitingReason } from '../../pod/worker.js';
import { isRestartableInit } from '../../restart-policy.js';
import { unexpected, type Allocated } from '../admission.js';
import type { StaticPolicyOptions } from './config.js';
import { difference, NO_CPUS, union, type CpuSet } from './cpuset.js';
import { allCpus, siblings, type CpuTopology } from './topology.js';
import { takeByTopology } from './take-by-topology.js';

/** What the static policy decides by. */
export interface StaticPolicy {
  readonly topology: CpuTopology;
  /** Never handed out to one container alone. */
  readonly reserved: CpuSet;
  readonly options: StaticPolicyOptions;
}

/** Container name → the cpus that it has alone. */
export type PodAssignments = Readonly<Record<string, CpuSet>>;

/** Which cpus the node keeps for itself: as many as asked for, from the lowest core on. Follows NewStaticPolicy. */
export function reservedCpus(topology: CpuTopology, count: number): CpuSet {
  const taken = takeByTopology(topology, allCpus(topology), Math.ceil(count));
  return taken.ok ? taken.value : allCpus(topology);
}

/** The shared pool before anything is assigned. */
export function initialPool({ topology, reserved, options }: StaticPolicy): CpuSet {
  const all = allCpus(topology);
  return options['strict-cpu-reservation'] === true ? difference(all, reserved) : all;
}

/** How many cpus a container gets alone: a whole number of a Guaranteed pod, else none. Follows guaranteedCPUs. */
export function guaranteedCpus(pod: Pod, container: Container): number {
  if (podQOSClass(pod) !== 'Guaranteed' || hasPodLevelResources(pod.spec)) return 0;
  const { cpu = 0 } = amountsOf(container.resources?.requests);
  return cpu % 1000 === 0 ? cpu / 1000 : 0;
}

/**
 * Assigns cpus to every container of a pod that is to have its own; what is assigned already stays, and an init
 * container's are used again by those that come after it. An error is why the pod cannot be admitted. Follows Allocate
 * of the static policy, for init containers and then the others.
 */
export function allocate(
  policy: StaticPolicy,
  pool: CpuSet,
  pod: Pod,
  known: PodAssignments,
): Allocated<PodAssignments> {
  let assigned = known;
  let free = pool;
  let reusable = NO_CPUS;
  for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
    const count = guaranteedCpus(pod, container);
    if (count === 0) continue;
    const misaligned = smtAlignmentError(policy, free, count);
    if (misaligned !== undefined) return { ok: false, refusal: misaligned };
    let cpus = assigned[container.name];
    if (cpus === undefined) {
      const available = union(difference(free, policy.reserved), reusable);
      const taken = takeByTopology(policy.topology, available, count);
      if (!taken.ok) return unexpected(taken.error);
      cpus = taken.value;
      assigned = { ...assigned, [container.name]: cpus };
      free = difference(free, cpus);
    }
    const once = pod.spec.initContainers?.includes(container) === true && !isRestartableInit(container);
    reusable = once ? union(reusable, cpus) : difference(reusable, cpus);
  }
  return { ok: true, value: assigned };
}

function smtAlignmentError(
  { topology, reserved, options }: StaticPolicy,
  pool: CpuSet,
  requested: number,
): WaitingReason | undefined {
  if (options['full-pcpus-only'] !== true) return undefined;
  const { threads } = topology;
  const error = (message: string): WaitingReason => ({
    reason: 'SMTAlignmentError',
    message: `SMT Alignment Error: ${message}`,
  });
  if (requested % threads !== 0) return error(`requested ${requested} cpus not multiple cpus per core = ${threads}`);
  const available = difference(pool, siblings(topology, reserved)).length;
  if (requested <= available) return undefined;
  return error(
    `not enough free physical CPUs: available physical CPUs = ${available}, requested CPUs = ${requested}, CPUs per core = ${threads}`,
  );
}
