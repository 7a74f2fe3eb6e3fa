import { semanticEqual } from '../../apimachinery/equality.js';
import type { Pod, Service } from '../../apis/generated/core.v1.js';
import type { Endpoint, EndpointSlice } from '../../apis/generated/discovery.v1.js';
import { nodes } from '../../apis/generated/resources.js';
import type { View } from '../../client/view.js';
import { shouldPodBeInEndpoints } from '../framework/endpoints/pod-services.js';
import { portMapKey } from '../framework/endpoints/ports.js';
import { endpointKey, endpointsOf, portsOf, type AddressType } from '../framework/endpoints/slices.js';
import { endpointPorts, podToEndpoint } from './endpoint.js';
import { fillSlices, type Plan, type PortGroup } from './fill.js';
import { isOwnedBy, ownerReferenceTo, sameLabels, sliceLabels } from './slice.js';

/** A plan for the slices of one address type, and why some pods are not in it. */
export interface Planned {
  readonly plan: Plan;
  readonly errors: readonly string[];
}

interface OpenGroup extends PortGroup {
  readonly endpoints: Map<string, Endpoint>;
}

interface Desired {
  readonly groups: ReadonlyMap<string, PortGroup>;
  readonly errors: readonly string[];
}

/** What the slices of one address type of a service should come to (the first part of reconcileByAddressType). */
export function planSlices(
  service: Service,
  pods: readonly Pod[],
  existing: readonly EndpointSlice[],
  addressType: AddressType,
  view: View,
): Planned {
  const { groups, errors } = desiredEndpoints(service, pods, addressType, view);
  const owned = new Map<string, EndpointSlice[]>();
  const remove: EndpointSlice[] = [];
  for (const slice of existing) {
    const key = portMapKey(slice.ports);
    if (!isOwnedBy(slice, service)) remove.push(slice);
    else if (owned.has(key)) owned.get(key)?.push(slice);
    else owned.set(key, [slice]);
  }
  const plans = [...groups].map(([key, group]) => fillSlices(service, owned.get(key) ?? [], group));
  for (const [key, slices] of owned) if (!groups.has(key)) remove.push(...slices);
  const plan: Plan = {
    create: plans.flatMap(({ create }) => create),
    update: plans.flatMap(({ update }) => update),
    remove: [...remove, ...plans.flatMap((part) => part.remove)],
  };
  return { plan: withPlaceholder(plan, service, existing, addressType), errors };
}

/** The endpoints of the pods, by the ports under which these serve. */
function desiredEndpoints(service: Service, pods: readonly Pod[], addressType: AddressType, view: View): Desired {
  const groups = new Map<string, OpenGroup>();
  const errors: string[] = [];
  const { namespace = '', name } = service.metadata;
  for (const pod of pods) {
    if (!shouldPodBeInEndpoints(pod, true)) continue;
    const ports = endpointPorts(service, pod);
    const key = portMapKey(ports);
    const group: OpenGroup = groups.get(key) ?? { addressType, ports, endpoints: new Map() };
    groups.set(key, group);
    const nodeName = pod.spec.nodeName ?? '';
    const node = view.get(nodes, '', nodeName);
    if (node === undefined && service.spec.publishNotReadyAddresses !== true) {
      errors.push(`skipping Pod ${pod.metadata.name} for Service ${namespace}/${name}: Node ${nodeName} Not Found`);
      continue;
    }
    const endpoint = podToEndpoint(pod, node, service, addressType);
    if (endpoint.addresses.length > 0) group.endpoints.set(endpointKey(endpoint), endpoint);
  }
  return { groups, errors };
}

/** A service always has a slice: an empty one without ports if there is nothing to put into it. */
function withPlaceholder(
  plan: Plan,
  service: Service,
  existing: readonly EndpointSlice[],
  addressType: AddressType,
): Plan {
  if (existing.length !== plan.remove.length || plan.create.length > 0) return plan;
  const [only, ...others] = plan.remove;
  if (only !== undefined && others.length === 0 && isPlaceholder(only, service, addressType)) {
    return { ...plan, remove: [] };
  }
  const labels = sliceLabels(service);
  return { ...plan, create: [{ existing: undefined, addressType, ports: [], endpoints: [], labels }] };
}

function isPlaceholder(slice: EndpointSlice, service: Service, addressType: AddressType): boolean {
  return (
    slice.addressType === addressType &&
    endpointsOf(slice).length === 0 &&
    portsOf(slice).length === 0 &&
    sameLabels(slice, sliceLabels(service)) &&
    semanticEqual(slice.metadata.namespace, service.metadata.namespace) &&
    isOwnedBy(slice, service) &&
    ownerReferenceTo(service).uid === slice.metadata.ownerReferences?.[0]?.uid
  );
}
