import { SortedMap } from '../core/sorted-map.js';
import type { Millis } from '../core/time.js';
import { MINUTE } from '../core/time.js';
import { timestamp } from '../apimachinery/time.js';
import { events } from '../apis/generated/resources.js';
import { resourcePath } from '../apis/resource.js';
import type { Request } from '../apiserver/request.js';
import { eventName } from './event-name.js';
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
  readonly fieldPath: string;
  readonly message: string;
  readonly count: number;
  readonly firstTimestamp: string;
  readonly name: string;
}

/** Events of one reason, whatever their message. */
interface Similar {
  readonly reason: string;
  /** Different messages, oldest first; fewer than AGGREGATE_MAX_EVENTS. */
  readonly messages: readonly string[];
  readonly lastSeen: Millis;
  /** Each in its place by field path and message. */
  readonly observed: readonly Observed[];
  /** What was told of many of them together. */
  readonly aggregate: Observed | undefined;
}

/** What is remembered of one source's events of one type about one object. */
interface Subject {
  readonly credit: Millis;
  readonly filledAt: Millis;
  /** In the order of their reasons. Lists: most subjects have one to three, and a record would get a new shape with each. */
  readonly similar: readonly Similar[];
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

type Source = NonNullable<RecordEvent['source']>;

/** An event after aggregation. */
interface Told {
  readonly message: string;
  readonly combined: boolean;
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
  const place = placeOf(subject.similar, event.reason);
  const known = subject.similar[place];
  const before = known?.reason === event.reason ? known : undefined;
  const messages = seenMessages(before, event.message, now);
  const combined = messages.length === AGGREGATE_MAX_EVENTS;
  const told = { message: combined ? `(combined from similar events): ${event.message}` : event.message, combined };
  const last = combined ? before?.aggregate : observedAs(before, event);
  const observed: Observed = {
    fieldPath: event.object.fieldPath ?? '',
    message: event.message,
    count: (last?.count ?? 0) + 1,
    firstTimestamp: last?.firstTimestamp ?? timestamp(now),
    name: last?.name ?? eventName(event, source, now, namedAt(memory, now)),
  };
  const credit = Math.min(SPAM_BURST, subject.credit + now - subject.filledAt);
  const spam = credit < SPAM_TOKEN;
  const similar: Similar = {
    reason: event.reason,
    messages: combined ? messages.slice(1) : messages,
    lastSeen: now,
    observed: combined ? (before?.observed ?? NONE) : withObserved(before?.observed ?? NONE, observed),
    aggregate: combined ? observed : before?.aggregate,
  };
  const changed: Subject = {
    credit: spam ? credit : credit - SPAM_TOKEN,
    filledAt: now,
    similar: withItem(subject.similar, similar, place, before !== undefined),
  };
  const remembered = remember(last === undefined ? named(memory, now) : memory, subjectKey, changed);
  if (spam) return { memory: remembered };
  const create = createRequest(event, source, told, observed, now);
  if (last === undefined) return { memory: remembered, request: create };
  return { memory: remembered, request: patchRequest(event, told, observed, now), otherwise: create };
}

function correlateNamed(memory: RecorderMemory, event: RecordEvent, source: Source, now: Millis): Correlated {
  const name = eventName(event, source, now, namedAt(memory, now));
  const { series, request, otherwise } = correlateSeries(memory.series, event, source.component, name, now);
  const { young, old } = memory;
  return { memory: { young, old, namedAt: now, named: namedAt(memory, now) + 1, series }, request, otherwise };
}

const NONE: readonly Observed[] = [];

function newSubject(now: Millis): Subject {
  return { credit: SPAM_BURST, filledAt: now, similar: [] };
}

/** Follows getSpamKey; what tells objects apart comes first, so that keys are soon told apart. */
function spamKey({ object, eventType }: RecordEvent, { component, host = '' }: Source): string {
  const { kind, namespace = '', name, uid = '', apiVersion } = object;
  return `${uid}/${name}/${namespace}/${kind}/${apiVersion}/${component}/${host}/${eventType}`;
}

/**
 * The messages of a reason with the latest one, AGGREGATE_MAX_EVENTS at most. Follows EventAggregator.EventAggregate.
 * Upstream forgets any one of ten messages to make room for the next; here it is the oldest.
 */
function seenMessages(known: Similar | undefined, message: string, now: Millis): readonly string[] {
  if (known === undefined || now - known.lastSeen > AGGREGATE_INTERVAL) return [message];
  return known.messages.includes(message) ? known.messages : [...known.messages, message];
}

/** Where events of a reason stand, or belong. */
function placeOf(similar: readonly Similar[], reason: string): number {
  let place = 0;
  for (const each of similar) {
    if (each.reason >= reason) break;
    place++;
  }
  return place;
}

function observedAs(similar: Similar | undefined, { message, object }: RecordEvent): Observed | undefined {
  const { fieldPath = '' } = object;
  return similar?.observed.find((each) => each.message === message && each.fieldPath === fieldPath);
}

function withObserved(list: readonly Observed[], observed: Observed): readonly Observed[] {
  let place = 0;
  for (const each of list) {
    if (each.fieldPath === observed.fieldPath && each.message === observed.message)
      return withItem(list, observed, place, true);
    const isBefore =
      each.fieldPath === observed.fieldPath ? each.message < observed.message : each.fieldPath < observed.fieldPath;
    if (!isBefore) break;
    place++;
  }
  return withItem(list, observed, place, false);
}

/** The list with an item in the place of another, or before it. */
function withItem<T>(list: readonly T[], item: T, place: number, over: boolean): readonly T[] {
  if (list.length === 0) return [item];
  const items = list.slice();
  items.splice(place, over ? 1 : 0, item);
  return items;
}

function remember({ young, old, namedAt, named, series }: RecorderMemory, key: string, subject: Subject) {
  const more = young.set(key, subject);
  return more.size < REMEMBERED_SUBJECTS
    ? { young: more, old, namedAt, named, series }
    : { young: NEW_RECORDER.young, old: more, namedAt, named, series };
}

/** How many events were named at `now`. */
function namedAt(memory: RecorderMemory, now: Millis): number {
  return memory.namedAt === now ? memory.named : 0;
}

/** One more event was named. */
function named(memory: RecorderMemory, now: Millis): RecorderMemory {
  const { young, old, series } = memory;
  return { young, old, namedAt: now, named: namedAt(memory, now) + 1, series };
}

function namespaceFor(object: ObjectReference): string {
  return object.namespace === undefined || object.namespace === '' ? 'default' : object.namespace;
}

/** Follows recorderImpl.makeEvent; a combined event carries neither the reporter nor the annotations. */
function createRequest(event: RecordEvent, source: Source, told: Told, observed: Observed, now: Millis): Request {
  const namespace = namespaceFor(event.object);
  const { annotations } = event;
  const { name } = observed;
  const body = {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: annotations === undefined || told.combined ? { name, namespace } : { name, namespace, annotations },
    involvedObject: event.object,
    reason: event.reason,
    message: told.message,
    source,
    firstTimestamp: observed.firstTimestamp,
    lastTimestamp: timestamp(now),
    count: observed.count,
    type: event.eventType,
    eventTime: null,
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
