import { amountsOf, type Amounts } from '../../apis/core/pod/amounts.js';
import { milliText, quantityOf, valueText } from '../../apimachinery/quantity.js';
import type { Machine } from '../../runtime/cgroups/resources.js';
import { parseCpuSet } from './cpumanager/cpuset.js';
import type { KubeletNode } from '../node/kubelet-node.js';

type Quantities = Readonly<Record<string, string>>;

const DEFAULT_CAPACITY: Quantities = { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' };

/** What cAdvisor reports as the kernel's limit on a small machine (pid_max). */
const PIDS = 32_768;

/** What a node has, by resource name. */
export function capacityOf({ capacity }: KubeletNode): Quantities {
  return { ...DEFAULT_CAPACITY, ...capacity };
}

/** The hardware, and the limits of all pods together. */
export function machineOf(config: KubeletNode): Machine {
  const { cpu = 0, memory = 0, 'ephemeral-storage': disk = 0 } = amountsOf(capacityOf(config));
  const reserved = reservedOf(config);
  const pods = {
    milliCpu: Math.max(0, cpu - (reserved['cpu'] ?? 0)),
    memory: Math.max(0, memory - (reserved['memory'] ?? 0)),
    pids: Math.max(0, PIDS - (reserved['pid'] ?? 0)),
  };
  return { milliCpu: cpu, memory, disk, pids: PIDS, pods };
}

/** kubeReserved and systemReserved together; cpus that are reserved by number stand for both. */
function reservedOf({ kubeReserved, systemReserved, reservedSystemCPUs = '' }: KubeletNode): Amounts {
  const sum: Record<string, number> = {};
  for (const list of [kubeReserved, systemReserved])
    for (const [name, amount] of Object.entries(amountsOf(list))) sum[name] = (sum[name] ?? 0) + amount;
  const cpus = parseCpuSet(reservedSystemCPUs)?.length ?? 0;
  return cpus === 0 ? sum : { ...sum, cpu: cpus * 1000 };
}

/**
 * What pods can be given: capacity less what is reserved for the kubelet and the system and what hard eviction keeps free.
 * Never below 0. Follows GetNodeAllocatableReservation and MachineInfo (pkg/kubelet/nodestatus).
 */
export function allocatableOf(config: KubeletNode): Quantities {
  const capacity = capacityOf(config);
  const amounts = amountsOf(capacity);
  const reserved: Record<string, number> = { ...reservedOf(config) };
  for (const [name, amount] of Object.entries(evictionReservation(config, amounts)))
    reserved[name] = (reserved[name] ?? 0) + amount;
  if (Object.keys(reserved).length === 0) return capacity;
  return Object.fromEntries(
    Object.entries(capacity).map(([name, quantity]) => {
      const less = reserved[name] ?? 0;
      return [name, less === 0 ? quantity : textOf(name, quantity, Math.max(0, (amounts[name] ?? 0) - less))];
    }),
  );
}

function textOf(name: string, like: string, amount: number): string {
  const { format } = quantityOf(like);
  return name === 'cpu' ? milliText(amount, format) : valueText(amount, format);
}

const SIGNALS: Quantities = { 'memory.available': 'memory', 'nodefs.available': 'ephemeral-storage' };

/** Follows hardEvictionReservation (pkg/kubelet/cm): thresholds are amounts or parts of the capacity. */
function evictionReservation({ evictionHard = {} }: KubeletNode, capacity: Amounts): Amounts {
  const kept: Record<string, number> = {};
  for (const [signal, threshold] of Object.entries(evictionHard)) {
    const name = SIGNALS[signal];
    if (name !== undefined) kept[name] = thresholdOf(threshold, capacity[name] ?? 0);
  }
  return kept;
}

function thresholdOf(threshold: string, capacity: number): number {
  if (!threshold.endsWith('%')) return amountsOf({ threshold })['threshold'] ?? 0;
  return Math.trunc((capacity * Number(threshold.slice(0, -1))) / 100);
}
