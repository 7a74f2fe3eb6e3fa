import { invalid, required } from '../../apimachinery/field-error.js';
import type { Errors } from '../core/pod/validation/checks.js';
import type { PolicyRule } from '../generated/rbac.v1.js';

/** Follows ValidatePolicyRule. */
export function checkPolicyRule(rule: PolicyRule, namespaced: boolean, path: string, errors: Errors): void {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const at = `${path}.nonResourceURLs`;
  if ((verbs ?? []).length === 0) errors.push(required(`${path}.verbs`, 'verbs must contain at least one value'));
  if (nonResourceURLs.length > 0) {
    if (namespaced) errors.push(invalid(at, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    if (apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0)
      errors.push(invalid(at, nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs'));
    return;
  }
  if (apiGroups.length === 0)
    errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  if (resources.length === 0)
    errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
}
