import type { KubeObject } from '../../../apimachinery/object.js';
import type { Millis } from '../../../core/time.js';
import type { ResourceQuotaSpec } from '../../generated/core.v1.js';
import { configmaps, replicationcontrollers, resourcequotas, secrets } from '../../generated/resources.js';
import { resourceKey, type Resource } from '../../resource.js';
import { claimEvaluator } from './claim-evaluator.js';
import { objectCountEvaluator, scopesOf, totalUsage, type QuotaEvaluator } from './evaluator.js';
import { podEvaluator } from './pod-evaluator.js';
import { serviceEvaluator } from './service-evaluator.js';
import { addUsage, maskUsage, NO_USAGE, type Usage } from './usage.js';

/** The evaluators that do more than count, and those that count under an older name (NewEvaluators). */
const SPECIAL: readonly QuotaEvaluator[] = [
  podEvaluator,
  serviceEvaluator,
  claimEvaluator,
  ...[configmaps, resourcequotas, replicationcontrollers, secrets].map((resource) =>
    objectCountEvaluator(resource, resource.plural),
  ),
];

const evaluators = new Map(SPECIAL.map((evaluator) => [resourceKey(evaluator.resource), evaluator]));

/** How objects of a collection count; Events do not. */
export function quotaEvaluatorOf(resource: Resource): QuotaEvaluator | undefined {
  if (!resource.namespaced || resource.plural === 'events') return undefined;
  const key = resourceKey(resource);
  const known = evaluators.get(key);
  if (known !== undefined) return known;
  const made = objectCountEvaluator(resource);
  evaluators.set(key, made);
  return made;
}

/** Gives the objects of a collection in one namespace. */
export type Lister = (resource: Resource) => readonly KubeObject[];

/** What of a quota's limits is used, by the objects of these collections (quota.CalculateUsage). */
export function calculateUsage(
  spec: ResourceQuotaSpec,
  resources: readonly Resource[],
  list: Lister,
  now: Millis,
): Usage {
  const limited = Object.keys(spec.hard ?? {});
  const scopes = scopesOf(spec);
  const matched: string[] = [];
  let usage = NO_USAGE;
  for (const resource of resources) {
    const evaluator = quotaEvaluatorOf(resource);
    const names = evaluator?.matchingResources(limited) ?? [];
    if (evaluator === undefined || names.length === 0) continue;
    matched.push(...names);
    usage = addUsage(usage, totalUsage(evaluator, list(resource), names, scopes, now));
  }
  return maskUsage(usage, matched);
}
