import type { ControllerRevision } from '../generated/apps.v1.js';
import { deepEqual } from '../../apimachinery/equality.js';
import { invalid, required, type FieldError } from '../../apimachinery/field-error.js';
import { isObject } from '../../apimachinery/object.js';
import { checkNonnegative, type Errors } from '../core/pod/validation/checks.js';
import { validateCoreMeta, validateCoreMetaUpdate } from '../core/pod/validation/object-meta.js';

/** Follows ValidateControllerRevisionCreate: data is a JSON object. */
export function validateControllerRevision({ metadata, revision, data }: ControllerRevision): readonly FieldError[] {
  const errors: Errors = [...validateCoreMeta(metadata)];
  checkNonnegative(revision, 'revision', errors);
  if (data === undefined || data === null) errors.push(required('data', 'data is mandatory'));
  else if (!isObject(data)) errors.push(required('data', 'data must be a valid JSON object'));
  return errors;
}

/** Follows ValidateControllerRevisionUpdate: data never changes. */
export function validateControllerRevisionUpdate(
  { metadata, revision, data }: ControllerRevision,
  old: ControllerRevision,
): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(metadata, old.metadata), ...validateCoreMeta(metadata)];
  checkNonnegative(revision, 'revision', errors);
  if (!deepEqual(data, old.data)) errors.push(invalid('data', data ?? null, 'field is immutable'));
  return errors;
}
