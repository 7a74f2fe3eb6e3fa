import { SortedMap } from '../../../core/sorted-map.js';
import { MINUTE, type Millis } from '../../../core/time.js';
import type { PluginDevice } from '../../../core/device-change.js';
import type { PluginGrant } from '../../../runtime/device-plugin.js';

/** A device plugin as the kubelet knows it. */
export interface Endpoint {
  /** As ListAndWatch told last. */
  readonly devices: readonly PluginDevice[];
  readonly grant: PluginGrant;
  /** Its connection ended then: its devices count as unhealthy. */
  readonly stoppedAt?: Millis;
  /** It stayed away for too long: its devices are forgotten. */
  readonly removed?: true;
}

/** What one container has of one resource: the devices, and what the plugin's answer to Allocate brings along. */
export interface ContainerDevices {
  readonly resource: string;
  readonly ids: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: NonNullable<PluginGrant['mounts']>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Device nodes: '/dev/nvidia0'. */
  readonly paths: readonly string[];
}

/** Container name → what it has of each resource. */
export type PodDevices = Readonly<Record<string, readonly ContainerDevices[]>>;

/** The devices of a node. `assigned` and the names of resources are kept in a file and survive restarts. */
export interface DeviceManager {
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** By pod uid. */
  readonly assigned: SortedMap<string, PodDevices>;
}

export const NO_DEVICES: DeviceManager = { endpoints: {}, assigned: SortedMap.empty() };

/** How long the devices of a plugin that went away stay in the node's capacity (endpointStopGracePeriod). */
export const STOP_GRACE_PERIOD = 5 * MINUTE;

/** Ids of the devices that may be given to containers, in order. */
export function healthyDevices({ devices, stoppedAt }: Endpoint): readonly string[] {
  if (stoppedAt !== undefined) return [];
  return devices.flatMap(({ id, healthy }) => (healthy ? [id] : [])).sort();
}

/** Ids of the devices of a resource that containers have. */
export function allocatedDevices({ assigned }: DeviceManager, resource: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [, pod] of assigned)
    for (const containers of Object.values(pod))
      for (const held of containers) if (held.resource === resource) for (const id of held.ids) ids.add(id);
  return ids;
}

/** Whether a resource is a plugin's: registered, or held by a container. Follows isDevicePluginResource. */
export function isDevicePluginResource(manager: DeviceManager, resource: string): boolean {
  const endpoint = manager.endpoints[resource];
  return (endpoint !== undefined && endpoint.removed !== true) || allocatedDevices(manager, resource).size > 0;
}

/** What pods hold that are no longer there is free again. Follows UpdateAllocatedDevices. */
export function releaseDevices(manager: DeviceManager, isActive: (uid: string) => boolean): DeviceManager {
  let { assigned } = manager;
  for (const [uid] of manager.assigned) if (!isActive(uid)) assigned = assigned.delete(uid);
  return assigned === manager.assigned ? manager : { ...manager, assigned };
}

/** After a start of the kubelet: it knows which resources there were and who has what, but of no device. */
export function fromCheckpoint(manager: DeviceManager, now: Millis): DeviceManager {
  const endpoints = Object.entries(manager.endpoints).map(([resource, endpoint]): [string, Endpoint] => [
    resource,
    { ...endpoint, devices: [], stoppedAt: now },
  ]);
  return { ...manager, endpoints: Object.fromEntries(endpoints) };
}
