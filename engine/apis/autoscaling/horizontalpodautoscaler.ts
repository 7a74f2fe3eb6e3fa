import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
  HPAScalingPolicy,
  HPAScalingRules,
  MetricSpec,
} from '../generated/autoscaling.v2.js';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../apimachinery/field-error.js';
import { changed, filled } from '../core/pod/fill.js';
import { checkNonnegative, checkNonnegativeQuantity, type Errors } from '../core/pod/validation/checks.js';
import { validateCoreMeta, validateCoreMetaUpdate } from '../core/pod/validation/object-meta.js';
import { checkMetric } from './metrics.js';
import { apiVersionProblem, checkReference, type ReferenceOptions } from './references.js';

const DEFAULT_UTILIZATION_PERCENT = 80;
const POLICY_PERIOD_SECONDS = 15;
const MAX_PERIOD_SECONDS = 1800;
const MAX_STABILIZATION_SECONDS = 3600;

/** What is scaled by when nothing is said. */
export const CPU_METRIC: MetricSpec = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: DEFAULT_UTILIZATION_PERCENT } },
};

const SCALE_UP: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: POLICY_PERIOD_SECONDS },
    { type: 'Percent', value: 100, periodSeconds: POLICY_PERIOD_SECONDS },
  ],
};

const SCALE_DOWN: HPAScalingRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: POLICY_PERIOD_SECONDS }],
};

/** Follows SetDefaults_HorizontalPodAutoscaler of autoscaling/v2. */
export function defaultHorizontalPodAutoscaler(autoscaler: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  return changed(autoscaler, 'spec', (given) => {
    const spec = filled(given, { minReplicas: 1 });
    const measured = spec.metrics?.length ? spec : { ...spec, metrics: [CPU_METRIC] };
    return changed(measured, 'behavior', (behavior) => {
      const ruled = filled(behavior, { scaleUp: SCALE_UP, scaleDown: SCALE_DOWN });
      return changed(
        changed(ruled, 'scaleUp', (rules) => filled(rules, SCALE_UP)),
        'scaleDown',
        (rules) => filled(rules, SCALE_DOWN),
      );
    });
  });
}

interface Options {
  readonly minReplicas: number;
  readonly target: ReferenceOptions;
  readonly objects: ReferenceOptions;
}

/** Follows validationOptionsForHorizontalPodAutoscaler. */
function optionsFor({ spec }: HorizontalPodAutoscaler, old: HorizontalPodAutoscaler | undefined): Options {
  const { apiVersion, kind } = spec.scaleTargetRef;
  const before = old?.spec.scaleTargetRef;
  const same = before !== undefined && before.apiVersion === apiVersion && before.kind === kind;
  const objects: ReferenceOptions = { allowEmptyGroup: true };
  const oldIsBad = old?.spec.metrics?.some(
    ({ type, object }) =>
      type === 'Object' && object && apiVersionProblem(object.describedObject, objects) !== undefined,
  );
  return {
    minReplicas: old?.spec.minReplicas === 0 ? 0 : 1,
    target: { allowAnyVersion: same, allowEmptyGroup: !same && kind === 'ReplicationController' },
    objects: { ...objects, allowAnyVersion: oldIsBad },
  };
}

/** Follows ValidateHorizontalPodAutoscaler. */
export function validateHorizontalPodAutoscaler(autoscaler: HorizontalPodAutoscaler): readonly FieldError[] {
  const errors: Errors = [...validateCoreMeta(autoscaler.metadata)];
  checkSpec(autoscaler.spec, optionsFor(autoscaler, undefined), errors);
  return errors;
}

/** Follows ValidateHorizontalPodAutoscalerUpdate. */
export function validateHorizontalPodAutoscalerUpdate(
  autoscaler: HorizontalPodAutoscaler,
  old: HorizontalPodAutoscaler,
): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(autoscaler.metadata, old.metadata)];
  checkSpec(autoscaler.spec, optionsFor(autoscaler, old), errors);
  return errors;
}

