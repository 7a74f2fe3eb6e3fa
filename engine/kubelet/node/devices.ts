import type { Occurrence } from '../../client/component.js';
import type { Millis } from '../../core/time.js';
import { logged } from '../../runtime/cri-call.js';
import { withDeviceChange, type DevicePlugin, type DevicePlugins } from '../../runtime/device-plugin.js';
import { connectPlugins } from '../cm/devicemanager/connect.js';
import type { KubeletMemory } from '../memory.js';
import type { KubeletNode } from './kubelet-node.js';
import { wantStatus } from './status-due.js';

/** The device plugins that a node starts with. */
export function pluginsOf({ devices = [] }: KubeletNode): DevicePlugins {
  return Object.fromEntries(
    devices.map(({ resource, ids, ...grant }): [string, DevicePlugin] => [
      resource,
      { resource, running: true, devices: ids.map((device) => ({ ...device, healthy: true })), grant },
    ]),
  );
}

/** A plugin starts or stops, or its devices change. */
export function changeDevices(
  memory: KubeletMemory,
  { change, cause, heard }: Extract<Occurrence, { type: 'devices' }>,
  now: Millis,
): KubeletMemory {
  const plugins = withDeviceChange(memory.plugins, change);
  if (!heard) return { ...memory, plugins };
  const connected = connectDevices({ ...memory, plugins }, now);
  return connected.allocations === memory.allocations ? connected : wantStatus(connected, now, cause, false);
}

/** The kubelet and the device plugins hear of each other. */
export function connectDevices(memory: KubeletMemory, now: Millis): KubeletMemory {
  const { manager, calls } = connectPlugins(memory.allocations.devices, memory.plugins, now);
  if (manager === memory.allocations.devices) return memory;
  const log = calls.reduce((all, call) => logged(all, { at: now, ...call }), memory.runtime.calls);
  return {
    ...memory,
    allocations: { ...memory.allocations, devices: manager },
    runtime: { ...memory.runtime, calls: log },
  };
}
