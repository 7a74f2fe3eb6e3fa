import type { ReplicationController, ReplicationControllerSpec } from '../../generated/core.v1.js';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../../apimachinery/field-error.js';
import { selectorFromSet } from '../../../apimachinery/labels.js';
import { checkCounts, checkWithinReplicas } from '../../apps/status-counts.js';
import { dropDisabledTemplateFields } from '../pod/drop-disabled.js';
import { changed, filled } from '../pod/fill.js';
import { printedLabels } from '../pod/internal-form.js';
import { defaultTemplate } from '../pod/default-spec.js';
import { checkNonnegative, type Errors } from '../pod/validation/checks.js';
import { validateCoreMeta, validateCoreMetaUpdate } from '../pod/validation/object-meta.js';
import { TEMPLATE_OPTIONS, type PodValidationOptions } from '../pod/validation/options.js';
import { checkTemplateSpec, templateOptions } from '../pod/validation/template.js';

/** Follows SetDefaults_ReplicationController: selector and labels come from the template. */
export function defaultReplicationController(given: ReplicationController): ReplicationController {
  const controller = changed(given, 'spec', (spec) =>
    changed(filled(spec, { replicas: 1 }), 'template', defaultTemplate),
  );
  const labels = controller.spec?.template?.metadata?.labels;
  if (labels === undefined) return controller;
  const selected = isEmpty(controller.spec.selector)
    ? { ...controller, spec: { ...controller.spec, selector: labels } }
    : controller;
  return isEmpty(selected.metadata.labels) ? { ...selected, metadata: { ...selected.metadata, labels } } : selected;
}

function isEmpty(map: Readonly<Record<string, string>> | undefined): boolean {
  return map === undefined || map === null || Object.keys(map).length === 0;
}

/** The template without disabled fields. */
export function dropControllerFields(
  controller: ReplicationController,
  old: ReplicationController | undefined,
): ReplicationController {
  return changed(controller, 'spec', (spec) =>
    changed(spec, 'template', (template) => dropDisabledTemplateFields(template, old?.spec.template)),
  );
}

/** Follows ValidateReplicationController. */
export function validateReplicationController({ metadata, spec }: ReplicationController): readonly FieldError[] {
  const errors: Errors = [...validateCoreMeta(metadata)];
  checkSpec(spec, TEMPLATE_OPTIONS, errors);
  return errors;
}

/** Follows ValidateReplicationControllerUpdate. */
export function validateReplicationControllerUpdate(
  { metadata, spec }: ReplicationController,
  old: ReplicationController,
): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(metadata, old.metadata)];
  if (spec !== old.spec) checkSpec(spec, templateOptions(old.spec.template), errors);
  return errors;
}

/** Follows ValidateReplicationControllerSpec. */
function checkSpec(spec: ReplicationControllerSpec, options: PodValidationOptions, errors: Errors): void {
  const { selector = {}, template } = spec;
  checkNonnegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  if (isEmpty(selector)) errors.push(required('spec.selector'));
  checkNonnegative(spec.replicas, 'spec.replicas', errors);
  if (template === undefined) return void errors.push(required('spec.template'));
  const labels = template.metadata?.labels;
  if (!isEmpty(selector) && !selectorFromSet(selector).matches(labels)) {
    const detail = '`selector` does not match template `labels`';
    errors.push(invalid('spec.template.metadata.labels', printedLabels(labels), detail));
  }
  checkTemplateSpec(template, 'spec.template', options, errors);
  const { restartPolicy, activeDeadlineSeconds } = template.spec;
  if (restartPolicy !== 'Always')
    errors.push(notSupported('spec.template.spec.restartPolicy', restartPolicy ?? '', ['Always']));
  if (activeDeadlineSeconds !== undefined) {
    const detail = 'activeDeadlineSeconds in ReplicationController is not Supported';
    errors.push(forbidden('spec.template.spec.activeDeadlineSeconds', detail));
  }
}

const WITHIN = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'];

/** Follows ValidateReplicationControllerStatusUpdate. */
export function validateReplicationControllerStatus(
  { metadata, status }: ReplicationController,
  old: ReplicationController,
): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(metadata, old.metadata)];
  checkCounts({ ...status }, ['replicas', ...WITHIN, 'observedGeneration'], errors);
  checkWithinReplicas({ ...status }, WITHIN, 'readyReplicas', errors);
  return errors;
}
