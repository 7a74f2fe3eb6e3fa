import type { Node, Pod, Service } from '../../apis/generated/core.v1.js';
import type { Endpoint, EndpointPort } from '../../apis/generated/discovery.v1.js';
import { hostnameIn } from '../framework/endpoints/pod-services.js';
import { findPort, inOrder } from '../framework/endpoints/ports.js';
import type { AddressType } from '../framework/endpoints/slices.js';
import { isPodReady } from '../framework/pod-state.js';

const ZONE = 'topology.kubernetes.io/zone';

/** Kinds of addresses that a service has slices for (getAddressTypesForService). */
export function addressTypes({ spec }: Service): readonly AddressType[] {
  const families = new Set<string>(spec.ipFamilies ?? []);
  const types: AddressType[] = [];
  if (families.has('IPv4')) types.push('IPv4');
  if (families.has('IPv6')) types.push('IPv6');
  if (types.length > 0) return types;
  const { clusterIP = '' } = spec;
  if (clusterIP === '' || clusterIP === 'None') return ['IPv4', 'IPv6'];
  return [clusterIP.includes(':') ? 'IPv6' : 'IPv4'];
}

interface Made {
  readonly service: Service;
  readonly node: Node | undefined;
  readonly addressType: AddressType;
  readonly endpoint: Endpoint;
}

const made = new WeakMap<Pod, Made>();

/** What a pod is to a service (podToEndpoint). Memoised for as long as pod, node and service stay what they are. */
export function podToEndpoint(pod: Pod, node: Node | undefined, service: Service, addressType: AddressType): Endpoint {
  const known = made.get(pod);
  if (known?.service === service && known.node === node && known.addressType === addressType) return known.endpoint;
  const endpoint = makeEndpoint(pod, node, service, addressType);
  made.set(pod, { service, node, addressType, endpoint });
  return endpoint;
}

function makeEndpoint(pod: Pod, node: Node | undefined, service: Service, addressType: AddressType): Endpoint {
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const { namespace, name, uid } = pod.metadata;
  const { nodeName = '' } = pod.spec;
  const hostname = hostnameIn(service, pod);
  const zone = node?.metadata.labels?.[ZONE] ?? '';
  return {
    addresses: addressesOf(pod, addressType),
    conditions: { ready, serving, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(nodeName === '' ? {} : { nodeName }),
    ...(zone === '' ? {} : { zone }),
  };
}

function addressesOf({ status }: Pod, addressType: AddressType): readonly string[] {
  const wanted = addressType === 'IPv6';
  return (status.podIPs ?? []).map(({ ip }) => ip).filter((ip) => ip.includes(':') === wanted);
}

/** The ports under which a pod serves a service; one that the pod does not name is left out (getEndpointPorts). */
export function endpointPorts({ spec }: Service, pod: Pod): readonly EndpointPort[] {
  const found: EndpointPort[] = [];
  for (const servicePort of spec.ports ?? []) {
    const port = findPort(pod, servicePort);
    if (port === undefined) continue;
    const { name = '', protocol, appProtocol } = servicePort;
    found.push({ name, port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) });
  }
  return inOrder(found);
}
