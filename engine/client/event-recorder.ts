import { extended } from '../core/extended.js';
import { SortedMap } from '../core/sorted-map.js';
import type { Millis } from '../core/time.js';
import { MINUTE } from '../core/time.js';
import { fnv32a } from '../apimachinery/hash.js';
import { isDNS1123Subdomain } from '../apimachinery/names.js';
import { epochNanos, timestamp } from '../apimachinery/time.js';
import { events } from '../apis/generated/resources.js';
import { resourcePath } from '../apis/resource.js';
import type { Request } from '../apiserver/request.js';
import { correlateSeries, NO_SERIES, type EventSeries } from './event-series.js';
import type { ObjectReference, RecordEvent } from './reconcile.js';

/** The same event with this many different messages within the interval is told as one. */
const AGGREGATE_MAX_EVENTS = 10;
const AGGREGATE_INTERVAL: Millis = 10 * MINUTE;

/** A source may tell 25 events about an object, then one every five minutes. Counted in saved-up milliseconds. */
const SPAM_TOKEN: Millis = 5 * MINUTE;
const SPAM_BURST: Millis = 25 * SPAM_TOKEN;

/** Sources and objects remembered at least; twice as many at most. */
const REMEMBERED_SUBJECTS = 4096;

/** An event that was written: the next equal one raises its count. */
interface Observed {
  readonly count: number;
  readonly firstTimestamp: string;
  readonly name: string;
}

/** Events of one reason, whatever their message. */
interface Similar {
  /** Different messages, oldest first; fewer than AGGREGATE_MAX_EVENTS. */
  readonly messages: readonly string[];
  readonly lastSeen: Millis;
}

/** What is remembered of one source's events of one type about one object. */
interface Subject {
  readonly credit: Millis;
  readonly filledAt: Millis;
  /** By reason. */
  readonly similar: Readonly<Record<string, Similar>>;
  /** By reason, field path and message; of aggregates, by reason alone. */
  readonly observed: Readonly<Record<string, Observed>>;
}

/**
 * What an EventCorrelator (client-go tools/record) remembers. Upstream keeps three caches of the 4096 last used; here one
 * record per source and object holds all three, and two generations of 4096 subjects take the place of exact recency.
 */
export interface RecorderMemory {
  readonly young: SortedMap<string, Subject>;
  readonly old: SortedMap<string, Subject>;
  /** Makes names unique: events named at `namedAt` so far. */
  readonly namedAt: Millis;
  readonly named: number;
  /** Of events that say what was done. */
  readonly series: EventSeries;
}

export const NEW_RECORDER: RecorderMemory = {
  young: SortedMap.empty(),
  old: SortedMap.empty(),
  namedAt: -1,
  named: 0,
  series: NO_SERIES,
};

/** What to write for an event. */
export interface Correlated {
  readonly memory: RecorderMemory;
  /** Absent: the event is dropped as spam. */
  readonly request?: Request;
  /** To be sent when `request` (a patch) is answered with 404: the event that it counted up has expired. */
  readonly otherwise?: Request;
}

interface Source {
  readonly component: string;
  readonly host?: string;
}

/** An event after aggregation. */
interface Told {
  readonly message: string;
  readonly key: string;
  readonly combined: boolean;
  readonly similar: Similar;
}

/**
 * Turns an event that a component records into the request that client-go sends for it: a create, or a patch that counts
 * up an earlier one. `component` names the source of an event that names none (EventCorrelator.EventCorrelate).
 */
export function correlate(memory: RecorderMemory, event: RecordEvent, component: string, now: Millis): Correlated {
  const source = event.source ?? { component };
  if (event.action !== undefined) return correlateNamed(memory, event, source, now);
  const subjectKey = spamKey(event, source);
  const subject = memory.young.get(subjectKey) ?? memory.old.get(subjectKey) ?? newSubject(now);
  const told = aggregate(subject, event, now);
  const last = subject.observed[told.key];
  const { name, named } = last ? { name: last.name, named: memory } : nameEvent(memory, event, source, now);
  const observed: Observed = {
    count: (last?.count ?? 0) + 1,
    firstTimestamp: last?.firstTimestamp ?? timestamp(now),
    name,
  };
  const credit = Math.min(SPAM_BURST, subject.credit + now - subject.filledAt);
  const spam = credit < SPAM_TOKEN;
  const changed: Subject = {
    credit: spam ? credit : credit - SPAM_TOKEN,
    filledAt: now,
    similar: extended(subject.similar, { [event.reason]: told.similar }),
    observed: extended(subject.observed, { [told.key]: observed }),
  };
  const remembered = remember(named, subjectKey, changed);
  if (spam) return { memory: remembered };
  const create = createRequest(event, source, told, observed, now);
  if (last === undefined) return { memory: remembered, request: create };
  return { memory: remembered, request: patchRequest(event, told, observed, now), otherwise: create };
}

