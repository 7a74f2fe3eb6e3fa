import type {
  Affinity,
  NodeAffinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
} from '../../../generated/core.v1.js';
import { forbidden, invalid, required } from '../../../../apimachinery/field-error.js';
import { isValidLabelValue, nameIsDNSLabel, nameIsDNSSubdomain } from '../../../../apimachinery/names.js';
import { checkQualifiedName, checkSelector, report, type Errors } from './checks.js';
import { checkMatchLabelKeys } from './match-label-keys.js';
import type { PodValidationOptions } from './options.js';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const WEIGHT = 'must be in the range 1-100';

/** Follows validateAffinity. */
export function checkAffinity(
  affinity: Affinity | undefined,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  if (affinity === undefined) return;
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  const lenient = options.allowInvalidLabelValueInSelector;
  if (nodeAffinity) checkNodeAffinity(nodeAffinity, `${path}.nodeAffinity`, options, errors);
  if (podAffinity) checkPodAffinity(podAffinity, `${path}.podAffinity`, lenient, errors);
  if (podAntiAffinity) checkPodAffinity(podAntiAffinity, `${path}.podAntiAffinity`, lenient, errors);
}

function checkNodeAffinity(affinity: NodeAffinity, path: string, options: PodValidationOptions, errors: Errors): void {
  const needed = affinity.requiredDuringSchedulingIgnoredDuringExecution;
  if (needed)
    checkNodeSelector(needed, `${path}.${REQUIRED}`, options.allowInvalidLabelValueInRequiredNodeAffinity, errors);
  affinity.preferredDuringSchedulingIgnoredDuringExecution?.forEach(({ weight = 0, preference }, i) => {
    const at = `${path}.${PREFERRED}[${i}]`;
    if (weight <= 0 || weight > 100) errors.push(invalid(`${at}.weight`, weight, WEIGHT));
    checkNodeSelectorTerm(preference ?? {}, `${at}.preference`, true, errors);
  });
}

/** Follows ValidateNodeSelector. */
export function checkNodeSelector(
  { nodeSelectorTerms }: NodeSelector,
  path: string,
  allowInvalidValues: boolean,
  errors: Errors,
): void {
  const at = `${path}.nodeSelectorTerms`;
  if (!nodeSelectorTerms?.length) errors.push(required(at, 'must have at least one node selector term'));
  nodeSelectorTerms?.forEach((term, i) => checkNodeSelectorTerm(term, `${at}[${i}]`, allowInvalidValues, errors));
}

/** Follows ValidateNodeSelectorTerm. */
export function checkNodeSelectorTerm(
  { matchExpressions, matchFields }: NodeSelectorTerm,
  path: string,
  allowInvalidValues: boolean,
  errors: Errors,
): void {
  matchExpressions?.forEach((requirement, i) =>
    checkExpression(requirement, `${path}.matchExpressions[${i}]`, allowInvalidValues, errors),
  );
  matchFields?.forEach((requirement, i) => checkField(requirement, `${path}.matchFields[${i}]`, errors));
}

function checkExpression(
  { key, operator, values = [] }: NodeSelectorRequirement,
  path: string,
  allowInvalidValues: boolean,
  errors: Errors,
): void {
  const at = `${path}.values`;
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) errors.push(required(at, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.push(forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1)
      errors.push(required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
  } else errors.push(invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
  checkQualifiedName(key ?? '', `${path}.key`, errors);
  if (!allowInvalidValues) values.forEach((value, i) => report(errors, `${at}[${i}]`, value, isValidLabelValue(value)));
}

/** Follows ValidateNodeFieldSelectorRequirement: only metadata.name, one value. */
function checkField({ key, operator, values = [] }: NodeSelectorRequirement, path: string, errors: Errors): void {
  if (operator === 'In' || operator === 'NotIn') {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    if (values.length !== 1) errors.push(required(`${path}.values`, detail));
  } else errors.push(invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
  if (key !== 'metadata.name') errors.push(invalid(`${path}.key`, key ?? '', 'not a valid field selector key'));
  else values.forEach((value, i) => report(errors, `${path}.values[${i}]`, value, nameIsDNSSubdomain(value, false)));
}

/** Follows validatePodAffinity and validatePodAntiAffinity. */
function checkPodAffinity(affinity: PodAffinity, path: string, allowInvalidValues: boolean, errors: Errors): void {
  affinity.requiredDuringSchedulingIgnoredDuringExecution?.forEach((term, i) =>
    checkPodAffinityTerm(term, `${path}.${REQUIRED}[${i}]`, allowInvalidValues, errors),
  );
  affinity.preferredDuringSchedulingIgnoredDuringExecution?.forEach(({ weight = 0, podAffinityTerm }, i) => {
    const at = `${path}.${PREFERRED}[${i}]`;
    if (weight <= 0 || weight > 100) errors.push(invalid(`${at}.weight`, weight, WEIGHT));
    checkPodAffinityTerm(podAffinityTerm ?? { topologyKey: '' }, `${at}.podAffinityTerm`, allowInvalidValues, errors);
  });
}

function checkPodAffinityTerm(term: PodAffinityTerm, path: string, allowInvalidValues: boolean, errors: Errors): void {
  checkTermSelectors(term, path, allowInvalidValues, errors);
  for (const name of term.namespaces ?? []) report(errors, `${path}.namespace`, name, nameIsDNSLabel(name, false));
  checkMatchLabelKeys(term, path, errors);
  if (!term.topologyKey) errors.push(required(`${path}.topologyKey`, 'can not be empty'));
  checkQualifiedName(term.topologyKey ?? '', `${path}.topologyKey`, errors);
}

/** Follows ValidatePodAffinityTermSelector. */
export function checkTermSelectors(
  { labelSelector, namespaceSelector }: PodAffinityTerm,
  path: string,
  allowInvalidValues: boolean,
  errors: Errors,
): void {
  checkSelector(labelSelector, `${path}.labelSelector`, errors, allowInvalidValues);
  checkSelector(namespaceSelector, `${path}.namespaceSelector`, errors, allowInvalidValues);
}
