import type { Job, JobSpec } from '../generated/batch.v1.js';
import type { Affinity, PodTemplateSpec } from '../generated/core.v1.js';
import { deepEqual } from '../../apimachinery/equality.js';
import { invalid, required, type FieldError } from '../../apimachinery/field-error.js';
import { isDNS1123Label, isValidLabelValue } from '../../apimachinery/names.js';
import { labelSelectorAsSelector } from '../../apimachinery/labels.js';
import { without } from '../core/pod/fill.js';
import { internalForm, internalTemplate, printedLabels, printedSelector } from '../core/pod/internal-form.js';
import { checkSelector, type Errors } from '../core/pod/validation/checks.js';
import { validateCoreMeta, validateCoreMetaUpdate } from '../core/pod/validation/object-meta.js';
import { TEMPLATE_OPTIONS, type PodValidationOptions } from '../core/pod/validation/options.js';
import { templateOptions } from '../core/pod/validation/template.js';
import { checkJobSpec } from './job-spec.js';
import { CONTROLLER_UID, JOB_NAME, LEGACY_CONTROLLER_UID, LEGACY_JOB_NAME } from './job-prepare.js';
import { printedSuccessPolicy } from './job-policies.js';

/** Follows ValidateJob for a new Job. */
export function validateJob(job: Job): readonly FieldError[] {
  const errors: Errors = [];
  checkJob(withoutLateLabels(job), TEMPLATE_OPTIONS, true, errors);
  return errors;
}

/** A template without labels of its own passes the generated ones on only when the stored Job is read. */
function withoutLateLabels(job: Job): Job {
  const { labels, ...metadata } = job.metadata;
  const isLate = labels === job.spec.template.metadata?.labels && Object.keys(labels ?? {}).every(isGenerated);
  return isLate ? { ...job, metadata } : job;
}

function isGenerated(label: string): boolean {
  return [JOB_NAME, CONTROLLER_UID, LEGACY_JOB_NAME, LEGACY_CONTROLLER_UID].includes(label);
}

function checkJob(job: Job, options: PodValidationOptions, prefixedLabels: boolean, errors: Errors): void {
  const { metadata, spec } = job;
  errors.push(...validateCoreMeta(metadata));
  checkGeneratedSelector(job, prefixedLabels, errors);
  checkSpec(spec, options, errors);
  if (spec.completionMode !== 'Indexed' || !spec.completions || spec.completions < 0) return;
  const hostname = `${metadata.name}-${spec.completions - 1}`;
  if (isDNS1123Label(hostname).length === 0) return;
  const detail = `will not able to create pod with invalid DNS label: ${hostname}`;
  errors.push(invalid('metadata.name', metadata.name, detail));
}

/** Follows validateGeneratedSelector. */
function checkGeneratedSelector({ metadata, spec }: Job, prefixed: boolean, errors: Errors): void {
  if (spec.manualSelector || spec.selector === undefined) return;
  const { name, uid } = metadata;
  if (!uid) errors.push(required('metadata.uid'));
  const legacy = { [LEGACY_CONTROLLER_UID]: uid, [LEGACY_JOB_NAME]: name };
  const expected = prefixed ? { ...legacy, [CONTROLLER_UID]: uid, [JOB_NAME]: name } : legacy;
  const labels = spec.template.metadata?.labels ?? {};
  for (const [key, value] of Object.entries(expected)) {
    const at = `spec.template.metadata.labels[${key}]`;
    const found = labels[key];
    if (found === undefined) errors.push(required(at, `must be '${value}'`));
    else if (found !== value) errors.push(invalid(at, printedLabels(labels), `must be '${value}'`));
  }
  const selector = labelSelectorAsSelector(spec.selector);
  if (selector.ok && !selector.value.matches(expected))
    errors.push(invalid('spec.selector', printedSelector(spec.selector), '`selector` not auto-generated'));
}

