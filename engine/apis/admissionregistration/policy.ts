import { duplicate, invalid, required, type FieldError } from '../../apimachinery/field-error.js';
import { isDNS1035Label, isDNS1123Subdomain, nameIsDNSSubdomain } from '../../apimachinery/names.js';
import { checkQualifiedName, type Errors } from '../core/pod/validation/checks.js';
import type {
  AuditAnnotation,
  ParamKind,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicySpec,
  Validation,
  Variable,
} from '../generated/admissionregistration.v1.js';
import { validateObjectMeta } from '../meta/object-meta.js';
import { checkMatchConditions } from './match-conditions.js';
import { checkMatchResources, checkOneOf, FAILURE_POLICIES } from './rules.js';

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const MOST_ANNOTATIONS = 20;
const LONGEST_VALUE_EXPRESSION = 5 * 1024;
const NOTHING_TO_DO = 'validations or auditAnnotations must contain at least one item';
const CEL_RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** Follows ValidateValidatingAdmissionPolicy, but that no expression is compiled. */
export function validatePolicy({ metadata, spec }: ValidatingAdmissionPolicy): readonly FieldError[] {
  const errors: Errors = [...validateObjectMeta(metadata, false, nameIsDNSSubdomain)];
  checkOneOf(spec.failurePolicy, FAILURE_POLICIES, 'spec.failurePolicy', errors);
  if (spec.paramKind !== undefined) checkParamKind(spec.paramKind, 'spec.paramKind', errors);
  if (spec.matchConstraints === undefined) errors.push(required('spec.matchConstraints'));
  else {
    checkMatchResources(spec.matchConstraints, 'spec.matchConstraints', errors);
    if (!spec.matchConstraints.resourceRules?.length) errors.push(required('spec.matchConstraints.resourceRules'));
  }
  checkMatchConditions(spec.matchConditions ?? [], 'spec.matchConditions', errors);
  spec.variables?.forEach((variable, i) => checkVariable(variable, `spec.variables[${i}]`, errors));
  checkWork(metadata.name, spec, errors);
  return errors;
}

function checkWork(policy: string, spec: ValidatingAdmissionPolicySpec, errors: Errors): void {
  const { validations = [], auditAnnotations = [] } = spec;
  if (validations.length + auditAnnotations.length === 0) {
    errors.push(required('spec.validations', NOTHING_TO_DO), required('spec.auditAnnotations', NOTHING_TO_DO));
    return;
  }
  validations.forEach((validation, i) => checkValidation(validation, `spec.validations[${i}]`, errors));
  const path = 'spec.auditAnnotations';
  if (auditAnnotations.length > MOST_ANNOTATIONS)
    errors.push(invalid(path, auditAnnotations, `must not have more than ${MOST_ANNOTATIONS} auditAnnotations`));
  const seen = new Set<string>();
  auditAnnotations.forEach((annotation, i) => {
    checkAnnotation(policy, annotation, `${path}[${i}]`, errors);
    if (seen.has(annotation.key)) errors.push(duplicate(`${path}[${i}].key`, annotation.key));
    seen.add(annotation.key);
  });
}

/** Follows validateParamKind. */
function checkParamKind({ apiVersion = '', kind = '' }: ParamKind, path: string, errors: Errors): void {
  checkApiVersion(apiVersion, `${path}.apiVersion`, errors);
  if (kind === '') return void errors.push(required(`${path}.kind`));
  const messages = isDNS1035Label(kind.toLowerCase());
  if (messages.length === 0) return;
  errors.push(invalid(`${path}.kind`, kind, `may have mixed case, but should otherwise match: ${messages.join(',')}`));
}

function checkApiVersion(apiVersion: string, path: string, errors: Errors): void {
  if (apiVersion === '') return void errors.push(required(path));
  const parts = apiVersion === '/' ? [''] : apiVersion.split('/');
  if (parts.length > 2) {
    errors.push(invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
    return;
  }
  const [version = '', group = ''] = [...parts].reverse();
  const groupMessages = group === '' ? [] : isDNS1123Subdomain(group);
  if (groupMessages.length > 0) errors.push(invalid(path, group, groupMessages.join(',')));
  if (version === '') return void errors.push(invalid(path, apiVersion, 'version must be specified'));
  const messages = isDNS1035Label(version);
  if (messages.length > 0) errors.push(invalid(path, version, messages.join(',')));
}

/** Follows validateVariable. */
function checkVariable({ name, expression }: Variable, path: string, errors: Errors): void {
  if (name.trim() === '') errors.push(required(`${path}.name`, 'name is not specified'));
  else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) || CEL_RESERVED.has(name))
    errors.push(invalid(`${path}.name`, name, 'must be a valid CEL identifier'));
  if (expression.trim() === '') errors.push(required(`${path}.expression`, 'expression is not specified'));
}

/** Follows validateValidation. */
function checkValidation(validation: Validation, path: string, errors: Errors): void {
  const { expression, message = '', messageExpression = '', reason } = validation;
  if (expression.trim() === '') errors.push(required(`${path}.expression`, 'expression is not specified'));
  if (messageExpression !== '' && messageExpression.trim() === '')
    errors.push(invalid(`${path}.messageExpression`, messageExpression, 'must be non-empty if specified'));
  if (message !== '' && message.trim() === '')
    errors.push(invalid(`${path}.message`, message, 'must be non-empty if specified'));
  else if (/[\n\r]/.test(message.trim()))
    errors.push(invalid(`${path}.message`, message, 'must not contain line breaks'));
  checkOneOf(reason, REASONS, `${path}.reason`, errors);
}

/** Follows validateAuditAnnotation. */
function checkAnnotation(
  policy: string,
  { key, valueExpression }: AuditAnnotation,
  path: string,
  errors: Errors,
): void {
  if (policy === '') errors.push(invalid(`${path}.key`, key, 'requires metadata.name be non-empty'));
  else checkQualifiedName(`${policy}/${key}`, `${path}.key`, errors);
  const expression = valueExpression.trim();
  if (expression === '') errors.push(required(`${path}.valueExpression`, 'valueExpression is not specified'));
  else if (expression.length > LONGEST_VALUE_EXPRESSION)
    errors.push(required(`${path}.valueExpression`, `must not exceed ${LONGEST_VALUE_EXPRESSION} bytes in length`));
}
