import type { ReplicaSet, ReplicaSetSpec } from '../generated/apps.v1.js';
import type { FieldError } from '../../apimachinery/field-error.js';
import { asJson } from '../../apimachinery/object.js';
import { defaultTemplate } from '../core/pod/default-spec.js';
import { changed, filled, memoised } from '../core/pod/fill.js';
import { checkNonnegative, type Errors } from '../core/pod/validation/checks.js';
import { validateCoreMeta, validateCoreMetaUpdate } from '../core/pod/validation/object-meta.js';
import { TEMPLATE_OPTIONS, type PodValidationOptions } from '../core/pod/validation/options.js';
import { templateOptions } from '../core/pod/validation/template.js';
import { checkCounts, checkWithinReplicas } from './status-counts.js';
import { checkReplicaSetTemplate, checkRequiredSelector, checkSameSelector } from './template-of-set.js';

/** Follows SetDefaults_ReplicaSet. */
export function defaultReplicaSet(replicaSet: ReplicaSet): ReplicaSet {
  return changed(replicaSet, 'spec', defaultSpec);
}

const defaultSpec = memoised((spec: ReplicaSetSpec): ReplicaSetSpec =>
  changed(filled(spec, { replicas: 1 }), 'template', defaultTemplate),
);

/** Follows ValidateReplicaSet. */
export function validateReplicaSet({ metadata, spec }: ReplicaSet): readonly FieldError[] {
  const errors: Errors = [...validateCoreMeta(metadata)];
  checkSpec(spec, TEMPLATE_OPTIONS, errors);
  return errors;
}

/** Follows ValidateReplicaSetUpdate. */
export function validateReplicaSetUpdate({ metadata, spec }: ReplicaSet, old: ReplicaSet): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(metadata, old.metadata)];
  if (spec === old.spec) return errors;
  checkSpec(spec, templateOptions(old.spec.template), errors);
  checkSameSelector(spec.selector, old.spec.selector, errors);
  return errors;
}

/** Follows ValidateReplicaSetSpec, which calls the kind a deployment. */
function checkSpec(spec: ReplicaSetSpec, options: PodValidationOptions, errors: Errors): void {
  checkNonnegative(spec.replicas, 'spec.replicas', errors);
  checkNonnegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  const selector = checkRequiredSelector(spec.selector, 'deployment', 'invalid label selector', errors);
  if (selector !== undefined) checkReplicaSetTemplate(spec.template, selector, options, errors);
}

const WITHIN = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'];

const COUNTS = ['replicas', ...WITHIN, 'observedGeneration', 'terminatingReplicas'];

/** Follows ValidateReplicaSetStatusUpdate. */
export function validateReplicaSetStatus({ metadata, status }: ReplicaSet, old: ReplicaSet): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(metadata, old.metadata)];
  const counts = asJson(status);
  checkCounts(counts, COUNTS, errors);
  checkWithinReplicas(counts, WITHIN, 'readyReplicas', errors);
  return errors;
}