/** Follows ValidateJobSpec. */
function checkSpec(spec: JobSpec, options: PodValidationOptions, errors: Errors): void {
  checkJobSpec(spec, 'spec', options, errors);
  if (spec.selector === undefined) errors.push(required('spec.selector'));
  checkSelector(spec.selector, 'spec.selector', errors, options.allowInvalidLabelValueInSelector);
  const selector = labelSelectorAsSelector(spec.selector);
  const labels = spec.template.metadata?.labels;
  if (!selector.ok || selector.value.matches(labels)) return;
  const detail = '`selector` does not match template `labels`';
  errors.push(invalid('spec.template.metadata.labels', printedLabels(labels), detail));
}

/** Follows ValidateJob and ValidateJobUpdate, which look at the spec twice. */
export function validateJobUpdate(job: Job, old: Job): readonly FieldError[] {
  const errors: Errors = [];
  const labels = old.spec.template.metadata?.labels ?? {};
  const options = optionsOf(old);
  checkJob(job, options, labels[JOB_NAME] !== undefined && labels[CONTROLLER_UID] !== undefined, errors);
  errors.push(...validateCoreMetaUpdate(job.metadata, old.metadata));
  if (job.spec === old.spec) return errors;
  checkSpec(job.spec, options, errors);
  checkCompletions(job.spec, old.spec, errors);
  checkImmutable(job, old, errors);
  return errors;
}

function optionsOf({ spec }: Job): PodValidationOptions {
  const options = templateOptions(spec.template);
  const values = spec.selector?.matchExpressions?.flatMap((requirement) => requirement.values ?? []) ?? [];
  const lenient = values.some((value) => isValidLabelValue(value).length > 0);
  return lenient ? { ...options, allowInvalidLabelValueInSelector: true } : options;
}

const IMMUTABLE = 'field is immutable';

/** Only an Indexed job may change its completions, together with its parallelism. */
function checkCompletions(spec: JobSpec, old: JobSpec, errors: Errors): void {
  const { completions, parallelism } = spec;
  if (completions === old.completions) return;
  if (spec.completionMode !== 'Indexed') errors.push(invalid('spec.completions', completions ?? null, IMMUTABLE));
  else if (completions !== undefined && completions !== parallelism)
    errors.push(invalid('spec.completions', completions, 'can only be modified in tandem with spec.parallelism'));
}

/** The rest of ValidateJobSpecUpdate. */
function checkImmutable({ spec }: Job, old: Job, errors: Errors): void {
  const same = (field: keyof JobSpec, printed: unknown) => {
    if (!deepEqual(spec[field], old.spec[field])) errors.push(invalid(`spec.${field}`, printed ?? null, IMMUTABLE));
  };
  same('selector', printedSelector(spec.selector));
  const before = comparableTemplate(spec.template, old);
  if (!deepEqual(spec.template, before))
    errors.push(invalid('spec.template', internalTemplate(spec.template), IMMUTABLE));
  same('completionMode', spec.completionMode);
  same('podFailurePolicy', internalForm('*PodFailurePolicy', spec.podFailurePolicy));
  same('backoffLimitPerIndex', spec.backoffLimitPerIndex);
  same('managedBy', spec.managedBy);
  same('successPolicy', printedSuccessPolicy(spec));
}

/** The old template, with what a suspended Job that never ran may change taken from the new one. */
function comparableTemplate(template: PodTemplateSpec, { spec, status }: Job): PodTemplateSpec {
  const old = spec.template;
  if (!spec.suspend || status.startTime !== undefined) return old;
  const { nodeSelector, tolerations, schedulingGates } = template.spec;
  const { annotations, labels } = template.metadata ?? {};
  const affinity = comparableAffinity(template.spec.affinity, old.spec.affinity);
  return {
    ...old,
    metadata: { ...old.metadata, annotations, labels },
    spec: { ...old.spec, affinity, nodeSelector, tolerations, schedulingGates },
  };
}

/** The old affinity with the new one's nodes; one that is left empty may be gone. */
function comparableAffinity(after: Affinity | undefined, old: Affinity | undefined): Affinity | undefined {
  if (after === undefined && old === undefined) return undefined;
  const others = without(old ?? {}, 'nodeAffinity');
  if (after === undefined) return Object.keys(others).length === 0 ? undefined : others;
  return after.nodeAffinity === undefined ? others : { ...others, nodeAffinity: after.nodeAffinity };
}
