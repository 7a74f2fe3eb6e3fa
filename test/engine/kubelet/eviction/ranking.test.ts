import t from 'tap';
import type { Pod } from '../../../../engine/apis/generated/core.v1.js';
import { ranked, type Candidate } from '../../../../engine/kubelet/eviction/rank.js';
import type { Signal } from '../../../../engine/kubelet/eviction/threshold.js';

const Mi = 2 ** 20;

/** Name, priority, Mi that are requested and Mi (or processes) that are used; undefined: nothing is known of it. */
type Row = readonly [name: string, priority: number, requested: number, used: number | undefined];

function candidate([name, priority, requested, used]: Row): Candidate {
  const requests = requested === 0 ? {} : { memory: `${requested}Mi`, 'ephemeral-storage': `${requested}Mi` };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, uid: name },
    spec: { priority, containers: [{ name: 'c', image: 'app:1', resources: { requests } }] },
    status: {},
  } as unknown as Pod;
  if (used === undefined) return { pod, use: undefined };
  return { pod, use: { memory: used * Mi, disk: used * Mi, pids: used, volumes: {}, containers: [] } };
}

const LOW = -1;
const HIGH = 1;

/** In the order in which they go. Facts of TestOrderedBy… (pkg/kubelet/eviction/helpers_test.go, v1.35). */
const TABLES: readonly (readonly [string, readonly Signal[], readonly Row[]])[] = [
  [
    'who exceeds its request goes first, whatever the priority',
    ['memory.available', 'nodefs.available'],
    [
      ['exceeds', 1, 100, 101],
      ['below', -1, 200, 199],
    ],
  ],
  [
    'exactly what is requested exceeds nothing',
    ['memory.available', 'nodefs.available'],
    [
      ['exceeds', 5, 100, 101],
      ['equal', 0, 100, 100],
    ],
  ],
  [
    'the lower priority goes first',
    ['memory.available', 'nodefs.available', 'pid.available'],
    [
      ['low', -134, 0, 10],
      ['medium', 1, 0, 10],
      ['high', 12_534, 0, 10],
    ],
  ],
  [
    'then whoever uses most beyond its request: memory of one priority',
    ['memory.available', 'allocatableMemory.available', 'nodefs.available', 'imagefs.available'],
    [
      ['best-effort-high', 0, 0, 300],
      ['burstable-high', 0, 100, 350],
      ['best-effort-low', 0, 0, 100],
      ['burstable-low', 0, 100, 110],
      ['guaranteed-high', 0, 400, 375],
      ['guaranteed-low', 0, 400, 120],
    ],
  ],
  [
    'request, priority, excess, in this order',
    ['memory.available', 'nodefs.available'],
    [
      ['above, low, much', LOW, 0, 500],
      ['above, low, little', LOW, 0, 50],
      ['above, high, much', HIGH, 100, 600],
      ['above, high, little', HIGH, 100, 150],
      ['below, low, much', LOW, 1024, 824],
      ['below, low, little', LOW, 1024, 224],
      ['below, high, much', HIGH, 1024, 824],
      ['below, high, little', HIGH, 1024, 224],
    ],
  ],
  [
    'processes: by priority, then by their number; requests say nothing',
    ['pid.available'],
    [
      ['low, many', LOW, 1000, 20],
      ['low, few', LOW, 0, 6],
      ['high, many', HIGH, 1000, 20],
      ['high, few', HIGH, 0, 5],
    ],
  ],
  [
    'of whom nothing is known goes first',
    ['memory.available', 'nodefs.available'],
    [
      ['unknown', 1, 0, undefined],
      ['exceeds', -1, 0, 500],
    ],
  ],
];

for (const [claim, signals, rows] of TABLES)
  for (const signal of signals)
    t.test(`${signal}: ${claim}`, (t) => {
      const names = rows.map(([name]) => name);
      const orders = [[...rows].reverse(), rows, [...rows.slice(1), ...rows.slice(0, 1)]];
      for (const order of orders)
        t.same(
          ranked(signal, order.map(candidate)).map(({ pod }) => pod.metadata.name),
          names,
        );
      t.end();
    });
