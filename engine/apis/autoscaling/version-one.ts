import type { HorizontalPodAutoscaler as VersionOne } from '../generated/autoscaling.v1.js';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerBehavior,
  HorizontalPodAutoscalerStatus,
  HPAScalingRules,
  MetricSpec,
} from '../generated/autoscaling.v2.js';
import type { ObjectMeta } from '../generated/meta.v1.js';
import { isObject } from '../../apimachinery/object.js';
import { filled } from '../core/pod/fill.js';
import { flatSpec, flatStatus, specOfFlat, statusOfFlat, type FlatMetric } from './flat-metrics.js';
import { CPU_METRIC } from './horizontalpodautoscaler.js';

/** Where version 1 keeps what it has no fields for. */
const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const METRICS = `${PREFIX}metrics`;
const STATUSES = `${PREFIX}current-metrics`;
const CONDITIONS = `${PREFIX}conditions`;
const BEHAVIOR = `${PREFIX}behavior`;
const ROUND_TRIP = new Set([
  METRICS,
  STATUSES,
  CONDITIONS,
  BEHAVIOR,
  `${PREFIX}scale-down-tolerance`,
  `${PREFIX}scale-up-tolerance`,
]);

/**
 * An autoscaling/v1 object, defaulted and made version 2, which is stored. Follows SetDefaults_HorizontalPodAutoscaler
 * and Convert_v1_HorizontalPodAutoscaler_To_autoscaling_HorizontalPodAutoscaler of autoscaling/v1.
 */
export function fromVersionOne({ metadata, spec: given, status }: VersionOne): HorizontalPodAutoscaler {
  const { targetCPUUtilizationPercentage: target, ...rest } = filled(given, { minReplicas: 1 });
  const annotations = metadata.annotations ?? {};
  const behavior = behaviorOf(annotations[BEHAVIOR]);
  const own = target === undefined ? [] : [cpuMetric(target)];
  const metrics = [...(listOf<FlatMetric>(annotations[METRICS])?.map(specOfFlat) ?? []), ...own];
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: withoutRoundTrip(metadata),
    spec: {
      ...rest,
      metrics: metrics.length === 0 ? [CPU_METRIC] : metrics,
      ...(behavior === undefined ? {} : { behavior }),
    },
    status: statusOfVersionOne(status, annotations),
  };
}

function cpuMetric(averageUtilization: number): MetricSpec {
  return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } };
}

type Annotations = Readonly<Record<string, string>>;
type Condition = NonNullable<HorizontalPodAutoscalerStatus['conditions']>[number];

function statusOfVersionOne(
  { currentCPUUtilizationPercentage: used, ...rest }: VersionOne['status'],
  annotations: Annotations,
): HorizontalPodAutoscalerStatus {
  const cpu =
    used === undefined
      ? undefined
      : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: used } } }];
  const metrics = listOf<FlatMetric>(annotations[STATUSES])?.map(statusOfFlat) ?? cpu;
  const conditions = listOf<Condition>(annotations[CONDITIONS]);
  return {
    ...rest,
    ...(metrics === undefined ? {} : { currentMetrics: metrics }),
    ...(conditions === undefined ? {} : { conditions }),
  };
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The list that an annotation holds; text that holds none is ignored, as upstream ignores it. */
function listOf<T>(text: string | undefined): readonly T[] | undefined {
  const list = parsed(text);
  // These annotations are written by toVersionOne; a wrong type inside them is as wrong upstream, and only there noticed.
  return Array.isArray(list) && list.every(isObject) ? (list as readonly T[]) : undefined;
}

/** The annotation holds the internal type as it is, so its keys are Go's names. */
function behaviorOf(text: string | undefined): HorizontalPodAutoscalerBehavior | undefined {
  const behavior = uncapitalised(parsed(text));
  return isObject(behavior) && Object.keys(behavior).length > 0 ? behavior : undefined;
}

function uncapitalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(uncapitalised);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(
    entries.map(([key, item]) => [key.charAt(0).toLowerCase() + key.slice(1), uncapitalised(item)]),
  );
}

function withoutRoundTrip(metadata: ObjectMeta): ObjectMeta {
  const { annotations } = metadata;
  if (annotations === undefined || !Object.keys(annotations).some((key) => ROUND_TRIP.has(key))) return metadata;
  const { annotations: _all, ...rest } = metadata;
  const kept = Object.entries(annotations).filter(([key]) => !ROUND_TRIP.has(key));
  return kept.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(kept) };
}

/** Follows Convert_autoscaling_HorizontalPodAutoscaler_To_v1_HorizontalPodAutoscaler. */
export function toVersionOne({ metadata, spec, status }: HorizontalPodAutoscaler): VersionOne {
  const { metrics = [], behavior: _behavior, ...rest } = spec;
  const target = metrics.find(isCPUUse)?.resource?.target.averageUtilization;
  const { currentMetrics, conditions: _conditions, currentReplicas = 0, desiredReplicas, ...numbers } = status;
  const used = currentMetrics?.findLast(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu')
    ?.resource?.current.averageUtilization;
  return {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v1',
    metadata: withRoundTrip(withoutRoundTrip(metadata), roundTrip(spec, status)),
    spec: { ...rest, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) },
    status: {
      ...numbers,
      currentReplicas,
      desiredReplicas,
      ...(used === undefined ? {} : { currentCPUUtilizationPercentage: used }),
    },
  };
}

function isCPUUse({ type, resource }: MetricSpec): boolean {
  return type === 'Resource' && resource?.name === 'cpu' && resource.target.averageUtilization !== undefined;
}

function withRoundTrip(metadata: ObjectMeta, extra: Annotations): ObjectMeta {
  if (Object.keys(extra).length === 0) return metadata;
  const all = Object.entries({ ...metadata.annotations, ...extra }).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...metadata, annotations: Object.fromEntries(all) };
}

function roundTrip(
  { metrics = [], behavior }: HorizontalPodAutoscaler['spec'],
  status: HorizontalPodAutoscalerStatus,
): Annotations {
  const others = metrics.filter((metric) => !isCPUUse(metric));
  return {
    ...(behavior
      ? { [BEHAVIOR]: JSON.stringify({ ScaleUp: goRules(behavior.scaleUp), ScaleDown: goRules(behavior.scaleDown) }) }
      : {}),
    ...(status.conditions?.length ? { [CONDITIONS]: JSON.stringify(status.conditions.map(goCondition)) } : {}),
    ...(status.currentMetrics?.length ? { [STATUSES]: JSON.stringify(status.currentMetrics.map(flatStatus)) } : {}),
    ...(others.length > 0 ? { [METRICS]: JSON.stringify(others.map(flatSpec)) } : {}),
  };
}

function goCondition({ type, status, lastTransitionTime, reason, message }: Condition): Condition {
  return { type, status, lastTransitionTime, reason, message };
}

function goRules(rules: HPAScalingRules | undefined): unknown {
  if (rules === undefined) return null;
  const { stabilizationWindowSeconds = null, selectPolicy = null, policies, tolerance = null } = rules;
  return {
    StabilizationWindowSeconds: stabilizationWindowSeconds,
    SelectPolicy: selectPolicy,
    Policies:
      policies?.map(({ type, value, periodSeconds }) => ({ Type: type, Value: value, PeriodSeconds: periodSeconds })) ??
      null,
    Tolerance: tolerance,
  };
}
