import { allocatedDevices, healthyDevices, type DeviceManager } from './device-manager.js';

type Quantities = Readonly<Record<string, string>>;

/** What devices add to the status of a node. */
export interface DeviceCapacity {
  /** All devices. */
  readonly capacity: Quantities;
  /** Healthy ones. */
  readonly allocatable: Quantities;
}

/**
 * The devices of a node as its status counts them; a resource whose plugin is gone for good stays, as 0. Follows
 * GetCapacity and MachineInfo (pkg/kubelet/nodestatus).
 */
export function deviceCapacity({ endpoints }: DeviceManager): DeviceCapacity {
  const capacity: Record<string, string> = {};
  const allocatable: Record<string, string> = {};
  for (const [resource, endpoint] of Object.entries(endpoints)) {
    capacity[resource] = String(endpoint.devices.length);
    allocatable[resource] = String(healthyDevices(endpoint).length);
  }
  return { capacity, allocatable };
}

/**
 * What is allocatable, but no resource less than what containers already have: a pod that has its devices is admitted
 * although some are unhealthy. Follows sanitizeNodeAllocatable.
 */
export function atLeastAllocated(allocatable: Quantities, manager: DeviceManager): Quantities {
  let raised = allocatable;
  for (const resource of Object.keys(manager.endpoints)) {
    const held = allocatedDevices(manager, resource).size;
    if (Number(raised[resource] ?? 0) < held) raised = { ...raised, [resource]: String(held) };
  }
  return raised;
}
