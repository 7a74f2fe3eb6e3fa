import { deepEqual } from '../../apimachinery/equality.js';
import { invalid, required, type FieldError } from '../../apimachinery/field-error.js';
import { isDNS1123Subdomain, nameIsDNSSubdomain } from '../../apimachinery/names.js';
import { checkQualifiedName, report, type Errors } from '../core/pod/validation/checks.js';
import type { Event, ObjectReference } from '../generated/core.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../meta/kube-meta.js';

const LIMIT = 128;
const NOTE_LIMIT = 1024;
const NONE: readonly FieldError[] = [];

/** Follows ValidateEventCreate and ValidateEventUpdate of requests to core/v1: the old rules only. */
export function validateCoreEvent(event: Event): readonly FieldError[] {
  return oldRules(event, 'reportingComponent');
}

/** Follows legacyValidateEvent. */
function oldRules(event: Event, controllerField: string): readonly FieldError[] {
  const { metadata, eventTime, involvedObject } = event;
  const { namespace = '' } = metadata;
  const about = involvedObject.namespace ?? '';
  const timed = Boolean(eventTime);
  const homes = timed ? ['default', 'kube-system'] : ['', 'default'];
  const stray = about === '' ? !homes.includes(namespace) : !timed && about !== namespace;
  const names = isDNS1123Subdomain(namespace);
  if (!stray && !timed && names.length === 0) return NONE;
  const errors: FieldError[] = stray
    ? [invalid('involvedObject.namespace', about, 'does not match event.namespace')]
    : [];
  if (timed) checkReporting(event, controllerField, errors);
  report(errors, 'namespace', namespace, names);
  return errors;
}

function checkReporting(event: Event, controllerField: string, errors: Errors): void {
  const { reportingComponent: controller, reportingInstance, action = '', reason = '', message = '' } = event;
  if (controller === '') errors.push(required(controllerField));
  checkQualifiedName(controller, controllerField, errors);
  for (const [field, value] of Object.entries({ reportingInstance, action, reason })) {
    if (value === '') errors.push(required(field));
    if (value.length > LIMIT) errors.push(invalid(field, '', `can have at most ${LIMIT} characters`));
  }
  if (message.length > NOTE_LIMIT) errors.push(invalid('message', '', `can have at most ${NOTE_LIMIT} characters`));
}

/** Follows ValidateEventCreate of requests to events.k8s.io/v1. */
export function validateEvent(event: Event): readonly FieldError[] {
  const { metadata, eventTime, type = '', firstTimestamp, lastTimestamp, count, source } = event;
  const errors: FieldError[] = [
    ...oldRules(event, 'reportingController'),
    ...validateKubeMeta(metadata, true, nameIsDNSSubdomain),
  ];
  checkSeries(event, errors);
  if (!eventTime) errors.push(required('eventTime'));
  if (type !== 'Normal' && type !== 'Warning') errors.push(invalid('type', '', `has invalid value: ${type}`));
  const unset = 'needs to be unset';
  if (firstTimestamp) errors.push(invalid('firstTimestamp', '', unset));
  if (lastTimestamp) errors.push(invalid('lastTimestamp', '', unset));
  if (count) errors.push(invalid('count', '', unset));
  if (source.component || source.host) errors.push(invalid('source', '', unset));
  return errors;
}

function checkSeries({ series }: Event, errors: Errors): void {
  if (series === undefined) return;
  if ((series.count ?? 0) < 2) errors.push(invalid('series.count', '', 'should be at least 2'));
  if (!series.lastObservedTime) errors.push(required('series.lastObservedTime'));
}

/** Follows ValidateEventUpdate of requests to events.k8s.io/v1: only its series may change. */
export function validateEventUpdate(event: Event, old: Event): readonly FieldError[] {
  const errors: FieldError[] = [
    ...oldRules(event, 'reportingController'),
    ...validateKubeMetaUpdate(event.metadata, old.metadata),
  ];
  if (!deepEqual(event.series, old.series)) checkSeries(event, errors);
  const before = new Map(fixed(old));
  for (const [field, value] of fixed(event))
    if (!deepEqual(value, before.get(field))) errors.push(invalid(field, value, 'field is immutable'));
  return errors;
}

/** What an update keeps, as errors print it; the reason is looked at twice. */
function fixed(event: Event): readonly (readonly [field: string, value: unknown])[] {
  const { source, reason = '' } = event;
  return [
    ['involvedObject', printed(event.involvedObject)],
    ['reason', reason],
    ['message', event.message ?? ''],
    ['source', { Component: source.component ?? '', Host: source.host ?? '' }],
    ['firstTimestamp', event.firstTimestamp ?? null],
    ['lastTimestamp', event.lastTimestamp ?? null],
    ['count', event.count ?? 0],
    ['reason', reason],
    ['type', event.type ?? ''],
    ['eventTime', event.eventTime ?? null],
    ['action', event.action ?? ''],
    ['related', event.related === undefined ? null : printed(event.related)],
    ['reportingController', event.reportingComponent],
    ['reportingInstance', event.reportingInstance],
  ];
}

function printed(reference: ObjectReference): Readonly<Record<string, string>> {
  const {
    kind = '',
    namespace = '',
    name = '',
    uid = '',
    apiVersion = '',
    resourceVersion = '',
    fieldPath = '',
  } = reference;
  return {
    Kind: kind,
    Namespace: namespace,
    Name: name,
    UID: uid,
    APIVersion: apiVersion,
    ResourceVersion: resourceVersion,
    FieldPath: fieldPath,
  };
}
