import {
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
  type FieldError,
} from '../../apimachinery/field-error.js';
import { nameIsDNSSubdomain } from '../../apimachinery/names.js';
import { checkMatchResources, checkOneOf } from './rules.js';
import { checkSelector, report, type Errors } from '../core/pod/validation/checks.js';
import type { ParamRef, ValidatingAdmissionPolicyBinding } from '../generated/admissionregistration.v1.js';
import { pathSegmentName, validateObjectMeta } from '../meta/object-meta.js';

const ACTIONS = ['Audit', 'Deny', 'Warn'];
const DENY_AND_WARN =
  'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
const EXCLUSIVE = 'name and selector are mutually exclusive';

/** Follows ValidateValidatingAdmissionPolicyBinding. */
export function validateBinding({ metadata, spec }: ValidatingAdmissionPolicyBinding): readonly FieldError[] {
  const errors: Errors = [...validateObjectMeta(metadata, false, nameIsDNSSubdomain)];
  const { policyName = '', paramRef, matchResources, validationActions = [] } = spec;
  if (policyName === '') errors.push(required('spec.policyName'));
  else report(errors, 'spec.policyName', policyName, nameIsDNSSubdomain(policyName, false));
  if (paramRef !== undefined) checkParamRef(paramRef, 'spec.paramRef', errors);
  if (matchResources !== undefined) checkMatchResources(matchResources, 'spec.matchResources', errors);
  checkActions(validationActions, 'spec.validationActions', errors);
  return errors;
}

/** Follows validateParamRef. */
function checkParamRef({ name = '', selector, parameterNotFoundAction }: ParamRef, path: string, errors: Errors): void {
  if (name !== '') {
    report(errors, `${path}.name`, name, pathSegmentName(name, false));
    if (selector !== undefined) errors.push(forbidden(`${path}.name`, EXCLUSIVE));
  }
  checkSelector(selector, `${path}.selector`, errors);
  if (selector !== undefined && name !== '') errors.push(forbidden(`${path}.selector`, EXCLUSIVE));
  if (selector === undefined && name === '') errors.push(required(path, 'one of name or selector must be specified'));
  const field = `${path}.parameterNotFoundAction`;
  if (!parameterNotFoundAction) errors.push(required(field));
  else if (!['Deny', 'Allow'].includes(parameterNotFoundAction))
    errors.push(notSupported(field, parameterNotFoundAction, ['Deny', 'Allow']));
}

/** Follows validateValidationActions. */
function checkActions(actions: readonly string[], path: string, errors: Errors): void {
  actions.forEach((action, i) => {
    checkOneOf(action, ACTIONS, `${path}[${i}]`, errors);
    if (actions.indexOf(action) < i) errors.push(duplicate(`${path}[${i}]`, action));
  });
  if (actions.includes('Deny') && actions.includes('Warn')) errors.push(invalid(path, actions, DENY_AND_WARN));
  if (actions.length === 0) errors.push(required(path, 'at least one validation action is required'));
}
