import type { Service } from '../../generated/core.v1.js';

/** A Service's spec as far as the rules that tell types apart look at it. */
type Spec = Service['spec'];

export function isHeadless({ clusterIPs = [] }: Spec): boolean {
  return clusterIPs.length === 1 && clusterIPs[0] === 'None';
}

export function needsClusterIP({ type }: Spec): boolean {
  return type !== 'ExternalName';
}

export function needsNodePort({ type }: Spec): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}

/** Follows ExternallyAccessible (pkg/api/service). */
export function isExternallyAccessible(spec: Spec): boolean {
  return needsNodePort(spec) || (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0);
}

/** Whether the Service has a health check node port: NeedsHealthCheck. */
export function needsHealthCheck({ type, externalTrafficPolicy }: Spec): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
}

export function nodePortsOf({ ports = [] }: Spec): readonly number[] {
  return ports.flatMap(({ nodePort }) => (nodePort === undefined || nodePort === 0 ? [] : [nodePort]));
}

export function sameList(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  const left = a ?? [];
  const right = b ?? [];
  return left.length === right.length && left.every((item, i) => item === right[i]);
}
