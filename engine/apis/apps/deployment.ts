import type { Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment } from '../generated/apps.v1.js';
import { forbidden, invalid, notSupported, type FieldError } from '../../apimachinery/field-error.js';
import { asJson } from '../../apimachinery/object.js';
import { defaultTemplate } from '../core/pod/default-spec.js';
import { changed, filled, filledZero, memoised } from '../core/pod/fill.js';
import { checkNonnegative, type Errors } from '../core/pod/validation/checks.js';
import { validateCoreMeta, validateCoreMetaUpdate } from '../core/pod/validation/object-meta.js';
import { TEMPLATE_OPTIONS, type PodValidationOptions } from '../core/pod/validation/options.js';
import { templateOptions } from '../core/pod/validation/template.js';
import { checkAtMost100Percent, checkIntOrPercent, intOrPercentValue } from './int-or-percent.js';
import { checkCollisions, checkCounts, checkWithinReplicas } from './status-counts.js';
import { checkReplicaSetTemplate, checkRequiredSelector, checkSameSelector } from './template-of-set.js';

/** Follows SetDefaults_Deployment. */
export function defaultDeployment(deployment: Deployment): Deployment {
  return changed(deployment, 'spec', defaultSpec);
}

const defaultSpec = memoised((given: DeploymentSpec): DeploymentSpec => {
  const spec = filled(given, { replicas: 1, strategy: {}, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  return changed(changed(spec, 'strategy', defaultStrategy), 'template', defaultTemplate);
});

function defaultStrategy(given: DeploymentStrategy): DeploymentStrategy {
  const strategy = filledZero(given, { type: 'RollingUpdate' });
  if (strategy.type !== 'RollingUpdate') return strategy;
  return changed(filled(strategy, { rollingUpdate: {} }), 'rollingUpdate', (update) =>
    filled(update, { maxUnavailable: '25%', maxSurge: '25%' }),
  );
}

/** Follows ValidateDeployment. */
export function validateDeployment({ metadata, spec }: Deployment): readonly FieldError[] {
  const errors: Errors = [...validateCoreMeta(metadata)];
  checkSpec(spec, TEMPLATE_OPTIONS, errors);
  return errors;
}

/** Follows ValidateDeploymentUpdate. */
export function validateDeploymentUpdate({ metadata, spec }: Deployment, old: Deployment): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(metadata, old.metadata)];
  if (spec === old.spec) return errors;
  checkSpec(spec, templateOptions(old.spec.template), errors);
  checkSameSelector(spec.selector, old.spec.selector, errors);
  return errors;
}

/** Follows ValidateDeploymentSpec. */
function checkSpec(spec: DeploymentSpec, options: PodValidationOptions, errors: Errors): void {
  const { minReadySeconds = 0, progressDeadlineSeconds: deadline } = spec;
  checkNonnegative(spec.replicas, 'spec.replicas', errors);
  const selector = checkRequiredSelector(spec.selector, 'deployment', 'invalid label selector', errors);
  if (selector !== undefined) checkReplicaSetTemplate(spec.template, selector, options, errors);
  checkStrategy(spec.strategy ?? {}, 'spec.strategy', errors);
  checkNonnegative(minReadySeconds, 'spec.minReadySeconds', errors);
  checkNonnegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit', errors);
  checkNonnegative(deadline, 'spec.progressDeadlineSeconds', errors);
  if (deadline !== undefined && deadline <= minReadySeconds)
    errors.push(invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
}

function checkStrategy(strategy: DeploymentStrategy, path: string, errors: Errors): void {
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    if (rollingUpdate !== undefined) errors.push(forbidden(`${path}.rollingUpdate`, detail));
  } else if (type === 'RollingUpdate') checkRollingUpdate(rollingUpdate ?? {}, `${path}.rollingUpdate`, errors);
  else errors.push(notSupported(path, printedStrategy(strategy), ['Recreate', 'RollingUpdate']));
}

function printedStrategy({ type, rollingUpdate }: DeploymentStrategy): unknown {
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate ?? {};
  const update = rollingUpdate === undefined ? null : { MaxUnavailable: maxUnavailable, MaxSurge: maxSurge };
  return { Type: type ?? '', RollingUpdate: update };
}

/** Follows ValidateRollingUpdateDeployment. */
function checkRollingUpdate({ maxUnavailable, maxSurge }: RollingUpdateDeployment, path: string, errors: Errors): void {
  checkIntOrPercent(maxUnavailable, `${path}.maxUnavailable`, errors);
  checkIntOrPercent(maxSurge, `${path}.maxSurge`, errors);
  if (intOrPercentValue(maxUnavailable) === 0 && intOrPercentValue(maxSurge) === 0)
    errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable ?? 0, 'may not be 0 when `maxSurge` is 0'));
  checkAtMost100Percent(maxUnavailable, `${path}.maxUnavailable`, errors);
}

const COUNTS = [
  'observedGeneration',
  'replicas',
  'updatedReplicas',
  'readyReplicas',
  'availableReplicas',
  'unavailableReplicas',
  'terminatingReplicas',
  'collisionCount',
];

/** Follows ValidateDeploymentStatusUpdate. */
export function validateDeploymentStatus({ metadata, status }: Deployment, old: Deployment): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(metadata, old.metadata)];
  const counts = asJson(status);
  checkCounts(counts, COUNTS, errors);
  checkWithinReplicas(counts, ['updatedReplicas', 'readyReplicas', 'availableReplicas'], 'readyReplicas', errors);
  checkCollisions(counts, asJson(old.status), errors);
  return errors;
}
