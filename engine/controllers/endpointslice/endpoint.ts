import { deepEqual } from '../../apimachinery/equality.js';
import type { Node, Pod, Service } from '../../apis/generated/core.v1.js';
import type { Endpoint, EndpointSlice } from '../../apis/generated/discovery.v1.js';
import { isPodReady, isPodTerminal } from '../framework/pod-state.js';

export type AddressType = EndpointSlice['addressType'];

const ZONE = 'topology.kubernetes.io/zone';

/** Neither at its end nor without an address (ShouldPodBeInEndpoints). */
export function shouldPodBeInEndpoints(pod: Pod): boolean {
  if (isPodTerminal(pod)) return false;
  return (pod.status.podIP ?? '') !== '' || (pod.status.podIPs ?? []).length > 0;
}

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
  const { nodeName = '', hostname = '', subdomain } = pod.spec;
  const zone = node?.metadata.labels?.[ZONE] ?? '';
  const named = hostname !== '' && subdomain === service.metadata.name && service.metadata.namespace === namespace;
  return {
    addresses: addressesOf(pod, addressType),
    conditions: { ready, serving, terminating },
    ...(named ? { hostname } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(nodeName === '' ? {} : { nodeName }),
    ...(zone === '' ? {} : { zone }),
  };
}

function addressesOf({ status }: Pod, addressType: AddressType): readonly string[] {
  const wanted = addressType === 'IPv6';
  return (status.podIPs ?? []).map(({ ip }) => ip).filter((ip) => ip.includes(':') === wanted);
}

const keys = new WeakMap<Endpoint, string>();

/** What makes an endpoint the same one as before: addresses, host name and pod (hashEndpoint). */
export function endpointKey(endpoint: Endpoint): string {
  const known = keys.get(endpoint);
  if (known !== undefined) return known;
  const { addresses, hostname = '', targetRef } = endpoint;
  const key = [[...addresses].sort().join(), hostname, targetRef?.namespace ?? '', targetRef?.name ?? ''].join('|');
  keys.set(endpoint, key);
  return key;
}

/** Whether two endpoints of one key are alike in all else; hints do not count (EndpointsEqualBeyondHash). */
export function equalBeyondKey(a: Endpoint, b: Endpoint): boolean {
  if (a === b) return true;
  const { ready, serving, terminating } = a.conditions;
  return (
    a.nodeName === b.nodeName &&
    a.zone === b.zone &&
    ready === b.conditions.ready &&
    serving === b.conditions.serving &&
    terminating === b.conditions.terminating &&
    sameTarget(a, b)
  );
}

function sameTarget({ targetRef: a }: Endpoint, { targetRef: b }: Endpoint): boolean {
  return a === b || deepEqual({ ...a, resourceVersion: undefined }, { ...b, resourceVersion: undefined });
}
