import { invalid, notSupported } from '../../../../apimachinery/field-error.js';
import { isQualifiedName } from '../../../../apimachinery/names.js';
import { isSupportedPodLevelResource } from '../resources.js';
import { report, type Errors } from './checks.js';

const INTEGER: ReadonlySet<string> = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

const STANDARD: ReadonlySet<string> = new Set([
  ...INTEGER,
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'storage',
  'requests.storage',
]);

export function isHugePageResource(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** Unprefixed, or in a kubernetes.io/ domain. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** A device or the like: 'example.com/gpu'. Follows IsExtendedResourceName. */
export function isExtendedResource(name: string): boolean {
  return !isNativeResource(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
}

/** Whether more may be limited than requested. */
export function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePageResource(name);
}

/** Whether fractions make no sense. */
export function isIntegerResource(name: string): boolean {
  return INTEGER.has(name) || isExtendedResource(name);
}

/** Follows validateResourceName; false when something was wrong. */
function checkResourceName(name: string, path: string, errors: Errors): boolean {
  const messages = isQualifiedName(name);
  report(errors, path, name, messages);
  if (messages.length > 0) return false;
  const known = name.includes('/') || STANDARD.has(name) || /^(?:requests\.)?hugepages-/.test(name);
  if (!known) errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'));
  return known;
}

/** Follows validateContainerResourceName. */
export function checkContainerResourceName(name: string, path: string, errors: Errors): void {
  if (name === 'cpu' || name === 'memory') return;
  checkResourceName(name, path, errors);
  if (!name.includes('/')) {
    if (name !== 'ephemeral-storage' && !isHugePageResource(name))
      errors.push(invalid(path, name, 'must be a standard resource for containers'));
  } else if (!isNativeResource(name) && !isExtendedResource(name))
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
}

/** Follows validatePodResourceName. */
export function checkPodResourceName(name: string, path: string, errors: Errors): void {
  if (checkResourceName(name, path, errors) && !isSupportedPodLevelResource(name))
    errors.push(notSupported(path, name, ['cpu', 'hugepages-', 'memory']));
}
