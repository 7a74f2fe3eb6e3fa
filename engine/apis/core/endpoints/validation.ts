import { semanticEqual } from '../../../apimachinery/equality.js';
import { notSupported, required, type FieldError } from '../../../apimachinery/field-error.js';
import { isValidPortNum, nameIsDNSSubdomain } from '../../../apimachinery/names.js';
import type { EndpointAddress, EndpointPort, Endpoints, EndpointSubset } from '../../generated/core.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../../meta/kube-meta.js';
import { checkDNSLabel, checkQualifiedName, report, type Errors } from '../pod/validation/checks.js';
import { checkIP } from '../pod/validation/ip.js';
import { PROTOCOLS } from '../service/ports.js';
import { checkEndpointIP } from './endpoint-ip.js';

/** Follows ValidateEndpoints; `old` forgives subsets that did not change. */
export function validateEndpoints(endpoints: Endpoints, old?: Endpoints): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(endpoints.metadata, true, nameIsDNSSubdomain)];
  const inSubsets: FieldError[] = [];
  (endpoints.subsets ?? []).forEach((subset, i) => checkSubset(subset, `subsets[${i}]`, inSubsets));
  const forgiven = inSubsets.length > 0 && old !== undefined && semanticEqual(old.subsets, endpoints.subsets);
  return forgiven ? errors : [...errors, ...inSubsets];
}

/** Follows ValidateEndpointsUpdate. */
export function validateEndpointsUpdate(endpoints: Endpoints, old: Endpoints): readonly FieldError[] {
  return [...validateKubeMetaUpdate(endpoints.metadata, old.metadata), ...validateEndpoints(endpoints, old)];
}

function checkSubset(
  { addresses = [], notReadyAddresses = [], ports = [] }: EndpointSubset,
  path: string,
  errors: Errors,
): void {
  if (addresses.length === 0 && notReadyAddresses.length === 0)
    errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
  addresses.forEach((address, i) => checkAddress(address, `${path}.addresses[${i}]`, errors));
  notReadyAddresses.forEach((address, i) => checkAddress(address, `${path}.notReadyAddresses[${i}]`, errors));
  ports.forEach((port, i) => checkPort(port, ports.length > 1, `${path}.ports[${i}]`, errors));
}

function checkAddress({ ip, hostname, nodeName }: EndpointAddress, path: string, errors: Errors): void {
  checkIP(ip, `${path}.ip`, errors);
  if (hostname) checkDNSLabel(hostname, `${path}.hostname`, errors);
  if (nodeName !== undefined) report(errors, `${path}.nodeName`, nodeName, nameIsDNSSubdomain(nodeName, false));
  checkEndpointIP(ip, `${path}.ip`, errors);
}

function checkPort(
  { name, port, protocol, appProtocol }: EndpointPort,
  needsName: boolean,
  path: string,
  errors: Errors,
): void {
  if (name) checkDNSLabel(name, `${path}.name`, errors);
  else if (needsName) errors.push(required(`${path}.name`));
  report(errors, `${path}.port`, port, isValidPortNum(port));
  if (protocol === undefined) errors.push(required(`${path}.protocol`));
  else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
  if (appProtocol !== undefined) checkQualifiedName(appProtocol, `${path}.appProtocol`, errors);
}
