import type { Event } from '../../../engine/apis/generated/core.v1.js';
import type { Millis } from '../../../engine/core/time.js';
import type { Kubectl } from '../effect.js';
import { isFailure } from '../failure.js';
import { goSort } from '../printers/sort.js';
import { metaText, ofKind } from '../resources/info.js';
import { listObjects } from '../resources/requests.js';
import type { Report } from './report.js';
import type { Subject } from './subject.js';
import { sinceText } from './times.js';

/** An object as its events refer to it. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

/** The object itself. */
export function referenceOf({ info, object }: Subject): Reference {
  const { kind } = info.mapping.resource;
  return { kind, name: info.name, namespace: metaText(object, 'namespace'), uid: metaText(object, 'uid') };
}

/** The events about an object; none when they cannot be read (searchEvents). */
export function* searchEvents(
  { session, limit }: Subject,
  { kind, name, namespace, uid }: Reference,
): Kubectl<readonly Event[]> {
  const mapping = yield* session.mapping('events');
  if (isFailure(mapping)) return [];
  const terms = [
    ...(kind === '' ? [] : [`involvedObject.kind=${kind}`]),
    `involvedObject.name=${name}`,
    `involvedObject.namespace=${namespace}`,
    ...(uid === '' ? [] : [`involvedObject.uid=${uid}`]),
  ];
  const events = yield* listObjects(session, mapping, namespace, { fieldSelector: terms.join(','), limit });
  return isFailure(events) ? [] : events.map((event) => ofKind<Event>(event));
}

/** The events at the end of most descriptions. */
export function* describeEvents(
  subject: Subject,
  report: Report,
  reference = referenceOf(subject),
): Kubectl<undefined> {
  if (subject.showEvents) writeEvents(report, yield* searchEvents(subject, reference), subject.session.now);
  return undefined;
}

/** Events from old to new. */
export function writeEvents(report: Report, events: readonly Event[], now: Millis): void {
  if (events.length === 0) return report.line(0, 'Events:\t<none>');
  report.flush();
  report.line(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage');
  report.line(1, '----\t------\t----\t----\t-------');
  const last = ({ lastTimestamp }: Event): string => lastTimestamp ?? '';
  for (const event of goSort(events, (a, b) => last(a) < last(b))) report.line(1, eventCells(event, now).join('\t'));
}

function eventCells(event: Event, now: Millis): readonly string[] {
  const { type = '', reason = '', source, reportingComponent = '', involvedObject } = event;
  const message = (event.message ?? '').trim();
  const { fieldPath = '' } = involvedObject;
  const component = source.component ?? '';
  return [
    type,
    reason,
    ageText(event, now),
    component === '' ? reportingComponent : component,
    fieldPath === '' ? message : `${fieldPath}: ${message}`,
  ];
}

/** '10s', or '10s (x3 over 5m)'. */
export function ageText({ eventTime, firstTimestamp, lastTimestamp, series, count = 0 }: Event, now: Millis): string {
  const first = sinceText(now, eventTime ?? firstTimestamp);
  if (series !== undefined) return `${sinceText(now, series.lastObservedTime)} (x${series.count ?? 0} over ${first})`;
  return count > 1 ? `${sinceText(now, lastTimestamp)} (x${count} over ${first})` : first;
}