function correlateNamed(memory: RecorderMemory, event: RecordEvent, source: Source, now: Millis): Correlated {
  const { name, named } = nameEvent(memory, event, source, now);
  const { series, ...requests } = correlateSeries(memory.series, event, source.component, name, now);
  return { memory: { ...named, series }, ...requests };
}

function newSubject(now: Millis): Subject {
  return { credit: SPAM_BURST, filledAt: now, similar: {}, observed: {} };
}

/** Follows getSpamKey. */
function spamKey({ object, eventType }: RecordEvent, { component, host = '' }: Source): string {
  const { kind, namespace = '', name, uid = '', apiVersion } = object;
  return `${component}/${host}/${kind}/${namespace}/${name}/${uid}/${apiVersion}/${eventType}`;
}

/**
 * Follows EventAggregator.EventAggregate. Upstream forgets any one of ten messages to make room for the next; here it is
 * the oldest.
 */
function aggregate(subject: Subject, { reason, message, object }: RecordEvent, now: Millis): Told {
  const known = subject.similar[reason];
  const messages = known === undefined || now - known.lastSeen > AGGREGATE_INTERVAL ? [] : known.messages;
  const seen = messages.includes(message) ? messages : [...messages, message];
  if (seen.length < AGGREGATE_MAX_EVENTS) {
    const key = `${reason}/${object.fieldPath ?? ''}/${message}`;
    return { message, key, combined: false, similar: { messages: seen, lastSeen: now } };
  }
  return {
    message: `(combined from similar events): ${message}`,
    key: reason,
    combined: true,
    similar: { messages: seen.slice(1), lastSeen: now },
  };
}

function remember(memory: RecorderMemory, key: string, subject: Subject): RecorderMemory {
  const young = memory.young.set(key, subject);
  return young.size < REMEMBERED_SUBJECTS ? { ...memory, young } : { ...memory, young: SortedMap.empty(), old: young };
}

/**
 * '<object>.<nanoseconds in hex>'. The nanoseconds below the millisecond count the events of the component in it, and
 * tell components apart that speak of one object at one time. Where that is no name for an object upstream takes a random
 * UUID; here it is the nanoseconds alone.
 */
function nameEvent(
  memory: RecorderMemory,
  event: RecordEvent,
  { component, host = '' }: Source,
  now: Millis,
): { readonly name: string; readonly named: RecorderMemory } {
  const before = memory.namedAt === now ? memory.named : 0;
  const apart = fnv32a(component + host + event.reason);
  const nanos = (epochNanos(now) + BigInt(before * 1000 + (apart % 1000))).toString(16);
  const name = `${event.object.name}.${nanos}`;
  const valid = isDNS1123Subdomain(name).length === 0;
  const named = { ...memory, namedAt: now, named: before + 1 };
  return { name: valid ? name : `${nanos}-${apart.toString(16)}`, named };
}

function namespaceFor(object: ObjectReference): string {
  return object.namespace === undefined || object.namespace === '' ? 'default' : object.namespace;
}

/** Follows recorderImpl.makeEvent; a combined event carries neither the reporter nor the annotations. */
function createRequest(event: RecordEvent, source: Source, told: Told, observed: Observed, now: Millis): Request {
  const namespace = namespaceFor(event.object);
  const { annotations } = event;
  const body = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: observed.name,
      namespace,
      ...(annotations === undefined || told.combined ? {} : { annotations }),
    },
    involvedObject: event.object,
    reason: event.reason,
    message: told.message,
    source,
    firstTimestamp: observed.firstTimestamp,
    lastTimestamp: timestamp(now),
    count: observed.count,
    type: event.eventType,
    reportingComponent: told.combined ? '' : source.component,
    reportingInstance: told.combined ? '' : (source.host ?? ''),
  };
  return { type: 'request', method: 'POST', path: resourcePath(events, namespace), body };
}

/** The strategic merge patch that eventLogger.eventObserve computes. */
function patchRequest(event: RecordEvent, told: Told, observed: Observed, now: Millis): Request {
  return {
    type: 'request',
    method: 'PATCH',
    path: resourcePath(events, namespaceFor(event.object), observed.name),
    contentType: 'application/strategic-merge-patch+json',
    body: { count: observed.count, lastTimestamp: timestamp(now), message: told.message },
  };
}
