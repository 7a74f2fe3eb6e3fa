import type { DeviceChange, PluginDevice } from '../core/device-change.js';

/** What a plugin's answer to Allocate brings into a container beside devices. `$(ids)` in a value stands for the ids. */
export interface PluginGrant {
  readonly env?: Readonly<Record<string, string>>;
  readonly mounts?: readonly PluginMount[];
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface PluginMount {
  readonly hostPath: string;
  readonly containerPath: string;
  readonly readOnly?: boolean;
  /** Files in it, by their path below; absent: nobody says what is in it. */
  readonly files?: readonly string[];
}

/** A device plugin on a node, as the program beside the kubelet that it is. */
export interface DevicePlugin {
  readonly resource: string;
  readonly running: boolean;
  readonly devices: readonly PluginDevice[];
  readonly grant: PluginGrant;
}

/** By resource. */
export type DevicePlugins = Readonly<Record<string, DevicePlugin>>;

/** The plugins after a change; the same when it changes nothing. */
export function withDeviceChange(plugins: DevicePlugins, change: DeviceChange): DevicePlugins {
  const { resource, running, healthy = [], unhealthy = [] } = change;
  const before = plugins[resource] ?? { resource, running: true, devices: [], grant: {} };
  const devices = (change.devices ?? before.devices).map((device) => {
    const health = unhealthy.includes(device.id) ? false : healthy.includes(device.id) ? true : device.healthy;
    return health === device.healthy ? device : { ...device, healthy: health };
  });
  return { ...plugins, [resource]: { ...before, devices, running: running ?? before.running } };
}

/** A value of a grant with the ids of the devices filled in. */
export function filledIn(value: string, ids: readonly string[]): string {
  return value.replaceAll('$(ids)', ids.join(','));
}
