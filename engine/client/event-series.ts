import type { SortedMap } from '../core/sorted-map.js';
import { MINUTE, type Millis } from '../core/time.js';
import { microTimestamp } from '../apimachinery/time.js';
import { events } from '../apis/generated/resources.js';
import { resourcePath } from '../apis/resource.js';
import type { Request } from '../apiserver/request.js';
import type { RecordEvent } from './reconcile.js';

/** An event that was told this long ago is forgotten: the next one like it is an event of its own. */
const FINISH_TIME: Millis = 6 * MINUTE;

/** Above this many, those that are over are dropped. */
const REMEMBERED = 4096;

/** An event that may be told again. */
interface Told {
  readonly name: string;
  readonly count: number;
  readonly lastSeen: Millis;
}

/** Events that were told through events.k8s.io lately, by everything but their note. */
export type EventSeries = SortedMap<string, Told>;

export interface SeriesCorrelated {
  readonly series: EventSeries;
  /** Absent: only counted, until the series is over. */
  readonly request?: Request;
  /** To be sent when `request` (a patch) is answered with 404. */
  readonly otherwise?: Request;
}

/**
 * Turns an event with an action into the request that client-go's tools/events sends for it. Events that are alike but
 * for their note make a series: the second one is noted on the first, further ones are only counted (upstream writes
 * their number half an hour later, or when the series is over). Follows eventBroadcasterImpl.recordToSink.
 */
export function correlateSeries(
  series: EventSeries,
  event: RecordEvent,
  component: string,
  name: string,
  now: Millis,
): SeriesCorrelated {
  const key = keyOf(event, component);
  const known = series.get(key);
  const create = createRequest(event, component, name, now);
  if (known === undefined || isOver(known, now)) {
    return { series: pruned(series, now).set(key, { name, count: 1, lastSeen: now }), request: create };
  }
  const counted = series.set(key, { ...known, count: known.count + 1, lastSeen: now });
  if (known.count > 1) return { series: counted };
  return { series: counted, request: patchRequest(event, known.name, now), otherwise: create };
}

/** As getKey. */
function keyOf({ eventType, action, reason, object, related }: RecordEvent, component: string): string {
  return JSON.stringify([eventType, action, reason, component, object, related]);
}

/** finishSeries looks every six minutes. */
function isOver({ lastSeen }: Told, now: Millis): boolean {
  return lastSeen < Math.floor(now / FINISH_TIME) * FINISH_TIME - FINISH_TIME;
}

function pruned(series: EventSeries, now: Millis): EventSeries {
  if (series.size < REMEMBERED) return series;
  const over = [...series].filter(([, told]) => isOver(told, now));
  return series.edit(over.map(([key]) => [key, undefined]));
}

function namespaceOf({ object }: RecordEvent): string {
  return object.namespace || 'default';
}

/** As recorderImpl.makeEvent. */
function createRequest(event: RecordEvent, component: string, name: string, now: Millis): Request {
  const namespace = namespaceOf(event);
  const { object, related, eventType, reason, message, action } = event;
  const body = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: object,
    reason,
    message,
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    type: eventType,
    eventTime: microTimestamp(now),
    action,
    ...(related === undefined ? {} : { related }),
    reportingComponent: component,
    reportingInstance: `${component}-control-plane`,
  };
  return { type: 'request', method: 'POST', path: resourcePath(events, namespace), body };
}

function patchRequest(event: RecordEvent, name: string, now: Millis): Request {
  return {
    type: 'request',
    method: 'PATCH',
    path: resourcePath(events, namespaceOf(event), name),
    contentType: 'application/strategic-merge-patch+json',
    body: { series: { count: 2, lastObservedTime: microTimestamp(now) } },
  };
}
