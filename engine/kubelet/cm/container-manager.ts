import type { Pod } from '../../apis/generated/core.v1.js';
import type { Millis } from '../../core/time.js';
import type { KubeletNode } from '../node/kubelet-node.js';
import type { Allocated } from './admission.js';
import { allocateCpus, NO_ASSIGNMENTS, releaseCpus, type CpuAssignments } from './cpumanager/cpu-manager.js';
import { allocateDevices, type AllocatedDevices } from './devicemanager/allocate.js';
import { fromCheckpoint, NO_DEVICES, releaseDevices, type DeviceManager } from './devicemanager/device-manager.js';

/** What of the node belongs to single containers. Kept in files below /var/lib/kubelet: it survives restarts. */
export interface Allocations {
  readonly cpus: CpuAssignments;
  readonly devices: DeviceManager;
}

export const NOTHING_ALLOCATED: Allocations = { cpus: NO_ASSIGNMENTS, devices: NO_DEVICES };

/** What was allocated for a pod, and the calls that it took. */
export interface AllocatedResources {
  readonly allocations: Allocations;
  readonly calls: AllocatedDevices['calls'];
}

/**
 * Gives a pod that is about to be admitted what its containers are to have alone: devices, then cpus. Follows Admit of
 * the topology manager with policy none; of a pod that is refused nothing is kept.
 */
export function allocateResources(
  config: KubeletNode,
  allocations: Allocations,
  pod: Pod,
  isRunning: (container: string) => boolean,
): Allocated<AllocatedResources> {
  const devices = allocateDevices(allocations.devices, pod, isRunning);
  if (!devices.ok) return devices;
  const cpus = allocateCpus(config, allocations.cpus, pod);
  if (!cpus.ok) return cpus;
  const { manager, calls } = devices.value;
  return { ok: true, value: { allocations: withParts(allocations, cpus.value, manager), calls } };
}

/** Takes back what pods hold that have ended or are gone. */
export function releaseResources(allocations: Allocations, isActive: (uid: string) => boolean): Allocations {
  if (allocations === NOTHING_ALLOCATED) return allocations;
  return withParts(allocations, releaseCpus(allocations.cpus, isActive), releaseDevices(allocations.devices, isActive));
}

/** What a kubelet that starts reads back. */
export function restored(allocations: Allocations, now: Millis): Allocations {
  return { ...allocations, devices: fromCheckpoint(allocations.devices, now) };
}

function withParts(before: Allocations, cpus: CpuAssignments, devices: DeviceManager): Allocations {
  return cpus === before.cpus && devices === before.devices ? before : { cpus, devices };
}
