import type { Occurrence } from '../client/component.js';
import type { Millis } from '../core/time.js';
import { draftOfRunning, withProcess, type Cluster, type Running } from './cluster.js';
import { place } from './schedule.js';

const KUBELET = 'kubelet/';

/** Lets something happen to a component besides changes of API objects; one that is stopped does not hear of it. */
export function undergo(cluster: Cluster, id: string, occurrence: Occurrence): Cluster {
  const running = cluster.components.get(id);
  return running === undefined ? cluster : place(cluster, undergone(running, occurrence, cluster.now), running);
}

/**
 * The component to which something happened. While its work waits for the API server it is told once more when that is
 * done: its memory then comes of what it was before.
 */
export function undergone(running: Running, occurrence: Occurrence, now: Millis): Running {
  const { process, inflight } = running;
  if (process === undefined) return running;
  const told = process.undergo(occurrence, now);
  if (inflight === undefined) return told === process ? running : withProcess(running, told);
  const waiting = draftOfRunning(running);
  waiting.process = told;
  waiting.inflight = { ...inflight, missed: [...inflight.missed, { occurrence, at: now }] };
  return waiting;
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
