import { matchesLabelSelector } from '../../apimachinery/labels.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { PodDisruptionBudget } from '../../apis/generated/policy.v1.js';
import { poddisruptionbudgets } from '../../apis/generated/resources.js';
import type { View } from '../../apiserver/view.js';
import type { WatchEvent } from '../../apiserver/watch-event.js';
import { isEventOf } from '../../client/controller.js';
import type { Broken } from './broken.js';
import { nameOf } from './object.js';

const BUDGET = 'an eviction takes a disruption from the budget of the pod, and there was one';

/** What holds when the API evicts a pod that is healthy: each budget over it allowed it, and allows one less. */
export function brokenByEviction(
  event: WatchEvent<Pod>,
  step: readonly WatchEvent[],
  before: () => View,
): Broken | undefined {
  const { object, old } = event;
  if (old === undefined || isEvicted(old) || !isEvicted(object) || !isHealthy(old)) return undefined;
  const { name, namespace, labels = {} } = object.metadata;
  for (const budget of before().list(poddisruptionbudgets, namespace)) {
    if (budget.spec.selector === undefined || !matchesLabelSelector(budget.spec.selector, labels)) continue;
    if (step.some((change) => takesOne(change, budget, name))) continue;
    return {
      invariant: BUDGET,
      message: `it was evicted past poddisruptionbudget/${budget.metadata.name}`,
      object: nameOf(object),
    };
  }
  return undefined;
}

function takesOne(change: WatchEvent, { metadata }: PodDisruptionBudget, pod: string): boolean {
  if (!isEventOf(change, poddisruptionbudgets) || change.object.metadata.uid !== metadata.uid) return false;
  const allowed = change.old?.status.disruptionsAllowed ?? 0;
  const { disruptionsAllowed, disruptedPods = {} } = change.object.status;
  return allowed > 0 && disruptionsAllowed === allowed - 1 && disruptedPods[pod] !== undefined;
}

function isEvicted({ status }: Pod): boolean {
  return has(status, 'DisruptionTarget', 'EvictionByEvictionAPI');
}

function isHealthy({ status, metadata }: Pod): boolean {
  return status.phase === 'Running' && metadata.deletionTimestamp === undefined && has(status, 'Ready');
}

function has({ conditions = [] }: Pod['status'], type: string, reason?: string): boolean {
  return conditions.some(
    (condition) =>
      condition.type === type && condition.status === 'True' && (reason === undefined || condition.reason === reason),
  );
}
