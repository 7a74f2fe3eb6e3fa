import { forbidden, invalid, notSupported, required, type FieldError } from '../../../apimachinery/field-error.js';
import { isDNS1123Subdomain, nameIsDNSLabel, nameIsDNS1035Label } from '../../../apimachinery/names.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../../meta/kube-meta.js';
import { validateLabels } from '../../meta/object-meta.js';
import type { Service } from '../../generated/core.v1.js';
import { checkCIDR } from '../../networking/cidr.js';
import { checkEnum, report, type Errors } from '../pod/validation/checks.js';
import { checkIP } from '../pod/validation/ip.js';
import { checkEndpointIP } from '../endpoints/endpoint-ip.js';
import { checkClusterIPs } from './cluster-ips.js';
import { checkClusterIPsUpdate, checkFamiliesUpdate } from './cluster-ips-update.js';
import { checkPorts, checkPortsTogether } from './ports.js';
import { isHeadless, needsHealthCheck } from './predicates.js';
import { checkLoadBalancerClass, checkLoadBalancerClassUpdate, checkTraffic } from './traffic.js';

type Spec = Service['spec'];

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const AFFINITIES = ['ClientIP', 'None'];
const MAX_CLIENT_IP_SECONDS = 86_400;
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';

export const serviceName = nameIsDNS1035Label;
export { nameIsDNSLabel };

/** Follows ValidateServiceCreate. */
export function validateService(service: Service): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(service.metadata, true, serviceName)];
  checkService(service, undefined, errors);
  return errors;
}

/** Follows ValidateServiceUpdate, without metadata, which the generic store checks. */
export function validateServiceUpdate(service: Service, old: Service): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMetaUpdate(service.metadata, old.metadata)];
  checkClusterIPsUpdate(service.spec, old.spec, errors);
  checkFamiliesUpdate(service.spec, old.spec, errors);
  checkLoadBalancerClassUpdate(service.spec, old.spec, errors);
  if (
    needsHealthCheck(old.spec) &&
    needsHealthCheck(service.spec) &&
    service.spec.healthCheckNodePort !== old.spec.healthCheckNodePort
  )
    errors.push(forbidden('spec.healthCheckNodePort', 'field is immutable'));
  checkService(service, old, errors);
  return errors;
}

/** Follows validateService. */
function checkService(service: Service, old: Service | undefined, errors: Errors): void {
  const { spec, metadata } = service;
  checkTopologyAnnotations(metadata.annotations ?? {}, errors);
  const { ports = [] } = spec;
  if (ports.length === 0 && !isHeadless(spec) && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  checkType(spec, errors);
  checkPorts(ports, errors);
  errors.push(...validateLabels(spec.selector, 'spec.selector'));
  checkAffinity(spec, errors);
  checkClusterIPs(spec, old?.spec, errors);
  checkExternalIPs(spec, old?.spec, errors);
  checkEnum(spec.type, TYPES, 'spec.type', errors);
  checkPortsTogether(spec, errors);
  checkSourceRanges(service, old, errors);
  if (spec.allocateLoadBalancerNodePorts !== undefined && spec.type !== 'LoadBalancer')
    errors.push(forbidden('spec.allocateLoadBalancerNodePorts', "may only be used when `type` is 'LoadBalancer'"));
  checkLoadBalancerClass(spec, errors);
  checkTraffic(spec, errors);
}

function checkTopologyAnnotations(annotations: Readonly<Record<string, string>>, errors: Errors): void {
  const mode = annotations[TOPOLOGY_MODE];
  const hints = annotations[TOPOLOGY_HINTS];
  if (mode !== undefined && hints !== undefined && mode !== hints)
    errors.push(
      invalid(
        `metadata.annotations[${TOPOLOGY_MODE}]`,
        mode,
        `must match annotations[${TOPOLOGY_HINTS}] when both are specified`,
      ),
    );
}

function checkType(spec: Spec, errors: Errors): void {
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec))
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  if (spec.type !== 'ExternalName') return;
  const unset = 'may not be set for ExternalName services';
  if ((spec.clusterIPs ?? []).length > 0) errors.push(forbidden('spec.clusterIPs', unset));
  if ((spec.ipFamilies ?? []).length > 0) errors.push(forbidden('spec.ipFamilies', unset));
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbidden('spec.ipFamilyPolicy', unset));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') errors.push(required('spec.externalName'));
  else report(errors, 'spec.externalName', name, isDNS1123Subdomain(name));
}

function checkAffinity({ sessionAffinity, sessionAffinityConfig }: Spec, errors: Errors): void {
  const path = 'spec.sessionAffinityConfig';
  if (sessionAffinity === undefined || !AFFINITIES.includes(sessionAffinity))
    errors.push(notSupported('spec.sessionAffinity', sessionAffinity ?? '', AFFINITIES));
  if (sessionAffinity === 'ClientIP') {
    const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 0;
    if (seconds <= 0 || seconds > MAX_CLIENT_IP_SECONDS) {
      const detail = `must be greater than 0 and less than ${MAX_CLIENT_IP_SECONDS}`;
      errors.push(invalid(`${path}.clientIP.timeoutSeconds`, seconds, detail));
    }
  } else if (sessionAffinity === 'None' && sessionAffinityConfig !== undefined)
    errors.push(forbidden(path, 'must not be set when session affinity is None'));
}

function checkExternalIPs({ externalIPs = [] }: Spec, old: Spec | undefined, errors: Errors): void {
  externalIPs.forEach((ip, i) => {
    const before = errors.length;
    checkIP(ip, `spec.externalIPs[${i}]`, errors, old?.externalIPs);
    if (errors.length === before) checkEndpointIP(ip, `spec.externalIPs[${i}]`, errors);
  });
}

function checkSourceRanges({ spec, metadata }: Service, old: Service | undefined, errors: Errors): void {
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const annotation = metadata.annotations?.[SOURCE_RANGES];
  const path = ranges.length > 0 ? 'spec.LoadBalancerSourceRanges' : `metadata.annotations[${SOURCE_RANGES}]`;
  if (ranges.length === 0 && annotation === undefined) return;
  if (spec.type !== 'LoadBalancer') errors.push(forbidden(path, "may only be used when `type` is 'LoadBalancer'"));
  if (ranges.length > 0) {
    const known = (old?.spec.loadBalancerSourceRanges ?? []).map((range) => range.trim());
    ranges.forEach((range, i) => checkCIDR(range.trim(), `${path}[${i}]`, errors, known));
  } else if (
    annotation !== undefined &&
    annotation.trim() !== '' &&
    old?.metadata.annotations?.[SOURCE_RANGES] !== annotation
  )
    for (const range of annotation.trim().split(',')) checkCIDR(range.trim(), path, errors);
}
