import { forbidden, invalid, notSupported, required } from '../../../apimachinery/field-error.js';
import { isDNS1123Subdomain } from '../../../apimachinery/names.js';
import type { LoadBalancerIngress, Service } from '../../generated/core.v1.js';
import { report, type Errors } from '../pod/validation/checks.js';
import { checkIP, parseIPSloppy } from '../pod/validation/ip.js';

const IP_MODES = ['Proxy', 'VIP'];

/** Follows ValidateLoadBalancerStatus. */
export function checkLoadBalancerStatus({ spec, status }: Service, old: Service, errors: Errors): void {
  const path = 'status.loadBalancer.ingress';
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (spec.type !== 'LoadBalancer') {
    if (ingress.length > 0) errors.push(forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'"));
    return;
  }
  const known = (old.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip === undefined ? [] : [ip]));
  ingress.forEach((entry, i) => checkIngress(entry, known, `${path}[${i}]`, errors));
}

function checkIngress(
  { ip = '', ipMode, hostname = '' }: LoadBalancerIngress,
  known: readonly string[],
  path: string,
  errors: Errors,
): void {
  if (ip !== '') checkIP(ip, `${path}.ip`, errors, known);
  if (ipMode === undefined) {
    if (ip !== '') errors.push(required(`${path}.ipMode`, 'must be specified when `ip` is set'));
  } else if (ip === '') errors.push(forbidden(`${path}.ipMode`, 'may not be specified when `ip` is not set'));
  else if (!IP_MODES.includes(ipMode)) errors.push(notSupported(`${path}.ipMode`, ipMode, IP_MODES));
  if (hostname === '') return;
  report(errors, `${path}.hostname`, hostname, isDNS1123Subdomain(hostname));
  if (parseIPSloppy(hostname) !== undefined)
    errors.push(invalid(`${path}.hostname`, hostname, 'must be a DNS name, not an IP address'));
}
