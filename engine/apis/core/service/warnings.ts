import type { Service } from '../../generated/core.v1.js';
import { cidrWarnings } from '../../networking/cidr.js';
import { ipWarnings } from '../pod/validation/ip.js';
import { isHeadless } from './predicates.js';

const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';

/** Follows GetWarningsForService. */
export function serviceWarnings({ spec, metadata }: Service): readonly string[] {
  const headless = isHeadless(spec);
  const externalIPs = spec.externalIPs ?? [];
  return [
    ...(metadata.annotations?.[TOPOLOGY_HINTS] === undefined
      ? []
      : [`annotation ${TOPOLOGY_HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`]),
    ...(headless ? [] : (spec.clusterIPs ?? []).flatMap((ip, i) => ipWarnings(ip, `spec.clusterIPs[${i}]`))),
    ...(headless ? headlessWarnings(spec) : []),
    ...externalIPs.flatMap((ip, i) => ipWarnings(ip, `spec.externalIPs[${i}]`)),
    ...(spec.loadBalancerIP ? ipWarnings(spec.loadBalancerIP, 'spec.loadBalancerIP') : []),
    ...(spec.loadBalancerSourceRanges ?? []).flatMap((range, i) =>
      cidrWarnings(range, `spec.loadBalancerSourceRanges[${i}]`),
    ),
    ...(spec.type === 'ExternalName' && externalIPs.length > 0
      ? ['spec.externalIPs is ignored when spec.type is "ExternalName"']
      : []),
    ...(spec.type !== 'ExternalName' && spec.externalName
      ? ['spec.externalName is ignored when spec.type is not "ExternalName"']
      : []),
    ...(spec.trafficDistribution === 'PreferClose'
      ? ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"']
      : []),
  ];
}

function headlessWarnings({ loadBalancerIP, externalIPs = [], sessionAffinity }: Service['spec']): readonly string[] {
  return [
    ...(loadBalancerIP ? ['spec.loadBalancerIP is ignored for headless services'] : []),
    ...(externalIPs.length > 0 ? ['spec.externalIPs is ignored for headless services'] : []),
    ...(sessionAffinity === 'None' ? [] : ['spec.SessionAffinity is ignored for headless services']),
  ];
}
