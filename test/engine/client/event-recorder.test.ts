import t from 'tap';
import { correlate, NEW_RECORDER, type Correlated } from '../../../engine/client/event-recorder.js';
import type { RecordEvent } from '../../../engine/client/reconcile.js';
import { MINUTE } from '../../../engine/core/time.js';

const POD = { apiVersion: 'v1', kind: 'Pod', namespace: 'ns', name: 'web', uid: 'u', resourceVersion: '7' };

function event(message: string, changes: Partial<RecordEvent> = {}): RecordEvent {
  return { type: 'event', object: POD, eventType: 'Normal', reason: 'Tested', message, ...changes };
}

/** Records events one after the other at the given times and gives what is written for each. */
function record(rows: readonly (readonly [number, RecordEvent])[]): readonly Correlated[] {
  let memory = NEW_RECORDER;
  return rows.map(([now, item]) => {
    const correlated = correlate(memory, item, 'tester', now);
    memory = correlated.memory;
    return correlated;
  });
}

/** 'POST message' or 'PATCH message xcount', or '-' for nothing. */
function told({ request }: Correlated): string {
  if (request === undefined) return '-';
  const { message, count } = request.body as { message: string; count: number };
  return request.method === 'POST' ? `POST ${message}` : `PATCH ${message} x${count}`;
}

t.test('a first event is created as client-go writes it', async (t) => {
  const [first] = record([[1_500, event('hello')]]);
  t.match(first?.request, { type: 'request', method: 'POST', path: '/api/v1/namespaces/ns/events' });
  const body = first?.request?.body as { metadata: { name: string } };
  t.match(body.metadata.name, /^web\.[0-9a-f]{16}$/);
  t.same(
    { ...body, metadata: { ...body.metadata, name: '' } },
    {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: '', namespace: 'ns' },
      involvedObject: POD,
      reason: 'Tested',
      message: 'hello',
      source: { component: 'tester' },
      firstTimestamp: '2026-01-01T00:00:01Z',
      lastTimestamp: '2026-01-01T00:00:01Z',
      count: 1,
      type: 'Normal',
      eventTime: null,
      reportingComponent: 'tester',
      reportingInstance: '',
    },
  );
});

t.test('source, host and annotations are those that the event names', async (t) => {
  const source = { component: 'kubelet', host: 'n1' };
  const [first] = record([[0, event('x', { source, annotations: { a: 'b' } })]]);
  t.match(first?.request?.body, {
    source,
    reportingComponent: 'kubelet',
    reportingInstance: 'n1',
    metadata: { annotations: { a: 'b' } },
  });
});

t.test('events about cluster-scoped objects go to the namespace default', async (t) => {
  const object = { apiVersion: 'v1', kind: 'Node', name: 'n1' };
  const [first] = record([[0, event('x', { object })]]);
  t.equal(first?.request?.path, '/api/v1/namespaces/default/events');
  t.match(first?.request?.body, { metadata: { namespace: 'default' } });
});

t.test('an object whose name cannot begin an event name gives an event another', async (t) => {
  const [first] = record([[0, event('x', { object: { ...POD, name: 'system:x' } })]]);
  const { metadata } = first?.request?.body as { metadata: { name: string } };
  t.match(metadata.name, /^[0-9a-f-]+$/);
});

t.test('names differ within a millisecond, and between components', async (t) => {
  const rows = [...'abc'].map((message) => [0, event(message)] as const);
  const other = correlate(NEW_RECORDER, event('a'), 'other', 0);
  const names = [...record(rows), other].map(({ request }) => JSON.stringify(request?.body).match(/web\.\w+/)?.[0]);
  t.equal(new Set(names).size, 4);
  t.same(names.slice(0, 3), [...names.slice(0, 3)].sort());
});

