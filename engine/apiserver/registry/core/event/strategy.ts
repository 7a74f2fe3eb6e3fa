import { validateCoreEvent } from '../../../../apis/events/event.js';
import type { Event } from '../../../../apis/generated/core.v1.js';
import { events } from '../../../../apis/generated/resources.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/core/event. */
export const coreEventStrategy: Strategy<Event> = {
  resource: events,
  allowCreateOnUpdate: true,
  validate: validateCoreEvent,
  validateUpdate: validateCoreEvent,
  selectableFields: ({ involvedObject: object, reason, source, type, reportingComponent }) => ({
    'involvedObject.kind': object.kind ?? '',
    'involvedObject.namespace': object.namespace ?? '',
    'involvedObject.name': object.name ?? '',
    'involvedObject.uid': object.uid ?? '',
    'involvedObject.apiVersion': object.apiVersion ?? '',
    'involvedObject.resourceVersion': object.resourceVersion ?? '',
    'involvedObject.fieldPath': object.fieldPath ?? '',
    reason: reason ?? '',
    reportingComponent,
    source: source?.component || reportingComponent,
    type: type ?? '',
  }),
};
