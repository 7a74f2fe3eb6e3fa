import type { CrossVersionObjectReference } from '../generated/autoscaling.v2.js';
import { invalid, required } from '../../apimachinery/field-error.js';
import { pathSegmentName } from '../meta/object-meta.js';
import { report, type Errors } from '../core/pod/validation/checks.js';

export interface ReferenceOptions {
  /** The core group, which has no name, will do. */
  readonly allowEmptyGroup?: boolean;
  /** The version is not looked at. */
  readonly allowAnyVersion?: boolean;
}

/** Follows ValidateCrossVersionObjectReference. */
export function checkReference(
  reference: CrossVersionObjectReference,
  path: string,
  options: ReferenceOptions,
  errors: Errors,
): void {
  for (const field of ['kind', 'name'] as const) {
    const value = reference[field];
    if (!value) errors.push(required(`${path}.${field}`));
    else report(errors, `${path}.${field}`, value, pathSegmentName(value, false));
  }
  const problem = apiVersionProblem(reference, options);
  if (problem !== undefined) errors.push(invalid(`${path}.apiVersion`, reference.apiVersion ?? '', problem));
}

/** What is wrong with the version, if anything: ValidateAPIVersion. */
export function apiVersionProblem(
  { apiVersion = '' }: CrossVersionObjectReference,
  options: ReferenceOptions,
): string | undefined {
  if (options.allowAnyVersion) return undefined;
  const slashes = apiVersion.split('/').length - 1;
  if (slashes > 1) return `unexpected GroupVersion string: ${apiVersion}`;
  const group = slashes === 1 ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return group === '' && !options.allowEmptyGroup ? 'apiVersion must specify API group' : undefined;
}
