import type {
  CrossVersionObjectReference,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../generated/autoscaling.v2.js';
import type { LabelSelector } from '../generated/meta.v1.js';

/** What each source of a metric is called in autoscaling/v1, which knows no targets: their fields are the source's own. */
interface FlatSource {
  readonly name?: string;
  readonly container?: string;
  readonly metricName?: string;
  readonly selector?: LabelSelector;
  readonly metricSelector?: LabelSelector;
  readonly target?: CrossVersionObjectReference;
  readonly targetValue?: string;
  readonly averageValue?: string;
  readonly targetAverageValue?: string;
  readonly targetAverageUtilization?: number;
  readonly currentValue?: string;
  readonly currentAverageValue?: string;
  readonly currentAverageUtilization?: number;
}

/** A metric, or its status, as autoscaling/v1 keeps it in an annotation. */
export interface FlatMetric {
  readonly type: string;
  readonly object?: FlatSource;
  readonly pods?: FlatSource;
  readonly resource?: FlatSource;
  readonly containerResource?: FlatSource;
  readonly external?: FlatSource;
}

const ZERO = '0';
const NOWHERE: CrossVersionObjectReference = { kind: '', name: '' };

/** Follows Convert_autoscaling_MetricSpec_To_v1_MetricSpec; fields come in the order in which Go writes them. */
export function flatSpec({ type, object, pods, resource, containerResource, external }: MetricSpec): FlatMetric {
  return {
    type,
    object: object && {
      target: object.describedObject,
      metricName: object.metric.name,
      targetValue: object.target.value ?? ZERO,
      selector: object.metric.selector,
      averageValue: object.target.averageValue,
    },
    pods: pods && {
      metricName: pods.metric.name,
      targetAverageValue: pods.target.averageValue ?? ZERO,
      selector: pods.metric.selector,
    },
    resource: resource && { name: resource.name, ...flatTarget(resource.target) },
    containerResource: containerResource && {
      name: containerResource.name,
      ...flatTarget(containerResource.target),
      container: containerResource.container,
    },
    external: external && {
      metricName: external.metric.name,
      metricSelector: external.metric.selector,
      targetValue: external.target.value,
      targetAverageValue: external.target.averageValue,
    },
  };
}

function flatTarget({ averageUtilization, averageValue }: MetricTarget): FlatSource {
  return { targetAverageUtilization: averageUtilization, targetAverageValue: averageValue };
}

/** Follows Convert_autoscaling_MetricStatus_To_v1_MetricStatus. */
export function flatStatus({ type, object, pods, resource, containerResource, external }: MetricStatus): FlatMetric {
  return {
    type,
    object: object && {
      target: object.describedObject,
      metricName: object.metric.name,
      currentValue: object.current.value ?? ZERO,
      selector: object.metric.selector,
      averageValue: object.current.averageValue,
    },
    pods: pods && {
      metricName: pods.metric.name,
      currentAverageValue: pods.current.averageValue ?? ZERO,
      selector: pods.metric.selector,
    },
    resource: resource && { name: resource.name, ...flatCurrent(resource.current) },
    containerResource: containerResource && {
      name: containerResource.name,
      ...flatCurrent(containerResource.current),
      container: containerResource.container,
    },
    external: external && {
      metricName: external.metric.name,
      metricSelector: external.metric.selector,
      currentValue: external.current.value ?? ZERO,
      currentAverageValue: external.current.averageValue,
    },
  };
}

function flatCurrent({ averageUtilization, averageValue }: MetricValueStatus): FlatSource {
  return { currentAverageUtilization: averageUtilization, currentAverageValue: averageValue ?? ZERO };
}

/** Follows Convert_v1_MetricSpec_To_autoscaling_MetricSpec. */
export function specOfFlat({ type, object, pods, resource, containerResource, external }: FlatMetric): MetricSpec {
  return {
    type,
    ...(object && {
      object: {
        describedObject: object.target ?? NOWHERE,
        target: {
          type: object.averageValue === undefined ? 'Value' : 'AverageValue',
          value: object.targetValue ?? ZERO,
          averageValue: object.averageValue,
        },
        metric: metric(object),
      },
    }),
    ...(pods && {
      pods: { metric: metric(pods), target: { type: 'AverageValue', averageValue: pods.targetAverageValue ?? ZERO } },
    }),
    ...(resource && { resource: { name: resource.name ?? '', target: utilization(resource) } }),
    ...(containerResource && {
      containerResource: {
        name: containerResource.name ?? '',
        container: containerResource.container ?? '',
        target: utilization(containerResource),
      },
    }),
    ...(external && {
      external: {
        metric: metric(external),
        target: {
          type: external.targetValue === undefined ? 'AverageValue' : 'Value',
          value: external.targetValue,
          averageValue: external.targetAverageValue,
        },
      },
    }),
  };
}

function metric({ metricName = '', selector, metricSelector = selector }: FlatSource) {
  return { name: metricName, ...(metricSelector && { selector: metricSelector }) };
}

function utilization({ targetAverageUtilization, targetAverageValue }: FlatSource): MetricTarget {
  return {
    type: targetAverageUtilization === undefined ? 'AverageValue' : 'Utilization',
    averageValue: targetAverageValue,
    averageUtilization: targetAverageUtilization,
  };
}

/** Follows Convert_v1_MetricStatus_To_autoscaling_MetricStatus. */
export function statusOfFlat({ type, object, pods, resource, containerResource, external }: FlatMetric): MetricStatus {
  return {
    type,
    ...(object && {
      object: {
        describedObject: object.target ?? NOWHERE,
        metric: metric(object),
        current: { value: object.currentValue ?? ZERO, averageValue: object.averageValue },
      },
    }),
    ...(pods && {
      pods: { metric: metric(pods), current: { averageValue: pods.currentAverageValue ?? ZERO } },
    }),
    ...(resource && { resource: { name: resource.name ?? '', current: current(resource) } }),
    ...(containerResource && {
      containerResource: {
        name: containerResource.name ?? '',
        container: containerResource.container ?? '',
        current: current(containerResource),
      },
    }),
    ...(external && {
      external: {
        metric: metric(external),
        current: { value: external.currentValue ?? ZERO, averageValue: external.currentAverageValue },
      },
    }),
  };
}

function current({ currentAverageValue = ZERO, currentAverageUtilization }: FlatSource): MetricValueStatus {
  return { averageValue: currentAverageValue, averageUtilization: currentAverageUtilization };
}
