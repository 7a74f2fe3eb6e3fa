import type { HorizontalPodAutoscaler as HorizontalPodAutoscalerV1 } from '../../apis/generated/autoscaling.v1.js';
import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../../apis/generated/autoscaling.v2.js';
import { horizontalpodautoscalers, horizontalpodautoscalersV1 } from '../../apis/generated/resources.js';
import type { Millis } from '../../core/time.js';
import { age, firstOf, NONE, printer, UNKNOWN, UNSET, type Row } from './cells.js';

const MAX_METRICS = 2;

/** 'cpu: 50%/80%, 10/100 (avg)' (formatHPAMetrics). */
function metricsText(specs: readonly MetricSpec[] = [], statuses: readonly MetricStatus[] = []): string {
  if (specs.length === 0) return NONE;
  return firstOf(
    specs.map((spec, i) => metricText(spec, statuses[i])),
    MAX_METRICS,
    ', ',
  );
}

function metricText(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case 'External':
      return amountText(spec.external?.target, status?.external?.current, true);
    case 'Object':
      return amountText(spec.object?.target, status?.object?.current, true);
    case 'Pods':
      return `${status?.pods?.current.averageValue ?? absent(status?.pods)}/${spec.pods?.target.averageValue ?? '0'}`;
    case 'Resource':
      return `${spec.resource?.name}: ${resourceText(spec.resource?.target, status?.resource?.current)}`;
    case 'ContainerResource': {
      const { containerResource: source } = spec;
      return `${source?.name}: ${resourceText(source?.target, status?.containerResource?.current)}`;
    }
    default:
      return '<unknown type>';
  }
}

/** A status without the amount prints a zero quantity, no status prints that it is unknown. */
function absent(status: object | undefined): string {
  return status === undefined ? UNKNOWN : '0';
}

function amountText(
  target: MetricTarget | undefined,
  current: MetricValueStatus | undefined,
  average: boolean,
): string {
  if (average && target?.averageValue !== undefined)
    return `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`;
  return `${current?.value ?? absent(current)}/${target?.value ?? '0'}`;
}

function resourceText(target: MetricTarget | undefined, current: MetricValueStatus | undefined): string {
  if (target?.averageValue !== undefined) return `${current?.averageValue ?? absent(current)}/${target.averageValue}`;
  const wanted = target?.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`;
  return `${current?.averageUtilization === undefined ? UNKNOWN : `${current.averageUtilization}%`}/${wanted}`;
}

/** Follows printHorizontalPodAutoscaler. */
function printHorizontalPodAutoscaler(object: HorizontalPodAutoscaler, now: Millis): Row {
  const { spec, status, metadata } = object;
  return [
    metadata.name,
    `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    metricsText(spec.metrics, status?.currentMetrics ?? []),
    spec.minReplicas === undefined ? UNSET : String(spec.minReplicas),
    spec.maxReplicas,
    status?.currentReplicas ?? 0,
    age(object, now),
  ];
}

/** Version 1 knows one metric, the use of cpu. */
function printVersion1(object: HorizontalPodAutoscalerV1, now: Millis): Row {
  const { spec, status, metadata } = object;
  const { targetCPUUtilizationPercentage: target } = spec;
  const used = status?.currentCPUUtilizationPercentage;
  const current = used === undefined ? UNKNOWN : `${used}%`;
  return [
    metadata.name,
    `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    target === undefined ? NONE : `cpu: ${current}/${target}%`,
    spec.minReplicas === undefined ? UNSET : String(spec.minReplicas),
    spec.maxReplicas,
    status?.currentReplicas ?? 0,
    age(object, now),
  ];
}

export const autoscalingPrinters = [
  printer(horizontalpodautoscalers, printHorizontalPodAutoscaler),
  printer(horizontalpodautoscalersV1, printVersion1),
];
