import {
  needsClusterIP,
  needsHealthCheck,
  needsNodePort,
  nodePortsOf,
} from '../../../../apis/core/service/predicates.js';
import type { Service, ServicePort } from '../../../../apis/generated/core.v1.js';
import { internalError, invalid, type FieldError } from '../../../../apimachinery/field-error.js';
import { initIPFamilies, matchesPreferDualStack, type Filled } from './ip-families.js';
import type { Pools } from './pools.js';

type Spec = Service['spec'];

/**
 * Gives a new Service its families, cluster IPs and node ports: allocateCreate. What is asked for by name must be free
 * in the pools; what is not comes from them. A spec that has everything keeps it.
 */
export function allocateCreate(given: Spec, pools: Pools): Filled {
  const filled = initIPFamilies(given, undefined);
  if (!('spec' in filled)) return filled;
  return chain(takeClusterIPs(filled.spec, pools), (spec) =>
    chain(needsNodePort(spec) ? takeNewPorts(spec, pools) : { spec }, (withPorts) =>
      takeHealthCheckPort(withPorts, undefined, pools),
    ),
  );
}

/** Follows allocateUpdate; the pools do not know this Service, whose own addresses and ports stay its own. */
export function allocateUpdate(given: Spec, old: Spec, pools: Pools): Filled {
  const filled = initIPFamilies(given, old);
  if (!('spec' in filled)) return filled;
  return chain(updateClusterIPs(filled.spec, old, pools), (spec) =>
    chain(needsNodePort(spec) ? takeChangedPorts(spec, old, pools) : { spec }, (withPorts) =>
      takeHealthCheckPort(withPorts, old, pools),
    ),
  );
}

function chain(filled: Filled, next: (spec: Spec) => Filled): Filled {
  return 'spec' in filled ? next(filled.spec) : filled;
}

function refused(...errors: readonly FieldError[]): Filled {
  return { errors };
}

function updateClusterIPs(spec: Spec, old: Spec, pools: Pools): Filled {
  if (matchesPreferDualStack(spec, old)) return { spec };
  return needsClusterIP(spec) && !needsClusterIP(old) ? takeClusterIPs(spec, pools) : { spec };
}

function takeClusterIPs(spec: Spec, pools: Pools): Filled {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  if (!needsClusterIP(spec) || clusterIPs[0] === 'None') return { spec };
  const wanted = ipFamilies.map((_family, position) => clusterIPs[position] ?? '');
  const taken: string[] = [];
  for (const asked of wanted) {
    if (asked === '') {
      const next = pools.nextIP();
      if (!next.ok) return refused(invalid('spec.clusterIPs', wanted, `failed to allocate IP: ${next.error}`));
      taken.push(next.value);
      continue;
    }
    const error = pools.takeIP(asked);
    if (error !== undefined)
      return refused(invalid('spec.clusterIPs', wanted, `failed to allocate IP ${asked}: ${error}`));
    taken.push(asked);
  }
  const same = taken.length === clusterIPs.length && taken.every((ip, i) => ip === clusterIPs[i]);
  return { spec: same && spec.clusterIP === taken[0] ? spec : { ...spec, clusterIP: taken[0], clusterIPs: taken } };
}

function allocatesNodePorts({ type, allocateLoadBalancerNodePorts }: Spec): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
}

function portRefused(position: number, port: number, error: string): Filled {
  return refused(invalid(`spec.ports[${position}].nodePort`, port, error));
}

/** Ports that share a number share a node port, so that one serves TCP and UDP: initNodePorts. */
function takeNewPorts(spec: Spec, pools: Pools): Filled {
  const byPort = new Map<number, number>();
  const ports = [...(spec.ports ?? [])];
  for (const [i, port] of ports.entries()) {
    const own = port.nodePort ?? 0;
    if (own === 0 && !allocatesNodePorts(spec)) continue;
    const shared = byPort.get(port.port);
    const wanted = own !== 0 && shared !== undefined ? own : (shared ?? requestedPort(ports, port.port));
    if (shared === undefined || wanted !== shared) {
      const result = wanted === 0 ? pools.nextPort() : undefined;
      if (result?.ok === false) return portRefused(i, 0, result.error);
      const error = wanted === 0 ? undefined : pools.takePort(wanted);
      if (error !== undefined) return portRefused(i, wanted, error);
      const nodePort = result?.ok === true ? result.value : wanted;
      if (shared === undefined) byPort.set(port.port, nodePort);
      ports[i] = { ...port, nodePort };
    } else if (own === 0) ports[i] = { ...port, nodePort: shared };
  }
  return { spec: withPorts(spec, ports) };
}

/** The node port that some port of this number asks for. */
function requestedPort(ports: readonly ServicePort[], number: number): number {
  return ports.find(({ port, nodePort }) => port === number && nodePort !== undefined && nodePort !== 0)?.nodePort ?? 0;
}

function withPorts(spec: Spec, ports: readonly ServicePort[]): Spec {
  return ports.every(({ nodePort }, i) => nodePort === spec.ports?.[i]?.nodePort) ? spec : { ...spec, ports };
}

/** Follows updateNodePorts. */
function takeChangedPorts(spec: Spec, old: Spec, pools: Pools): Filled {
  const had = new Set(nodePortsOf(old));
  const taken = new Set<number>();
  const seen = new Set<string>();
  const ports = [...(spec.ports ?? [])];
  for (const [i, port] of ports.entries()) {
    const own = port.nodePort ?? 0;
    if (own === 0 && !allocatesNodePorts(spec)) continue;
    if (own !== 0) {
      const error = had.has(own) || taken.has(own) ? undefined : pools.takePort(own);
      if (error !== undefined) return portRefused(i, own, error);
      taken.add(own);
    } else {
      const next = pools.nextPort();
      if (!next.ok) return portRefused(i, 0, next.error);
      ports[i] = { ...port, nodePort: next.value };
    }
    const place = `{${port.protocol ?? ''} ${ports[i]?.nodePort ?? 0}}`;
    if (seen.has(place)) return { failure: `duplicate nodePort: ${place}` };
    seen.add(place);
  }
  return { spec: withPorts(spec, ports) };
}

function takeHealthCheckPort(spec: Spec, old: Spec | undefined, pools: Pools): Filled {
  if (!needsHealthCheck(spec) || (old !== undefined && needsHealthCheck(old))) return { spec };
  const path = 'spec.healthCheckNodePort';
  const asked = spec.healthCheckNodePort ?? 0;
  if (asked !== 0) {
    const error = pools.takePort(asked);
    if (error === undefined) return { spec };
    return refused(internalError(path, `failed to allocate requested HealthCheck NodePort ${asked}: ${error}`));
  }
  const next = pools.nextPort();
  if (!next.ok) return refused(internalError(path, `failed to allocate a HealthCheck NodePort 0: ${next.error}`));
  return { spec: { ...spec, healthCheckNodePort: next.value } };
}
