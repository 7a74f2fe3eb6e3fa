import { forbidden, invalid, notSupported, required } from '../../../apimachinery/field-error.js';
import { isValidPortNum } from '../../../apimachinery/names.js';
import type { Service } from '../../generated/core.v1.js';
import { checkEnum, checkQualifiedName, report, type Errors } from '../pod/validation/checks.js';
import { isExternallyAccessible, needsHealthCheck } from './predicates.js';

type Spec = Service['spec'];

const POLICIES = ['Cluster', 'Local'];
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

/** Traffic policies, the health check's port and traffic distribution, in upstream's order. */
export function checkTraffic(spec: Spec, errors: Errors): void {
  checkExternalPolicy(spec, errors);
  checkHealthCheckPort(spec, errors);
  const { internalTrafficPolicy, trafficDistribution, type } = spec;
  if (internalTrafficPolicy === undefined) {
    if (type === 'NodePort' || type === 'LoadBalancer' || type === 'ClusterIP')
      errors.push(required('spec.internalTrafficPolicy'));
  } else if (!POLICIES.includes(internalTrafficPolicy))
    errors.push(notSupported('spec.internalTrafficPolicy', internalTrafficPolicy, POLICIES));
  if (trafficDistribution !== undefined && !DISTRIBUTIONS.includes(trafficDistribution))
    errors.push(notSupported('spec.trafficDistribution', trafficDistribution, DISTRIBUTIONS));
}

function checkExternalPolicy(spec: Spec, errors: Errors): void {
  const { externalTrafficPolicy: policy } = spec;
  const path = 'spec.externalTrafficPolicy';
  if (isExternallyAccessible(spec)) checkEnum(policy, POLICIES, path, errors);
  else if (policy !== undefined)
    errors.push(invalid(path, policy, 'may only be set for externally-accessible services'));
}

function checkHealthCheckPort(spec: Spec, errors: Errors): void {
  const path = 'spec.healthCheckNodePort';
  const port = spec.healthCheckNodePort ?? 0;
  if (needsHealthCheck(spec)) {
    if (port === 0) errors.push(required(path));
    else report(errors, path, port, isValidPortNum(port));
  } else if (port !== 0)
    errors.push(
      invalid(path, port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"),
    );
}

/** Follows validateLoadBalancerClassField of a new object. */
export function checkLoadBalancerClass({ type, loadBalancerClass }: Spec, errors: Errors): void {
  if (loadBalancerClass === undefined) return;
  const path = 'spec.loadBalancerClass';
  if (type === 'LoadBalancer') checkQualifiedName(loadBalancerClass, path, errors);
  else errors.push(forbidden(path, "may only be used when `type` is 'LoadBalancer'"));
}

/** Follows validateLoadBalancerClassField of an update. */
export function checkLoadBalancerClassUpdate(spec: Spec, old: Spec, errors: Errors): void {
  if (spec.type === 'LoadBalancer' && old.type === 'LoadBalancer' && spec.loadBalancerClass !== old.loadBalancerClass)
    errors.push(invalid('spec.loadBalancerClass', spec.loadBalancerClass ?? null, 'may not change once set'));
  checkLoadBalancerClass(spec, errors);
}
