import fc from 'fast-check';
import t from 'tap';
import {
  add,
  addAfter,
  addRateLimited,
  due,
  failureCount,
  forget,
  take,
  workQueue,
  type WorkQueue,
} from '../../../engine/client/work-queue.js';

/** Keys in the order in which they come, each at its time. */
function drain(queue: WorkQueue): readonly string[] {
  const taken: string[] = [];
  let rest = queue;
  for (let next = due(rest); next !== undefined; next = due(rest)) {
    const item = take(rest, next.at);
    if (item === undefined) break;
    taken.push(`${next.at}:${item.work.key}${item.work.retry ? '!' : ''}`);
    rest = item.queue;
  }
  return taken;
}

t.test('keys come first in, first out, each once', async (t) => {
  let queue = workQueue();
  for (const key of ['b', 'a', 'b', 'c', 'a']) queue = add(queue, key, 1, 0);
  t.same(drain(queue), ['0:b', '0:a', '0:c']);
  t.equal(add(queue, 'a', 9, 0), queue, 'a key that is ready changes nothing');
});

t.test('the cause of a key is the step that enqueued it first', async (t) => {
  const queue = add(add(workQueue(), 'a', 7, 0), 'a', 8, 0);
  t.same(take(queue, 0)?.work, { key: 'a', cause: 7 });
});

t.test('a delayed key comes at the earliest time it was asked for', async (t) => {
  const rows: readonly [readonly (readonly [string, number])[], readonly string[]][] = [
    [[['a', 10]], ['10:a']],
    [
      [
        ['a', 10],
        ['a', 5],
      ],
      ['5:a'],
    ],
    [
      [
        ['a', 5],
        ['a', 10],
      ],
      ['5:a'],
    ],
    [
      [
        ['a', 10],
        ['b', 5],
      ],
      ['5:b', '10:a'],
    ],
    [
      [
        ['a', 0],
        ['a', 10],
      ],
      ['0:a', '10:a'],
    ],
    [[['a', -3]], ['0:a']],
    [[['a', 1.5]], ['2:a']],
  ];
  for (const [asks, expected] of rows) {
    const queue = asks.reduce((filled, [key, delay]) => addAfter(filled, key, delay, 1, 0), workQueue());
    t.same(drain(queue), expected, JSON.stringify(asks));
  }
});

t.test('a key that is added while it is delayed is worked on now and then', async (t) => {
  t.same(drain(add(addAfter(workQueue(), 'a', 10, 1, 0), 'a', 2, 0)), ['0:a', '10:a']);
});

t.test('what became ready earlier goes before what is added later', async (t) => {
  const queue = add(addAfter(workQueue(), 'late', 5, 1, 0), 'added', 2, 8);
  t.equal(take(queue, 8)?.work.key, 'late');
  t.same(drain(add(addAfter(workQueue(), 'a', 5, 1, 0), 'a', 2, 8)), ['5:a'], 'and a key only once');
});

t.test('failures back off from 5 ms, doubling to 1000 s, until they are forgotten', async (t) => {
  let queue = workQueue();
  const waits: number[] = [];
  for (let now = 0; waits.length < 21;) {
    queue = addRateLimited(queue, 'a', 1, now);
    const at = due(queue)?.at ?? now;
    waits.push(at - now);
    queue = take(queue, at)?.queue ?? queue;
    now = at;
  }
  t.same(waits.slice(0, 5), [5, 10, 20, 40, 80]);
  t.same(waits.slice(16), [327_680, 655_360, 1_000_000, 1_000_000, 1_000_000]);
  t.equal(failureCount(queue, 'a'), 21);
  const forgotten = forget(queue, 'a');
  t.equal(failureCount(forgotten, 'a'), 0);
  t.equal(forget(forgotten, 'a'), forgotten, 'forgetting what is forgotten changes nothing');
});

t.test('all failures together are limited to 10 a second after 100', async (t) => {
  let queue = workQueue();
  for (let i = 0; i < 103; i++) queue = addRateLimited(queue, `k${i}`, 1, 0);
  t.same(drain(queue).slice(99), ['5:k99!', '100:k100!', '200:k101!', '300:k102!']);
});

t.test('only a queue of nothing but retries is due as a retry', async (t) => {
  const failed = addRateLimited(workQueue(), 'a', 1, 0);
  t.same(due(failed), { at: 5, retry: true });
  t.same(due(addAfter(failed, 'b', 60, 1, 0)), { at: 5 });
  t.same(due(addAfter(failed, 'a', 60, 1, 0)), { at: 5 }, 'a fresh wish makes the retry more than one');
  t.same(due(add(failed, 'a', 1, 6)), { at: 5 });
  t.same(due(addAfter(workQueue(), 'a', 60, 1, 0, true)), { at: 60, retry: true });
  t.equal(due(workQueue()), undefined);
});

t.test('whatever is done, every key that was added comes, never early, and the queue ends empty', async () => {
  const operation = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    delay: fc.integer({ min: 0, max: 20 }),
    how: fc.constantFrom('add', 'after', 'failed', 'take'),
    pass: fc.integer({ min: 0, max: 10 }),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
      let queue = workQueue();
      let now = 0;
      const owed = new Set<string>();
      for (const { key, delay, how, pass } of operations) {
        now += pass;
        if (how === 'take') {
          const taken = take(queue, now);
          const next = due(queue);
          if ((taken === undefined) !== (next === undefined || next.at > now)) return false;
          if (taken === undefined) continue;
          queue = taken.queue;
          owed.delete(taken.work.key);
          continue;
        }
        if (how === 'add') queue = add(queue, key, 1, now);
        if (how === 'after') queue = addAfter(queue, key, delay, 1, now);
        if (how === 'failed') queue = addRateLimited(queue, key, 1, now);
        owed.add(key);
      }
      for (const text of drain(queue)) owed.delete(text.replace(/^\d+:|!$/g, ''));
      return owed.size === 0;
    }),
  );
});

t.test('ten thousand keys go through in well under a second', async (t) => {
  const start = performance.now();
  let queue = workQueue();
  for (let i = 0; i < 10_000; i++) queue = addAfter(queue, `ns/${i}`, 1 + (i % 100), 1, 0);
  for (let i = 0; i < 10_000; i++) queue = add(queue, `ns/${i}`, 1, 0);
  t.equal(drain(queue).length, 20_000);
  t.ok(performance.now() - start < 2_000);
});
