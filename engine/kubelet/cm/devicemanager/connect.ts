import type { Millis } from '../../../core/time.js';
import type { CriCall } from '../../../runtime/cri-call.js';
import type { DevicePlugin, DevicePlugins } from '../../../runtime/device-plugin.js';
import { healthyDevices, STOP_GRACE_PERIOD, type DeviceManager, type Endpoint } from './device-manager.js';

type Call = Omit<CriCall, 'at'>;

/** The manager after a change, and the calls that led to it. */
export interface Connected {
  readonly manager: DeviceManager;
  readonly calls: readonly Call[];
}

/**
 * Brings what the kubelet knows of device plugins in line with the plugins: one that runs registers and lists its
 * devices, and lists them again whenever they change; of one that is gone all devices are unhealthy. A plugin registers
 * as soon as both run. Follows PluginConnected, PluginListAndWatchReceiver and PluginDisconnected.
 */
export function connectPlugins(manager: DeviceManager, plugins: DevicePlugins, now: Millis): Connected {
  const calls: Call[] = [];
  let { endpoints } = manager;
  for (const plugin of Object.values(plugins)) {
    const before = endpoints[plugin.resource];
    const after = plugin.running ? connected(plugin, before, calls) : disconnected(before, now);
    if (after !== undefined && after !== before) endpoints = { ...endpoints, [plugin.resource]: after };
  }
  return { manager: endpoints === manager.endpoints ? manager : { ...manager, endpoints }, calls };
}

function connected({ resource, devices, grant }: DevicePlugin, before: Endpoint | undefined, calls: Call[]): Endpoint {
  const isNew = before === undefined || before.stoppedAt !== undefined;
  if (!isNew && before.devices === devices) return before;
  const endpoint = { devices, grant };
  if (isNew) calls.push({ call: 'Register', pod: '', resource }, { call: 'GetDevicePluginOptions', pod: '', resource });
  calls.push({ call: 'ListAndWatch', pod: '', resource, devices: healthyDevices(endpoint) });
  return endpoint;
}

function disconnected(before: Endpoint | undefined, now: Millis): Endpoint | undefined {
  return before === undefined || before.stoppedAt !== undefined ? before : { ...before, stoppedAt: now };
}

/** Forgets the devices of plugins that have been away for too long. Follows GetCapacity. */
export function removeExpired(manager: DeviceManager, now: Millis): DeviceManager {
  let { endpoints } = manager;
  for (const [resource, endpoint] of Object.entries(endpoints))
    if (endpoint.removed !== true && expiryOf(endpoint) <= now)
      endpoints = { ...endpoints, [resource]: { ...endpoint, devices: [], removed: true } };
  return endpoints === manager.endpoints ? manager : { ...manager, endpoints };
}

/** When the next plugin has been away for too long; Infinity: never. */
export function nextExpiry({ endpoints }: DeviceManager): Millis {
  return Math.min(
    Infinity,
    ...Object.values(endpoints).map((each) => (each.removed === true ? Infinity : expiryOf(each))),
  );
}

function expiryOf({ stoppedAt = Infinity }: Endpoint): Millis {
  return stoppedAt + STOP_GRACE_PERIOD;
}
