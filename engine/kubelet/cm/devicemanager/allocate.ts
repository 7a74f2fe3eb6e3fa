import { amountsOf } from '../../../apis/core/pod/amounts.js';
import type { Container, Pod } from '../../../apis/generated/core.v1.js';
import type { CriCall } from '../../../runtime/cri-call.js';
import { filledIn } from '../../../runtime/device-plugin.js';
import { isRestartableInit } from '../../restart-policy.js';
import { unexpected, type Allocated } from '../admission.js';
import {
  allocatedDevices,
  healthyDevices,
  isDevicePluginResource,
  NO_DEVICES,
  type ContainerDevices,
  type DeviceManager,
  type Endpoint,
} from './device-manager.js';

/** What came of an allocation, and the calls of Allocate that it took. */
export interface AllocatedDevices {
  readonly manager: DeviceManager;
  readonly calls: readonly Omit<CriCall, 'at' | 'pod'>[];
}

/** Resource → ids that an init container had and others may have after it. */
type Reusable = Readonly<Record<string, readonly string[]>>;

/**
 * Gives the containers of a pod their devices: init containers first, whose devices the others use again. A container
 * that runs already, when the kubelet has just started, has what it needs. Upstream picks any of the free devices; here
 * those with the lowest ids. Follows Allocate of the device manager.
 */
export function allocateDevices(
  manager: DeviceManager,
  pod: Pod,
  isRunning: (container: string) => boolean,
): Allocated<AllocatedDevices> {
  const { initContainers = [], containers } = pod.spec;
  let state: AllocatedDevices = { manager, calls: [] };
  if (manager === NO_DEVICES) return { ok: true, value: state };
  let reusable: Reusable = {};
  for (const container of [...initContainers, ...containers]) {
    const allocated = allocateContainer(state, pod, container, reusable, isRunning(container.name));
    if (!allocated.ok) return allocated;
    state = allocated.value;
    const held = state.manager.assigned.get(pod.metadata.uid)?.[container.name] ?? [];
    const once = initContainers.includes(container) && !isRestartableInit(container);
    reusable = once ? withIds(reusable, held) : withoutIds(reusable, held);
  }
  return { ok: true, value: state };
}

function withIds(reusable: Reusable, held: readonly ContainerDevices[]): Reusable {
  return held.reduce(
    (all, { resource, ids }) => ({ ...all, [resource]: [...(all[resource] ?? []), ...ids] }),
    reusable,
  );
}

function withoutIds(reusable: Reusable, held: readonly ContainerDevices[]): Reusable {
  return held.reduce(
    (all, { resource, ids }) => ({ ...all, [resource]: (all[resource] ?? []).filter((id) => !ids.includes(id)) }),
    reusable,
  );
}

/** Extended resources have equal requests and limits, so limits tell. Follows allocateContainerResources. */
function allocateContainer(
  before: AllocatedDevices,
  pod: Pod,
  container: Container,
  reusable: Reusable,
  running: boolean,
): Allocated<AllocatedDevices> {
  let state = before;
  const limits = amountsOf(container.resources?.limits);
  for (const resource of Object.keys(limits).sort()) {
    if (!isDevicePluginResource(state.manager, resource) || running) continue;
    const chosen = chooseDevices(
      state.manager,
      pod,
      container,
      resource,
      limits[resource] ?? 0,
      reusable[resource] ?? [],
    );
    if (!chosen.ok) return chosen;
    const endpoint = state.manager.endpoints[resource];
    if (chosen.value.length > 0 && endpoint !== undefined)
      state = granted(state, pod, container, resource, endpoint, chosen.value);
  }
  return { ok: true, value: state };
}

/** The ids to allocate; none when the container has them. Follows devicesToAllocate. */
function chooseDevices(
  manager: DeviceManager,
  pod: Pod,
  container: Container,
  resource: string,
  required: number,
  reusable: readonly string[],
): Allocated<readonly string[]> {
  const { uid } = pod.metadata;
  const held = manager.assigned.get(uid)?.[container.name]?.find((each) => each.resource === resource)?.ids;
  if (held !== undefined && held.length !== required)
    return unexpected(
      `pod "${uid}" container "${container.name}" changed request for resource "${resource}" from ${held.length} to ${required}`,
    );
  const endpoint = manager.endpoints[resource];
  if (endpoint === undefined || endpoint.removed === true)
    return unexpected(`cannot allocate unregistered device ${resource}`);
  const healthy = healthyDevices(endpoint);
  if (healthy.length === 0)
    return unexpected(`no healthy devices present; cannot allocate unhealthy devices ${resource}`);
  if (held?.some((id) => !healthy.includes(id)) === true)
    return unexpected(
      `previously allocated devices are no longer healthy; cannot allocate unhealthy devices ${resource}`,
    );
  if (held !== undefined || required === 0) return { ok: true, value: [] };
  return freeDevices(manager, resource, healthy, required, reusable);
}

function freeDevices(
  manager: DeviceManager,
  resource: string,
  healthy: readonly string[],
  required: number,
  reusable: readonly string[],
): Allocated<readonly string[]> {
  const again = [...reusable].sort().slice(0, required);
  const needed = required - again.length;
  if (needed === 0) return { ok: true, value: again };
  const inUse = allocatedDevices(manager, resource);
  const available = healthy.filter((id) => !inUse.has(id));
  if (available.length < needed)
    return unexpected(
      `requested number of devices unavailable for ${resource}. Requested: ${needed}, Available: ${available.length}`,
    );
  return { ok: true, value: [...again, ...available.slice(0, needed)] };
}

function granted(
  { manager, calls }: AllocatedDevices,
  pod: Pod,
  container: Container,
  resource: string,
  { devices, grant }: Endpoint,
  ids: readonly string[],
): AllocatedDevices {
  const { uid } = pod.metadata;
  const ofPod = manager.assigned.get(uid) ?? {};
  const fill = (values: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, filledIn(value, ids)]));
  const fresh: ContainerDevices = {
    resource,
    ids,
    env: fill(grant.env),
    mounts: grant.mounts ?? [],
    annotations: fill(grant.annotations),
    paths: ids.flatMap((id) => devices.find((device) => device.id === id)?.path ?? []),
  };
  const assigned = manager.assigned.set(uid, { ...ofPod, [container.name]: [...(ofPod[container.name] ?? []), fresh] });
  return {
    manager: { ...manager, assigned },
    calls: [...calls, { call: 'Allocate', container: container.name, resource, devices: ids }],
  };
}
