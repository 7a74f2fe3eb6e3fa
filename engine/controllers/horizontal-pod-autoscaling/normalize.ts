import type { HorizontalPodAutoscalerBehavior } from '../../apis/generated/autoscaling.v2.js';
import { SECOND, type Millis } from '../../core/time.js';
import type { Finding } from './conditions.js';
import { withinRates, withinRules, type Bounds, type Limited } from './limits.js';
import type { History } from './memory.js';
import { DOWNSCALE_STABILIZATION, stabilized, stabilizedWithin } from './stabilize.js';

/** The number of replicas that is brought about in the end. */
export interface Normalized {
  readonly replicas: number;
  readonly findings: readonly Finding[];
  readonly history: History;
  /** Nothing but time holds it back: later it will be another. */
  readonly held: boolean;
}

/** Follows normalizeDesiredReplicas and normalizeDesiredReplicasWithBehaviors. */
export function normalize(
  desired: number,
  bounds: Bounds,
  behavior: HorizontalPodAutoscalerBehavior | undefined,
  history: History,
  now: Millis,
): Normalized {
  const past = history.recommendations;
  const up = behavior?.scaleUp ?? {};
  const down = behavior?.scaleDown ?? {};
  const windows = {
    up: up.stabilizationWindowSeconds ?? 0,
    down: down.stabilizationWindowSeconds ?? DOWNSCALE_STABILIZATION / SECOND,
  };
  const steady =
    behavior === undefined
      ? stabilized(desired, past, now)
      : stabilizedWithin(desired, bounds.current, windows, past, now);
  const within: Limited =
    behavior === undefined
      ? withinRules(steady.replicas, bounds)
      : withinRates(steady.replicas, bounds, { up, down }, history, now);
  const wanted = Math.min(Math.max(desired, bounds.min), bounds.max);
  const rules = wanted > bounds.current ? up : down;
  return {
    replicas: within.replicas,
    findings: [steady.finding, within.finding],
    history: { ...history, recommendations: steady.recommendations },
    held: within.replicas !== wanted && rules.selectPolicy !== 'Disabled',
  };
}
