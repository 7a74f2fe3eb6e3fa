import fc from 'fast-check';
import t from 'tap';
import { SortedMap } from '../../../engine/core/sorted-map.js';

type Edit = readonly [key: number, value: number | undefined];

/** Few keys, so that they meet; more than a flat map holds, so that maps grow into trees. */
const edits = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.option(fc.integer(), { nil: undefined })), {
  maxLength: 120,
});

function plain(list: readonly Edit[]): readonly (readonly [number, number])[] {
  const map = new Map<number, number>();
  for (const [key, value] of list)
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  return [...map].sort(([a], [b]) => a - b);
}

function edited(list: readonly Edit[]): SortedMap<number, number> {
  let map = SortedMap.empty<number, number>();
  for (const [key, value] of list) map = value === undefined ? map.delete(key) : map.set(key, value);
  return map;
}

void t.test('a map holds what was put into it last, in the order of the keys', (t) => {
  fc.assert(
    fc.property(edits, (list) => {
      const expected = plain(list);
      const map = edited(list);
      t.strictSame([...map], expected);
      t.strictSame([...SortedMap.empty<number, number>().edit(list)], expected, 'edited at once');
      t.strictSame([...SortedMap.from(expected)], expected, 'made at once');
      t.strictSame(
        map.keys(),
        expected.map(([key]) => key),
      );
      t.strictSame(
        map.values(),
        expected.map(([, value]) => value),
      );
      t.equal(map.size, expected.length);
    }),
    { numRuns: 60 },
  );
  t.end();
});

void t.test('every question to a map is answered as by a sorted list', (t) => {
  const place = fc.integer({ min: -1, max: 42 });
  fc.assert(
    fc.property(edits, place, place, (list, low, high) => {
      const expected = plain(list);
      const map = edited(list);
      const within = expected.filter(([key]) => key >= low && key < high);
      t.equal(map.get(low), expected.find(([key]) => key === low)?.[1]);
      t.equal(
        map.has(low),
        expected.some(([key]) => key === low),
      );
      t.strictSame(map.first(), expected[0]);
      t.strictSame(map.last(), expected.at(-1));
      t.strictSame(
        map.upTo(low),
        expected.findLast(([key]) => key <= low),
      );
      t.strictSame(
        map.after(low),
        expected.find(([key]) => key > low),
      );
      t.strictSame(
        [...map.entries(low)],
        expected.filter(([key]) => key >= low),
      );
      t.strictSame(
        map.range(low, high),
        within.map(([, value]) => value),
      );
      t.equal(map.count(low, high), within.length);
    }),
    { numRuns: 100 },
  );
  t.end();
});

void t.test(
  'a write leaves the map that it was made from as it was, and gives it back when it changes nothing',
  (t) => {
    fc.assert(
      fc.property(edits, fc.integer({ min: 0, max: 40 }), fc.integer(), (list, key, value) => {
        const map = edited(list);
        const before = [...map];
        const more = map.set(key, value);
        t.equal(more.set(key, value), more);
        t.equal(more.edit([[key, value]]), more);
        const less = more.delete(key);
        t.equal(less.delete(key), less);
        t.equal(less.edit([[key, undefined]]), less);
        t.strictSame([...map], before);
      }),
      { numRuns: 60 },
    );
    t.end();
  },
);

t.test('a map of thousands that grows, shrinks and grows again holds what it should after every phase', (t) => {
  const key = (n: number): number => (n * 7919) % 5003;
  let map = SortedMap.empty<number, number>();
  for (let n = 0; n < 3_000; n++) map = map.set(key(n), n);
  for (let n = 0; n < 2_500; n++) map = map.delete(key(n));
  t.strictSame(
    map.keys(),
    Array.from({ length: 500 }, (_, n) => key(n + 2_500)).sort((a, b) => a - b),
  );
  for (let n = 0; n < 2_000; n++) map = map.set(6_000 + n, n);
  for (let n = 0; n < 1_900; n++) map = map.delete(map.first()?.[0] ?? 0);
  t.equal(map.size, 600);
  t.strictSame(
    map.keys(),
    Array.from({ length: 600 }, (_, n) => 7_400 + n),
  );
  t.equal(map.count(7_400, 7_500), 100);
  t.strictSame(map.after(7_999), undefined);
  t.strictSame(map.upTo(9_000), [7_999, 1_999]);
  t.end();
});

t.test(
  'what has changed in a large map is told with its place, and a key more or less anywhere in it is noticed',
  (t) => {
    let map = SortedMap.empty<number, number>();
    for (let n = 0; n < 2_000; n++) map = map.set(n * 10, n);
    for (const n of [0, 17, 999, 1_999])
      t.strictSame(
        map
          .set(n * 10, -1)
          .set(5_000, -2)
          .changesSince(map),
        [
          ...(n < 500 ? [{ place: n, before: n, after: -1 }] : []),
          { place: 500, before: 500, after: -2 },
          ...(n > 500 ? [{ place: n, before: n, after: -1 }] : []),
        ],
      );
    for (const n of [0, 17, 999, 1_999]) {
      t.equal(map.set(n * 10 + 5, -1).changesSince(map), undefined);
      t.equal(map.delete(n * 10).changesSince(map), undefined);
      t.equal(
        map
          .delete(n * 10)
          .set(n * 10 + 5, n)
          .changesSince(map),
        undefined,
        'as many as before',
      );
    }
    t.end();
  },
);

t.test(
  'what has changed since an earlier map is told by comparing values, or not at all when keys have come or gone',
  (t) => {
    fc.assert(
      fc.property(edits, edits, (list, later) => {
        const before = edited(list);
        const known = later.filter(([key, value]) => value !== undefined && before.has(key));
        const after = before.edit(known);
        const expected = before
          .keys()
          .map((key, place) => ({ place, before: before.get(key), after: after.get(key) }))
          .filter((change) => change.before !== change.after);
        t.strictSame(after.changesSince(before), expected);
        const other = before.edit(later);
        const sameKeys = other.keys().join() === before.keys().join();
        if (!sameKeys) t.equal(other.changesSince(before), undefined);
      }),
      { numRuns: 100 },
    );
    t.end();
  },
);
