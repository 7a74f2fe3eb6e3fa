import type { Event, EventSource, ObjectReference } from '../../apis/generated/core.v1.js';
import type { Event as NewEvent } from '../../apis/generated/events.v1.js';
import { events, eventsEvents } from '../../apis/generated/resources.js';
import type { Millis } from '../../core/time.js';
import { orElse, printer, since, type Row } from './cells.js';

/** What both versions of events have, under one name. */
interface AnyEvent {
  readonly name: string;
  readonly type: string;
  readonly reason: string;
  readonly about: ObjectReference;
  readonly source: EventSource;
  readonly controller: string;
  readonly instance: string;
  readonly message: string;
  readonly first: string | undefined;
  readonly last: string | undefined;
  readonly at: string | undefined;
  readonly count: number;
  readonly series: { readonly count?: number; readonly lastObservedTime?: string } | undefined;
}

/** Follows printEvent. */
function printAnyEvent(event: AnyEvent, now: Millis): Row {
  const first = since(orUndefined(event.first) ?? event.at, now);
  const last = orUndefined(event.last) === undefined ? first : since(event.last, now);
  const { kind = '', name = '', fieldPath = '' } = event.about;
  const component = orElse(event.source.component, event.controller);
  const host = orElse(event.source.host, event.instance);
  return [
    event.series === undefined ? last : since(event.series.lastObservedTime, now),
    event.type,
    event.reason,
    name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`,
    fieldPath,
    host === '' ? component : `${component}, ${host}`,
    event.message.trim(),
    first,
    event.series === undefined ? event.count || 1 : (event.series.count ?? 0),
    event.name,
  ];
}

function orUndefined(time: string | undefined | null): string | undefined {
  return time === null || time === '' ? undefined : time;
}

function printEvent(event: Event, now: Millis): Row {
  return printAnyEvent(
    {
      name: event.metadata.name,
      type: event.type ?? '',
      reason: event.reason ?? '',
      about: event.involvedObject,
      source: event.source ?? {},
      controller: event.reportingComponent ?? '',
      instance: event.reportingInstance ?? '',
      message: event.message ?? '',
      first: event.firstTimestamp,
      last: event.lastTimestamp,
      at: event.eventTime,
      count: event.count ?? 0,
      series: event.series,
    },
    now,
  );
}

function printNewEvent(event: NewEvent, now: Millis): Row {
  return printAnyEvent(
    {
      name: event.metadata.name,
      type: event.type ?? '',
      reason: event.reason ?? '',
      about: event.regarding,
      source: event.deprecatedSource ?? {},
      controller: event.reportingController ?? '',
      instance: event.reportingInstance ?? '',
      message: event.note ?? '',
      first: event.deprecatedFirstTimestamp,
      last: event.deprecatedLastTimestamp,
      at: event.eventTime,
      count: event.deprecatedCount ?? 0,
      series: event.series,
    },
    now,
  );
}

export const eventPrinters = [printer(events, printEvent), printer(eventsEvents, printNewEvent)];
