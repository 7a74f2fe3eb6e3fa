import {
  isExternallyAccessible,
  needsClusterIP,
  needsHealthCheck,
  needsNodePort,
  nodePortsOf,
  sameList,
} from '../../../../apis/core/service/predicates.js';
import { mapped, without } from '../../../../apis/core/pod/fill.js';
import type { Service } from '../../../../apis/generated/core.v1.js';

type Spec = Service['spec'];

/** What an update leaves out of allocated values comes from the old object: patchAllocatedValues. */
export function patchAllocated(given: Spec, old: Spec): Spec {
  let spec = given;
  if (needsClusterIP(old) && needsClusterIP(spec)) {
    if (!spec.clusterIP && old.clusterIP) spec = { ...spec, clusterIP: old.clusterIP };
    if (!spec.clusterIPs?.length && old.clusterIPs?.length) spec = { ...spec, clusterIPs: old.clusterIPs };
  }
  if (needsNodePort(old) && needsNodePort(spec)) spec = patchNodePorts(spec, old);
  if (needsHealthCheck(old) && needsHealthCheck(spec) && !spec.healthCheckNodePort && old.healthCheckNodePort)
    spec = { ...spec, healthCheckNodePort: old.healthCheckNodePort };
  return spec;
}

/** By the port's name, unless the number is in use for another one. */
function patchNodePorts(spec: Spec, old: Spec): Spec {
  const before = new Set(nodePortsOf(old));
  const used = new Set(nodePortsOf(spec).filter((port) => before.has(port)));
  const byName = new Map((old.ports ?? []).map(({ name = '', nodePort }) => [name, nodePort]));
  const ports = mapped(spec.ports ?? [], (port) => {
    const nodePort = byName.get(port.name ?? '');
    return port.nodePort || !nodePort || used.has(nodePort) ? port : { ...port, nodePort };
  });
  return ports === spec.ports || spec.ports === undefined ? spec : { ...spec, ports };
}

/** Keeps clusterIP and clusterIPs in step for clients that know one of them: normalizeClusterIPs. */
export function normalizeClusterIPs(spec: Spec, old: Spec | undefined): Spec {
  const { clusterIP = '', clusterIPs = [] } = spec;
  if (old === undefined)
    return clusterIP !== '' && clusterIPs.length === 0 ? { ...spec, clusterIPs: [clusterIP] } : spec;
  const before = old.clusterIP ?? '';
  if (before === clusterIP)
    return clusterIPs.length === 0 && old.clusterIPs?.length ? { ...spec, clusterIPs: old.clusterIPs } : spec;
  if (!sameList(old.clusterIPs, clusterIPs)) return spec;
  return clusterIP === '' ? without(spec, 'clusterIPs') : { ...spec, clusterIPs: [clusterIP] };
}

/** Takes out what the new type has no use for and the user did not touch: dropTypeDependentFields. */
export function dropTypeDependent(given: Spec, old: Spec): Spec {
  let spec = given;
  if (needsClusterIP(old) && !needsClusterIP(spec)) {
    if ((old.clusterIP ?? '') === (spec.clusterIP ?? '') && sameList(old.clusterIPs, spec.clusterIPs))
      spec = without(without(spec, 'clusterIP'), 'clusterIPs');
    if (sameList(old.ipFamilies, spec.ipFamilies)) spec = without(spec, 'ipFamilies');
    if (old.ipFamilyPolicy === spec.ipFamilyPolicy) spec = without(spec, 'ipFamilyPolicy');
  }
  if (needsNodePort(old) && !needsNodePort(spec)) spec = dropNodePorts(spec, old);
  if (needsHealthCheck(old) && !needsHealthCheck(spec) && old.healthCheckNodePort === spec.healthCheckNodePort)
    spec = without(spec, 'healthCheckNodePort');
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (old.allocateLoadBalancerNodePorts === spec.allocateLoadBalancerNodePorts)
      spec = without(spec, 'allocateLoadBalancerNodePorts');
    if (old.loadBalancerClass === spec.loadBalancerClass) spec = without(spec, 'loadBalancerClass');
  }
  if (
    isExternallyAccessible(old) &&
    !isExternallyAccessible(spec) &&
    old.externalTrafficPolicy === spec.externalTrafficPolicy
  )
    spec = without(spec, 'externalTrafficPolicy');
  return spec;
}

function dropNodePorts(spec: Spec, old: Spec): Spec {
  const before = new Set(nodePortsOf(old));
  if (spec.ports === undefined || !nodePortsOf(spec).every((port) => before.has(port))) return spec;
  const ports = mapped(spec.ports, (port) => without(port, 'nodePort'));
  return ports === spec.ports ? spec : { ...spec, ports };
}
