import { invalid, required, type FieldError } from '../../apimachinery/field-error.js';
import { checkSelector, type Errors } from '../core/pod/validation/checks.js';
import type { ClusterRole, Role } from '../generated/rbac.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../meta/kube-meta.js';
import { pathSegmentName } from '../meta/object-meta.js';
import { checkPolicyRule } from './policy-rule.js';

/** Follows ValidateRole. */
export function validateRole({ metadata, rules }: Role): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(metadata, true, pathSegmentName)];
  (rules ?? []).forEach((rule, i) => checkPolicyRule(rule, true, `rules[${i}]`, errors));
  return errors;
}

/** Follows ValidateRoleUpdate. */
export function validateRoleUpdate(role: Role, old: Role): readonly FieldError[] {
  return [...validateRole(role), ...validateKubeMetaUpdate(role.metadata, old.metadata)];
}

/** Follows ValidateClusterRole. */
export function validateClusterRole(role: ClusterRole): readonly FieldError[] {
  return clusterRoleErrors(role, false);
}

/** Follows ValidateClusterRoleUpdate. */
export function validateClusterRoleUpdate(role: ClusterRole, old: ClusterRole): readonly FieldError[] {
  const before: FieldError[] = [];
  for (const selector of old.aggregationRule?.clusterRoleSelectors ?? []) checkSelector(selector, '', before);
  return [...clusterRoleErrors(role, before.length > 0), ...validateKubeMetaUpdate(role.metadata, old.metadata)];
}

function clusterRoleErrors({ metadata, rules, aggregationRule }: ClusterRole, invalidLabelValues: boolean): Errors {
  const errors: FieldError[] = [...validateKubeMeta(metadata, false, pathSegmentName)];
  (rules ?? []).forEach((rule, i) => checkPolicyRule(rule, false, `rules[${i}]`, errors));
  if (aggregationRule === undefined) return errors;
  const path = 'aggregationRule.clusterRoleSelectors';
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0)
    errors.push(required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  selectors.forEach((selector, i) => {
    checkSelector(selector, `${path}[${i}]`, errors, invalidLabelValues);
    const strict: Errors = [];
    checkSelector(selector, '', strict);
    if (strict.length > 0) errors.push(invalid(`${path}[${i}]`, null, 'invalid label selector.'));
  });
  return errors;
}
