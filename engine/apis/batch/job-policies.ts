import type {
  JobSpec,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyOnPodConditionsPattern,
  PodFailurePolicyRule,
  SuccessPolicyRule,
} from '../generated/batch.v1.js';
import { duplicate, invalid, notSupported, required, tooLong, tooMany } from '../../apimachinery/field-error.js';
import { byteLength } from '../../apimachinery/names.js';
import { checkNonnegative, checkQualifiedName, type Errors } from '../core/pod/validation/checks.js';
import { countIndexes } from './indexes.js';

const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;
const MAX_PATTERNS = 20;
const MAX_INDEXES_BYTES = 64 * 1024;
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];

/** `valid values: ["In" "NotIn"]`, as %q prints a list. */
function validValues(values: readonly string[]): string {
  return `valid values: [${values.map((value) => `"${value}"`).join(' ')}]`;
}

/** Follows validatePodFailurePolicy. */
export function checkFailurePolicy(spec: JobSpec, path: string, errors: Errors): void {
  const rules = spec.podFailurePolicy?.rules ?? [];
  if (rules.length > MAX_RULES) errors.push(tooMany(`${path}.rules`, rules.length, MAX_RULES));
  rules.forEach((rule, i) => checkRule(rule, spec, `${path}.rules[${i}]`, errors));
}

function checkRule(rule: PodFailurePolicyRule, spec: JobSpec, path: string, errors: Errors): void {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  const at = `${path}.action`;
  if (!action) errors.push(required(at, validValues(ACTIONS)));
  else if (action === 'FailIndex') {
    if (spec.backoffLimitPerIndex === undefined)
      errors.push(invalid(at, action, 'requires the backoffLimitPerIndex to be set'));
  } else if (!ACTIONS.includes(action)) errors.push(notSupported(at, action, ACTIONS));
  if (onExitCodes) checkExitCodes(onExitCodes, spec, `${path}.onExitCodes`, errors);
  if (onPodConditions.length > 0) checkPatterns(onPodConditions, `${path}.onPodConditions`, errors);
  if (onExitCodes && onPodConditions.length > 0)
    errors.push(invalid(path, undefined, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  if (!onExitCodes && onPodConditions.length === 0)
    errors.push(invalid(path, undefined, 'specifying one of OnExitCodes and OnPodConditions is required'));
}

function checkPatterns(
  patterns: readonly PodFailurePolicyOnPodConditionsPattern[],
  path: string,
  errors: Errors,
): void {
  if (patterns.length > MAX_PATTERNS) errors.push(tooMany(path, patterns.length, MAX_PATTERNS));
  patterns.forEach(({ type, status }, i) => {
    const at = `${path}[${i}]`;
    checkQualifiedName(type ?? '', `${at}.type`, errors);
    if (!status) errors.push(required(`${at}.status`, validValues(STATUSES)));
    else if (!STATUSES.includes(status)) errors.push(notSupported(`${at}.status`, status, STATUSES));
  });
}

function checkExitCodes(
  { operator, containerName, values: given }: PodFailurePolicyOnExitCodesRequirement,
  { template }: JobSpec,
  path: string,
  errors: Errors,
): void {
  if (!operator) errors.push(required(`${path}.operator`, validValues(OPERATORS)));
  else if (!OPERATORS.includes(operator)) errors.push(notSupported(`${path}.operator`, operator, OPERATORS));
  const containers = [...(template.spec?.containers ?? []), ...(template.spec?.initContainers ?? [])];
  if (containerName !== undefined && !containers.some(({ name }) => name === containerName)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalid(`${path}.containerName`, containerName, detail));
  }
  const values = given ?? [];
  const at = `${path}.values`;
  if (values.length === 0) errors.push(invalid(at, given ?? null, 'at least one value is required'));
  else if (values.length > MAX_EXIT_CODES) errors.push(tooMany(at, values.length, MAX_EXIT_CODES));
  const seen = new Set<number>();
  values.forEach((value, i) => {
    if (operator === 'In' && value === 0)
      errors.push(invalid(`${at}[${i}]`, value, 'must not be 0 for the In operator'));
    if (seen.has(value)) errors.push(duplicate(`${at}[${i}]`, value));
    seen.add(value);
  });
  if (values.some((value, i) => (values[i - 1] ?? value) > value)) errors.push(invalid(at, values, 'must be ordered'));
}

/** A success policy as messages print it. */
export function printedSuccessPolicy({ successPolicy }: JobSpec): unknown {
  const rules = successPolicy?.rules?.map(({ succeededIndexes, succeededCount }) => ({
    SucceededIndexes: succeededIndexes ?? null,
    SucceededCount: succeededCount ?? null,
  }));
  return successPolicy === undefined ? null : { Rules: rules ?? null };
}

/** Follows validateSuccessPolicy, of an Indexed job. */
export function checkSuccessPolicy(spec: JobSpec, path: string, errors: Errors): void {
  const rules = spec.successPolicy?.rules ?? [];
  const at = `${path}.rules`;
  if (rules.length === 0)
    errors.push(required(at, 'at least one rules must be specified when the successPolicy is specified'));
  if (rules.length > MAX_RULES) errors.push(tooMany(at, rules.length, MAX_RULES));
  rules.forEach((rule, i) => checkSuccessRule(rule, spec.completions ?? 0, `${at}[${i}]`, errors));
}

function checkSuccessRule(
  { succeededIndexes: indexes, succeededCount: count }: SuccessPolicyRule,
  completions: number,
  path: string,
  errors: Errors,
): void {
  if (count === undefined && indexes === undefined)
    errors.push(required(path, 'at least one of succeededCount or succeededIndexes must be specified'));
  let total = 0;
  if (indexes !== undefined) {
    const at = `${path}.succeededIndexes`;
    if (byteLength(indexes) > MAX_INDEXES_BYTES) errors.push(tooLong(at, MAX_INDEXES_BYTES));
    const counted = countIndexes(indexes, completions);
    if (counted.ok) total = counted.value;
    else errors.push(invalid(at, indexes, `error parsing succeededIndexes: ${counted.error}`));
  }
  if (count === undefined) return;
  const at = `${path}.succeededCount`;
  const atMost = (limit: number, what: string) =>
    errors.push(invalid(at, count, `must be less than or equal to ${limit} (the number of ${what})`));
  checkNonnegative(count, at, errors);
  if (count > completions) atMost(completions, 'specified completions');
  if (indexes !== undefined && count > total) atMost(total, 'indexes in the specified succeededIndexes field');
}
