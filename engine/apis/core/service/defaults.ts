import type { LoadBalancerIngress, Service, ServicePort } from '../../generated/core.v1.js';
import { changed, changedItems, filled, withField, without } from '../pod/fill.js';
import { isExternallyAccessible } from './predicates.js';

const CLIENT_IP_TIMEOUT_SECONDS = 10_800;

/** Follows SetDefaults_Service. */
export function defaultService(service: Service): Service {
  const spec = defaultSpec(service.spec);
  const defaulted = withField(service, 'spec', spec);
  if (spec.type !== 'LoadBalancer') return defaulted;
  return changed(defaulted, 'status', (status) =>
    changed(status, 'loadBalancer', (balancer) => changedItems(balancer, 'ingress', defaultIngress)),
  );
}

function defaultIngress(ingress: LoadBalancerIngress): LoadBalancerIngress {
  return ingress.ip === undefined || ingress.ip === '' ? ingress : filled(ingress, { ipMode: 'VIP' });
}

function defaultSpec(given: Service['spec']): Service['spec'] {
  let spec = filled(given, { sessionAffinity: 'None', type: 'ClusterIP' });
  spec = defaultAffinity(changedItems(spec, 'ports', defaultPort));
  if (isExternallyAccessible(spec)) spec = filled(spec, { externalTrafficPolicy: 'Cluster' });
  if (spec.type === 'NodePort' || spec.type === 'LoadBalancer' || spec.type === 'ClusterIP')
    spec = filled(spec, { internalTrafficPolicy: 'Cluster' });
  return spec.type === 'LoadBalancer' ? filled(spec, { allocateLoadBalancerNodePorts: true }) : spec;
}

function defaultAffinity(spec: Service['spec']): Service['spec'] {
  if (spec.sessionAffinity === 'None') return without(spec, 'sessionAffinityConfig');
  if (spec.sessionAffinity !== 'ClientIP' || spec.sessionAffinityConfig?.clientIP?.timeoutSeconds !== undefined)
    return spec;
  return { ...spec, sessionAffinityConfig: { clientIP: { timeoutSeconds: CLIENT_IP_TIMEOUT_SECONDS } } };
}

function defaultPort(port: ServicePort): ServicePort {
  const { targetPort } = port;
  return targetPort === undefined || targetPort === 0 || targetPort === '' ? { ...port, targetPort: port.port } : port;
}
