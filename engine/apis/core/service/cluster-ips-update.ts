import { invalid } from '../../../apimachinery/field-error.js';
import type { Service } from '../../generated/core.v1.js';
import type { Errors } from '../pod/validation/checks.js';
import { isHeadless } from './predicates.js';

type Spec = Service['spec'];

const ONCE = 'may not change once set';

/** Cluster IPs may be added and released at the end of the list only: validateUpgradeDowngradeClusterIPs. */
export function checkClusterIPsUpdate(spec: Spec, old: Spec, errors: Errors): void {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName' || (isHeadless(old) && isHeadless(spec))) return;
  const now = spec.clusterIPs ?? [];
  const before = old.clusterIPs ?? [];
  if (before.length === now.length) {
    before.forEach((ip, i) => {
      if (ip !== now[i]) errors.push(invalid(`spec.clusterIPs[${i}]`, now, ONCE));
    });
    return;
  }
  if (now.length === 0) errors.push(invalid('spec.clusterIPs[0]', null, 'primary clusterIP can not be unset'));
  if (before.length > 0 && now.length > 0 && now[0] !== before[0])
    errors.push(invalid('spec.clusterIPs[0]', now, ONCE));
  if (before.length > now.length && now.length === 1) checkReleased(spec, 'secondary clusterIP', errors);
}

function checkReleased({ ipFamilyPolicy }: Spec, what: string, errors: Errors): void {
  if (ipFamilyPolicy !== 'SingleStack')
    errors.push(
      invalid('spec.ipFamilyPolicy', ipFamilyPolicy ?? null, `must be set to 'SingleStack' when releasing the ${what}`),
    );
}

/** Follows validateUpgradeDowngradeIPFamilies, which prints the cluster IPs where it means the families. */
export function checkFamiliesUpdate(spec: Spec, old: Spec, errors: Errors): void {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName' || isHeadless(spec) || isHeadless(old)) return;
  const path = 'spec.ipFamilies[0]';
  const now = spec.ipFamilies ?? [];
  const before = old.ipFamilies ?? [];
  const clusterIPs = spec.clusterIPs ?? [];
  if (before.length === now.length) {
    before.forEach((family, i) => {
      if (family !== now[i]) errors.push(invalid(path, now, ONCE));
    });
    return;
  }
  const released = before.length > now.length;
  if (released && clusterIPs.length === 0) errors.push(invalid(path, now, 'primary ipFamily can not be unset'));
  if (before.length > 0 && now.length > 0 && now[0] !== before[0]) errors.push(invalid(path, clusterIPs, ONCE));
  if (released && now.length === 1) checkReleased(spec, 'secondary ipFamily', errors);
}
