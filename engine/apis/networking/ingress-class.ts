import {
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
  type FieldError,
} from '../../apimachinery/field-error.js';
import { isDNS1123Subdomain, nameIsDNSLabel, nameIsDNSSubdomain, regexMessage } from '../../apimachinery/names.js';
import { changed, filled } from '../core/pod/fill.js';
import { report, type Errors } from '../core/pod/validation/checks.js';
import type { IngressClass, IngressClassParametersReference } from '../generated/networking.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../meta/kube-meta.js';
import { checkLocalReference } from './local-reference.js';

const MAX_CONTROLLER = 250;
const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const SCOPES = ['Cluster', 'Namespace'];

/** Follows SetDefaults_IngressClass. */
export function defaultIngressClass(ingressClass: IngressClass): IngressClass {
  return changed(ingressClass, 'spec', (spec) =>
    changed(spec, 'parameters', (parameters) => filled(parameters, { scope: 'Cluster' })),
  );
}

/** Follows ValidateIngressClass. */
export function validateIngressClass({ metadata, spec }: IngressClass): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(metadata, false, nameIsDNSSubdomain)];
  const controller = spec.controller ?? '';
  if (controller.length > MAX_CONTROLLER) errors.push(tooLong('spec.controller', MAX_CONTROLLER));
  checkDomainPrefixedPath(controller, 'spec.controller', errors);
  if (spec.parameters !== undefined) checkParameters(spec.parameters, 'spec.parameters', errors);
  return errors;
}

/** Follows ValidateIngressClassUpdate. */
export function validateIngressClassUpdate(ingressClass: IngressClass, old: IngressClass): readonly FieldError[] {
  const { controller = '' } = ingressClass.spec;
  return [
    ...validateKubeMetaUpdate(ingressClass.metadata, old.metadata),
    ...(controller === (old.spec.controller ?? '')
      ? []
      : [invalid('spec.controller', controller, 'field is immutable')]),
    ...validateIngressClass(ingressClass),
  ];
}

/** Follows IsDomainPrefixedPath (apimachinery/pkg/util/validation). */
export function checkDomainPrefixedPath(text: string, path: string, errors: Errors): void {
  const slash = text.indexOf('/');
  const host = text.slice(0, Math.max(slash, 0));
  const rest = slash < 0 ? '' : text.slice(slash + 1);
  if (text === '') errors.push(required(path));
  else if (host === '' || rest === '')
    errors.push(invalid(path, text, 'must be a domain-prefixed path (such as "acme.io/foo")'));
  else {
    report(errors, path, host, isDNS1123Subdomain(host));
    if (!new RegExp(`^${HTTP_PATH}$`).test(rest))
      errors.push(invalid(path, rest, regexMessage('Invalid path', HTTP_PATH)));
  }
}

function checkParameters(parameters: IngressClassParametersReference, path: string, errors: Errors): void {
  checkLocalReference(parameters, path, errors);
  const { scope, namespace } = parameters;
  if (scope === undefined || scope === null) errors.push(required(`${path}.scope`));
  else if (!SCOPES.includes(scope)) errors.push(notSupported(`${path}.scope`, scope, SCOPES));
  else if (scope === 'Cluster') {
    if (namespace !== undefined) errors.push(forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  } else if (namespace === undefined)
    errors.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"));
  else report(errors, `${path}.namespace`, namespace, nameIsDNSLabel(namespace, false));
}
