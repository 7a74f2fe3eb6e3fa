import { quote } from '../../../engine/apimachinery/quote.js';
import type {
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../../../engine/apis/generated/autoscaling.v2.js';
import { ofKind } from '../resources/info.js';
import { describeEvents } from './events.js';
import { annotationListing, labelListing } from './listings.js';
import type { Report } from './report.js';
import type { Describer } from './subject.js';
import { dateText } from './times.js';

export const describeAutoscaler: Describer = function* (subject, report) {
  const { metadata, spec, status } = ofKind<HorizontalPodAutoscaler>(subject.object);
  const { kind, name } = spec.scaleTargetRef;
  report.field('Name', metadata.name);
  report.field('Namespace', metadata.namespace ?? '');
  labelListing(report, 'Labels', metadata.labels);
  annotationListing(report, 'Annotations', metadata.annotations);
  report.field('CreationTimestamp', dateText(metadata.creationTimestamp));
  report.field('Reference', `${kind}/${name}`);
  report.line(0, 'Metrics:\t( current / target )');
  (spec.metrics ?? []).forEach((metric, at) => report.line(1, metricText(metric, status?.currentMetrics?.[at])));
  report.field('Min replicas', spec.minReplicas ?? '<unset>');
  report.field('Max replicas', spec.maxReplicas);
  if (spec.behavior !== undefined) {
    report.line(0, 'Behavior:');
    describeRules(report, 'Scale Up', spec.behavior.scaleUp);
    describeRules(report, 'Scale Down', spec.behavior.scaleDown);
  }
  report.field(`${kind} pods`, `${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`);
  const { conditions = [] } = status ?? {};
  if (conditions.length > 0) {
    report.line(0, 'Conditions:');
    report.line(1, 'Type\tStatus\tReason\tMessage');
    report.line(1, '----\t------\t------\t-------');
  }
  for (const { type, status: state, reason = '', message = '' } of conditions)
    report.line(1, [type, state, reason, message].join('\t'));
  return yield* describeEvents(subject, report);
};

const UNKNOWN = '<unknown>';

/** A metric as it is and as it shall be. */
function metricText(metric: MetricSpec, current: MetricStatus | undefined): string {
  const { external, pods, object, resource, containerResource } = metric;
  if (external !== undefined) {
    const isAverage = external.target.averageValue !== undefined;
    return `${quote(external.metric.name)} ${valueText(isAverage, current?.external?.current, external.target)}`;
  }
  if (pods !== undefined)
    return `${quote(pods.metric.name)} on pods:\t${current?.pods?.current.averageValue ?? UNKNOWN} / ${pods.target.averageValue ?? '0'}`;
  if (object !== undefined) {
    const { kind, name } = object.describedObject;
    const isAverage = object.target.type === 'AverageValue';
    return `"${object.metric.name}" on ${kind}/${name} ${valueText(isAverage, current?.object?.current, object.target)}`;
  }
  if (resource !== undefined)
    return `resource ${resource.name} on pods${usageText(current?.resource?.current, resource.target)}`;
  if (containerResource === undefined) return `<unknown metric type ${quote(metric.type)}>`;
  const usage = usageText(current?.containerResource?.current, containerResource.target);
  return `resource ${containerResource.name} of container "${containerResource.container}" on pods${usage}`;
}

function valueText(isAverage: boolean, current: MetricValueStatus | undefined, target: MetricTarget): string {
  if (isAverage) return `(target average value):\t${current?.averageValue ?? UNKNOWN} / ${target.averageValue ?? '0'}`;
  return `(target value):\t${current === undefined ? UNKNOWN : (current.value ?? '0')} / ${target.value ?? '0'}`;
}

function usageText(current: MetricValueStatus | undefined, { averageValue, averageUtilization }: MetricTarget): string {
  if (averageValue !== undefined)
    return `:\t${current === undefined ? UNKNOWN : (current.averageValue ?? '0')} / ${averageValue}`;
  const used = current?.averageUtilization;
  const now = used === undefined ? UNKNOWN : `${used}% (${current?.averageValue ?? '0'})`;
  return `  (as a percentage of request):\t${now} / ${averageUtilization === undefined ? '<auto>' : `${averageUtilization}%`}`;
}

function describeRules(report: Report, title: string, rules: HPAScalingRules | undefined): void {
  if (rules === undefined) return;
  report.line(1, `${title}:`);
  const { stabilizationWindowSeconds, policies = [], selectPolicy = 'Max' } = rules;
  if (stabilizationWindowSeconds !== undefined)
    report.line(2, `Stabilization Window: ${stabilizationWindowSeconds} seconds`);
  if (policies.length === 0) return;
  report.line(2, `Select Policy: ${selectPolicy}`);
  report.line(2, 'Policies:');
  for (const { type, value, periodSeconds } of policies)
    report.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`);
}
