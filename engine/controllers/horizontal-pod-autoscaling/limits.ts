import type { HPAScalingRules } from '../../apis/generated/autoscaling.v2.js';
import { SECOND, type Millis } from '../../core/time.js';
import type { Finding } from './conditions.js';
import type { History, ScaleEvent } from './memory.js';

/** A target is at most doubled at once, or brought to this many replicas, when no behavior says otherwise. */
const SCALE_UP_FACTOR = 2;
const SCALE_UP_MINIMUM = 4;

/** What the number of replicas is limited by. */
export interface Bounds {
  readonly current: number;
  readonly min: number;
  readonly max: number;
}

/** A number of replicas within the limits, and what to say of it. */
export interface Limited {
  readonly replicas: number;
  readonly finding: Finding;
}

const TEXTS = {
  ScaleUpLimit: 'the desired replica count is increasing faster than the maximum scale rate',
  TooManyReplicas: 'the desired replica count is more than the maximum replica count',
  ScaleDownLimit: 'the desired replica count is decreasing faster than the maximum scale rate',
  TooFewReplicas: 'the desired replica count is less than the minimum replica count',
  DesiredWithinRange: 'the desired count is within the acceptable range',
} as const;

function limited(desired: number, replicas: number, reason: keyof typeof TEXTS): Limited {
  const status = desired === replicas ? 'False' : 'True';
  return { replicas, finding: { type: 'ScalingLimited', status, reason, message: TEXTS[reason] } };
}

/** Follows convertDesiredReplicasWithRules, for an autoscaler without behavior. */
export function withinRules(desired: number, { current, min, max }: Bounds): Limited {
  const rate = Math.max(SCALE_UP_FACTOR * current, SCALE_UP_MINIMUM);
  if (desired < min) return limited(desired, min, 'TooFewReplicas');
  if (desired <= Math.min(max, rate)) return limited(desired, desired, 'DesiredWithinRange');
  return max > rate ? limited(desired, rate, 'ScaleUpLimit') : limited(desired, max, 'TooManyReplicas');
}

/** Follows convertDesiredReplicasWithBehaviorRate. */
export function withinRates(
  desired: number,
  bounds: Bounds,
  rules: { readonly up: HPAScalingRules; readonly down: HPAScalingRules },
  history: History,
  now: Millis,
): Limited {
  const { current, min, max } = bounds;
  if (desired > current) {
    const rate = Math.max(current, rateLimit(current, rules.up, history, now, 'up'));
    const most = Math.min(max, rate);
    if (desired > most) return limited(desired, most, max > rate ? 'ScaleUpLimit' : 'TooManyReplicas');
  }
  if (desired < current) {
    const rate = Math.min(current, rateLimit(current, rules.down, history, now, 'down'));
    const least = Math.max(min, rate);
    if (desired < least) return limited(desired, least, min < rate ? 'ScaleDownLimit' : 'TooFewReplicas');
  }
  return limited(desired, desired, 'DesiredWithinRange');
}

/** Follows calculateScaleUpLimitWithScalingRules and calculateScaleDownLimitWithBehaviors. */
function rateLimit(
  current: number,
  { selectPolicy, policies = [] }: HPAScalingRules,
  { ups, downs }: History,
  now: Millis,
  direction: 'up' | 'down',
): number {
  if (selectPolicy === 'Disabled') return current;
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const start = current - changeSince(ups, periodSeconds, now) + changeSince(downs, periodSeconds, now);
    if (direction === 'up') return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100));
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100));
  });
  // The least change: the lowest number on the way up, the highest on the way down.
  const lowest = (selectPolicy === 'Min') === (direction === 'up');
  return lowest ? Math.min(...proposals) : Math.max(...proposals);
}

/** Follows getReplicasChangePerPeriod. */
function changeSince(events: readonly ScaleEvent[], periodSeconds: number, now: Millis): number {
  const cutoff = now - periodSeconds * SECOND;
  return events.reduce((sum, { change, at }) => (at > cutoff ? sum + change : sum), 0);
}

/** The history with one more change of the target; what no policy looks at any more is left out (storeScaleEvent). */
export function withScaleEvent(
  history: History,
  { scaleUp, scaleDown }: { readonly scaleUp?: HPAScalingRules; readonly scaleDown?: HPAScalingRules },
  before: number,
  after: number,
  now: Millis,
): History {
  const event: ScaleEvent = { change: Math.abs(after - before), at: now };
  if (after > before) return { ...history, ups: [...recent(history.ups, scaleUp, now), event] };
  return { ...history, downs: [...recent(history.downs, scaleDown, now), event] };
}

function recent(events: readonly ScaleEvent[], rules: HPAScalingRules | undefined, now: Millis): readonly ScaleEvent[] {
  const longest = Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds));
  return events.filter(({ at }) => at >= now - longest * SECOND);
}
