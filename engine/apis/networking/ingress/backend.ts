import { invalid, notSupported, required } from '../../../apimachinery/field-error.js';
import { isValidPortName, isValidPortNum, nameIsDNS1035Label, nameIsDNSLabel } from '../../../apimachinery/names.js';
import { report, type Errors } from '../../core/pod/validation/checks.js';
import type { HTTPIngressPath, IngressBackend, IngressServiceBackend } from '../../generated/networking.v1.js';
import { checkLocalReference } from '../local-reference.js';

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const FORBIDDEN_PARTS = ['//', '/./', '/../', '%2f', '%2F'];
const FORBIDDEN_ENDS = ['/..', '/.'];

/** What an update is forgiven because the old Ingress had it: IngressValidationOptions. */
export interface IngressOptions {
  readonly invalidSecretName: boolean;
  readonly invalidWildcardHost: boolean;
  readonly relaxedServiceName: boolean;
}

/** Follows validateHTTPIngressPath. */
export function checkPath(given: HTTPIngressPath, options: IngressOptions, at: string, errors: Errors): void {
  const { path = '', backend } = given;
  // The type is required, but what a client leaves out is stored as null until it is refused here.
  const type: string | null | undefined = given.pathType;
  if (type === null || type === undefined) {
    errors.push(required(`${at}.pathType`, 'pathType must be specified'));
    return;
  }
  const absolute = path.startsWith('/') || (type === 'ImplementationSpecific' && path === '');
  if (!PATH_TYPES.includes(type)) errors.push(notSupported(`${at}.pathType`, type, PATH_TYPES));
  else if (!absolute) errors.push(invalid(`${at}.path`, path, 'must be an absolute path'));
  if (type === 'Exact' || type === 'Prefix') {
    for (const part of FORBIDDEN_PARTS)
      if (path.includes(part)) errors.push(invalid(`${at}.path`, path, `must not contain '${part}'`));
    for (const end of FORBIDDEN_ENDS)
      if (path.endsWith(end)) errors.push(invalid(`${at}.path`, path, `cannot end with '${end}'`));
  }
  checkBackend(backend, options, `${at}.backend`, errors);
}

/** Follows validateIngressBackend. */
export function checkBackend(
  { resource, service }: IngressBackend,
  options: IngressOptions,
  path: string,
  errors: Errors,
): void {
  if (resource !== undefined && service !== undefined)
    errors.push(invalid(path, '', 'cannot set both resource and service backends'));
  else if (resource !== undefined) checkLocalReference(resource, `${path}.resource`, errors);
  else if (service !== undefined) checkService(service, options, path, errors);
  else errors.push(invalid(path, '', 'resource or service backend is required'));
}

function checkService(
  { name, port }: IngressServiceBackend,
  options: IngressOptions,
  path: string,
  errors: Errors,
): void {
  const rule = options.relaxedServiceName ? nameIsDNSLabel : nameIsDNS1035Label;
  if (name === '') errors.push(required(`${path}.service.name`));
  else report(errors, `${path}.service.name`, name, rule(name, false));
  const portName = port?.name ?? '';
  const number = port?.number ?? 0;
  if (portName !== '' && number !== 0) errors.push(invalid(path, '', 'cannot set both port name & port number'));
  else if (portName !== '') report(errors, `${path}.service.port.name`, portName, isValidPortName(portName));
  else if (number !== 0) report(errors, `${path}.service.port.number`, number, isValidPortNum(number));
  else errors.push(required(path, 'port name or number is required'));
}
