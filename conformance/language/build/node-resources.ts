import type * as z from 'zod';
import { allCpus, numCpus, type CpuTopology } from '../../../engine/kubelet/cm/cpumanager/topology.js';
import { parseCpuSet } from '../../../engine/kubelet/cm/cpumanager/cpuset.js';
import type { NodeConfig } from '../../../engine/cluster/config.js';
import { nanosOf } from '../../expectations/quantity.js';
import type { Cursor } from '../cursor.js';
import type * as schema from '../schema/cluster.js';

type NodeShape = z.output<typeof schema.node>;
type CpuShape = Pick<
  NodeShape,
  'cpuManagerPolicy' | 'cpuManagerPolicyOptions' | 'reservedSystemCPUs' | 'topology' | 'kubeReserved' | 'systemReserved'
>;
type Capacity = NodeConfig['capacity'];

const DEFAULT_CPUS = 4;
const NANOS = 1_000_000_000n;

/** What a node says of its cpus; the topology stands for the capacity where that is not given. */
export function cpusOf(given: CpuShape, capacity: Capacity, cursor: Cursor): Partial<NodeConfig> {
  const { cpuManagerPolicy, cpuManagerPolicyOptions, reservedSystemCPUs } = given;
  const topology = topologyOf(given.topology);
  checkPolicy(given, cursor);
  const count = countOf(topology, capacity, cursor);
  if (reservedSystemCPUs !== undefined) checkReserved(reservedSystemCPUs, count, cursor.at('reservedSystemCPUs'));
  return {
    ...(cpuManagerPolicy === undefined ? {} : { cpuManagerPolicy }),
    ...(cpuManagerPolicyOptions === undefined ? {} : { cpuManagerPolicyOptions: present(cpuManagerPolicyOptions) }),
    ...(reservedSystemCPUs === undefined ? {} : { reservedSystemCPUs }),
    ...(topology === undefined ? {} : { topology, capacity: { ...capacity, cpu: String(numCpus(topology)) } }),
  };
}

function topologyOf(topology: CpuShape['topology']): CpuTopology | undefined {
  if (topology === undefined) return undefined;
  const { sockets = 1, cores, threads = 1 } = topology;
  return { sockets, cores, threads };
}

function present(options: NonNullable<CpuShape['cpuManagerPolicyOptions']>): NodeConfig['cpuManagerPolicyOptions'] {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** As the kubelet refuses to start with such a configuration. */
function checkPolicy(given: CpuShape, cursor: Cursor): void {
  if (given.cpuManagerPolicy !== 'static') {
    if (given.cpuManagerPolicyOptions !== undefined)
      cursor
        .at('cpuManagerPolicyOptions')
        .reportKey('these options are for the static policy', 'add cpuManagerPolicy: static');
    return;
  }
  const reserved = [given.kubeReserved, given.systemReserved].some((list) => (nanosOf(list?.cpu ?? 0) ?? 0n) > 0n);
  if (given.reservedSystemCPUs === undefined && !reserved)
    cursor
      .at('cpuManagerPolicy')
      .report(
        'the static policy requires systemreserved.cpu + kubereserved.cpu to be greater than zero',
        'add reservedSystemCPUs: "0"',
      );
}

/** How many cpus the machine has; a topology must agree with the capacity. */
function countOf(topology: CpuTopology | undefined, capacity: Capacity, cursor: Cursor): number {
  const nanos = nanosOf(capacity?.['cpu'] ?? DEFAULT_CPUS) ?? 0n;
  if (topology === undefined) return Number(nanos / NANOS);
  const count = numCpus(topology);
  if (capacity?.['cpu'] !== undefined && nanos !== BigInt(count) * NANOS) {
    const { sockets, cores, threads } = topology;
    cursor
      .at('topology')
      .report(
        `${sockets} sockets of ${cores} cores of ${threads} threads are ${count} cpus, and the capacity is ${capacity['cpu']}`,
        'take cpu out of capacity, or let them agree',
      );
  }
  return count;
}

function checkReserved(text: string, count: number, cursor: Cursor): void {
  const cpus = parseCpuSet(text);
  if (cpus === undefined || cpus.length === 0) {
    cursor.report(`"${text}" is no list of cpus`, 'write 0, 0-1 or 0-1,8');
    return;
  }
  const known = new Set(allCpus({ sockets: 1, cores: count, threads: 1 }));
  const missing = cpus.find((cpu) => !known.has(cpu));
  if (missing !== undefined) cursor.report(`the machine has no cpu ${missing}`, `it has cpus 0 to ${count - 1}`);
}
