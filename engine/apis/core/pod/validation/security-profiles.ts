import type { AppArmorProfile, SeccompProfile } from '../../../generated/core.v1.js';
import { invalid, notSupported, required, tooLong } from '../../../../apimachinery/field-error.js';
import { byteLength } from '../../../../apimachinery/names.js';
import { internalForm } from '../internal-form.js';
import { checkDescendingPath, type Errors } from './checks.js';

const TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const MAX_PROFILE_BYTES = 4095;

/** Follows validateSeccompProfileField. */
export function checkSeccomp(profile: SeccompProfile | undefined, path: string, errors: Errors): void {
  if (profile === undefined) return;
  const { type, localhostProfile } = profile;
  const at = `${path}.localhostProfile`;
  if (!type) errors.push(required(`${path}.type`, 'type is required when seccompProfile is set'));
  else if (!TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, TYPES));
  if (type === 'Localhost') {
    if (localhostProfile === undefined) errors.push(required(at, 'must be set when seccomp type is Localhost'));
    else checkDescendingPath(localhostProfile, at, errors);
  } else if (localhostProfile !== undefined) {
    const printed = internalForm('SeccompProfile', profile);
    errors.push(invalid(at, printed, 'can only be set when seccomp type is Localhost'));
  }
}

/** Follows ValidateAppArmorProfileField. */
export function checkAppArmor(profile: AppArmorProfile | undefined, path: string, errors: Errors): void {
  if (profile === undefined) return;
  const { type, localhostProfile } = profile;
  const at = `${path}.localhostProfile`;
  if (type === 'Localhost') checkLocalhostProfile(localhostProfile, at, errors);
  else if (type === 'RuntimeDefault' || type === 'Unconfined') {
    if (localhostProfile !== undefined)
      errors.push(invalid(at, localhostProfile, 'can only be set when AppArmor type is Localhost'));
  } else if (!type) errors.push(required(`${path}.type`, 'type is required when appArmorProfile is set'));
  else errors.push(notSupported(`${path}.type`, type, TYPES));
}

function checkLocalhostProfile(profile: string | undefined, path: string, errors: Errors): void {
  const missing = 'must be set when AppArmor type is Localhost';
  if (profile === undefined) return void errors.push(required(path, missing));
  if (profile.trim() !== profile) errors.push(invalid(path, profile, 'must not be padded with whitespace'));
  else if (profile === '') errors.push(required(path, missing));
  if (byteLength(profile) > MAX_PROFILE_BYTES) errors.push(tooLong(path, MAX_PROFILE_BYTES));
}
