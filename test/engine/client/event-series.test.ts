import t from 'tap';
import { MINUTE } from '../../../engine/core/time.js';
import { correlateSeries, NO_SERIES } from '../../../engine/client/event-series.js';
import type { RecordEvent } from '../../../engine/client/reconcile.js';

const POD = { apiVersion: 'v1', kind: 'Pod', name: 'p', namespace: 'x', uid: 'u' };

function event(message: string, over: Partial<RecordEvent> = {}): RecordEvent {
  const base = { type: 'event', eventType: 'Warning', reason: 'FailedScheduling', action: 'Scheduling' } as const;
  return { ...base, object: POD, message, ...over };
}

/** A component that tells events; each is named after how many came before it. */
function teller() {
  let series = NO_SERIES;
  let told = 0;
  return (item: RecordEvent, now: number) => {
    const { series: next, ...requests } = correlateSeries(series, item, 'tester', `e${told++}`, now);
    series = next;
    return requests;
  };
}

t.test('the first event is created, the second is noted on it, more are only counted', (t) => {
  const tell = teller();
  t.match(tell(event('a'), 0).request, {
    method: 'POST',
    path: '/api/v1/namespaces/x/events',
    body: { metadata: { name: 'e0' }, message: 'a', action: 'Scheduling', reportingComponent: 'tester' },
  });
  const second = tell(event('b'), 1_500);
  t.match(second.request, {
    method: 'PATCH',
    path: '/api/v1/namespaces/x/events/e0',
    body: { series: { count: 2, lastObservedTime: '2026-01-01T00:00:01.500000Z' } },
  });
  t.match(second.otherwise, { method: 'POST' }, 'for the case that the first one is gone');
  t.strictSame(tell(event('c'), 2_000), {});
  t.end();
});

const different: readonly [string, Partial<RecordEvent>][] = [
  ['type', { eventType: 'Normal' }],
  ['reason', { reason: 'Preempted' }],
  ['action', { action: 'Preempting' }],
  ['object', { object: { ...POD, uid: 'v' } }],
  ['related object', { related: POD }],
];

for (const [what, over] of different) {
  t.test(`an event of another ${what} is one of its own`, (t) => {
    const tell = teller();
    tell(event('a'), 0);
    t.match(tell(event('a', over), 0).request, { method: 'POST' });
    t.end();
  });
}

const gaps: readonly [string, number, number, 'PATCH' | 'POST'][] = [
  ['in the same period', 0, 6 * MINUTE - 1, 'PATCH'],
  ['in the next period', 0, 12 * MINUTE - 1, 'PATCH'],
  ['after the next period', 0, 12 * MINUTE, 'POST'],
  ['long after', 6 * MINUTE - 1, 60 * MINUTE, 'POST'],
];

for (const [when, first, second, method] of gaps) {
  t.test(`an event told again ${when} is a ${method}`, (t) => {
    const tell = teller();
    tell(event('a'), first);
    t.match(tell(event('b'), second).request, { method });
    t.end();
  });
}

t.test('a series goes on as long as it is told', (t) => {
  const tell = teller();
  tell(event('a'), 0);
  tell(event('a'), 1);
  for (let now = 6 * MINUTE; now < 60 * MINUTE; now += 6 * MINUTE) t.strictSame(tell(event('a'), now), {});
  t.end();
});
