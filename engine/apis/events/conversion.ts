import type { JsonObject } from '../../apimachinery/object.js';
import { decode } from '../decoding/decode.js';
import type { Event as CoreEvent } from '../generated/core.v1.js';
import type { Event } from '../generated/events.v1.js';
import { schemas } from '../generated/schemas.js';

/** An events.k8s.io/v1 event as a core/v1 event, which is stored: Convert_v1_Event_To_core_Event. */
export function toCoreEvent(event: Event): CoreEvent {
  const { metadata, regarding, reason, note, type, eventTime, series, action, related } = event;
  return written<CoreEvent>('io.k8s.api.core.v1.Event', {
    kind: 'Event',
    apiVersion: 'v1',
    metadata,
    involvedObject: regarding,
    reason,
    message: note,
    source: event.deprecatedSource,
    firstTimestamp: event.deprecatedFirstTimestamp,
    lastTimestamp: event.deprecatedLastTimestamp,
    count: event.deprecatedCount,
    type,
    eventTime,
    series,
    action,
    related,
    reportingComponent: event.reportingController,
    reportingInstance: event.reportingInstance,
  });
}

/** A stored event as an events.k8s.io/v1 event: Convert_core_Event_To_v1_Event. */
export function fromCoreEvent(event: CoreEvent): Event {
  const { metadata, involvedObject, reason, message, type, eventTime, series, action, related } = event;
  return written<Event>('io.k8s.api.events.v1.Event', {
    kind: 'Event',
    apiVersion: 'events.k8s.io/v1',
    metadata,
    eventTime,
    series,
    reportingController: event.reportingComponent,
    reportingInstance: event.reportingInstance,
    action,
    reason,
    regarding: involvedObject,
    related,
    note: message,
    type,
    deprecatedSource: event.source,
    deprecatedFirstTimestamp: event.firstTimestamp,
    deprecatedLastTimestamp: event.lastTimestamp,
    deprecatedCount: event.count,
  });
}

/** What Go writes of these fields. */
function written<T>(schemaName: string, fields: Readonly<Record<string, unknown>>): T {
  const schema = schemas[schemaName];
  const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  if (schema === undefined) throw new Error(`no schema ${schemaName}`);
  const { value }: { readonly value: JsonObject } = decode(schema, schemas, present, { strict: false });
  // The schema is T's.
  return value as T;
}
