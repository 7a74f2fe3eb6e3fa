import type { PodTemplate, PodTemplateSpec } from '../../../generated/core.v1.js';
import { forbidden, type FieldError } from '../../../../apimachinery/field-error.js';
import { checkAnnotatedProfiles } from './annotated-profiles.js';
import { checkAnnotations, checkPodAnnotations } from './annotations.js';
import { checkLabels, type Errors } from './checks.js';
import { validateCoreMeta, validateCoreMetaUpdate } from './object-meta.js';
import { optionsFromOld } from './old-pod-options.js';
import { TEMPLATE_OPTIONS, type PodValidationOptions } from './options.js';
import { checkPodSpec } from './spec.js';

const valid = new WeakSet<PodTemplateSpec>();

/**
 * Follows ValidatePodTemplateSpec. A template that was found good is not looked at again: an update may be judged more
 * leniently than a new object, never more strictly.
 */
export function checkTemplateSpec(
  template: PodTemplateSpec,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  if (valid.has(template)) return;
  const before = errors.length;
  const spec = template.spec ?? { containers: [] };
  const { labels, annotations } = template.metadata ?? {};
  checkLabels(labels, `${path}.labels`, errors);
  checkAnnotations(annotations, `${path}.annotations`, errors);
  checkPodAnnotations(annotations, spec, `${path}.annotations`, options, errors);
  checkPodSpec(spec, undefined, `${path}.spec`, options, errors);
  checkAnnotatedProfiles(annotations, spec, `${path}.spec`, errors);
  if (spec.ephemeralContainers?.length)
    errors.push(forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'));
  if (errors.length === before && options === TEMPLATE_OPTIONS) valid.add(template);
}

/** How a template is judged in place of an old one: GetValidationOptionsFromPodTemplate. */
export function templateOptions(old: PodTemplateSpec | undefined): PodValidationOptions {
  return optionsFromOld(old?.spec, old?.metadata?.annotations, false);
}

/** Follows ValidatePodTemplate. */
export function validatePodTemplate({ metadata, template }: PodTemplate): readonly FieldError[] {
  const errors: Errors = [...validateCoreMeta(metadata)];
  checkTemplateSpec(template, 'template', TEMPLATE_OPTIONS, errors);
  return errors;
}

/** Follows ValidatePodTemplateUpdate. */
export function validatePodTemplateUpdate(
  { metadata, template }: PodTemplate,
  old: PodTemplate,
): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(metadata, old.metadata)];
  checkTemplateSpec(template, 'template', templateOptions(old.template), errors);
  return errors;
}
