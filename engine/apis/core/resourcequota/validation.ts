import { invalid, required, type FieldError } from '../../../apimachinery/field-error.js';
import { nameIsDNSSubdomain } from '../../../apimachinery/names.js';
import type { ResourceQuota, ResourceQuotaSpec, ScopedResourceSelectorRequirement } from '../../generated/core.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../../meta/kube-meta.js';
import type { Errors } from '../pod/validation/checks.js';
import { checkAnyResourceName, checkResourceAmount } from '../resource-name.js';
import { isScopeFor, isStandardQuotaResource, SCOPES, WITHOUT_VALUES } from './scopes.js';

/** Follows ValidateResourceQuota. */
export function validateResourceQuota({ metadata, spec, status }: ResourceQuota): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMeta(metadata, true, nameIsDNSSubdomain)];
  checkSpec(spec ?? {}, errors);
  checkAmounts(status?.hard, 'status.hard', errors);
  checkAmounts(status?.used, 'status.used', errors);
  return errors;
}

/** Follows ValidateResourceQuotaUpdate. */
export function validateResourceQuotaUpdate(quota: ResourceQuota, old: ResourceQuota): readonly FieldError[] {
  const errors: FieldError[] = [...validateKubeMetaUpdate(quota.metadata, old.metadata)];
  checkSpec(quota.spec ?? {}, errors);
  const scopes = new Set(quota.spec?.scopes);
  const before = new Set(old.spec?.scopes);
  if (scopes.size !== before.size || [...scopes].some((scope) => !before.has(scope)))
    errors.push(invalid('spec.scopes', quota.spec?.scopes ?? null, 'field is immutable'));
  return errors;
}

/** Follows ValidateResourceQuotaStatusUpdate, without metadata. */
export function validateResourceQuotaStatus({ status }: ResourceQuota): readonly FieldError[] {
  const errors: FieldError[] = [];
  checkAmounts(status?.hard, 'status.hard', errors);
  checkAmounts(status?.used, 'status.used', errors);
  return errors;
}

function checkSpec(spec: ResourceQuotaSpec, errors: Errors): void {
  checkAmounts(spec.hard, 'spec.hard', errors);
  checkScopes(spec, errors);
  if (spec.scopeSelector !== undefined) checkScopeSelector(spec, spec.scopeSelector.matchExpressions ?? [], errors);
}

function checkAmounts(amounts: ResourceQuotaSpec['hard'], path: string, errors: Errors): void {
  for (const [name, quantity] of Object.entries(amounts ?? {})) {
    const at = `${path}[${name}]`;
    checkAnyResourceName(name, at, errors);
    if (!name.includes('/') && !isStandardQuotaResource(name))
      errors.push(invalid(at, name, 'must be a standard resource for quota'));
    checkResourceAmount(name, quantity, at, errors);
  }
}

function misapplied({ hard = {} }: ResourceQuotaSpec, scope: string): number {
  return Object.keys(hard).filter((name) => isStandardQuotaResource(name) && !isScopeFor(scope, name)).length;
}

function checkScopes(spec: ResourceQuotaSpec, errors: Errors): void {
  const { scopes = [] } = spec;
  const path = 'spec.scopes';
  for (const scope of scopes) {
    if (!SCOPES.has(scope)) errors.push(invalid(path, scopes, 'unsupported scope'));
    for (let i = misapplied(spec, scope); i > 0; i--)
      errors.push(invalid(path, scopes, 'unsupported scope applied to resource'));
  }
  checkConflicts(scopes, path, scopes, errors);
}

function checkConflicts(scopes: readonly string[], path: string, printed: unknown, errors: Errors): void {
  for (const scope of ['BestEffort', 'Terminating'])
    if (scopes.includes(scope) && scopes.includes(`Not${scope}`))
      errors.push(invalid(path, printed, 'conflicting scopes'));
}

function checkScopeSelector(
  spec: ResourceQuotaSpec,
  requirements: readonly ScopedResourceSelectorRequirement[],
  errors: Errors,
): void {
  const path = 'spec.scopeSelector.matchExpressions';
  for (const requirement of requirements) {
    const { scopeName } = requirement;
    if (!SCOPES.has(scopeName)) errors.push(invalid(`${path}.scopeName`, scopeName, 'unsupported scope'));
    for (let i = misapplied(spec, scopeName); i > 0; i--) {
      const printed = requirements.map(({ scopeName: ScopeName, operator, values }) => ({
        ScopeName,
        Operator: operator,
        Values: values ?? null,
      }));
      errors.push(invalid(path, { MatchExpressions: printed }, 'unsupported scope applied to resource'));
    }
    checkOperator(requirement, path, errors);
  }
  checkConflicts(
    requirements.map(({ scopeName }) => scopeName),
    path,
    spec.scopes ?? null,
    errors,
  );
}

function checkOperator(
  { scopeName, operator, values = [] }: ScopedResourceSelectorRequirement,
  path: string,
  errors: Errors,
): void {
  if (WITHOUT_VALUES.includes(scopeName) && operator !== 'Exists') {
    const names = `any of ${WITHOUT_VALUES.slice(0, -1)
      .map((name) => `ResourceQuotaScope${name}`)
      .join(', ')}`;
    const detail = `must be 'Exists' when scope is ${names} or ResourceQuotaScope${WITHOUT_VALUES.at(-1)}`;
    errors.push(invalid(`${path}.operator`, operator, detail));
  }
  if (operator === 'In' || operator === 'NotIn') {
    const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    if (values.length === 0) errors.push(required(`${path}.values`, detail));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    if (values.length > 0) errors.push(invalid(`${path}.values`, values, detail));
  } else errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
}
