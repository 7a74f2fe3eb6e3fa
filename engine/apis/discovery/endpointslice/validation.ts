import { deepEqual } from '../../../apimachinery/equality.js';
import {
  duplicate,
  invalid,
  notSupported,
  required,
  tooMany,
  type FieldError,
} from '../../../apimachinery/field-error.js';
import {
  isDNS1123Label,
  isDNS1123Subdomain,
  isValidLabelValue,
  nameIsDNSSubdomain,
} from '../../../apimachinery/names.js';
import { checkEndpointIP } from '../../core/endpoints/endpoint-ip.js';
import {
  checkDNSLabel,
  checkEnum,
  checkLabels,
  checkQualifiedName,
  report,
  type Errors,
} from '../../core/pod/validation/checks.js';
import { checkIP, formatIP, parseIPSloppy } from '../../core/pod/validation/ip.js';
import { PROTOCOLS } from '../../core/service/ports.js';
import type { Endpoint, EndpointHints, EndpointPort, EndpointSlice } from '../../generated/discovery.v1.js';
import { validateKubeMeta } from '../../meta/kube-meta.js';

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const MAX = { ports: 20_000, endpoints: 1_000, addresses: 100, topology: 16, hints: 8 };

/** Follows ValidateEndpointSlice; `old` forgives endpoints that did not change. */
export function validateEndpointSlice(slice: EndpointSlice, old?: EndpointSlice): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(slice.metadata, true, nameIsDNSSubdomain)];
  checkEnum(slice.addressType, ADDRESS_TYPES, 'addressType', errors);
  checkPorts(slice.ports ?? [], errors);
  const inEndpoints: FieldError[] = [];
  const endpoints = slice.endpoints ?? [];
  if (endpoints.length > MAX.endpoints) inEndpoints.push(tooMany('endpoints', endpoints.length, MAX.endpoints));
  else endpoints.forEach((endpoint, i) => checkEndpoint(endpoint, slice.addressType, `endpoints[${i}]`, inEndpoints));
  const forgiven = inEndpoints.length > 0 && old !== undefined && deepEqual(old.endpoints, slice.endpoints);
  return forgiven ? errors : [...errors, ...inEndpoints];
}

/** Follows ValidateEndpointSliceUpdate. */
export function validateEndpointSliceUpdate(slice: EndpointSlice, old: EndpointSlice): readonly FieldError[] {
  const errors = validateEndpointSlice(slice, old);
  if (slice.addressType === old.addressType) return errors;
  return [...errors, invalid('addressType', slice.addressType, 'field is immutable')];
}

function checkPorts(ports: readonly EndpointPort[], errors: Errors): void {
  if (ports.length > MAX.ports) {
    errors.push(tooMany('ports', ports.length, MAX.ports));
    return;
  }
  const names = new Set<string>();
  ports.forEach(({ name = '', protocol, appProtocol }, i) => {
    const path = `ports[${i}]`;
    if (name !== '') checkDNSLabel(name, `${path}.name`, errors);
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
    if (protocol === undefined) errors.push(required(`${path}.protocol`));
    else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
    if (appProtocol !== undefined) checkQualifiedName(appProtocol, `${path}.appProtocol`, errors);
  });
}

function checkEndpoint(endpoint: Endpoint, type: string, path: string, errors: Errors): void {
  const { addresses, nodeName, deprecatedTopology = {}, hostname, hints } = endpoint;
  const list = addresses ?? [];
  const at = `${path}.addresses`;
  if (list.length === 0) errors.push(required(at, 'must contain at least 1 address'));
  else if (list.length > MAX.addresses) errors.push(tooMany(at, list.length, MAX.addresses));
  list.forEach((address, i) => checkAddress(address, type, at, i, errors));
  if (nodeName !== undefined) report(errors, `${path}.nodeName`, nodeName, nameIsDNSSubdomain(nodeName, false));
  const labels = Object.keys(deprecatedTopology).length;
  if (labels > MAX.topology) errors.push(tooMany(`${path}.deprecatedTopology`, labels, MAX.topology));
  checkLabels(deprecatedTopology, `${path}.deprecatedTopology`, errors);
  if (hostname !== undefined) checkDNSLabel(hostname, `${path}.hostname`, errors);
  if (hints !== undefined) checkHints(hints, `${path}.hints`, errors);
}

function checkAddress(address: string, type: string, path: string, i: number, errors: Errors): void {
  const at = `${path}[${i}]`;
  if (type === 'FQDN') return checkFullyQualified(address, at, errors);
  if (type !== 'IPv4' && type !== 'IPv6') return;
  const before = errors.length;
  checkIP(address, at, errors);
  const ip = parseIPSloppy(address);
  if (type === 'IPv6' && ip !== undefined && formatIP(ip) !== address)
    errors.push(invalid(at, address, `must be in canonical form ("${formatIP(ip)}")`));
  if (errors.length > before) return;
  if (ip?.family !== type) errors.push(invalid(path, address, `must be an ${type} address`));
  checkEndpointIP(address, at, errors);
}

/** Follows IsFullyQualifiedDomainName. */
function checkFullyQualified(text: string, path: string, errors: Errors): void {
  const name = text.replace(/\.$/, '');
  const messages = isDNS1123Subdomain(name);
  const long = name.split('.').find((label) => isDNS1123Label(label).length > 0);
  if (text === '') errors.push(required(path));
  else if (messages.length > 0) errors.push(invalid(path, name, messages.join(',')));
  else if (!name.includes('.'))
    errors.push(invalid(path, name, 'should be a domain with at least two segments separated by dots'));
  else if (long !== undefined) errors.push(invalid(path, long, isDNS1123Label(long).join(',')));
}

function checkHints({ forZones = [], forNodes = [] }: EndpointHints, path: string, errors: Errors): void {
  const before = errors.length;
  checkNames(forZones, isValidLabelValue, `${path}.forZones`, errors);
  if (forZones.length > MAX.hints && errors.length > before) return;
  checkNames(forNodes, (name) => nameIsDNSSubdomain(name, false), `${path}.forNodes`, errors);
}

function checkNames(
  list: readonly { readonly name: string }[],
  rule: (name: string) => readonly string[],
  path: string,
  errors: Errors,
): void {
  if (list.length > MAX.hints) {
    errors.push(tooMany(path, list.length, MAX.hints));
    return;
  }
  const seen = new Set<string>();
  list.forEach(({ name }, i) => {
    if (seen.has(name)) errors.push(duplicate(`${path}[${i}].name`, name));
    seen.add(name);
    report(errors, `${path}[${i}].name`, name, rule(name));
  });
}
