import type { ResourceClaim, ResourceRequirements } from '../../../generated/core.v1.js';
import type { Quantity } from '../../../generated/resource.v1.js';
import { duplicate, forbidden, invalid, notFound, required } from '../../../../apimachinery/field-error.js';
import { isWhole, quantityOf } from '../../../../apimachinery/quantity.js';
import { amountOf, milliOf } from '../amounts.js';
import { checkDNSLabel, checkNonnegativeQuantity, type Errors } from './checks.js';
import type { PodValidationOptions } from './options.js';
import {
  checkContainerResourceName,
  isHugePageResource,
  isIntegerResource,
  isOvercommitAllowed,
} from './resource-names.js';

type CheckName = (name: string, path: string, errors: Errors) => void;

/** Follows ValidateContainerResourceRequirements; `claimNames` are those of the pod's resource claims. */
export function checkResources(
  requirements: ResourceRequirements | undefined,
  claimNames: ReadonlySet<string>,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
  checkName: CheckName = checkContainerResourceName,
): void {
  if (requirements === undefined) return;
  const { limits = {}, requests = {}, claims } = requirements;
  for (const name of Object.keys(limits)) {
    checkAmount(name, limits[name] ?? '0', `${path}.limits[${name}]`, options, errors, checkName);
  }
  for (const name of Object.keys(requests)) {
    const request = requests[name] ?? '0';
    const at = `${path}.requests[${name}]`;
    checkName(name, at, errors);
    checkResourceQuantity(name, request, at, errors);
    checkAgainstLimit(name, request, limits[name], path, errors);
    checkHugePages(name, request, at, options, errors);
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePageResource) && !names.includes('cpu') && !names.includes('memory'))
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  checkClaims(claims, claimNames, `${path}.claims`, errors);
}

function checkAmount(
  name: string,
  quantity: Quantity,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
  checkName: CheckName,
): void {
  checkName(name, path, errors);
  checkResourceQuantity(name, quantity, path, errors);
  checkHugePages(name, quantity, path, options, errors);
}

function checkAgainstLimit(
  name: string,
  request: Quantity,
  limit: Quantity | undefined,
  path: string,
  errors: Errors,
): void {
  if (limit === undefined) {
    if (!isOvercommitAllowed(name))
      errors.push(required(`${path}.limits`, 'Limit must be set for non overcommitable resources'));
    return;
  }
  const difference = milliOf(request) - milliOf(limit);
  if (difference !== 0 && !isOvercommitAllowed(name))
    errors.push(invalid(`${path}.requests`, request, `must be equal to ${name} limit of ${limit}`));
  else if (difference > 0)
    errors.push(invalid(`${path}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`));
}

/** Follows ValidateResourceQuantityValue. */
export function checkResourceQuantity(name: string, quantity: Quantity, path: string, errors: Errors): void {
  checkNonnegativeQuantity(quantity, path, errors);
  if (isIntegerResource(name) && !isWhole(quantityOf(quantity)))
    errors.push(invalid(path, quantity, 'must be an integer'));
}

function checkHugePages(
  name: string,
  quantity: Quantity,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  if (!isHugePageResource(name) || options.allowIndivisibleHugePagesValues || isHugePageDivisible(name, quantity))
    return;
  errors.push(invalid(path, quantity, `${quantity} is not positive integer multiple of ${name}`));
}

/** Whether the amount is a multiple of the page size in the resource's name. */
export function isHugePageDivisible(name: string, quantity: Quantity): boolean {
  const pageMilli = milliOf(name.slice('hugepages-'.length));
  return pageMilli > 0 && pageMilli % 1000 === 0 && amountOf(name, quantity) % (pageMilli / 1000) === 0;
}

/** Follows validateResourceClaimNames. */
function checkClaims(
  claims: readonly ResourceClaim[] | undefined,
  podClaims: ReadonlySet<string>,
  path: string,
  errors: Errors,
): void {
  const seen = new Set<string>();
  claims?.forEach(({ name, request }, i) => {
    const at = `${path}[${i}]`;
    if (!name) return errors.push(required(at));
    if (seen.has(name)) errors.push(duplicate(at, name));
    else {
      if (request) checkDNSLabel(request, `${at}.request`, errors);
      const key = request ? `${name}/${request}` : name;
      if (seen.has(key)) errors.push(duplicate(at, key));
      else if (!request) for (const other of seen) if (other.startsWith(`${name}/`)) errors.push(duplicate(at, name));
      seen.add(key);
    }
    if (!podClaims.has(name)) {
      const which = podClaims.size === 0 ? ' which is empty' : `: ${[...podClaims].sort().join(', ')}`;
      errors.push({ ...notFound(at, name), detail: `must be one of the names in pod.spec.resourceClaims${which}` });
    }
    return undefined;
  });
}
