import { milliCpu, milliText, approximateNumber, quantityOf } from '../../apimachinery/quantity.js';
import { parseLabelSelector } from '../../apimachinery/labels.js';
import type { Result } from '../../apimachinery/result.js';
import type { Pod } from '../../apis/generated/core.v1.js';
import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../../apis/generated/autoscaling.v2.js';
import { pods } from '../../apis/generated/resources.js';
import type { Context } from '../../client/component.js';
import type { Reconcile } from '../../client/reconcile.js';
import { readPodMetrics } from './pod-metrics.js';
import {
  replicasForAverage,
  replicasForUtilization,
  type Proposal,
  type Sample,
  type Tolerances,
} from './replica-calculator.js';
import { foreignMetricFailure } from './foreign-metrics.js';

/** --horizontal-pod-autoscaler-tolerance. */
const TOLERANCE = 0.1;

/** What one metric of an autoscaler asks for, or why it cannot be told. */
export type MetricOutcome =
  | { readonly ok: true; readonly replicas: number; readonly name: string; readonly status: MetricStatus }
  | MetricFailure;

export interface MetricFailure {
  readonly ok: false;
  readonly reason: string;
  /** For the event and the condition. */
  readonly error: string;
  /** As the sum of all metrics tells it. */
  readonly wrapped: string;
}

/** What is scaled. */
export interface Target {
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly selector: string;
  readonly replicas: number;
}

/** Follows computeReplicasForMetric. */
export function* computeMetric(spec: MetricSpec, target: Target, context: Context): Reconcile<MetricOutcome> {
  const { resource, containerResource } = spec;
  if (resource !== undefined) {
    const found = yield* proposalOf(resource.name, resource.target, undefined, target, context);
    if (found.ok) {
      const status = {
        type: 'Resource',
        resource: { name: resource.name, current: currentOf(resource.name, found.value) },
      };
      return { ok: true, replicas: found.value.replicas, name: nameOf(resource.name, resource.target, ''), status };
    }
    const error = errorOf(resource.name, resource.target, found.error);
    const wrapped = `failed to get ${resource.name} resource metric value: ${error}`;
    return { ok: false, reason: 'FailedGetResourceMetric', error, wrapped };
  }
  if (containerResource === undefined) return foreignMetricFailure(spec, target.autoscaler);
  const { name, container } = containerResource;
  const found = yield* proposalOf(name, containerResource.target, container, target, context);
  if (found.ok) {
    const current = currentOf(name, found.value);
    const status = { type: 'ContainerResource', containerResource: { name, container, current } };
    const named = nameOf(name, containerResource.target, 'container ');
    return { ok: true, replicas: found.value.replicas, name: named, status };
  }
  const error = errorOf(name, containerResource.target, found.error);
  const wrapped = `failed to get ${container} container metric value: ${error}`;
  return { ok: false, reason: 'FailedGetContainerResourceMetric', error, wrapped };
}

function errorOf(resource: string, { averageValue }: MetricTarget, error: string): string {
  return `failed to get ${resource} ${averageValue === undefined ? 'utilization' : 'usage'}: ${error}`;
}

function nameOf(resource: string, { averageValue }: MetricTarget, source: string): string {
  if (averageValue !== undefined) return `${resource} resource`;
  return `${resource} ${source}resource utilization (percentage of request)`;
}

/** Follows buildQuantity: memory is written as a metrics server writes it. */
function currentOf(resource: string, { average, utilization }: Proposal): MetricValueStatus {
  const averageValue = milliText(average, resource === 'memory' ? 'BinarySI' : 'DecimalSI');
  return utilization === undefined ? { averageValue } : { averageUtilization: utilization, averageValue };
}

/** Follows computeStatusForResourceMetricGeneric; validation sees to it that there is one target or the other. */
function* proposalOf(
  resource: string,
  { averageValue, averageUtilization = 0 }: MetricTarget,
  container: string | undefined,
  { autoscaler, selector, replicas }: Target,
  { view, now }: Context,
): Reconcile<Result<Proposal>> {
  const namespace = autoscaler.metadata.namespace ?? '';
  const metrics = yield* readPodMetrics({ namespace, selector, resource, ...(container && { container }) });
  if (!metrics.ok) return { ok: false, error: `unable to get metrics for resource ${resource}: ${metrics.error}` };
  const parsed = parseLabelSelector(selector);
  const selected = view
    .list(pods, namespace)
    .filter((pod: Pod) => parsed.ok && parsed.value.matches(pod.metadata.labels));
  const tolerances = tolerancesOf(autoscaler);
  const sample: Sample = {
    pods: selected,
    metrics: metrics.value,
    resource,
    currentReplicas: replicas,
    tolerances,
    now,
  };
  return averageValue === undefined
    ? replicasForUtilization(sample, averageUtilization, container)
    : replicasForAverage(sample, milliCpu(averageValue));
}

/** Follows tolerancesForHpa. */
function tolerancesOf({ spec: { behavior } }: HorizontalPodAutoscaler): Tolerances {
  return { down: toleranceOf(behavior?.scaleDown?.tolerance), up: toleranceOf(behavior?.scaleUp?.tolerance) };
}

function toleranceOf(text: string | undefined): number {
  return text === undefined ? TOLERANCE : approximateNumber(quantityOf(text));
}