t.test('the same event again counts up the one there is', async (t) => {
  const [first, second, third] = record([
    [0, event('x')],
    [2_000, event('x')],
    [4_000, event('x')],
  ]);
  const { metadata } = first?.request?.body as { metadata: { name: string } };
  t.match(second?.request, {
    method: 'PATCH',
    path: `/api/v1/namespaces/ns/events/${metadata.name}`,
    contentType: 'application/strategic-merge-patch+json',
    body: { count: 2, lastTimestamp: '2026-01-01T00:00:02Z', message: 'x' },
  });
  t.match(third?.request?.body, { count: 3 });
  t.match(third?.otherwise, { method: 'POST', body: { count: 3, firstTimestamp: '2026-01-01T00:00:00Z', metadata } });
});

t.test('events differ by reason, type, object, uid and field path', async (t) => {
  const rows: readonly Partial<RecordEvent>[] = [
    {},
    { reason: 'Other' },
    { eventType: 'Warning' },
    { object: { ...POD, name: 'other' } },
    { object: { ...POD, uid: 'other' } },
    { object: { ...POD, fieldPath: 'spec.containers{c}' } },
  ];
  t.same(
    record(rows.map((row) => [0, event('x', row)])).map(told),
    rows.map(() => 'POST x'),
  );
});

t.test('from the tenth message on, similar events are combined into one', async (t) => {
  const rows = Array.from({ length: 12 }, (_, i) => [i, event(`m${i}`)] as const);
  const texts = record(rows).map(told);
  t.same(texts.slice(8), [
    'POST m8',
    'POST (combined from similar events): m9',
    'PATCH (combined from similar events): m10 x2',
    'PATCH (combined from similar events): m11 x3',
  ]);
  const combined = record(rows)[9]?.request?.body;
  t.match(combined, { reportingComponent: '', reportingInstance: '', source: { component: 'tester' } });
});

t.test('a message that recurs among many is still counted by itself', async (t) => {
  const rows = Array.from({ length: 9 }, (_, i) => [i, event(`m${i}`)] as const);
  t.equal(told(record([...rows, [10, event('m4')]])[9] ?? { memory: NEW_RECORDER }), 'PATCH m4 x2');
});

t.test('after more than ten quiet minutes the messages are counted afresh', async (t) => {
  const rows = Array.from({ length: 9 }, (_, i) => [i, event(`m${i}`)] as const);
  const at = 8 + 10 * MINUTE;
  t.equal(
    told(record([...rows, [at, event('new')]])[9] ?? { memory: NEW_RECORDER }),
    'POST (combined from similar events): new',
  );
  t.equal(told(record([...rows, [at + 1, event('new')]])[9] ?? { memory: NEW_RECORDER }), 'POST new');
});

t.test('a source may tell 25 events about an object, then one in five minutes', async (t) => {
  const rows = Array.from({ length: 27 }, () => [0, event('x')] as const);
  const late: readonly (readonly [number, RecordEvent])[] = [
    [5 * MINUTE - 1, event('x')],
    [5 * MINUTE, event('x')],
    [5 * MINUTE, event('x')],
    [5 * MINUTE, event('x', { eventType: 'Warning' })],
  ];
  const texts = record([...rows, ...late]).map(told);
  t.same(texts.slice(24), ['PATCH x x25', '-', '-', '-', 'PATCH x x29', '-', 'POST x']);
});

t.test('subjects not heard of for long are forgotten', async (t) => {
  let memory = NEW_RECORDER;
  for (let i = 0; i < 10_000; i++)
    memory = correlate(memory, event('x', { object: { ...POD, name: `p${i}` } }), 'tester', 0).memory;
  t.ok(memory.young.size + memory.old.size <= 8192);
  t.match(correlate(memory, event('x', { object: { ...POD, name: 'p9999' } }), 'tester', 0).request, {
    method: 'PATCH',
  });
  t.match(correlate(memory, event('x', { object: { ...POD, name: 'p0' } }), 'tester', 0).request, { method: 'POST' });
});
