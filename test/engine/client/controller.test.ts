import t from 'tap';
import { configmaps, pods } from '../../../engine/apis/generated/resources.js';
import { objectKey } from '../../../engine/apimachinery/object.js';
import type { WatchEvent } from '../../../engine/apiserver/watch-event.js';
import { controller, isEventOf, NOTHING, type Synced } from '../../../engine/client/controller.js';
import { FakeApi } from '../../support/fake-api.js';

/** A controller that counts what it sees and syncs as it is told. */
function counting(
  synced: Omit<Synced<number>, 'memory'> = {},
  options: { initialKeys?: string[]; maxRetries?: number } = {},
) {
  return controller<number>({
    name: 'counter',
    watches: [configmaps],
    start: () => 0,
    handle: (event, _observation, memory) =>
      event.object.metadata.name === 'boring'
        ? { memory, enqueue: NOTHING }
        : { memory: memory + 1, enqueue: [{ key: objectKey(event.object) }] },
    *sync(_key, memory) {
      return { memory, ...synced };
    },
    ...options,
  });
}

function added(name: string): WatchEvent {
  const api = new FakeApi();
  api.seed(configmaps, { metadata: { name } });
  const [event] = api.takeEvents();
  if (event === undefined) throw new Error('nothing was written');
  return event;
}

const observation = (cause = 3, now = 0) => ({ ...new FakeApi().context, cause, now });

t.test('an event wakes its key, with the step that made it as the cause', async (t) => {
  const component = counting();
  const memory = component.observe(component.start(0), added('a'), observation(3, 10));
  t.same(component.due(memory), { at: 10 });
  t.same(component.take(memory, 10).work, { key: 'default/a', cause: 3 });
  t.equal(memory.state, 1);
});

t.test('an event that does not matter changes nothing', async (t) => {
  const component = counting();
  const memory = component.start(0);
  t.equal(component.observe(memory, added('boring'), observation()), memory);
});

t.test('an event that leaves nothing to do wakes a key only if it has failed', async (t) => {
  const component = controller<undefined>({
    name: 'idle',
    watches: [configmaps],
    start: () => undefined,
    handle: (event) => ({
      memory: undefined,
      enqueue: [{ key: objectKey(event.object), ifFailed: event.revision < 9 }],
    }),
    *sync() {
      return { memory: undefined, requeue: 'rate-limited' as const };
    },
  });
  const start = component.start(0);
  const idle = added('a');
  t.equal(component.observe(start, idle, observation()), start);
  const taken = component.take(component.observe(start, { ...idle, revision: 9 }, observation()), 0);
  const api = new FakeApi();
  const failed = api.run(component.work(taken.work, taken.memory, { ...api.context, now: 0 }));
  t.same(component.due(component.observe(failed, idle, observation(3, 2))), { at: 2 });
});

t.test('initial keys wait from the start', async (t) => {
  const component = counting({}, { initialKeys: ['tick'] });
  t.equal(component.take(component.start(5), 5).work.key, 'tick');
});

t.test('how a sync ends says when its key comes again', async (t) => {
  const rows: readonly [Omit<Synced<number>, 'memory'>, unknown][] = [
    [{}, undefined],
    [{ requeue: 'rate-limited' }, { at: 5, retry: true }],
    [{ requeue: 700 }, { at: 700 }],
    [
      { requeue: 700, retry: true },
      { at: 700, retry: true },
    ],
    [{ enqueue: [{ key: 'other', after: 9 }] }, { at: 9 }],
  ];
  for (const [synced, expected] of rows) {
    const component = counting(synced);
    const taken = component.take(component.observe(component.start(0), added('a'), observation()), 0);
    const api = new FakeApi();
    const memory = api.run(component.work(taken.work, taken.memory, { ...api.context, now: 0 }));
    t.same(component.due(memory), expected, JSON.stringify(synced));
  }
});

t.test('a key that fails too often in a row is dropped', async (t) => {
  const component = counting({ requeue: 'rate-limited' }, { maxRetries: 2 });
  let memory = component.observe(component.start(0), added('a'), observation());
  const times: number[] = [];
  for (let next = component.due(memory); next !== undefined; next = component.due(memory)) {
    times.push(next.at);
    const taken = component.take(memory, next.at);
    const api = new FakeApi();
    memory = api.run(component.work(taken.work, taken.memory, { ...api.context, now: next.at }));
  }
  t.same(times, [0, 5, 15]);
  t.equal(memory.queue.failures.size, 0);
});

t.test('a sync that changes nothing gives the memory it was given', async (t) => {
  const component = counting();
  const taken = component.take(component.observe(component.start(0), added('a'), observation()), 0);
  const api = new FakeApi();
  t.equal(api.run(component.work(taken.work, taken.memory, api.context)), taken.memory);
});

t.test('events are told apart by their collection', async (t) => {
  t.ok(isEventOf(added('a'), configmaps));
  t.notOk(isEventOf(added('a'), pods));
});
