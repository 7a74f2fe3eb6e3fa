import { deepEqual } from '../../../apimachinery/equality.js';
import type { KubeObject } from '../../../apimachinery/object.js';
import { quantityOf, signOf } from '../../../apimachinery/quantity.js';
import {
  addLists,
  exceeded,
  onlyOf,
  remainder,
  withoutZeros,
  type Quantities,
} from '../../../apis/core/quantity-lists.js';
import { scopesOf, type QuotaEvaluator } from '../../../apis/core/quota/evaluator.js';
import { listOf } from '../../../apis/core/quota/usage.js';
import type { ResourceQuota } from '../../../apis/generated/core.v1.js';
import type { Millis } from '../../../core/time.js';

/** Says why an object does not tell enough to be counted, given the resources that are limited. */
export type Constraints = (required: readonly string[]) => string | undefined;

export interface Asked {
  readonly object: KubeObject;
  /** Before an update. */
  readonly old?: KubeObject;
  readonly now: Millis;
  readonly constraints?: Constraints;
}

/** A refusal's text, or the quotas whose use goes up. */
export type Checked = string | readonly ResourceQuota[];

/** Whether every quota of the namespace has room for the object. Follows CheckRequest (apiserver/pkg/admission/plugin/resourcequota). */
export function checkRequest(quotas: readonly ResourceQuota[], evaluator: QuotaEvaluator, asked: Asked): Checked {
  const { object, old, now } = asked;
  const matching = quotas.filter((quota) => matches(quota, evaluator, object));
  for (const quota of matching) {
    const problem = unusable(quota, evaluator, asked);
    if (problem !== undefined) return problem;
  }
  const usage = listOf(evaluator.usage(object, now));
  const negative = Object.keys(usage).filter((name) => signOf(quantityOf(usage[name])) < 0);
  if (negative.length > 0) return `quota usage is negative for resource(s): ${negative.sort().join(',')}`;
  const before = old === undefined ? undefined : listOf(evaluator.usage(old, now));
  const changed: ResourceQuota[] = [];
  for (const quota of matching) {
    const counted = old !== undefined && before !== undefined && matches(quota, evaluator, old);
    const delta = withoutZeros(counted ? remainder(usage, before) : usage);
    const charged = charge(quota, delta);
    if (typeof charged === 'string') return charged;
    if (charged !== quota) changed.push(charged);
  }
  return changed;
}

function hardOf({ status }: ResourceQuota): Quantities {
  return status?.hard ?? {};
}

function matches(quota: ResourceQuota, evaluator: QuotaEvaluator, object: KubeObject): boolean {
  if (evaluator.matchingResources(Object.keys(hardOf(quota))).length === 0) return false;
  return scopesOf(quota.spec ?? {}).every((scope) => evaluator.matchesScope(scope, object));
}

function unusable(quota: ResourceQuota, evaluator: QuotaEvaluator, { constraints }: Asked): string | undefined {
  const restricted = evaluator.matchingResources(Object.keys(hardOf(quota)));
  const problem = constraints?.(restricted);
  if (problem !== undefined) return `failed quota: ${quota.metadata.name}: ${problem}`;
  const used = quota.status?.used ?? {};
  if (restricted.every((name) => used[name] !== undefined)) return undefined;
  return `status unknown for quota: ${quota.metadata.name}, resources: ${[...restricted].sort().join(',')}`;
}

/** The quota with more used, or why it cannot be. */
function charge(quota: ResourceQuota, delta: Quantities): ResourceQuota | string {
  const hard = hardOf(quota);
  const used = quota.status?.used ?? {};
  const requested = onlyOf(delta, Object.keys(hard));
  const next = addLists(used, requested);
  const over = exceeded(onlyOf(next, Object.keys(requested)), hard);
  if (over.length > 0)
    return (
      `exceeded quota: ${quota.metadata.name}, requested: ${printed(onlyOf(requested, over))}, ` +
      `used: ${printed(onlyOf(used, over))}, limited: ${printed(onlyOf(hard, over))}`
    );
  return deepEqual(next, used) ? quota : { ...quota, status: { ...quota.status, used: next } };
}

function printed(list: Quantities): string {
  return Object.keys(list)
    .sort()
    .map((name) => `${name}=${list[name]}`)
    .join(',');
}