/** Follows validateHorizontalPodAutoscalerSpec. */
function checkSpec(spec: HorizontalPodAutoscalerSpec, options: Options, errors: Errors): void {
  const { minReplicas, maxReplicas = 0, behavior } = spec;
  if (minReplicas !== undefined && minReplicas < options.minReplicas) {
    const detail = `must be greater than or equal to ${options.minReplicas}`;
    errors.push(invalid('spec.minReplicas', minReplicas, detail));
  }
  if (maxReplicas < 1) errors.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0'));
  if (minReplicas !== undefined && maxReplicas < minReplicas)
    errors.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  checkReference(spec.scaleTargetRef, 'spec.scaleTargetRef', options.target, errors);
  checkMetrics(spec, options.objects, errors);
  checkRules(behavior?.scaleUp, 'spec.behavior.scaleUp', errors);
  checkRules(behavior?.scaleDown, 'spec.behavior.scaleDown', errors);
}

function checkMetrics(
  { metrics = [], minReplicas }: HorizontalPodAutoscalerSpec,
  options: ReferenceOptions,
  errors: Errors,
): void {
  metrics.forEach((metric, i) => checkMetric(metric, `spec.metrics[${i}]`, options, errors));
  if (minReplicas !== 0 || metrics.some(({ type }) => type === 'Object' || type === 'External')) return;
  const detail = 'must specify at least one Object or External metric to support scaling to zero replicas';
  errors.push(forbidden('spec.metrics', detail));
}

const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const POLICY_TYPES = ['Percent', 'Pods'];

/** Follows validateScalingRules. */
function checkRules(rules: HPAScalingRules | undefined, path: string, errors: Errors): void {
  if (rules === undefined) return;
  const { stabilizationWindowSeconds: window, selectPolicy, policies, tolerance } = rules;
  const at = `${path}.stabilizationWindowSeconds`;
  if (window !== undefined && window < 0) errors.push(invalid(at, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > MAX_STABILIZATION_SECONDS)
    errors.push(invalid(at, window, `must be less than or equal to ${MAX_STABILIZATION_SECONDS}`));
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy))
    errors.push(notSupported(`${path}.selectPolicy`, selectPolicy, SELECT_POLICIES));
  if (!policies?.length) errors.push(required(`${path}.policies`, 'must specify at least one Policy'));
  policies?.forEach((policy, i) => checkPolicy(policy, `${path}.policies[${i}]`, errors));
  if (tolerance !== undefined) checkNonnegativeQuantity(tolerance, `${path}.tolerance`, errors);
}

function checkPolicy({ type, value = 0, periodSeconds = 0 }: HPAScalingPolicy, path: string, errors: Errors): void {
  if (!POLICY_TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type ?? '', POLICY_TYPES));
  if (value <= 0) errors.push(invalid(`${path}.value`, value, 'must be greater than zero'));
  if (periodSeconds <= 0) errors.push(invalid(`${path}.periodSeconds`, periodSeconds, 'must be greater than zero'));
  if (periodSeconds > MAX_PERIOD_SECONDS)
    errors.push(invalid(`${path}.periodSeconds`, periodSeconds, `must be less than or equal to ${MAX_PERIOD_SECONDS}`));
}

/** Follows ValidateHorizontalPodAutoscalerStatusUpdate. */
export function validateHorizontalPodAutoscalerStatus(
  { metadata, status }: HorizontalPodAutoscaler,
  old: HorizontalPodAutoscaler,
): readonly FieldError[] {
  const errors: Errors = [...validateCoreMetaUpdate(metadata, old.metadata)];
  checkNonnegative(status.currentReplicas, 'status.currentReplicas', errors);
  checkNonnegative(status.desiredReplicas, 'status.desiredReplicas', errors);
  return errors;
}
