import { invalid, notSupported, required, type FieldError } from '../../../apimachinery/field-error.js';
import { isDNS1123Subdomain, isQualifiedName, nameIsDNSSubdomain } from '../../../apimachinery/names.js';
import { quantityOf, quantityValue, signOf } from '../../../apimachinery/quantity.js';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../generated/core.v1.js';
import { validateKubeMeta } from '../../meta/kube-meta.js';
import { checkSelector, report, type Errors } from '../pod/validation/checks.js';
import { checkClaimSpec, type ClaimSpecOptions } from '../pod/validation/claim-spec.js';
import { isNativeResource } from '../pod/validation/resource-names.js';
import { checkResourceAmount } from '../resource-name.js';

/** Follows ValidatePersistentVolumeClaim. */
export function validateClaim(
  { metadata, spec }: PersistentVolumeClaim,
  options: ClaimSpecOptions = {},
): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(metadata, true, nameIsDNSSubdomain)];
  checkClaimSpec(spec, 'spec', errors, options);
  return errors;
}

/** What the old claim had already is forgiven: ValidationOptionsForPersistentVolumeClaim. */
export function forgivenBy({ spec }: PersistentVolumeClaim): ClaimSpecOptions {
  const errors: FieldError[] = [];
  checkSelector(spec.selector, '', errors);
  const invalidGroup = ({ dataSource, dataSourceRef }: PersistentVolumeClaimSpec) =>
    [dataSource?.apiGroup, dataSourceRef?.apiGroup].some(
      (group) => Boolean(group) && isDNS1123Subdomain(group ?? '').length > 0,
    );
  return {
    allowInvalidLabelValueInSelector: errors.length > 0,
    allowInvalidAPIGroupInDataSourceOrRef: invalidGroup(spec),
  };
}

const RESIZE_STATUSES = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
];

/** Follows ValidatePersistentVolumeClaimStatusUpdate, without metadata. */
export function validateClaimStatus({ spec, status }: PersistentVolumeClaim): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.accessModes?.length) errors.push(required('Spec.accessModes'));
  for (const [name, quantity] of Object.entries(status.capacity ?? {}))
    checkBasic(quantity, `status.capacity[${name}]`, errors);
  for (const [name, state] of Object.entries(status.allocatedResourceStatuses ?? {})) {
    checkKey(name, 'status.allocatedResourceStatuses', errors);
    if (!RESIZE_STATUSES.includes(state))
      errors.push(notSupported('status.allocatedResourceStatuses', name, [...RESIZE_STATUSES].sort()));
  }
  for (const [name, quantity] of Object.entries(status.allocatedResources ?? {})) {
    const before = errors.length;
    checkKey(name, 'status.allocatedResources', errors);
    if (errors.length > before) continue;
    checkBasic(quantity, `status.allocatedResources[${name}]`, errors);
    if (errors.length === before)
      checkResourceAmount('storage', quantity, `status.allocatedResources[${name}]`, errors);
  }
  return errors;
}

function checkBasic(text: string, path: string, errors: Errors): void {
  const quantity = quantityOf(text);
  if (signOf(quantity) < 0) errors.push(invalid(path, quantityValue(quantity), 'must be a valid resource quantity'));
}

/** Follows validatePersistentVolumeClaimResourceKey. */
function checkKey(name: string, path: string, errors: Errors): void {
  const messages = isQualifiedName(name);
  report(errors, path, name, messages);
  if (messages.length === 0 && isNativeResource(name) && name !== 'storage')
    errors.push(notSupported(path, name, ['storage']));
}
