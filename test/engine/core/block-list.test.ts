import fc from 'fast-check';
import t from 'tap';
import { BLOCK_SIZE, BlockList } from '../../../engine/core/block-list.js';

type Change =
  | { readonly type: 'append'; readonly count: number }
  | { readonly type: 'remove'; readonly at: number }
  | { readonly type: 'without'; readonly divisor: number; readonly remainder: number };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ type: fc.constant('append'), count: fc.integer({ min: 1, max: 3 * BLOCK_SIZE }) }),
  fc.record({ type: fc.constant('remove'), at: fc.nat(5 * BLOCK_SIZE) }),
  fc.record({ type: fc.constant('without'), divisor: fc.integer({ min: 1, max: 5 }), remainder: fc.nat(4) }),
);

interface Pair {
  readonly list: BlockList<number>;
  readonly plain: readonly number[];
  readonly next: number;
}

/** Makes a change to a list and to an array. */
function changed({ list, plain, next }: Pair, made: Change): Pair {
  switch (made.type) {
    case 'append': {
      const items = Array.from({ length: made.count }, (_, i) => next + i);
      const longer = items.reduce((one, item) => one.append(item), list);
      return { list: longer, plain: [...plain, ...items], next: next + made.count };
    }
    case 'remove': {
      const item = plain[made.at % Math.max(plain.length, 1)] ?? -1;
      return { list: list.remove(item), plain: plain.filter((other) => other !== item), next };
    }
    case 'without': {
      const gone = new Set(plain.filter((item) => item % made.divisor === made.remainder));
      return { list: list.without(gone), plain: plain.filter((item) => !gone.has(item)), next };
    }
  }
}

/** What an array says to the same questions. */
function mustBe(list: BlockList<number>, plain: readonly number[]): void {
  const isWanted = (item: number) => item % 7 === 3;
  const twice = (item: number) => (isWanted(item) ? [item, item] : []);
  const answers = [[...list], list.length, list.find(isWanted), list.some(isWanted), list.count(isWanted)];
  const expected = [plain, plain.length, plain.find(isWanted), plain.some(isWanted), plain.filter(isWanted).length];
  if (JSON.stringify(answers) !== JSON.stringify(expected)) throw new Error(`${JSON.stringify(answers)}`);
  const selections = [list.filter(isWanted), list.flatMap(twice)];
  const selected = [plain.filter(isWanted), plain.flatMap(twice)];
  if (JSON.stringify(selections) !== JSON.stringify(selected)) throw new Error(`${JSON.stringify(selections)}`);
}

const histories = fc.array(change, { maxLength: 30 });
const start: Pair = { list: BlockList.empty(), plain: [], next: 0 };

void t.test('a list holds what an array would, and older versions of it stay as they were', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      const versions: Pair[] = [start];
      for (const made of history) versions.push(changed(versions[versions.length - 1] ?? start, made));
      for (const { list, plain } of versions) mustBe(list, plain);
    }),
    { numRuns: 200 },
  );
  t.end();
});

void t.test('no block is empty or too long, and neighbours do not fit into one', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      const sizes = history.reduce(changed, start).list.blocks.map(({ length }) => length);
      if (sizes.some((size) => size === 0 || size > BLOCK_SIZE)) throw new Error(sizes.join(' '));
      if (sizes.some((size, i) => size + (sizes[i + 1] ?? BLOCK_SIZE) <= BLOCK_SIZE)) throw new Error(sizes.join(' '));
    }),
    { numRuns: 200 },
  );
  t.end();
});

void t.test(
  'a list that loses nothing is the same list, and a change shares the blocks that it does not touch',
  (t) => {
    const items = Array.from({ length: 4 * BLOCK_SIZE }, (_, i) => i);
    const list = items.reduce((one, item) => one.append(item), BlockList.empty<number>());
    t.equal(list.remove(-1), list);
    t.equal(list.without(new Set([-1])), list);
    const cases = [list.append(-1), list.remove(BLOCK_SIZE), list.without(new Set([BLOCK_SIZE, BLOCK_SIZE + 1]))];
    for (const after of cases) {
      const kept = list.blocks.filter((block) => after.blocks.includes(block)).length;
      t.ok(kept >= 3, `${kept} of 4 blocks are kept`);
    }
    t.end();
  },
);
