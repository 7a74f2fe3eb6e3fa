import type { DeviceChange } from '../core/device-change.js';
import type { Cluster } from './cluster.js';
import { place } from './schedule.js';
import { undergone } from './undergo.js';

/** The devices of a node change, whether or not its kubelet runs. An unknown node is left to the caller's checks. */
export function changeDevices(cluster: Cluster, node: string, change: DeviceChange): Cluster {
  const running = cluster.components.get(`kubelet/${node}`);
  if (running === undefined) return cluster;
  const { process, halted } = running;
  const occurrence = { type: 'devices' as const, change, cause: cluster.seq, heard: process !== undefined };
  if (process !== undefined) return place(cluster, undergone(running, occurrence, cluster.now), running);
  if (halted === undefined) return cluster;
  const changed = { ...halted, process: halted.process.undergo(occurrence, cluster.now) };
  return place(cluster, { ...running, halted: changed }, running);
}
