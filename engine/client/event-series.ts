import { SortedMap } from '../core/sorted-map.js';
import { MINUTE, type Millis } from '../core/time.js';
import { microTimestamp } from '../apimachinery/time.js';
import { events } from '../apis/generated/resources.js';
import { resourcePath } from '../apis/resource.js';
import type { Request } from '../apiserver/request.js';
import type { ObjectReference, RecordEvent } from './reconcile.js';

/**
 * How often finishSeries forgets events that are older than this: the next one like such an event is one of its own. So
 * an event is remembered until the period after the one that it was last told in is over.
 */
const FINISH_TIME: Millis = 6 * MINUTE;

/** An event that may be told again. */
interface Told {
  readonly name: string;
  readonly count: number;
}

/** Events that were told through events.k8s.io lately, by everything but their note. */
export interface EventSeries {
  /** The number of the period that `told` stands for. */
  readonly period: number;
  readonly told: SortedMap<string, Told>;
  /** Those of the period before it; one that was told again since counts no more. */
  readonly before: SortedMap<string, Told>;
}

export const NO_SERIES: EventSeries = { period: 0, told: SortedMap.empty(), before: SortedMap.empty() };

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
  const current = inPeriod(series, Math.floor(now / FINISH_TIME));
  const known = current.told.get(key) ?? current.before.get(key);
  const create = createRequest(event, component, name, now);
  const told = known === undefined ? { name, count: 1 } : { name: known.name, count: known.count + 1 };
  const { period, before } = current;
  const counted = { period, told: current.told.set(key, told), before };
  if (known === undefined) return { series: counted, request: create };
  if (known.count > 1) return { series: counted };
  return { series: counted, request: patchRequest(event, known.name, now), otherwise: create };
}

/** As getKey, in JSON: none of it holds anything that would have to be escaped. */
function keyOf({ eventType, action, reason, object, related }: RecordEvent, component: string): string {
  const other = related === undefined ? 'null' : textOf(related);
  return `["${eventType}","${action}","${reason}","${component}",${textOf(object)},${other}]`;
}

function textOf({ apiVersion, kind, namespace, name, uid, resourceVersion, fieldPath }: ObjectReference): string {
  const where = namespace === undefined ? '' : `"namespace":"${namespace}",`;
  const which = `${uid === undefined ? '' : `,"uid":"${uid}"`}${resourceVersion === undefined ? '' : `,"resourceVersion":"${resourceVersion}"`}`;
  const part = fieldPath === undefined ? '' : `,"fieldPath":"${fieldPath}"`;
  return `{"apiVersion":"${apiVersion}","kind":"${kind}",${where}"name":"${name}"${which}${part}}`;
}

function inPeriod(series: EventSeries, period: number): EventSeries {
  if (series.period === period) return series;
  const before = series.period === period - 1 ? series.told : NO_SERIES.told;
  return { period, told: NO_SERIES.told, before };
}

function namespaceOf({ object }: RecordEvent): string {
  return object.namespace || 'default';
}

/** As recorderImpl.makeEvent. */
function createRequest(event: RecordEvent, component: string, name: string, now: Millis): Request {
  const namespace = namespaceOf(event);
  const { object, related, eventType, reason, message, action } = event;
  const body = {
    kind: 'Event',
    apiVersion: 'v1',
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
    reportingComponent: component,
    reportingInstance: `${component}-control-plane`,
  };
  const told = related === undefined ? body : { ...body, related };
  return { type: 'request', method: 'POST', path: resourcePath(events, namespace), body: told };
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
