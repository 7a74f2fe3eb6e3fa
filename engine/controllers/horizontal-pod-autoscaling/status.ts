import { semanticEqual } from '../../apimachinery/equality.js';
import { timestamp } from '../../apimachinery/time.js';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerStatus,
  MetricStatus,
} from '../../apis/generated/autoscaling.v2.js';
import { horizontalpodautoscalers } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import { updateStatus, type Reconcile } from '../../client/reconcile.js';
import { refusalText } from '../framework/refusal.js';
import { referenceTo, tell } from '../framework/tell.js';
import { withFindings, type Finding } from './conditions.js';

/** A list without omitempty shows as null when there is none, which its type does not say. */
const NO_METRICS = JSON.parse('{"currentMetrics":null}') as Pick<HorizontalPodAutoscalerStatus, 'currentMetrics'>;

/** A metric that could not be read leaves its place empty. */
export const UNREAD: MetricStatus = { type: '' };

/** What a tick found out. Without `replicas` nothing is said but the findings. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly replicas?: {
    readonly current: number;
    /** Undefined: as it was. */
    readonly desired?: number;
    readonly metrics?: readonly MetricStatus[];
    readonly rescaled?: boolean;
  };
}

/** Follows setStatus; conditions come in the order in which they were first said. */
function statusAfter(
  old: HorizontalPodAutoscalerStatus,
  { findings, replicas }: Outcome,
  { now }: Context,
): HorizontalPodAutoscalerStatus {
  const conditions = withFindings(old.conditions, findings, now);
  if (replicas === undefined) return { ...old, conditions };
  const lastScaleTime = replicas.rescaled === true ? timestamp(now) : old.lastScaleTime;
  return {
    ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
    ...(replicas.current === 0 ? {} : { currentReplicas: replicas.current }),
    desiredReplicas: replicas.desired ?? old.desiredReplicas,
    ...(replicas.metrics === undefined ? NO_METRICS : { currentMetrics: replicas.metrics }),
    conditions,
  };
}

/** Records an event about an autoscaler. */
export function* tellOf(
  autoscaler: HorizontalPodAutoscaler,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
): Reconcile {
  yield* tell('horizontal-pod-autoscaler', referenceTo(horizontalpodautoscalers, autoscaler), type, reason, message);
}

/** Writes the status if it changed (updateStatusIfNeeded). True when there was something to write. */
export function* writeStatus(
  autoscaler: HorizontalPodAutoscaler,
  outcome: Outcome,
  context: Context,
): Reconcile<boolean> {
  const status = statusAfter(autoscaler.status, outcome, context);
  if (semanticEqual(status, autoscaler.status)) return false;
  const written = yield* updateStatus(horizontalpodautoscalers, { ...autoscaler, status });
  if (!written.ok) yield* tellOf(autoscaler, 'Warning', 'FailedUpdateStatus', refusalText(written));
  return true;
}
