import { checkClusterIPs, familyOf } from '../../../../apis/core/service/cluster-ips.js';
import { needsClusterIP, sameList } from '../../../../apis/core/service/predicates.js';
import type { Service } from '../../../../apis/generated/core.v1.js';
import { invalid, type FieldError } from '../../../../apimachinery/field-error.js';

type Spec = Service['spec'];
type Families = NonNullable<Spec['ipFamilies']>;
type Policy = NonNullable<Spec['ipFamilyPolicy']>;

/** A spec to go on with, or what is wrong with it. */
export type Filled =
  | { readonly spec: Spec }
  | { readonly errors: readonly FieldError[] }
  /** An error that names no field. */
  | { readonly failure: string };

/** The cluster is single-stack: one family has addresses. */
const CLUSTER_FAMILY = 'IPv4';

const POLICY = 'spec.ipFamilyPolicy';

/** Works out ipFamilyPolicy and ipFamilies: initIPFamilyFields (pkg/registry/core/service/storage). */
export function initIPFamilies(given: Spec, old: Spec | undefined): Filled {
  if (!needsClusterIP(given) || matchesPreferDualStack(given, old)) return { spec: given };
  const policy = given.ipFamilyPolicy ?? defaultPolicy(given, old);
  const chosen: Spec = { ...given, ipFamilyPolicy: policy };
  const errors: FieldError[] = [];
  checkClusterIPs(chosen, old, errors);
  if (errors.length > 0) return { errors };
  const released = old === undefined ? chosen : releaseSecond(chosen, old, errors);
  checkSingleStack(released, errors);
  const families = inferFamilies(released, errors);
  if (errors.length > 0) return { errors };
  const inferred: Spec = families.length === 0 ? released : { ...released, ipFamilies: families };
  if (isSelectorlessHeadless(inferred))
    return { spec: { ...inferred, ipFamilies: headlessFamilies(families, policy) } };
  checkConfigured(policy, families, errors);
  if (errors.length > 0) return { errors };
  return { spec: families.length === 0 ? { ...inferred, ipFamilies: [CLUSTER_FAMILY] } : inferred };
}

function isSelectorlessHeadless({ clusterIP, selector = {} }: Spec): boolean {
  return clusterIP === 'None' && Object.keys(selector).length === 0;
}

function defaultPolicy(spec: Spec, old: Spec | undefined): Policy {
  return old?.ipFamilyPolicy ?? (isSelectorlessHeadless(spec) ? 'RequireDualStack' : 'SingleStack');
}

/** PreferDualStack Services are not upgraded or downgraded by the way: isMatchingPreferDualStackClusterIPFields. */
export function matchesPreferDualStack(spec: Spec, old: Spec | undefined): boolean {
  const prefers = spec.ipFamilyPolicy === 'PreferDualStack';
  if (old === undefined || !prefers || old.type !== spec.type || !needsClusterIP(spec)) return false;
  const before = old.ipFamilyPolicy ?? 'PreferDualStack';
  if (before !== 'PreferDualStack') return false;
  return sameList(spec.clusterIPs, old.clusterIPs) && sameList(spec.ipFamilies, old.ipFamilies);
}

/** Choosing SingleStack lets go of the second address and family; any other policy must keep them. */
function releaseSecond(spec: Spec, old: Spec, errors: FieldError[]): Spec {
  const { clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  if (ipFamilyPolicy === 'SingleStack') {
    const first = sameList(clusterIPs, old.clusterIPs) && clusterIPs.length > 1;
    const family = sameList(ipFamilies, old.ipFamilies) && ipFamilies.length > 1;
    return {
      ...spec,
      ...(first ? { clusterIPs: clusterIPs.slice(0, 1) } : {}),
      ...(family ? { ipFamilies: ipFamilies.slice(0, 1) } : {}),
    };
  }
  const reduced = (now: readonly string[], before: readonly string[] = []) =>
    now.length > 0 && now.length < before.length;
  if (reduced(clusterIPs, old.clusterIPs))
    errors.push(invalid(POLICY, ipFamilyPolicy, "must be 'SingleStack' to release the secondary cluster IP"));
  if (reduced(ipFamilies, old.ipFamilies))
    errors.push(invalid(POLICY, ipFamilyPolicy, "must be 'SingleStack' to release the secondary IP family"));
  return spec;
}

function checkSingleStack({ clusterIPs = [], ipFamilies = [], ipFamilyPolicy }: Spec, errors: FieldError[]): void {
  if (ipFamilyPolicy !== 'SingleStack') return;
  const must = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
  if (clusterIPs.length === 2) errors.push(invalid(POLICY, ipFamilyPolicy, `${must} cluster IPs are specified`));
  if (ipFamilies.length === 2) errors.push(invalid(POLICY, ipFamilyPolicy, `${must} IP families are specified`));
}

/** The families that are given, and of the addresses that have none. */
function inferFamilies({ clusterIPs = [], ipFamilies = [] }: Spec, errors: FieldError[]): Families {
  const families = [...ipFamilies];
  for (const [i, ip] of clusterIPs.entries()) {
    if (ip === 'None') break;
    if (i < families.length) continue;
    const family = familyOf(ip);
    if (family === CLUSTER_FAMILY) families.push(family);
    else
      errors.push(
        invalid(`spec.clusterIPs[${i}]`, clusterIPs, `${family ?? 'unknown'} is not configured on this cluster`),
      );
  }
  return families;
}

function headlessFamilies(families: Families, policy: Policy): Families {
  const [first = CLUSTER_FAMILY, ...rest] = families;
  if (rest.length > 0) return families;
  return policy === 'SingleStack' ? [first] : [first, first === 'IPv4' ? 'IPv6' : 'IPv4'];
}

function checkConfigured(policy: Policy, families: Families, errors: FieldError[]): void {
  if (policy === 'RequireDualStack')
    errors.push(invalid(POLICY, policy, 'this cluster is not configured for dual-stack services'));
  families.forEach((family, i) => {
    if (family !== CLUSTER_FAMILY)
      errors.push(invalid(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster'));
  });
}
