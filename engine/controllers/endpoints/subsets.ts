import type { EndpointAddress, EndpointSubset, Pod, Service } from '../../apis/generated/core.v1.js';
import { hostnameIn, shouldPodBeInEndpoints } from '../framework/endpoints/pod-services.js';
import { findPort } from '../framework/endpoints/ports.js';
import { repackSubsets } from '../framework/endpoints/repack.js';
import { isPodReady } from '../framework/pod-state.js';

/** Addresses that an Endpoints object holds at most. */
export const MAX_CAPACITY = 1000;

/** The subsets of a service's Endpoints: each of its pods behind each of its ports (the middle part of syncService). */
export function subsetsOf(service: Service, pods: readonly Pod[]): readonly EndpointSubset[] {
  const { publishNotReadyAddresses = false, ports = [], clusterIP } = service.spec;
  const subsets: EndpointSubset[] = [];
  for (const pod of pods) {
    if (!shouldPodBeInEndpoints(pod, publishNotReadyAddresses)) continue;
    const address = addressOf(service, pod);
    if (address === undefined) continue;
    const ready = publishNotReadyAddresses || isPodReady(pod);
    const whole: EndpointSubset = ready ? { addresses: [address] } : { notReadyAddresses: [address] };
    if (ports.length === 0 && clusterIP === 'None') subsets.push(whole);
    for (const servicePort of ports) {
      const port = findPort(pod, servicePort);
      if (port === undefined) continue;
      const { name = '', protocol, appProtocol } = servicePort;
      const named = name === '' ? {} : { name };
      const spoken = appProtocol === undefined ? {} : { appProtocol };
      subsets.push({ ...whole, ports: [{ ...named, port, protocol, ...spoken }] });
    }
  }
  return repackSubsets(subsets);
}

/** The pod's address of the service's first family (podToEndpointAddressForService). */
function addressOf(service: Service, pod: Pod): EndpointAddress | undefined {
  const wantIPv6 = service.spec.ipFamilies?.[0] === 'IPv6';
  const ip = pod.status.podIPs?.find((address) => address.ip.includes(':') === wantIPv6)?.ip;
  if (ip === undefined) return undefined;
  const { namespace, name, uid } = pod.metadata;
  const hostname = hostnameIn(service, pod);
  return {
    ip,
    ...(hostname === undefined ? {} : { hostname }),
    nodeName: pod.spec.nodeName ?? '',
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

/** Subsets cut down to the capacity, ready addresses first; the same list (===) when they fit (truncateEndpoints). */
export function truncateSubsets(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  const ready = count(subsets, 'addresses');
  const notReady = count(subsets, 'notReadyAddresses');
  if (ready + notReady <= MAX_CAPACITY) return subsets;
  const field = ready > MAX_CAPACITY ? 'addresses' : 'notReadyAddresses';
  const [total, room] = field === 'addresses' ? [ready, MAX_CAPACITY] : [notReady, MAX_CAPACITY - ready];
  let left = room;
  return subsets.map((subset) => {
    const all = subset[field] ?? [];
    const kept = all.slice(0, Math.min(left, Math.ceil((all.length / total) * room)));
    left -= kept.length;
    const { addresses, notReadyAddresses: _, ports } = subset;
    const cut = field === 'addresses' ? { addresses: kept } : { addresses, notReadyAddresses: kept };
    return { ...cut, ports };
  });
}

export function countAddresses(subsets: readonly EndpointSubset[]): number {
  return count(subsets, 'addresses') + count(subsets, 'notReadyAddresses');
}

function count(subsets: readonly EndpointSubset[], field: 'addresses' | 'notReadyAddresses'): number {
  return subsets.reduce((sum, subset) => sum + (subset[field]?.length ?? 0), 0);
}
