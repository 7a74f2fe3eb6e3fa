import { deepEqual } from '../../apimachinery/equality.js';
import { forbidden, type FieldError } from '../../apimachinery/field-error.js';
import { nameIsDNSSubdomain } from '../../apimachinery/names.js';
import type { VolumeAttributesClass } from '../generated/storage.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../meta/kube-meta.js';
import { checkDriver, checkParameters } from './storage-class.js';

/** Follows ValidateVolumeAttributesClass. */
export function validateVolumeAttributesClass({
  metadata,
  driverName,
  parameters,
}: VolumeAttributesClass): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(metadata, false, nameIsDNSSubdomain)];
  checkDriver(driverName, 'driverName', errors);
  checkParameters(parameters, false, errors);
  return errors;
}

/** Follows ValidateVolumeAttributesClassUpdate. */
export function validateVolumeAttributesClassUpdate(
  attributesClass: VolumeAttributesClass,
  old: VolumeAttributesClass,
): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMetaUpdate(attributesClass.metadata, old.metadata)];
  for (const field of ['driverName', 'parameters'] as const)
    if (!deepEqual(attributesClass[field], old[field]))
      errors.push(forbidden(field, `updates to ${field} are forbidden.`));
  return [...errors, ...validateVolumeAttributesClass(attributesClass)];
}
