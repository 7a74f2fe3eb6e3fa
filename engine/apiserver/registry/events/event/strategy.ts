import { fromCoreEvent, toCoreEvent } from '../../../../apis/events/conversion.js';
import { validateEvent, validateEventUpdate } from '../../../../apis/events/event.js';
import type { Event as CoreEvent } from '../../../../apis/generated/core.v1.js';
import type { Event } from '../../../../apis/generated/events.v1.js';
import { eventsEvents } from '../../../../apis/generated/resources.js';
import type { Strategy } from '../../strategy.js';

/** The two versions meet in one strategy, which takes decoded events and gives stored ones. */
type Either = Event | CoreEvent;

const stored = (event: Either): CoreEvent => ('involvedObject' in event ? event : toCoreEvent(event));

/** Follows pkg/registry/core/event for requests to events.k8s.io, whose events are stored among those of the core. */
export const eventStrategy: Strategy<Either> = {
  resource: eventsEvents,
  allowCreateOnUpdate: true,
  defaults: stored,
  present: (event) => fromCoreEvent(stored(event)),
  validate: (event) => validateEvent(stored(event)),
  validateUpdate: (event, old) => validateEventUpdate(stored(event), stored(old)),
  selectableFields(event) {
    const { involvedObject: object, reason = '', type = '', reportingComponent } = stored(event);
    return {
      'regarding.kind': object.kind ?? '',
      'regarding.namespace': object.namespace ?? '',
      'regarding.name': object.name ?? '',
      'regarding.uid': object.uid ?? '',
      'regarding.apiVersion': object.apiVersion ?? '',
      'regarding.resourceVersion': object.resourceVersion ?? '',
      'regarding.fieldPath': object.fieldPath ?? '',
      reason,
      reportingController: reportingComponent,
      type,
    };
  },
};
