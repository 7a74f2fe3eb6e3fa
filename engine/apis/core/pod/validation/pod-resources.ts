import type { PodSpec } from '../../../generated/core.v1.js';
import { forbidden, invalid } from '../../../../apimachinery/field-error.js';
import { amountOf } from '../amounts.js';
import { amountText, containersLimits, containersRequests } from '../resources.js';
import type { Errors } from './checks.js';
import type { PodValidationOptions } from './options.js';
import { checkPodResourceName, isHugePageResource } from './resource-names.js';
import { checkResources } from './resource-requirements.js';

/** Resources of the pod as a whole: validatePodResources. */
export function checkPodResources(
  spec: PodSpec,
  claimNames: ReadonlySet<string>,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  if (spec.resources === undefined) return;
  const at = `${path}.resources`;
  if (spec.os?.name === 'windows') return void errors.push(forbidden(at, 'may not be set for a windows pod'));
  if (spec.resources.claims !== undefined)
    errors.push(forbidden(`${at}.claims`, 'claims may not be set for Resources at pod-level'));
  checkResources(spec.resources, claimNames, at, options, errors, checkPodResourceName);
  checkConsistency(spec, at, errors);
}

/** Containers together may not request more than the pod, nor each of them be limited higher. */
function checkConsistency(spec: PodSpec, path: string, errors: Errors): void {
  const { requests = {}, limits = {} } = spec.resources ?? {};
  const requested = containersRequests(spec);
  for (const name of Object.keys(requested)) {
    const own = requests[name];
    const sum = requested[name] ?? 0;
    if (own === undefined || sum <= amountOf(name, own)) continue;
    const detail = `must be greater than or equal to aggregate container requests of ${amountText(spec, 'requests', name, sum)}`;
    errors.push(invalid(`${path}.requests[${name}]`, own, detail));
  }
  const limited = containersLimits(spec);
  for (const name of Object.keys(limited).filter(isHugePageResource)) {
    const own = limits[name];
    const sum = limited[name] ?? 0;
    if (own === undefined || sum <= amountOf(name, own)) continue;
    const detail = `must be greater than or equal to aggregate container limits of ${amountText(spec, 'limits', name, sum)}`;
    errors.push(invalid(`${path}.limits[${name}]`, own, detail));
  }
  spec.containers?.forEach((container, i) => {
    const own = container.resources?.limits ?? {};
    for (const name of Object.keys(own)) {
      const limit = limits[name];
      const value = own[name] ?? '0';
      if (limit === undefined || amountOf(name, value) <= amountOf(name, limit)) continue;
      const at = `${path}.containers[${i}][${name}].limits`;
      errors.push(invalid(at, value, `must be less than or equal to pod limits of ${limit}`));
    }
  });
}
