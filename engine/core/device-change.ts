/** One device as its plugin lists it. */
export interface PluginDevice {
  readonly id: string;
  readonly healthy: boolean;
  /** '/dev/nvidia0': the device node that a container with this device gets. */
  readonly path?: string;
}

/** Something that happens to a plugin or its devices. A plugin that is not there yet is started. */
export interface DeviceChange {
  readonly resource: string;
  readonly running?: boolean;
  /** In place of all devices so far. */
  readonly devices?: readonly PluginDevice[];
  readonly healthy?: readonly string[];
  readonly unhealthy?: readonly string[];
}
