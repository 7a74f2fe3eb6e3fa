import type { PodTemplateSpec } from '../generated/core.v1.js';
import type { LabelSelector } from '../generated/meta.v1.js';
import { deepEqual } from '../../apimachinery/equality.js';
import { forbidden, invalid, notSupported, required } from '../../apimachinery/field-error.js';
import { labelSelectorAsSelector, type Selector } from '../../apimachinery/labels.js';
import { printedLabels, printedSelector } from '../core/pod/internal-form.js';
import { checkSelector, type Errors } from '../core/pod/validation/checks.js';
import type { PodValidationOptions } from '../core/pod/validation/options.js';
import { checkTemplateSpec } from '../core/pod/validation/template.js';

/**
 * A selector that must be there and select something, and its compiled form; undefined when it cannot be compiled, which
 * is reported as `uncompilable`. `kind` is the one that upstream names.
 */
export function checkRequiredSelector(
  selector: LabelSelector | undefined | null,
  kind: string,
  uncompilable: string,
  errors: Errors,
): Selector | undefined {
  if (!selector) errors.push(required('spec.selector'));
  else {
    checkSelector(selector, 'spec.selector', errors);
    if (selectsEverything(selector))
      errors.push(invalid('spec.selector', printedSelector(selector), `empty selector is invalid for ${kind}`));
  }
  const compiled = labelSelectorAsSelector(selector);
  if (compiled.ok) return compiled.value;
  errors.push(invalid('spec.selector', printedSelector(selector), uncompilable));
  return undefined;
}

export function selectsEverything({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return Object.keys(matchLabels ?? {}).length === 0 && !matchExpressions?.length;
}

/** The pods made from the template must be selected. */
export function checkTemplateLabels(template: PodTemplateSpec, selector: Selector, errors: Errors): void {
  const everything = selector.selectable && selector.requirements.length === 0;
  const labels = template.metadata?.labels;
  if (everything || selector.matches(labels)) return;
  const detail = '`selector` does not match template `labels`';
  errors.push(invalid('spec.template.metadata.labels', printedLabels(labels), detail));
}

/** Follows ValidatePodTemplateSpecForReplicaSet. */
export function checkReplicaSetTemplate(
  template: PodTemplateSpec,
  selector: Selector,
  options: PodValidationOptions,
  errors: Errors,
): void {
  checkTemplateLabels(template, selector, errors);
  checkTemplateSpec(template, 'spec.template', options, errors);
  checkAlwaysRestarted(template, 'ReplicaSet', errors);
}

/** Pods that are replaced are restarted forever. `kind` is the one that upstream names. */
export function checkAlwaysRestarted({ spec }: PodTemplateSpec, kind: string, errors: Errors): void {
  if (spec?.restartPolicy !== 'Always')
    errors.push(notSupported('spec.template.spec.restartPolicy', spec?.restartPolicy ?? '', ['Always']));
  if (spec?.activeDeadlineSeconds !== undefined) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    errors.push(forbidden('spec.template.spec.activeDeadlineSeconds', detail));
  }
}

/** The selector of these kinds is fixed when they are created. */
export function checkSameSelector(
  selector: LabelSelector | undefined,
  old: LabelSelector | undefined,
  errors: Errors,
): void {
  if (selector !== old && !deepEqual(selector, old))
    errors.push(invalid('spec.selector', printedSelector(selector), 'field is immutable'));
}
