import type {
  ContainerResourceMetricSource,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
  ObjectMetricSource,
} from '../generated/autoscaling.v2.js';
import { forbidden, invalid, notSupported, required } from '../../apimachinery/field-error.js';
import { milliOf } from '../core/pod/amounts.js';
import { checkDNSLabel, report, type Errors } from '../core/pod/validation/checks.js';
import { checkContainerResourceName } from '../core/pod/validation/resource-names.js';
import { pathSegmentName } from '../meta/object-meta.js';
import { checkReference, type ReferenceOptions } from './references.js';

const TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];

/** The field that a type of metric fills, by type; in the order in which upstream looks for them. */
const FIELDS = {
  Object: 'object',
  External: 'external',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
} as const;

/** Follows validateMetricSpec: the one source that the type names. */
export function checkMetric(metric: MetricSpec, path: string, options: ReferenceOptions, errors: Errors): void {
  const { type = '' } = metric;
  if (type === '') errors.push(required(`${path}.type`, 'must specify a metric source type'));
  if (!TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, TYPES));
  const present = Object.values(FIELDS).filter((field) => metric[field] !== undefined);
  const [first] = present;
  if (first !== undefined) checkSource(metric, first, `${path}.${first}`, options, errors);
  const expected = Object.entries(FIELDS).find(([name]) => name === type)?.[1];
  if (expected === undefined) errors.push(notSupported(`${path}.type`, type, TYPES));
  else if (metric[expected] === undefined)
    errors.push(required(`${path}.${expected}`, 'must populate information for the given metric source'));
  if (present.length === 1) return;
  for (const field of present)
    if (field !== expected) errors.push(forbidden(`${path}.${field}`, 'must populate the given metric source only'));
}

type SourceField = (typeof FIELDS)[keyof typeof FIELDS];

function checkSource(
  { object, external, pods, resource, containerResource }: MetricSpec,
  field: SourceField,
  path: string,
  options: ReferenceOptions,
  errors: Errors,
): void {
  if (field === 'object' && object) checkObject(object, path, options, errors);
  else if (field === 'external' && external) {
    checkIdentifier(external.metric, `${path}.metric`, errors);
    checkTarget(external.target, `${path}.target`, errors);
    checkExternalTarget(external.target, `${path}.target`, errors);
  } else if (field === 'pods' && pods) {
    checkIdentifier(pods.metric, `${path}.metric`, errors);
    checkTarget(pods.target, `${path}.target`, errors);
    if (pods.target.averageValue === undefined)
      errors.push(required(`${path}.target.averageValue`, 'must specify a positive target averageValue'));
  } else if (field === 'resource' && resource) {
    if (!resource.name) errors.push(required(`${path}.name`, 'must specify a resource name'));
    checkResourceTarget(resource.target, `${path}.target`, errors);
  } else if (containerResource) checkContainerResource(containerResource, path, errors);
}

function checkObject(source: ObjectMetricSource, path: string, options: ReferenceOptions, errors: Errors): void {
  checkReference(source.describedObject, `${path}.describedObject`, options, errors);
  checkIdentifier(source.metric, `${path}.metric`, errors);
  checkTarget(source.target, `${path}.target`, errors);
  if (source.target.value === undefined && source.target.averageValue === undefined)
    errors.push(required(`${path}.target.averageValue`, 'must set either a target value or averageValue'));
}

function checkExternalTarget({ value, averageValue }: MetricTarget, path: string, errors: Errors): void {
  const which = 'a target value for metric';
  if (value === undefined && averageValue === undefined)
    errors.push(required(`${path}.averageValue`, `must set either ${which} or a per-pod target`));
  if (value !== undefined && averageValue !== undefined)
    errors.push(forbidden(`${path}.value`, 'may not set both a target value for metric and a per-pod target'));
}

function checkContainerResource(source: ContainerResourceMetricSource, path: string, errors: Errors): void {
  const { name, container, target } = source;
  if (!name) errors.push(required(`${path}.name`, 'must specify a resource name'));
  else checkContainerResourceName(name, `${path}.name`, errors);
  if (!container) errors.push(required(`${path}.container`, 'must specify a container'));
  else checkDNSLabel(container, `${path}.container`, errors);
  checkResourceTarget(target, `${path}.target`, errors);
}

function checkResourceTarget(target: MetricTarget, path: string, errors: Errors): void {
  const { averageUtilization, averageValue } = target;
  checkTarget(target, path, errors);
  if (averageUtilization === undefined && averageValue === undefined) {
    const detail = 'must set either a target raw value or a target utilization';
    errors.push(required(`${path}.averageUtilization`, detail));
  }
  if (averageUtilization !== undefined && averageValue !== undefined) {
    const detail = 'may not set both a target raw value and a target utilization';
    errors.push(forbidden(`${path}.averageValue`, detail));
  }
}

/** Follows validateMetricTarget. */
function checkTarget(target: MetricTarget, path: string, errors: Errors): void {
  const { type = '', value, averageValue, averageUtilization } = target;
  if (type === '') errors.push(required(`${path}.type`, 'must specify a metric target type'));
  if (type !== 'Utilization' && type !== 'Value' && type !== 'AverageValue')
    errors.push(invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  if (value !== undefined && milliOf(value) <= 0) errors.push(invalid(`${path}.value`, value, 'must be positive'));
  if (averageValue !== undefined && milliOf(averageValue) <= 0)
    errors.push(invalid(`${path}.averageValue`, averageValue, 'must be positive'));
  if (averageUtilization !== undefined && averageUtilization < 1)
    errors.push(invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0'));
}

function checkIdentifier({ name }: MetricIdentifier, path: string, errors: Errors): void {
  if (!name) errors.push(required(`${path}.name`, 'must specify a metric name'));
  else report(errors, `${path}.name`, name, pathSegmentName(name, false));
}
