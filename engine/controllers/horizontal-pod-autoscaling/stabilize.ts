import { MINUTE, SECOND, type Millis } from '../../core/time.js';
import type { Finding } from './conditions.js';
import type { Recommendation } from './memory.js';

/** --horizontal-pod-autoscaler-downscale-stabilization. */
export const DOWNSCALE_STABILIZATION = 5 * MINUTE;

type Recommendations = readonly Recommendation[];

/** A recommendation weighed against the recent ones. */
export interface Stabilized {
  readonly replicas: number;
  readonly finding: Finding;
  readonly recommendations: Recommendations;
}

const READY: Finding = {
  type: 'AbleToScale',
  status: 'True',
  reason: 'ReadyForNewScale',
  message: 'recommended size matches current size',
};

const DOWN: Finding = {
  type: 'AbleToScale',
  status: 'True',
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};

const UP: Finding = {
  type: 'AbleToScale',
  status: 'True',
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};

/** The highest of the last five minutes, for an autoscaler without behavior (stabilizeRecommendation). */
export function stabilized(desired: number, past: Recommendations, now: Millis): Stabilized {
  const cutoff = now - DOWNSCALE_STABILIZATION;
  const recent = past.filter(({ at }) => at >= cutoff);
  const replicas = Math.max(desired, ...recent.map((recommendation) => recommendation.replicas));
  const finding = replicas === desired ? READY : DOWN;
  return { replicas, finding, recommendations: [...recent, { replicas: desired, at: now }] };
}

/** Windows of a behavior, in seconds. */
export interface Windows {
  readonly up: number;
  readonly down: number;
}

/** Follows stabilizeRecommendationWithBehaviors. */
export function stabilizedWithin(
  desired: number,
  current: number,
  windows: Windows,
  past: Recommendations,
  now: Millis,
): Stabilized {
  const upCutoff = now - windows.up * SECOND;
  const downCutoff = now - windows.down * SECOND;
  const lowest = Math.min(desired, ...replicasSince(past, upCutoff));
  const highest = Math.max(desired, ...replicasSince(past, downCutoff));
  const replicas = Math.min(Math.max(current, lowest), highest);
  const stabilizing = desired >= current ? UP : DOWN;
  const recent = past.filter(({ at }) => at >= upCutoff || at >= downCutoff);
  return {
    replicas,
    finding: replicas === desired ? READY : stabilizing,
    recommendations: [...recent, { replicas: desired, at: now }],
  };
}

function replicasSince(past: Recommendations, cutoff: Millis): readonly number[] {
  return past.filter(({ at }) => at > cutoff).map(({ replicas }) => replicas);
}
