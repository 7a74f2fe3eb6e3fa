import { semanticEqual } from '../../apimachinery/equality.js';
import { millisOf, timestamp } from '../../apimachinery/time.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type { Condition } from '../../apis/generated/meta.v1.js';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../apis/generated/policy.v1.js';
import { MINUTE, type Millis } from '../../core/time.js';
import { isPodReady } from '../framework/pod-state.js';
import type { ExpectedPods } from './expected-scale.js';

/** A pod whose eviction was allowed counts as gone for so long, even if it is not. */
export const DELETION_TIMEOUT: Millis = 2 * MINUTE;

const DISRUPTION_ALLOWED = 'DisruptionAllowed';

type DisruptedPods = NonNullable<PodDisruptionBudgetStatus['disruptedPods']>;

/** Pods whose eviction was allowed. */
export interface Disrupted {
  /** Still there and not being deleted, with the time of the eviction. */
  readonly pods: DisruptedPods;
  /** Should have been deleted by now. */
  readonly late: readonly Pod[];
  /** When the first of them is late. */
  readonly recheckAt: Millis | undefined;
}

/** buildDisruptedPodMap. */
export function disruptedPods(pods: readonly Pod[], { status }: PodDisruptionBudget, now: Millis): Disrupted {
  const kept: Record<string, string> = {};
  const late: Pod[] = [];
  let recheckAt: Millis | undefined;
  for (const pod of status.disruptedPods === undefined ? [] : pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const time = status.disruptedPods?.[name];
    if (deletionTimestamp !== undefined || time === undefined) continue;
    const expectedDeletion = millisOf(time) + DELETION_TIMEOUT;
    if (expectedDeletion < now) {
      late.push(pod);
      continue;
    }
    kept[name] = time;
    // Late it is only after that moment.
    recheckAt = Math.min(recheckAt ?? Infinity, expectedDeletion + 1);
  }
  return { pods: kept, late, recheckAt };
}

/** countHealthyPods. */
export function countHealthyPods(pods: readonly Pod[], disrupted: DisruptedPods, now: Millis): number {
  let healthy = 0;
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const time = disrupted[name];
    const going = time !== undefined && millisOf(time) + DELETION_TIMEOUT > now;
    if (deletionTimestamp === undefined && !going && isPodReady(pod)) healthy++;
  }
  return healthy;
}

/** The budget with its new status; the same budget (===) when nothing changes (updatePdbStatus). */
export function withStatus(
  budget: PodDisruptionBudget,
  { expected, desiredHealthy }: ExpectedPods,
  currentHealthy: number,
  disrupted: DisruptedPods,
  now: Millis,
): PodDisruptionBudget {
  const { status } = budget;
  const observedGeneration = budget.metadata.generation;
  const allowed = expected <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
  const [state, reason] =
    allowed > 0 ? (['True', 'SufficientPods'] as const) : (['False', 'InsufficientPods'] as const);
  const condition = status.conditions?.find(({ type }) => type === DISRUPTION_ALLOWED);
  const unchanged =
    status.currentHealthy === currentHealthy &&
    status.desiredHealthy === desiredHealthy &&
    status.expectedPods === expected &&
    status.disruptionsAllowed === allowed &&
    status.observedGeneration === observedGeneration &&
    condition?.status === state &&
    condition.reason === reason &&
    semanticEqual(status.disruptedPods, disrupted);
  if (unchanged) return budget;
  const verdict = { status: state, reason, message: '', observedGeneration };
  return {
    ...budget,
    status: {
      observedGeneration,
      ...(Object.keys(disrupted).length === 0 ? {} : { disruptedPods: disrupted }),
      disruptionsAllowed: allowed,
      currentHealthy,
      desiredHealthy,
      expectedPods: expected,
      conditions: setCondition(status.conditions, verdict, now),
    },
  };
}

/** A budget whose pods could not be counted allows no disruption (failSafe). */
export function withFailure(budget: PodDisruptionBudget, message: string, now: Millis): PodDisruptionBudget {
  const { observedGeneration } = budget.status;
  const verdict = { status: 'False', reason: 'SyncFailed', message, observedGeneration };
  const conditions = setCondition(budget.status.conditions, verdict, now);
  return { ...budget, status: { ...budget.status, disruptionsAllowed: 0, conditions } };
}

type Verdict = Omit<Condition, 'type' | 'lastTransitionTime'>;

/** apimeta.SetStatusCondition. */
function setCondition(conditions: readonly Condition[] = [], verdict: Verdict, now: Millis): readonly Condition[] {
  const old = conditions.find(({ type }) => type === DISRUPTION_ALLOWED);
  const lastTransitionTime = old?.status === verdict.status ? old.lastTransitionTime : timestamp(now);
  const condition: Condition = { type: DISRUPTION_ALLOWED, lastTransitionTime, ...verdict };
  return old === undefined
    ? [...conditions, condition]
    : conditions.map((other) => (other === old ? condition : other));
}
