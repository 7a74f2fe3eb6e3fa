import fc from 'fast-check';
import t from 'tap';
import { milliCpuToQuota, milliCpuToShares, sharesToWeight } from '../../../../engine/runtime/cgroups/conversions.js';
import { fill, shareCpu, type CpuGroup } from '../../../../engine/runtime/cgroups/share-cpu.js';

t.test('millicores become shares, weight and quota as the kubelet computes them', async (t) => {
  const rows = [
    // millicores, shares, weight, quota
    [0, 2, 1, 0],
    [1, 2, 1, 1000],
    [10, 10, 1, 1000],
    [100, 102, 4, 10_000],
    [250, 256, 10, 25_000],
    [500, 512, 20, 50_000],
    [1000, 1024, 39, 100_000],
    [2000, 2048, 79, 200_000],
    [4000, 4096, 157, 400_000],
    [195_313, 200_000, 7629, 19_531_300],
    [300_000, 262_144, 10_000, 30_000_000],
  ] as const;
  for (const [milliCpu, shares, weight, quota] of rows) {
    t.equal(milliCpuToShares(milliCpu), shares, `${milliCpu}m is ${shares} shares`);
    t.equal(sharesToWeight(shares), weight, `${shares} shares are a weight of ${weight}`);
    t.equal(milliCpuToQuota(milliCpu), quota, `${milliCpu}m is a quota of ${quota}`);
  }
});

t.test('who wants less than its part leaves the rest to the others', async (t) => {
  const rows: readonly [string, number[], number[], number, number[]][] = [
    ['all want more: by weight', [1, 3], [100, 100], 100, [25, 75]],
    ['one wants less', [1, 1], [20, 100], 100, [20, 80]],
    ['all want less', [1, 1], [20, 30], 100, [20, 30]],
    ['one wants nothing', [1, 1, 2], [0, 100, 100], 90, [0, 30, 60]],
    ['the rest goes round twice', [1, 1, 1], [10, 40, 100], 100, [10, 40, 50]],
    ['there is nothing', [1, 1], [10, 10], 0, [0, 0]],
  ];
  for (const [name, weights, wants, amount, parts] of rows) t.same(fill(weights, wants, amount), parts, name);
});

t.test('nobody gets more than it wants, and nothing is left while somebody wants', async () => {
  const group = fc.record({
    weight: fc.integer({ min: 1, max: 10_000 }),
    want: fc.integer({ min: 0, max: 4_000_000 }),
  });
  fc.assert(
    fc.property(fc.array(group, { maxLength: 12 }), fc.integer({ min: 0, max: 8_000_000 }), (groups, amount) => {
      const wants = groups.map(({ want }) => want);
      const parts = fill(
        groups.map(({ weight }) => weight),
        wants,
        amount,
      );
      const given = parts.reduce((sum, part) => sum + part, 0);
      const wanted = wants.reduce((sum, want) => sum + want, 0);
      const target = Math.min(amount, wanted);
      return (
        parts.every((part, index) => part >= 0 && part <= (wants[index] ?? 0)) &&
        given <= target &&
        given >= target - groups.length
      );
    }),
  );
});

const leaf = (id: string, weight: number, demand: number, limit = Infinity): CpuGroup => ({
  id,
  weight,
  limit,
  demand,
  children: [],
});
const node = (id: string, weight: number, children: readonly CpuGroup[], limit = Infinity): CpuGroup => ({
  id,
  weight,
  limit,
  demand: 0,
  children,
});

t.test('shares go down the hierarchy: classes first, then pods, then containers', async (t) => {
  const root = node('', 100, [
    node('burstable', 39, [
      node('p', 20, [leaf('a', 10, 1000), leaf('b', 10, 1000)]),
      node('q', 20, [leaf('c', 1, 1000)]),
    ]),
    node('besteffort', 1, [node('r', 1, [leaf('d', 1, 1000)])]),
  ]);
  const granted = shareCpu(root, 1000);
  t.same(
    ['a', 'b', 'c', 'd'].map((id) => granted.get(id)),
    [243, 243, 487, 25],
  );
});

t.test("a pod's limit caps its containers, and others get what it leaves", async (t) => {
  const root = node('', 100, [
    node('p', 50, [leaf('a', 1, 900), leaf('b', 1, 900)], 400),
    node('q', 1, [leaf('c', 1, 5000)]),
  ]);
  const granted = shareCpu(root, 2000);
  t.same(
    ['a', 'b', 'c'].map((id) => granted.get(id)),
    [200, 200, 1600],
  );
});
