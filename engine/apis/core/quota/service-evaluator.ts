import { newQuantity, ZERO } from '../../../apimachinery/quantity.js';
import type { Service } from '../../generated/core.v1.js';
import { services } from '../../generated/resources.js';
import { intersection, objectCountName, ONE, type QuotaEvaluator } from './evaluator.js';

const COUNT = objectCountName(services);

const NAMES = new Set([COUNT, 'services', 'services.nodeports', 'services.loadbalancers']);

/** How services count against quotas (pkg/quota/v1/evaluator/core/services.go). */
export const serviceEvaluator: QuotaEvaluator<Service> = {
  resource: services,
  matchingResources: (names) => intersection(names, NAMES),
  matchesScope: () => false,
  usage: (service) =>
    new Map([
      [COUNT, ONE],
      ['services', ONE],
      ['services.loadbalancers', service.spec.type === 'LoadBalancer' ? ONE : ZERO],
      ['services.nodeports', newQuantity(nodePorts(service))],
    ]),
  mayFree: (service, old) => quotaType(service) !== quotaType(old),
};

/** Node ports that the service takes or will take. */
function nodePorts({ spec }: Service): number {
  const ports = spec.ports ?? [];
  if (spec.type === 'NodePort') return ports.length;
  if (spec.type !== 'LoadBalancer') return 0;
  if (spec.allocateLoadBalancerNodePorts !== false) return ports.length;
  return ports.filter(({ nodePort = 0 }) => nodePort !== 0).length;
}

/** Other types are all alike. */
function quotaType({ spec: { type } }: Service): string {
  return type === 'NodePort' || type === 'LoadBalancer' ? type : '';
}
