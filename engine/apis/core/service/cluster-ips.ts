import { duplicate, invalid, notSupported, required } from '../../../apimachinery/field-error.js';
import type { Service } from '../../generated/core.v1.js';
import type { Errors } from '../pod/validation/checks.js';
import { checkIP, parseIPSloppy } from '../pod/validation/ip.js';
import { isHeadless } from './predicates.js';

type Spec = Service['spec'];

const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

export function familyOf(ip: string): 'IPv4' | 'IPv6' | undefined {
  return parseIPSloppy(ip)?.family;
}

/** Cluster IPs, families and their policy: ValidateServiceClusterIPsRelatedFields. */
export function checkClusterIPs(spec: Spec, old: Spec | undefined, errors: Errors): void {
  if (spec.type === 'ExternalName') return;
  const { clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  checkSingular(spec, errors);
  ipFamilies.forEach((family, i) => {
    const path = `spec.ipFamilies[${i}]`;
    if (!FAMILIES.includes(family)) errors.push(notSupported(path, family, FAMILIES));
    if (ipFamilies.indexOf(family) < i) errors.push(duplicate(path, family));
  });
  if (ipFamilyPolicy !== undefined && !POLICIES.includes(ipFamilyPolicy))
    errors.push(notSupported('spec.ipFamilyPolicy', ipFamilyPolicy, POLICIES));
  const wrong = checkEach(clusterIPs, old?.clusterIPs ?? [], errors);
  if (clusterIPs.length > 2) errors.push(invalid('spec.clusterIPs', clusterIPs, 'may only hold up to 2 values'));
  if (wrong) return;
  if (clusterIPs.length > 1 && new Set(clusterIPs.map(familyOf)).size < 2)
    errors.push(invalid('spec.clusterIPs', clusterIPs, 'may specify no more than one IP for each IP family'));
  if (!isHeadless(spec)) checkFamilies(clusterIPs, ipFamilies, errors);
}

function checkSingular({ clusterIP = '', clusterIPs = [] }: Spec, errors: Errors): void {
  const path = 'spec.clusterIPs';
  if (clusterIP === '') {
    if (clusterIPs.length > 0)
      errors.push(invalid(path, clusterIPs, 'must be empty when `clusterIP` is not specified'));
  } else if (clusterIPs.length === 0) errors.push(required(path));
  else if (clusterIPs[0] !== clusterIP) errors.push(invalid(path, clusterIPs, 'first value must match `clusterIP`'));
}

/** Whether one of them is no address: then nothing more is worth saying. */
function checkEach(clusterIPs: readonly string[], old: readonly string[], errors: Errors): boolean {
  const before = errors.length;
  clusterIPs.forEach((ip, i) => {
    if (i > 0 || ip !== 'None') checkIP(ip, `spec.clusterIPs[${i}]`, errors, old);
    else if (clusterIPs.length > 1)
      errors.push(invalid('spec.clusterIPs', clusterIPs, "'None' must be the first and only value"));
  });
  return errors.length > before;
}

function checkFamilies(clusterIPs: readonly string[], families: readonly string[], errors: Errors): void {
  clusterIPs.forEach((ip, i) => {
    const family = families[i];
    if (family === undefined || !FAMILIES.includes(family) || familyOf(ip) === family) return;
    errors.push(
      invalid(`spec.clusterIPs[${i}]`, ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``),
    );
  });
}
