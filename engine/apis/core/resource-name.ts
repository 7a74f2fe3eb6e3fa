import { invalid } from '../../apimachinery/field-error.js';
import { isQualifiedName } from '../../apimachinery/names.js';
import { isWhole, quantityOf, signOf } from '../../apimachinery/quantity.js';
import { report, type Errors } from './pod/validation/checks.js';
import { isIntegerResource } from './pod/validation/resource-names.js';

const STANDARD: ReadonlySet<string> = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'storage',
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'requests.storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
]);

/** Follows validateResourceName: qualified, and standard when it has no prefix. */
export function checkAnyResourceName(name: string, path: string, errors: Errors): void {
  const messages = isQualifiedName(name);
  report(errors, path, name, messages);
  const known = name.includes('/') || STANDARD.has(name) || /^(?:requests\.)?hugepages-/.test(name);
  if (messages.length === 0 && !known)
    errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'));
}

/** Follows ValidateResourceQuantityValue. */
export function checkResourceAmount(name: string, quantity: string, path: string, errors: Errors): void {
  const value = quantityOf(quantity);
  if (signOf(value) < 0) errors.push(invalid(path, quantity, 'must be greater than or equal to 0'));
  if (isIntegerResource(name) && !isWhole(value)) errors.push(invalid(path, quantity, 'must be an integer'));
}
