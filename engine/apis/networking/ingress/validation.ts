import { invalid, required, type FieldError } from '../../../apimachinery/field-error.js';
import {
  isDNS1123Subdomain,
  isWildcardDNS1123Subdomain,
  nameIsDNS1035Label,
  nameIsDNSLabel,
  nameIsDNSSubdomain,
} from '../../../apimachinery/names.js';
import { report, type Errors } from '../../core/pod/validation/checks.js';
import { checkIP, parseIPSloppy } from '../../core/pod/validation/ip.js';
import type { HTTPIngressRuleValue, Ingress, IngressRule, IngressSpec } from '../../generated/networking.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../../meta/kube-meta.js';
import { checkBackend, checkPath, type IngressOptions } from './backend.js';

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const STRICT: IngressOptions = { invalidSecretName: false, invalidWildcardHost: false, relaxedServiceName: false };

/** Follows ValidateIngressCreate. */
export function validateIngress(ingress: Ingress): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(ingress.metadata, true, nameIsDNSSubdomain)];
  checkSpec(ingress.spec, STRICT, errors);
  const annotation = ingress.metadata.annotations?.[CLASS_ANNOTATION];
  const { ingressClassName } = ingress.spec;
  if (annotation !== undefined && ingressClassName !== undefined && annotation !== ingressClassName)
    errors.push(
      invalid(`annotations.${CLASS_ANNOTATION}`, annotation, 'must match `ingressClassName` when both are specified'),
    );
  return errors;
}

/** Follows ValidateIngressUpdate. */
export function validateIngressUpdate(ingress: Ingress, old: Ingress): readonly FieldError[] {
  const errors: FieldError[] = [
    ...validateKubeMetaUpdate(ingress.metadata, old.metadata),
    ...validateKubeMeta(ingress.metadata, true, nameIsDNSSubdomain),
  ];
  checkSpec(ingress.spec, forgivenBy(old), errors);
  return errors;
}

function forgivenBy({ spec }: Ingress): IngressOptions {
  const { tls = [], rules = [], defaultBackend } = spec;
  const services = [defaultBackend, ...rules.flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend))];
  return {
    invalidSecretName: tls.some(
      ({ secretName = '' }) => secretName !== '' && nameIsDNSSubdomain(secretName, false).length > 0,
    ),
    invalidWildcardHost: rules.some(({ host = '', http }) => {
      const errors: FieldError[] = [];
      if (host.includes('*') && http !== undefined) checkHttp(http, STRICT, '', errors);
      return errors.length > 0;
    }),
    relaxedServiceName: services.some((backend) => {
      const name = backend?.service?.name;
      return (
        name !== undefined && nameIsDNSLabel(name, false).length === 0 && nameIsDNS1035Label(name, false).length > 0
      );
    }),
  };
}

function checkSpec(spec: IngressSpec, options: IngressOptions, errors: Errors): void {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec;
  if (rules.length === 0 && defaultBackend === undefined)
    errors.push(invalid('spec', spec.rules ?? null, 'either `defaultBackend` or `rules` must be specified'));
  if (defaultBackend !== undefined) checkBackend(defaultBackend, options, 'spec.defaultBackend', errors);
  rules.forEach((rule, i) => checkRule(rule, options, `spec.rules[${i}]`, errors));
  tls.forEach(({ hosts = [], secretName = '' }, i) => {
    hosts.forEach((host, j) => checkHost(host, `spec.tls[${i}].hosts[${j}]`, errors));
    if (!options.invalidSecretName && secretName !== '')
      report(errors, `spec.tls[${i}].secretName`, secretName, nameIsDNSSubdomain(secretName, false));
  });
  if (ingressClassName !== undefined)
    report(errors, 'spec.ingressClassName', ingressClassName, nameIsDNSSubdomain(ingressClassName, false));
}

function checkHost(host: string, path: string, errors: Errors): void {
  report(errors, path, host, host.includes('*') ? isWildcardDNS1123Subdomain(host) : isDNS1123Subdomain(host));
}

function checkRule({ host = '', http }: IngressRule, options: IngressOptions, path: string, errors: Errors): void {
  if (host !== '') {
    if (parseIPSloppy(host) !== undefined)
      errors.push(invalid(`${path}.host`, host, 'must be a DNS name, not an IP address'));
    checkHost(host, `${path}.host`, errors);
  }
  const forgiven = host.includes('*') && options.invalidWildcardHost;
  if (http !== undefined && !forgiven) checkHttp(http, options, `${path}.http`, errors);
}

function checkHttp(http: HTTPIngressRuleValue, options: IngressOptions, path: string, errors: Errors): void {
  // An empty list is stored as null.
  const paths = http.paths ?? [];
  if (paths.length === 0) errors.push(required(`${path}.paths`));
  paths.forEach((item, i) => checkPath(item, options, `${path}.paths[${i}]`, errors));
}

/** Follows ValidateIngressLoadBalancerStatus. */
export function validateIngressStatus({ status }: Ingress, old: Ingress): readonly FieldError[] {
  const errors: FieldError[] = [];
  const known = (old.status.loadBalancer.ingress ?? []).flatMap(({ ip }) => (ip === undefined ? [] : [ip]));
  (status.loadBalancer.ingress ?? []).forEach(({ ip, hostname }, i) => {
    const path = `status.loadBalancer.ingress[${i}]`;
    if (ip) checkIP(ip, `${path}.ip`, errors, known);
    if (!hostname) return;
    report(errors, `${path}.hostname`, hostname, isDNS1123Subdomain(hostname));
    if (parseIPSloppy(hostname) !== undefined)
      errors.push(invalid(`${path}.hostname`, hostname, 'must be a DNS name, not an IP address'));
  });
  return errors;
}
