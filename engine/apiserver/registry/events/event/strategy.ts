import { validateEvent, validateEventUpdate } from '../../../../apis/events/event.js';
import type { Event } from '../../../../apis/generated/events.v1.js';
import { eventsEvents } from '../../../../apis/generated/resources.js';
import type { Strategy } from '../../strategy.js';

/** Follows pkg/registry/core/event for requests to events.k8s.io. */
export const eventStrategy: Strategy<Event> = {
  resource: eventsEvents,
  allowCreateOnUpdate: true,
  validate: validateEvent,
  validateUpdate: validateEventUpdate,
  selectableFields: ({ regarding, reason, type, reportingController }) => ({
    'regarding.kind': regarding?.kind ?? '',
    'regarding.namespace': regarding?.namespace ?? '',
    'regarding.name': regarding?.name ?? '',
    'regarding.uid': regarding?.uid ?? '',
    'regarding.apiVersion': regarding?.apiVersion ?? '',
    'regarding.resourceVersion': regarding?.resourceVersion ?? '',
    'regarding.fieldPath': regarding?.fieldPath ?? '',
    reason: reason ?? '',
    reportingController: reportingController ?? '',
    type: type ?? '',
  }),
};
