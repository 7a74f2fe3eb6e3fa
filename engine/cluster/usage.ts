import type { Usage } from '../client/component.js';
import type { Process } from '../client/erase.js';
import { isKubeletMemory } from '../kubelet/inspect.js';
import type { Cluster } from './cluster.js';
import { deliverUsage } from './deliver.js';
import { place } from './schedule.js';
import { undergone } from './undergo.js';

/**
 * Says what something on a node uses from now on; also while its kubelet is stopped, for the machine goes on. A node that
 * is not there changes nothing.
 */
export function tellKubelet(cluster: Cluster, node: string, usage: Usage): Cluster {
  const running = cluster.components.get(`kubelet/${node}`);
  if (running === undefined) return cluster;
  const { process, halted } = running;
  if (process !== undefined) {
    const told = isKnown(process, usage) ? running : undergone(running, usage, cluster.now);
    return told === running ? cluster : deliverUsage(place(cluster, told, running), usage);
  }
  if (halted === undefined || isKnown(halted.process, usage)) return cluster;
  const told = halted.process.undergo(usage, cluster.now);
  return told === halted.process
    ? cluster
    : deliverUsage(place(cluster, { ...running, halted: { ...halted, process: told } }, running), usage);
}

function isKnown({ memory }: Process, usage: Usage): boolean {
  return usage.type === 'load' && isKubeletMemory(memory) && alike(memory.runtime.load, usage.shares);
}

function alike(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && JSON.stringify(a) === JSON.stringify(b);
}
