import type { AppArmorProfile, PodSpec, SeccompProfile } from '../../../generated/core.v1.js';
import { forbidden } from '../../../../apimachinery/field-error.js';
import { visitContainers } from '../containers.js';
import { APPARMOR_PREFIX, SECCOMP_CONTAINER_PREFIX, SECCOMP_POD } from './annotations.js';
import type { Errors } from './checks.js';

type Annotations = Readonly<Record<string, string>>;

/**
 * Security profiles may stand in fields and in annotations of older versions, but must then agree. Follows
 * validateSeccompAnnotationsAndFields and validateAppArmorAnnotationsAndFieldsMatchOnCreate.
 */
export function checkAnnotatedProfiles(
  annotations: Annotations | undefined,
  spec: PodSpec,
  path: string,
  errors: Errors,
): void {
  if (annotations === undefined) return;
  const own = spec.securityContext;
  checkSeccompMatch(annotations[SECCOMP_POD], own?.seccompProfile, `${path}.securityContext.seccompProfile`, errors);
  visitContainers(spec, path, ({ name, securityContext }, at) => {
    const annotation = annotations[`${SECCOMP_CONTAINER_PREFIX}${name}`];
    checkSeccompMatch(annotation, securityContext?.seccompProfile, `${at}.securityContext.seccompProfile`, errors);
  });
  if (spec.os?.name === 'windows') return;
  visitContainers(spec, path, ({ name, securityContext }, at) => {
    const profile = securityContext?.appArmorProfile ?? own?.appArmorProfile;
    const annotation = annotations[`${APPARMOR_PREFIX}${name}`];
    checkAppArmorMatch(annotation, profile, `${at}.securityContext.appArmorProfile`, errors);
  });
}

function checkSeccompMatch(
  annotation: string | undefined,
  profile: SeccompProfile | undefined,
  path: string,
  errors: Errors,
): void {
  if (annotation === undefined || profile === undefined) return;
  const names = { Unconfined: ['unconfined'], RuntimeDefault: ['runtime/default', 'docker/default'], Localhost: [] };
  checkMatch(annotation, profile, names, path, 'seccomp', errors);
}

function checkAppArmorMatch(
  annotation: string | undefined,
  profile: AppArmorProfile | undefined,
  path: string,
  errors: Errors,
): void {
  if (annotation === undefined || profile === undefined) return;
  const names = { Unconfined: ['unconfined'], RuntimeDefault: ['runtime/default'], Localhost: [] };
  checkMatch(annotation, profile, names, path, 'apparmor', errors);
}

type Names = Readonly<Record<'Unconfined' | 'RuntimeDefault' | 'Localhost', readonly string[]>>;

function checkMatch(
  annotation: string,
  { type, localhostProfile }: SeccompProfile | AppArmorProfile,
  names: Names,
  path: string,
  what: string,
  errors: Errors,
): void {
  if (type === 'Localhost') {
    if (!annotation.startsWith('localhost/'))
      errors.push(forbidden(`${path}.type`, `${what} type in annotation and field must match`));
    else if (annotation.slice('localhost/'.length) !== localhostProfile)
      errors.push(forbidden(`${path}.localhostProfile`, `${what} profile in annotation and field must match`));
  } else if (type === 'Unconfined' || type === 'RuntimeDefault') {
    if (!names[type].includes(annotation))
      errors.push(forbidden(`${path}.type`, `${what} type in annotation and field must match`));
  }
}
