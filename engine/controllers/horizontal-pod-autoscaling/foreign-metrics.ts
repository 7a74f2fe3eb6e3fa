import type { HorizontalPodAutoscaler, MetricSpec } from '../../apis/generated/autoscaling.v2.js';
import { printSelector } from '../framework/print-selector.js';
import type { MetricFailure } from './compute.js';

const NO_CUSTOM_METRICS =
  'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';

/**
 * What becomes of a metric that custom.metrics.k8s.io or external.metrics.k8s.io would have: no server of these is
 * modelled, so it ends as in a cluster that has none.
 */
export function foreignMetricFailure(
  { object, pods, external }: MetricSpec,
  { metadata }: HorizontalPodAutoscaler,
): MetricFailure {
  const { namespace = '' } = metadata;
  if (pods !== undefined) {
    const error = `unable to get metric ${pods.metric.name}: ${NO_CUSTOM_METRICS}`;
    return { ok: false, reason: 'FailedGetPodsMetric', error, wrapped: `failed to get pods metric value: ${error}` };
  }
  if (object !== undefined) {
    const { metric, describedObject, target } = object;
    // Upstream swaps the cause and the name of the object.
    const error = `unable to get metric ${metric.name}: ${describedObject.kind} on ${namespace} ${describedObject.name}/${NO_CUSTOM_METRICS}`;
    const inner = target.type === 'Value' ? error : `failed to get ${metric.name} object metric: ${error}`;
    return {
      ok: false,
      reason: 'FailedGetObjectMetric',
      error,
      wrapped: `failed to get object metric value: ${inner}`,
    };
  }
  const { name, selector } = external?.metric ?? { name: '' };
  const missing = `the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`;
  const cause = `unable to fetch metrics from external metrics API: ${missing}`;
  const error = `unable to get external metric ${namespace}/${name}/${printSelector(selector)}: ${cause}`;
  const inner =
    external?.target.averageValue === undefined
      ? `failed to get external metric ${name}: ${error}`
      : `failed to get ${name} external metric: ${error}`;
  const wrapped = `failed to get ${name} external metric value: ${inner}`;
  return { ok: false, reason: 'FailedGetExternalMetric', error, wrapped };
}
