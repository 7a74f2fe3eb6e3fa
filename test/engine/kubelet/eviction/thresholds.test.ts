import t from 'tap';
import { thresholdsMet, type Observations } from '../../../../engine/kubelet/eviction/observations.js';
import { assess, newEvictionState } from '../../../../engine/kubelet/eviction/state.js';
import { amountOf, amountText, thresholdsOf } from '../../../../engine/kubelet/eviction/threshold.js';

const Mi = 2 ** 20;
const Gi = 2 ** 30;
const SECONDS = 1000;
const PLENTY = { available: 900 * Gi, capacity: 1000 * Gi };

/** So much memory and disk are left of 1000Mi and 1000Gi. */
function left(memory: number, disk = 900): Observations {
  const fs = { available: disk * Gi, capacity: 1000 * Gi };
  return {
    'memory.available': { available: memory * Mi, capacity: 1000 * Mi },
    'allocatableMemory.available': PLENTY,
    'nodefs.available': fs,
    'imagefs.available': fs,
    'pid.available': PLENTY,
  };
}

// Rows of TestParseThresholdConfig and TestAddAllocatableThresholds (pkg/kubelet/eviction/helpers_test.go).
t.test('thresholds of a configuration', (t) => {
  const memory = { 'memory.available': '150Mi' };
  const rows: readonly (readonly [string, Parameters<typeof thresholdsOf>[0], readonly string[]])[] = [
    [
      'the defaults',
      {},
      [
        'hard/memory.available 100Mi 0',
        'hard/nodefs.available 10% 0',
        'hard/imagefs.available 15% 0',
        'hard/memory.available/pods 100Mi 0',
      ],
    ],
    [
      'what is given stands for all of the defaults',
      { evictionHard: memory },
      ['hard/memory.available 150Mi 0', 'hard/memory.available/pods 150Mi 0'],
    ],
    ['nothing is given', { evictionHard: {} }, []],
    [
      '0% and 100% switch off',
      { evictionHard: { 'memory.available': '0%', 'nodefs.available': '100%', 'pid.available': '5%' } },
      ['hard/pid.available 5% 0'],
    ],
    [
      'all at once',
      {
        evictionHard: memory,
        evictionSoft: { 'memory.available': '300Mi' },
        evictionSoftGracePeriod: { 'memory.available': 30_000 },
        evictionMinimumReclaim: { 'memory.available': '1Gi' },
      },
      [
        'hard/memory.available 150Mi 0 1Gi',
        'soft/memory.available 300Mi 30000 1Gi',
        'hard/memory.available/pods 150Mi 0 1Gi',
      ],
    ],
  ];
  for (const [name, config, expected] of rows) {
    const shown = thresholdsOf(config).map(({ key, value, gracePeriod, minReclaim }) =>
      [key, value, gracePeriod, minReclaim ?? ''].join(' ').trim(),
    );
    t.same(shown, expected, name);
  }
  t.end();
});

// Rows of TestParsePercentage and of evictionapi.GetThresholdQuantity: a percentage is a single precision number.
t.test('amounts of thresholds', (t) => {
  const rows: readonly (readonly [string, number, number, string])[] = [
    ['100Mi', 8 * Gi, 100 * Mi, '100Mi'],
    ['10%', 1000, 100, '100'],
    ['15%', 100 * Gi, 16_106_128_000, '16106128000'],
    ['12.5%', 8 * Gi, Gi, '1Gi'],
    ['0.1%', 1_000_000, 1000, '1k'],
  ];
  for (const [value, capacity, amount, text] of rows) {
    t.equal(amountOf(value, capacity), amount, `${value} of ${capacity}`);
    t.equal(amountText(value, capacity), text);
  }
  t.end();
});

// Rows of TestThresholdsMet and TestPercentageThresholdsMet.
t.test('thresholds that are met', (t) => {
  const amounts = {
    evictionHard: { 'memory.available': '500Mi' },
    evictionMinimumReclaim: { 'memory.available': '100Mi' },
  };
  const parts = {
    evictionHard: { 'memory.available': '20%', 'nodefs.available': '30%' },
    evictionMinimumReclaim: { 'memory.available': '5%' },
  };
  const rows: readonly (readonly [
    string,
    Parameters<typeof thresholdsOf>[0],
    Observations,
    boolean,
    readonly string[],
  ])[] = [
    ['less is left', amounts, left(250), false, ['memory.available']],
    ['more is left', amounts, left(600), false, []],
    ['exactly so much is left', amounts, left(500), false, []],
    ['more, but not as much more as is to be reclaimed', amounts, left(550), true, ['memory.available']],
    ['more than that', amounts, left(600), true, []],
    ['both parts', parts, left(100, 100), false, ['memory.available', 'nodefs.available']],
    ['neither part', parts, left(300, 400), false, []],
    ['the disk only', parts, left(300, 100), false, ['nodefs.available']],
    ['a part to be reclaimed', parts, left(225, 400), true, ['memory.available']],
    ['a part that was reclaimed', parts, left(275, 400), true, []],
  ];
  for (const [name, config, observations, reclaim, expected] of rows) {
    const signals = thresholdsMet(thresholdsOf(config), observations, reclaim).map(({ signal }) => signal);
    t.same(signals, expected, name);
  }
  t.end();
});

// Rows of TestThresholdsMetGracePeriod, TestThresholdsFirstObservedAt and TestNodeConditionsObservedSince.
t.test('what a node does as time goes on: seconds, Mi left → thresholds that act, conditions', (t) => {
  const soft = {
    evictionHard: { 'memory.available': '100Mi' },
    evictionSoft: { 'memory.available': '500Mi' },
    evictionSoftGracePeriod: { 'memory.available': 60 * SECONDS },
    evictionPressureTransitionPeriod: 120 * SECONDS,
  };
  const looks: readonly (readonly [number, number, readonly string[], boolean])[] = [
    [0, 600, [], false],
    [10, 400, [], true],
    [60, 400, [], true],
    [70, 400, ['soft/memory.available'], true],
    [80, 600, [], true],
    [90, 400, [], true],
    [140, 400, [], true],
    [150, 50, ['hard/memory.available', 'soft/memory.available'], true],
    [160, 900, [], true],
    [260, 900, [], true],
    [270, 900, [], false],
  ];
  let state = newEvictionState(0);
  for (const [at, memory, acting, pressed] of looks) {
    const assessed = assess(soft, state, left(memory), at * SECONDS);
    state = assessed.state;
    t.same(
      assessed.acting.map(({ key }) => key),
      acting,
      `${at}s: ${memory}Mi left`,
    );
    t.equal(state.conditions.includes('MemoryPressure'), pressed, `${at}s: MemoryPressure`);
  }
  t.end();
});
