import type { Pod, PodSpec } from '../../../generated/core.v1.js';
import { forbidden, type FieldError } from '../../../../apimachinery/field-error.js';
import { checkAnnotatedProfiles } from './annotated-profiles.js';
import { checkPodAnnotations } from './annotations.js';
import type { Errors } from './checks.js';
import { checkTrimmedImage } from './container.js';
import { validateCoreMeta } from './object-meta.js';
import { optionsFromOld } from './old-pod-options.js';
import { POD_OPTIONS, type PodValidationOptions } from './options.js';
import { checkPodSpec } from './spec.js';

/** Follows ValidatePodCreate. */
export function validatePod(pod: Pod): readonly FieldError[] {
  const { metadata, spec } = pod;
  const errors: Errors = [];
  checkMetadataAndSpec(pod, POD_OPTIONS, errors);
  if (spec.ephemeralContainers?.length) errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  if (spec.nodeName && spec.schedulingGates?.length)
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  checkAnnotatedProfiles(metadata.annotations, spec, 'spec', errors);
  return errors;
}

/** How an update of a pod is judged. */
export function updateOptions(old: Pod): PodValidationOptions {
  return optionsFromOld(old.spec, old.metadata.annotations, true);
}

/** Follows validatePodMetadataAndSpec. */
export function checkMetadataAndSpec(pod: Pod, options: PodValidationOptions, errors: Errors): void {
  const { metadata, spec } = pod;
  errors.push(...validateCoreMeta(metadata));
  checkPodAnnotations(metadata.annotations, spec, 'metadata.annotations', options, errors);
  checkPodSpec(spec, metadata, 'spec', options, errors);
  if (!spec.serviceAccountName) checkNoTokens(spec, errors);
  spec.containers?.forEach((container, i) => checkTrimmedImage(container, `spec.containers[${i}]`, errors));
  spec.initContainers?.forEach((container, i) => checkTrimmedImage(container, `spec.initContainers[${i}]`, errors));
}

function checkNoTokens(spec: PodSpec, errors: Errors): void {
  spec.volumes?.forEach(({ projected }, i) =>
    projected?.sources?.forEach(({ serviceAccountToken }, j) => {
      if (serviceAccountToken === undefined) return;
      const at = `spec.volumes[${i}].projected.sources[${j}].serviceAccountToken`;
      errors.push(forbidden(at, 'must not be specified when serviceAccountName is not set'));
    }),
  );
}
