import { forbidden, invalid, type FieldError } from '../../apimachinery/field-error.js';
import { nameIsDNSSubdomain } from '../../apimachinery/names.js';
import type { Lease } from '../generated/coordination.v1.js';
import { validateObjectMeta, validateObjectMetaUpdate } from '../meta/object-meta.js';

/** Follows ValidateLease. */
export function validateLease(lease: Lease): readonly FieldError[] {
  return [...validateObjectMeta(lease.metadata, true, nameIsDNSSubdomain), ...specErrors(lease)];
}

/** Follows ValidateLeaseUpdate. */
export function validateLeaseUpdate(lease: Lease, old: Lease): readonly FieldError[] {
  const metadata = validateObjectMetaUpdate(lease.metadata, old.metadata);
  const spec = specErrors(lease);
  return metadata.length === 0 ? spec : [...metadata, ...spec];
}

const NONE: readonly FieldError[] = [];

function specErrors({ spec }: Lease): readonly FieldError[] {
  const { leaseDurationSeconds: duration, leaseTransitions: transitions, strategy, preferredHolder } = spec ?? {};
  const misplaced = Boolean(preferredHolder) && !strategy;
  if ((duration ?? 1) > 0 && (transitions ?? 0) >= 0 && !misplaced) return NONE;
  const errors: FieldError[] = [];
  if (duration !== undefined && duration <= 0)
    errors.push(invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0'));
  if (transitions !== undefined && transitions < 0)
    errors.push(invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'));
  if (misplaced) errors.push(forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined'));
  return errors;
}
