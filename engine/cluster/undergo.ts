import type { Occurrence } from '../client/component.js';
import type { Cluster } from './cluster.js';
import { place } from './schedule.js';

const KUBELET = 'kubelet/';

/** Lets something happen to a component besides changes of API objects; one that is stopped does not hear of it. */
export function undergo(cluster: Cluster, id: string, occurrence: Occurrence): Cluster {
  const running = cluster.components.get(id);
  if (running?.process === undefined) return cluster;
  const process = running.process.undergo(occurrence, cluster.now);
  return process === running.process ? cluster : place(cluster, { ...running, process }, running);
}

/** The registry is one for all: every kubelet that runs is told. */
export function setRegistry(cluster: Cluster, down: boolean): Cluster {
  const changed = { ...cluster, faults: { ...cluster.faults, registryDown: down } };
  return changed.components.keys().reduce(tellOfRegistry, changed);
}

/** A kubelet that starts finds the registry as it is by now, whatever it was before; other components do not ask. */
export function tellOfRegistry(cluster: Cluster, id: string): Cluster {
  if (!id.startsWith(KUBELET)) return cluster;
  return undergo(cluster, id, cluster.faults.registryDown ? 'registry-down' : 'registry-up');
}
