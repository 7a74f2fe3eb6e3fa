import { semanticEqual } from '../../apimachinery/equality.js';
import { invalid, type FieldError } from '../../apimachinery/field-error.js';
import { nameIsDNSSubdomain } from '../../apimachinery/names.js';
import { printedSelector } from '../core/pod/internal-form.js';
import { checkNonnegativeQuantity, checkSelector, report, type Errors } from '../core/pod/validation/checks.js';
import type { CSIStorageCapacity } from '../generated/storage.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../meta/kube-meta.js';

/** Follows ValidateCSIStorageCapacity. */
export function validateCSIStorageCapacity(capacity: CSIStorageCapacity): readonly FieldError[] {
  return errorsOf(capacity, false);
}

function errorsOf(
  { metadata, nodeTopology, storageClassName, capacity }: CSIStorageCapacity,
  invalidLabelValues: boolean,
): Errors {
  const errors: FieldError[] = [...validateKubeMeta(metadata, true, nameIsDNSSubdomain)];
  checkSelector(nodeTopology, 'nodeTopology', errors, invalidLabelValues);
  report(errors, 'storageClassName', storageClassName, nameIsDNSSubdomain(storageClassName, false));
  if (capacity !== undefined) checkNonnegativeQuantity(capacity, 'capacity', errors);
  return errors;
}

/** Follows ValidateCSIStorageCapacityUpdate, after the rules of a new one. */
export function validateCSIStorageCapacityUpdate(
  capacity: CSIStorageCapacity,
  old: CSIStorageCapacity,
): readonly FieldError[] {
  const before: FieldError[] = [];
  checkSelector(old.nodeTopology, '', before);
  const errors = errorsOf(capacity, before.length > 0);
  errors.push(...validateKubeMetaUpdate(capacity.metadata, old.metadata));
  if (!semanticEqual(capacity.nodeTopology, old.nodeTopology))
    errors.push(invalid('nodeTopology', printedSelector(capacity.nodeTopology), 'field is immutable'));
  if (capacity.storageClassName !== old.storageClassName)
    errors.push(invalid('storageClassName', capacity.storageClassName, 'field is immutable'));
  return errors;
}
