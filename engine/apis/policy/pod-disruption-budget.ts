import { invalid, notSupported, type FieldError } from '../../apimachinery/field-error.js';
import { checkAtMost100Percent, checkIntOrPercent } from '../apps/int-or-percent.js';
import { printedSelector } from '../core/pod/internal-form.js';
import { checkNonnegative, checkSelector, type Errors } from '../core/pod/validation/checks.js';
import type { PodDisruptionBudget, PodDisruptionBudgetSpec } from '../generated/policy.v1.js';
import { checkConditions } from '../meta/conditions.js';

const EVICTION_POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];

/** Follows ValidatePodDisruptionBudget. */
export function validatePodDisruptionBudget({ spec }: PodDisruptionBudget): readonly FieldError[] {
  return specErrors(spec ?? {}, false);
}

/** As for a new one, but bad label values that the old selector had are forgiven. */
export function validatePodDisruptionBudgetUpdate(
  { spec }: PodDisruptionBudget,
  old: PodDisruptionBudget,
): readonly FieldError[] {
  const before: FieldError[] = [];
  checkSelector(old.spec?.selector, '', before);
  return specErrors(spec ?? {}, before.length > 0);
}

function specErrors(spec: PodDisruptionBudgetSpec, invalidLabelValues: boolean): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    errors.push(invalid('spec', printed(spec), 'minAvailable and maxUnavailable cannot be both set'));
  checkAmount(minAvailable, 'spec.minAvailable', errors);
  checkAmount(maxUnavailable, 'spec.maxUnavailable', errors);
  checkSelector(selector, 'spec.selector', errors, invalidLabelValues);
  if (unhealthyPodEvictionPolicy !== undefined && !EVICTION_POLICIES.includes(unhealthyPodEvictionPolicy))
    errors.push(notSupported('spec.unhealthyPodEvictionPolicy', unhealthyPodEvictionPolicy, EVICTION_POLICIES));
  return errors;
}

function checkAmount(value: PodDisruptionBudgetSpec['minAvailable'], path: string, errors: Errors): void {
  if (value === undefined) return;
  checkIntOrPercent(value, path, errors);
  checkAtMost100Percent(value, path, errors);
}

/** The spec in the form of Go's internal type. */
function printed({
  minAvailable,
  selector,
  maxUnavailable,
  unhealthyPodEvictionPolicy,
}: PodDisruptionBudgetSpec): unknown {
  return {
    MinAvailable: minAvailable ?? null,
    Selector: printedSelector(selector),
    MaxUnavailable: maxUnavailable ?? null,
    UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null,
  };
}

/** Follows ValidatePodDisruptionBudgetStatusUpdate. */
export function validatePodDisruptionBudgetStatus({ status }: PodDisruptionBudget): readonly FieldError[] {
  const errors: FieldError[] = [];
  checkConditions(status.conditions ?? [], 'status.conditions', errors);
  for (const field of ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const)
    checkNonnegative(status[field], `status.${field}`, errors);
  return errors;
}
