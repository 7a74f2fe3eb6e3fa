import type { Endpoints, LoadBalancerIngress, Service } from '../../apis/generated/core.v1.js';
import type { EndpointSlice } from '../../apis/generated/discovery.v1.js';
import type {
  Ingress,
  IngressClass,
  IngressRule,
  IPAddress,
  NetworkPolicy,
  ServiceCIDR,
} from '../../apis/generated/networking.v1.js';
import {
  endpoints,
  endpointslices,
  ingressclasses,
  ingresses,
  ipaddresses,
  networkpolicies,
  servicecidrs,
  services,
} from '../../apis/generated/resources.js';
import { qualified } from '../../apimachinery/status.js';
import type { Millis } from '../../core/time.js';
import { age, firstOf, labelsOrNone, NONE, orElse, printer, selectorOrNone, UNSET, type Row } from './cells.js';

/** Addresses of a load balancer, in order, each once. */
function loadBalancerAddresses(ingress: readonly Pick<LoadBalancerIngress, 'ip' | 'hostname'>[] = []): string {
  const addresses = ingress.map(({ ip, hostname }) => orElse(ip, hostname ?? '')).filter((address) => address !== '');
  return [...new Set(addresses)].sort().join(',');
}

function externalAddress({ spec, status }: Service): string {
  const external = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return orElse(external.join(','), NONE);
    case 'LoadBalancer': {
      const addresses = loadBalancerAddresses(status.loadBalancer?.ingress);
      return orElse([addresses, ...external].filter((address) => address !== '').join(','), '<pending>');
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

function portText({ port, nodePort = 0, protocol = 'TCP' }: NonNullable<Service['spec']['ports']>[number]): string {
  return nodePort > 0 ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;
}

/** Follows printService. */
function printService(object: Service, now: Millis): Row {
  const { spec, metadata } = object;
  return [
    metadata.name,
    spec.type ?? '',
    spec.clusterIPs?.[0] ?? NONE,
    externalAddress(object),
    orElse((spec.ports ?? []).map(portText).join(','), NONE),
    age(object, now),
    labelsOrNone(spec.selector),
  ];
}

const MAX_ENDPOINTS = 3;

/** Follows printEndpoints; more than three addresses are counted. */
function printEndpoints(object: Endpoints, now: Millis): Row {
  const { subsets = [] } = object;
  const addresses = subsets.flatMap(({ ports = [], addresses: ips = [] }) =>
    ports.length === 0
      ? ips.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => ips.map(({ ip }) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`)),
  );
  return [object.metadata.name, subsets.length === 0 ? NONE : firstOf(addresses, MAX_ENDPOINTS), age(object, now)];
}

/** Follows printEndpointSlice. */
function printEndpointSlice(object: EndpointSlice, now: Millis): Row {
  const ports = (object.ports ?? []).map(({ port, name }) => (port === undefined ? (name ?? '*') : String(port)));
  const addresses = (object.endpoints ?? []).flatMap((endpoint) => endpoint.addresses);
  return [
    object.metadata.name,
    object.addressType,
    orElse(firstOf(ports, MAX_ENDPOINTS), UNSET),
    orElse(firstOf(addresses, MAX_ENDPOINTS), UNSET),
    age(object, now),
  ];
}

/** At most three hosts; beyond them every rule counts, whether it names a host or not. */
function hostsText(rules: readonly IngressRule[]): string {
  const hosts: string[] = [];
  let more = false;
  for (const { host = '' } of rules) {
    if (hosts.length === MAX_ENDPOINTS) more = true;
    if (!more && host !== '') hosts.push(host);
  }
  if (hosts.length === 0) return '*';
  return more ? `${hosts.join(',')} + ${rules.length - MAX_ENDPOINTS} more...` : hosts.join(',');
}

/** Follows printIngress. */
function printIngress(object: Ingress, now: Millis): Row {
  const { spec, status, metadata } = object;
  return [
    metadata.name,
    spec.ingressClassName ?? NONE,
    hostsText(spec.rules ?? []),
    loadBalancerAddresses(status.loadBalancer?.ingress),
    (spec.tls ?? []).length === 0 ? '80' : '80, 443',
    age(object, now),
  ];
}

/** Follows printIngressClass. */
function printIngressClass(object: IngressClass, now: Millis): Row {
  const { parameters } = object.spec;
  const group = parameters?.apiGroup === undefined ? '' : `.${parameters.apiGroup}`;
  const text = parameters === undefined ? NONE : `${parameters.kind}${group}/${parameters.name}`;
  return [object.metadata.name, object.spec.controller ?? '', text, age(object, now)];
}

/** Follows printNetworkPolicy. */
function printNetworkPolicy(object: NetworkPolicy, now: Millis): Row {
  return [object.metadata.name, selectorOrNone(object.spec.podSelector ?? {}), age(object, now)];
}

/** Follows printServiceCIDR. */
function printServiceCidr(object: ServiceCIDR, now: Millis): Row {
  return [object.metadata.name, (object.spec.cidrs ?? []).join(','), age(object, now)];
}

/** Follows printIPAddress, which gives an age that no column names. */
function printIpAddress(object: IPAddress, now: Millis): Row {
  const { group = '', resource, namespace, name } = object.spec.parentRef;
  const kind = qualified({ group, plural: resource }).toLowerCase();
  return [object.metadata.name, `${kind}${namespace ? `/${namespace}` : ''}/${name}`, age(object, now)];
}

export const networkingPrinters = [
  printer(services, printService),
  printer(endpoints, printEndpoints),
  printer(endpointslices, printEndpointSlice),
  printer(ingresses, printIngress),
  printer(ingressclasses, printIngressClass),
  printer(networkpolicies, printNetworkPolicy),
  printer(servicecidrs, printServiceCidr),
  printer(ipaddresses, printIpAddress),
];
