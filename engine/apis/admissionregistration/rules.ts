import { duplicate, invalid, notSupported, required } from '../../apimachinery/field-error.js';
import { checkSelector, report, type Errors } from '../core/pod/validation/checks.js';
import type {
  MatchResources,
  NamedRuleWithOperations,
  RuleWithOperations,
} from '../generated/admissionregistration.v1.js';
import { pathSegmentName } from '../meta/object-meta.js';

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];
export const FAILURE_POLICIES = ['Fail', 'Ignore'];
export const MATCH_POLICIES = ['Equivalent', 'Exact'];

/** Of an optional field that must be one of `supported`. */
export function checkOneOf(
  value: string | undefined,
  supported: readonly string[],
  path: string,
  errors: Errors,
): void {
  if (value !== undefined && !supported.includes(value)) errors.push(notSupported(path, value, supported));
}

/** Follows validateRuleWithOperations. */
export function checkRule(rule: RuleWithOperations, path: string, errors: Errors): void {
  const { operations, apiGroups, apiVersions, resources } = rule;
  checkWildcard(operations, 'operations', `${path}.operations`, errors);
  operations?.forEach((operation, i) => checkOneOf(operation, OPERATIONS, `${path}.operations[${i}]`, errors));
  checkWildcard(apiGroups, 'API groups', `${path}.apiGroups`, errors);
  checkWildcard(apiVersions, 'API versions', `${path}.apiVersions`, errors);
  apiVersions?.forEach((version, i) => {
    if (version === '') errors.push(required(`${path}.apiVersions[${i}]`));
  });
  checkResources(resources ?? [], `${path}.resources`, errors);
  checkOneOf(rule.scope, SCOPES, `${path}.scope`, errors);
}

function checkWildcard(list: readonly string[] | undefined, what: string, path: string, errors: Errors): void {
  if (!list || list.length === 0) errors.push(required(path));
  else if (list.length > 1 && list.includes('*'))
    errors.push(invalid(path, list, `if '*' is present, must not specify other ${what}`));
}

/** Follows validateResources. */
function checkResources(resources: readonly string[], path: string, errors: Errors): void {
  if (resources.length === 0) errors.push(required(path));
  const wholes = new Set<string>();
  const everywheres = new Set<string>();
  let plainLast = false;
  resources.forEach((text, i) => {
    const field = `${path}[${i}]`;
    if (text === '') return void errors.push(required(field));
    const slash = text.indexOf('/');
    if (slash < 0) return void (plainLast = text !== '*');
    const [resource, sub] = [text.slice(0, slash), text.slice(slash + 1)];
    if (wholes.has(resource))
      errors.push(invalid(field, text, `if '${resource}/*' is present, must not specify ${text}`));
    if (everywheres.has(sub)) errors.push(invalid(field, text, `if '*/${sub}' is present, must not specify ${text}`));
    if (sub === '*') wholes.add(resource);
    if (resource === '*') everywheres.add(sub);
  });
  if (resources.length > 1 && resources.includes('*/*'))
    errors.push(invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  if (plainLast && resources.includes('*'))
    errors.push(invalid(path, resources, "if '*' is present, must not specify other resources without subresources"));
}

/** Follows validateMatchResources; its defaults are in. */
export function checkMatchResources(resources: MatchResources, path: string, errors: Errors): void {
  const { matchPolicy, namespaceSelector, objectSelector, resourceRules = [], excludeResourceRules = [] } = resources;
  checkOneOf(matchPolicy, MATCH_POLICIES, `${path}.matchPolicy`, errors);
  checkSelector(namespaceSelector, `${path}.namespaceSelector`, errors);
  checkSelector(objectSelector, `${path}.objectSelector`, errors);
  resourceRules.forEach((rule, i) => checkNamedRule(rule, `${path}.resourceRules[${i}]`, errors));
  excludeResourceRules.forEach((rule, i) => checkNamedRule(rule, `${path}.excludeResourceRules[${i}]`, errors));
}

function checkNamedRule(rule: NamedRuleWithOperations, path: string, errors: Errors): void {
  const seen = new Set<string>();
  rule.resourceNames?.forEach((name, i) => {
    const field = `${path}.resourceNames[${i}]`;
    report(errors, field, name, pathSegmentName(name, false));
    if (seen.has(name)) errors.push(duplicate(field, name));
    seen.add(name);
  });
  checkRule(rule, path, errors);
}
