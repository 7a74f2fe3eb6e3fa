import type { KubeObject } from '../../../apimachinery/object.js';
import { addQuantities, newQuantity, ZERO, type Quantity } from '../../../apimachinery/quantity.js';
import { qualified } from '../../../apimachinery/status.js';
import type { Millis } from '../../../core/time.js';
import type { ResourceQuotaSpec, ScopedResourceSelectorRequirement } from '../../generated/core.v1.js';
import type { Resource } from '../../resource.js';
import type { Usage } from './usage.js';

/** One condition that an object must meet to count against a quota. */
export type Scope = ScopedResourceSelectorRequirement;

/** How objects of one kind count against quotas: quota.Evaluator (k8s.io/apiserver/pkg/quota/v1). */
export interface QuotaEvaluator<T extends KubeObject = KubeObject> {
  readonly resource: Resource<T>;
  /** Those of the names that objects of this kind use, sorted. */
  matchingResources(names: readonly string[]): readonly string[];
  matchesScope(scope: Scope, object: T): boolean;
  /** What one object uses. */
  usage(object: T, now: Millis): Usage;
  /** Whether an update may have freed something. A deletion always has. */
  mayFree(object: T, old: T, now: Millis): boolean;
}

export const ONE: Quantity = newQuantity(1);

/** 'count/deployments.apps' (ObjectCountQuotaResourceNameFor). */
export function objectCountName(resource: Resource): string {
  return `count/${qualified(resource)}`;
}

/** The names of `names` that are in `known`, sorted, each once. */
export function intersection(names: readonly string[], known: ReadonlySet<string>): readonly string[] {
  return [...new Set(names)].filter((name) => known.has(name)).sort();
}

/** The scopes of a quota, in one form (getScopeSelectorsFromQuota). */
export function scopesOf({ scopes = [], scopeSelector }: ResourceQuotaSpec): readonly Scope[] {
  const plain = scopes.map((scopeName): Scope => ({ scopeName, operator: 'Exists' }));
  return [...plain, ...(scopeSelector?.matchExpressions ?? [])];
}

/** What the objects of one kind that are in scope use together of these resources (CalculateUsageStats). */
export function totalUsage<T extends KubeObject>(
  evaluator: QuotaEvaluator<T>,
  objects: readonly T[],
  names: readonly string[],
  scopes: readonly Scope[],
  now: Millis,
): Usage {
  const total = new Map(names.map((name) => [name, ZERO]));
  for (const object of objects) {
    if (!scopes.every((scope) => evaluator.matchesScope(scope, object))) continue;
    const usage = evaluator.usage(object, now);
    for (const name of names) {
      const quantity = usage.get(name);
      if (quantity !== undefined) total.set(name, addQuantities(total.get(name) ?? ZERO, quantity));
    }
  }
  return total;
}

/** Whether one of the values meets the scope; no values are told by undefined (ScopedResourceSelectorRequirementsAsSelector). */
export function matchesValue({ operator, values = [] }: Scope, value: string | undefined): boolean {
  switch (operator) {
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
  }
}

/** Counts objects, under its own name and perhaps an older one (NewObjectCountEvaluator). */
export function objectCountEvaluator(resource: Resource, alias?: string): QuotaEvaluator {
  const names = new Set([objectCountName(resource), ...(alias === undefined ? [] : [alias])]);
  const usage: Usage = new Map([...names].map((name) => [name, ONE]));
  return {
    resource,
    matchingResources: (wanted) => intersection(wanted, names),
    matchesScope: () => false,
    usage: () => usage,
    mayFree: () => false,
  };
}
