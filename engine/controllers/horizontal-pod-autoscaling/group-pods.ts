import { millisOf, parseTimestamp } from '../../apimachinery/time.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import { MINUTE, SECOND, type Millis } from '../../core/time.js';
import { podReadyCondition } from '../framework/pod-state.js';
import type { PodMetric, PodMetrics } from './pod-metrics.js';

/** A pod's cpu does not count for so long unless it is ready (--horizontal-pod-autoscaler-cpu-initialization-period). */
const CPU_INITIALIZATION_PERIOD = 5 * MINUTE;

/** A pod that was unready all along is one that never was ready (--horizontal-pod-autoscaler-initial-readiness-delay). */
const INITIAL_READINESS_DELAY = 30 * SECOND;

/** Names of pods by what they count for. */
export interface GroupedPods {
  /** How many count with what they use. */
  readonly ready: number;
  /** Use nothing yet when it comes to more replicas. */
  readonly unready: readonly string[];
  /** Nobody knows what they use. */
  readonly missing: readonly string[];
  /** On their way out. */
  readonly ignored: readonly string[];
}

/** Follows groupPods. */
export function groupPods(pods: readonly Pod[], metrics: PodMetrics, resource: string, now: Millis): GroupedPods {
  let ready = 0;
  const unready: string[] = [];
  const missing: string[] = [];
  const ignored: string[] = [];
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const metric = metrics.get(name);
    if (deletionTimestamp !== undefined || pod.status.phase === 'Failed') ignored.push(name);
    else if (pod.status.phase === 'Pending') unready.push(name);
    else if (metric === undefined) missing.push(name);
    else if (resource === 'cpu' && isInitializing(pod, metric, now)) unready.push(name);
    else ready++;
  }
  return { ready, unready, missing, ignored };
}

/** Whether the cpu that a pod used may still be that of its start. */
function isInitializing(pod: Pod, metric: PodMetric, now: Millis): boolean {
  const condition = podReadyCondition(pod);
  const started = parseTimestamp(pod.status.startTime ?? '');
  if (condition === undefined || started === undefined) return true;
  const changed = millisOf(condition.lastTransitionTime);
  const isUnready = condition.status === 'False';
  if (started + CPU_INITIALIZATION_PERIOD > now) return isUnready || metric.at < changed + metric.window;
  return isUnready && started + INITIAL_READINESS_DELAY > changed;
}
