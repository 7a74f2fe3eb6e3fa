import type { DownwardAPIVolumeFile, KeyToPath } from '../../../generated/core.v1.js';
import { invalid, required } from '../../../../apimachinery/field-error.js';
import { checkMode, checkNonReservedPath, type Errors } from './checks.js';
import { checkFieldSelector, checkResourceSelector, VOLUME_FIELDS } from './env.js';

/** Follows validateKeyToPath. */
export function checkKeyToPath({ key, path, mode }: KeyToPath, at: string, errors: Errors): void {
  if (!key) errors.push(required(`${at}.key`));
  if (!path) errors.push(required(`${at}.path`));
  checkNonReservedPath(path ?? '', `${at}.path`, errors);
  checkMode(mode, `${at}.mode`, errors);
}

/** Follows validateDownwardAPIVolumeFile. */
export function checkDownwardFile(file: DownwardAPIVolumeFile, path: string, errors: Errors): void {
  if (!file.path) errors.push(required(`${path}.path`));
  checkNonReservedPath(file.path ?? '', `${path}.path`, errors);
  if (file.fieldRef) {
    checkFieldSelector(file.fieldRef, VOLUME_FIELDS, `${path}.fieldRef`, errors);
    if (file.resourceFieldRef)
      errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (file.resourceFieldRef) {
    checkResourceSelector(file.resourceFieldRef, `${path}.resourceFieldRef`, true, errors);
  } else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  checkMode(file.mode, `${path}.mode`, errors);
}
