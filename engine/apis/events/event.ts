import { deepEqual } from '../../apimachinery/equality.js';
import { invalid, required, type FieldError } from '../../apimachinery/field-error.js';
import { isDNS1123Subdomain, nameIsDNSSubdomain } from '../../apimachinery/names.js';
import { checkQualifiedName, report, type Errors } from '../core/pod/validation/checks.js';
import type { Event as CoreEvent } from '../generated/core.v1.js';
import type { Event } from '../generated/events.v1.js';
import type { ObjectMeta } from '../generated/meta.v1.js';
import { validateKubeMeta, validateKubeMetaUpdate } from '../meta/kube-meta.js';

const LIMIT = 128;
const NOTE_LIMIT = 1024;

/** What both versions of events have, under one name. */
interface Common {
  readonly metadata: ObjectMeta;
  readonly eventTime: string | null | undefined;
  readonly about: string;
  readonly controller: string;
  readonly instance: string;
  readonly action: string;
  readonly reason: string;
  readonly text: string;
  readonly controllerField: string;
}

/** Follows ValidateEventCreate and ValidateEventUpdate of a core/v1 event: the old rules only. */
export function validateCoreEvent(event: CoreEvent): readonly FieldError[] {
  const { metadata, involvedObject, eventTime, reportingComponent, reportingInstance } = event;
  return oldRules({
    metadata,
    eventTime,
    about: involvedObject.namespace ?? '',
    controller: reportingComponent,
    instance: reportingInstance,
    action: event.action ?? '',
    reason: event.reason ?? '',
    text: event.message ?? '',
    controllerField: 'reportingComponent',
  });
}

const NONE: readonly FieldError[] = [];

/** Follows legacyValidateEvent. */
function oldRules(event: Common): readonly FieldError[] {
  const { metadata, eventTime, about } = event;
  const { namespace = '' } = metadata;
  const timed = Boolean(eventTime);
  const homes = timed ? ['default', 'kube-system'] : ['', 'default'];
  const stray = about === '' ? !homes.includes(namespace) : !timed && about !== namespace;
  const names = isDNS1123Subdomain(namespace);
  if (!stray && !timed && names.length === 0) return NONE;
  const errors: FieldError[] = stray
    ? [invalid('involvedObject.namespace', about, 'does not match event.namespace')]
    : [];
  if (timed) checkReporting(event, errors);
  report(errors, 'namespace', namespace, names);
  return errors;
}

function checkReporting({ controller, controllerField, instance, action, reason, text }: Common, errors: Errors): void {
  if (controller === '') errors.push(required(controllerField));
  checkQualifiedName(controller, controllerField, errors);
  for (const [field, value] of [
    ['reportingInstance', instance],
    ['action', action],
    ['reason', reason],
  ] as const) {
    if (value === '') errors.push(required(field));
    if (value.length > LIMIT) errors.push(invalid(field, '', `can have at most ${LIMIT} characters`));
  }
  if (text.length > NOTE_LIMIT) errors.push(invalid('message', '', `can have at most ${NOTE_LIMIT} characters`));
}

function oldRulesOf(event: Event): readonly FieldError[] {
  const { metadata, regarding, eventTime, reportingController = '', reportingInstance = '' } = event;
  return oldRules({
    metadata,
    eventTime,
    about: regarding?.namespace ?? '',
    controller: reportingController,
    instance: reportingInstance,
    action: event.action ?? '',
    reason: event.reason ?? '',
    text: event.note ?? '',
    controllerField: 'reportingController',
  });
}

/** Follows ValidateEventCreate of an events.k8s.io/v1 event, which names fields as the core version does. */
export function validateEvent(event: Event): readonly FieldError[] {
  const errors: FieldError[] = [...oldRulesOf(event), ...validateKubeMeta(event.metadata, true, nameIsDNSSubdomain)];
  checkSeries(event, errors);
  if (!event.eventTime) errors.push(required('eventTime'));
  if (event.type !== 'Normal' && event.type !== 'Warning')
    errors.push(invalid('type', '', `has invalid value: ${event.type ?? ''}`));
  const unset = 'needs to be unset';
  if (event.deprecatedFirstTimestamp) errors.push(invalid('firstTimestamp', '', unset));
  if (event.deprecatedLastTimestamp) errors.push(invalid('lastTimestamp', '', unset));
  if (event.deprecatedCount) errors.push(invalid('count', '', unset));
  if (event.deprecatedSource?.component || event.deprecatedSource?.host) errors.push(invalid('source', '', unset));
  return errors;
}

function checkSeries({ series }: Event, errors: Errors): void {
  if (series === undefined) return;
  if (series.count < 2) errors.push(invalid('series.count', '', 'should be at least 2'));
  if (!series.lastObservedTime) errors.push(required('series.lastObservedTime'));
}

const FIXED: readonly (readonly [keyof Event, string])[] = [
  ['regarding', 'involvedObject'],
  ['reason', 'reason'],
  ['note', 'message'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
  ['reason', 'reason'],
  ['type', 'type'],
  ['eventTime', 'eventTime'],
  ['action', 'action'],
  ['related', 'related'],
  ['reportingController', 'reportingController'],
  ['reportingInstance', 'reportingInstance'],
];

/** Follows ValidateEventUpdate of an events.k8s.io/v1 event: only its series may change. */
export function validateEventUpdate(event: Event, old: Event): readonly FieldError[] {
  const errors: FieldError[] = [...oldRulesOf(event), ...validateKubeMetaUpdate(event.metadata, old.metadata)];
  if (!deepEqual(event.series, old.series)) checkSeries(event, errors);
  for (const [field, name] of FIXED)
    if (!deepEqual(event[field], old[field])) errors.push(invalid(name, event[field] ?? null, 'field is immutable'));
  return errors;
}
