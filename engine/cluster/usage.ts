import type { Usage } from '../client/component.js';
import type { Process } from '../client/erase.js';
import { isKubeletMemory } from '../kubelet/inspect.js';
import { withProcess, type Cluster } from './cluster.js';
import { deliverUsage } from './deliver.js';
import { place } from './schedule.js';

/**
 * Says what something on a node uses from now on; also while its kubelet is stopped, for the machine goes on. A node that
 * is not there changes nothing.
 */
export function tellKubelet(cluster: Cluster, node: string, usage: Usage): Cluster {
  const running = cluster.components.get(`kubelet/${node}`);
  if (running === undefined) return cluster;
  const { process, halted } = running;
  if (process !== undefined) {
    const told = tell(process, usage, cluster.now);
    return told === process ? cluster : deliverUsage(place(cluster, withProcess(running, told), running), usage);
  }
  if (halted === undefined) return cluster;
  const told = tell(halted.process, usage, cluster.now);
  return told === halted.process
    ? cluster
    : deliverUsage(place(cluster, { ...running, halted: { ...halted, process: told } }, running), usage);
}

function tell(process: Process, usage: Usage, now: number): Process {
  if (usage.type === 'load' && isKubeletMemory(process.memory) && alike(process.memory.runtime.load, usage.shares))
    return process;
  return process.undergo(usage, now);
}

function alike(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && JSON.stringify(a) === JSON.stringify(b);
}
