import type { Pod, PodSpec, Toleration } from '../../../generated/core.v1.js';
import { forbidden, invalid } from '../../../../apimachinery/field-error.js';
import { quote } from '../../../../apimachinery/quote.js';
import { isObject } from '../../../../apimachinery/object.js';
import { validateAnnotations } from '../../../meta/object-meta.js';
import { containerNames } from '../containers.js';
import { checkDescendingPath, type Errors } from './checks.js';
import type { PodValidationOptions } from './options.js';
import { checkTolerations } from './tolerations.js';

type Annotations = Readonly<Record<string, string>>;

export const MIRROR_POD = 'kubernetes.io/config.mirror';
export const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
export const APPARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';
export const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
export const SECCOMP_CONTAINER_PREFIX = 'container.seccomp.security.alpha.kubernetes.io/';
const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';

/** Follows ValidateAnnotations. */
export function checkAnnotations(annotations: Annotations | undefined, path: string, errors: Errors): void {
  if (annotations !== undefined) errors.push(...validateAnnotations(annotations, path));
}

/** Follows ValidatePodSpecificAnnotations. */
export function checkPodAnnotations(
  annotations: Annotations | undefined,
  spec: PodSpec,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  if (annotations === undefined) return;
  const mirror = annotations[MIRROR_POD];
  if (mirror !== undefined && !spec.nodeName)
    errors.push(invalid(`${path}[${MIRROR_POD}]`, mirror, 'must set spec.nodeName if mirror pod annotation is set'));
  checkAnnotatedTolerations(annotations[TOLERATIONS], path, options, errors);
  const cost = annotations[DELETION_COST];
  if (!options.allowInvalidPodDeletionCost && cost !== undefined && deletionCost(cost) === undefined)
    errors.push(invalid(`${path}[${DELETION_COST}]`, cost, 'must be a 32bit integer'));
  for (const name of Object.keys(annotations)) {
    if (name === SECCOMP_POD) checkSeccompName(annotations[name] ?? '', `${path}.${name}`, errors);
  }
  for (const name of Object.keys(annotations))
    if (name.startsWith(SECCOMP_CONTAINER_PREFIX)) checkSeccompName(annotations[name] ?? '', `${path}.${name}`, errors);
  for (const name of Object.keys(annotations))
    if (name.startsWith(APPARMOR_PREFIX)) checkAppArmorName(name, annotations[name] ?? '', spec, path, errors);
}

/** Tolerations in an annotation, from before they were a field; they have no effect but must still be valid. */
function checkAnnotatedTolerations(
  text: string | undefined,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  if (!text) return;
  const tolerations = parseTolerations(text);
  if (typeof tolerations === 'string') errors.push(invalid(path, TOLERATIONS, tolerations));
  else checkTolerations(tolerations, `${path}.${TOLERATIONS}`, options, errors);
}

function parseTolerations(text: string): readonly Toleration[] | string {
  try {
    const value: unknown = JSON.parse(text);
    // Fields of another type are refused below or ignored; nothing but validation reads them.
    if (Array.isArray(value) && value.every(isObject)) return value;
    return 'json: cannot unmarshal into Go value of type []core.Toleration';
  } catch {
    return 'invalid character in JSON';
  }
}

/** The cost in controller.kubernetes.io/pod-deletion-cost: a plain 32-bit integer ('+5' and '010' are not), or undefined. */
export function deletionCost(text: string): number | undefined {
  if (!/^(?:0|-[0-9]+|[1-9][0-9]*)$/.test(text)) return undefined;
  const cost = Number(text);
  return cost >= -2_147_483_648 && cost <= 2_147_483_647 ? cost : undefined;
}

/** Follows ValidateSeccompProfile. */
function checkSeccompName(name: string, path: string, errors: Errors): void {
  if (name === 'runtime/default' || name === 'docker/default' || name === 'unconfined') return;
  if (name.startsWith('localhost/')) checkDescendingPath(name.slice('localhost/'.length), path, errors);
  else errors.push(invalid(path, name, 'must be a valid seccomp profile'));
}

/** Follows ValidateAppArmorPodAnnotations. */
function checkAppArmorName(name: string, profile: string, spec: PodSpec, path: string, errors: Errors): void {
  const container = name.slice(APPARMOR_PREFIX.length);
  if (!containerNames(spec).has(container)) errors.push(invalid(`${path}[${name}]`, container, 'container not found'));
  const known = profile === '' || profile === 'runtime/default' || profile === 'unconfined';
  if (!known && !profile.startsWith('localhost/'))
    errors.push(invalid(`${path}[${name}]`, profile, `invalid AppArmor profile name: ${quote(profile)}`));
}

/** What an update may not do to annotations: ValidatePodSpecificAnnotationUpdates without the check of the new ones. */
export function checkAnnotationChanges(pod: Pod, old: Pod, path: string, errors: Errors): void {
  const after = pod.metadata.annotations ?? {};
  const before = old.metadata.annotations ?? {};
  if (after === before) return;
  for (const name of Object.keys(before)) {
    if (after[name] === before[name]) continue;
    if (name.startsWith(APPARMOR_PREFIX))
      errors.push(forbidden(`${path}[${name}]`, 'may not remove or update AppArmor annotations'));
    if (name === MIRROR_POD)
      errors.push(forbidden(`${path}[${name}]`, 'may not remove or update mirror pod annotation'));
  }
  for (const name of Object.keys(after)) {
    if (before[name] !== undefined) continue;
    if (name.startsWith(APPARMOR_PREFIX))
      errors.push(forbidden(`${path}[${name}]`, 'may not add AppArmor annotations'));
    if (name === MIRROR_POD) errors.push(forbidden(`${path}[${name}]`, 'may not add mirror pod annotation'));
  }
}
