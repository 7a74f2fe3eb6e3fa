import t from 'tap';
import type { Toleration } from '../../../engine/apis/generated/core.v1.js';
import { nodes, pods } from '../../../engine/apis/generated/resources.js';
import { matchingTolerations, toleratesTaint } from '../../../engine/apis/core/taints.js';
import { clearTimer, firstTimer, NO_TIMERS, setTimer, timerOf } from '../../../engine/client/timers.js';
import { Stage, running } from '../../support/stage.js';

const SECOND = 1000;
const NOT_READY = { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' } as const;
const OTHER = { key: 'other', value: 'v', effect: 'NoExecute' } as const;

function stageWith(tolerations: Readonly<Record<string, readonly Toleration[]>>): Stage {
  const stage = new Stage('taint-eviction-controller');
  stage.node('n1');
  stage.patch(nodes, 'n1', { spec: { taints: null } });
  for (const [name, list] of Object.entries(tolerations)) {
    stage.pod(name, { spec: { nodeName: 'n1', tolerations: list }, status: running() });
  }
  return stage.settle();
}

function taint(stage: Stage, ...taints: readonly object[]): void {
  stage.patch(nodes, 'n1', { spec: { taints: taints.length === 0 ? null : taints } });
}

const going = (stage: Stage): readonly string[] =>
  stage.view
    .list(pods)
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
    .map(({ metadata }) => metadata.name);

const forSeconds = (tolerationSeconds?: number): readonly Toleration[] => [
  {
    key: NOT_READY.key,
    operator: 'Exists',
    effect: 'NoExecute',
    ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
  },
];

t.test('pods leave a tainted node when their toleration ends', async (t) => {
  const stage = stageWith({ now: [], zero: forSeconds(0), two: forSeconds(2), ever: forSeconds() });
  // DefaultTolerationSeconds would add one of five minutes.
  taint(stage, OTHER, NOT_READY);
  stage.settle();
  t.ok(going(stage).includes('now'));
  const other = stageWith({ zero: forSeconds(0), two: forSeconds(2), ever: forSeconds() });
  taint(other, NOT_READY);
  other.run(0.1 * SECOND);
  t.strictSame(going(other), ['zero']);
  other.run(1.8 * SECOND);
  t.strictSame(going(other), ['zero']);
  other.run(0.2 * SECOND);
  t.strictSame(going(other), ['two', 'zero']);
  other.run(600 * SECOND);
  t.strictSame(going(other), ['two', 'zero']);
  t.match(
    other.get(pods, 'two')?.status.conditions?.find(({ type }) => type === 'DisruptionTarget'),
    {
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    },
  );
  t.strictSame(other.told(), [
    'Pod/two Normal TaintManagerEviction: Marking for deletion Pod default/two',
    'Pod/zero Normal TaintManagerEviction: Marking for deletion Pod default/zero',
  ]);
});

t.test('when the taint goes in time the eviction is called off', async (t) => {
  const stage = stageWith({ p: forSeconds(10) });
  taint(stage, NOT_READY);
  stage.run(5 * SECOND);
  taint(stage);
  stage.run(0);
  const { now } = stage;
  t.equal(stage.settle().now, now, 'a cleared timer holds nobody up');
  stage.run(60 * SECOND);
  t.strictSame(going(stage), []);
  t.strictSame(stage.told(), ['Pod/p Normal TaintManagerEviction: Cancelling deletion of Pod default/p']);
});

t.test('a planned eviction stays where it is when another taint comes', async (t) => {
  const both = [
    ...forSeconds(10),
    { key: 'other', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 100 },
  ] as const;
  const stage = stageWith({ p: both });
  taint(stage, NOT_READY);
  stage.run(6 * SECOND);
  taint(stage, NOT_READY, OTHER);
  stage.run(3.9 * SECOND);
  t.strictSame(going(stage), []);
  stage.run(0.2 * SECOND);
  t.strictSame(going(stage), ['p']);
});

t.test('a taint that is not tolerated at all ends the wait', async (t) => {
  const stage = stageWith({ p: forSeconds(100) });
  taint(stage, NOT_READY);
  stage.run(6 * SECOND);
  taint(stage, NOT_READY, OTHER);
  stage.run(0);
  t.strictSame(going(stage), ['p']);
  t.strictSame(stage.told(), [
    'Pod/p Normal TaintManagerEviction: Cancelling deletion of Pod default/p',
    'Pod/p Normal TaintManagerEviction: Marking for deletion Pod default/p',
  ]);
});

t.test('a pod that comes to a tainted node is judged too; one that goes is forgotten', async (t) => {
  const stage = stageWith({});
  taint(stage, NOT_READY);
  stage.pod('late', { spec: { nodeName: 'n1', tolerations: forSeconds(5) } });
  stage.pod('gone', { spec: { nodeName: 'n1', tolerations: forSeconds(5) } });
  stage.run(SECOND);
  stage.delete(pods, 'gone', { gracePeriodSeconds: 0 });
  stage.settle();
  t.strictSame(going(stage), ['late']);
  t.strictSame(stage.told(), [
    'Pod/gone Normal TaintManagerEviction: Cancelling deletion of Pod default/gone',
    'Pod/late Normal TaintManagerEviction: Marking for deletion Pod default/late',
  ]);
});

t.test('tolerations', async (t) => {
  const taintOf = { key: 'k', value: 'v', effect: 'NoExecute' } as const;
  const cases: readonly (readonly [toleration: Toleration, tolerates: boolean])[] = [
    [{}, false],
    [{ operator: 'Exists' }, true],
    [{ key: 'k', operator: 'Exists' }, true],
    [{ key: 'k', value: 'v' }, true],
    [{ key: 'k', operator: 'Equal', value: 'v' }, true],
    [{ key: 'k', operator: 'Equal', value: 'w' }, false],
    [{ key: 'k', operator: 'Exists', effect: 'NoSchedule' }, false],
    [{ key: 'k', operator: 'Exists', effect: 'NoExecute' }, true],
    [{ key: 'l', operator: 'Exists' }, false],
    [{ key: 'k', operator: 'Gt', value: '0' }, false],
  ];
  for (const [toleration, tolerates] of cases)
    t.equal(toleratesTaint(toleration, taintOf), tolerates, JSON.stringify(toleration));
  const first = { key: 'k', operator: 'Exists', tolerationSeconds: 100 } as const;
  const second = { operator: 'Exists', tolerationSeconds: 1 } as const;
  t.strictSame(matchingTolerations([taintOf], [first, second]), [first], 'the first that matches counts');
  t.equal(matchingTolerations([taintOf, OTHER], [first]), undefined);
});

t.test('timers', async (t) => {
  const two = setTimer(setTimer(NO_TIMERS, 'b', 200, 7), 'a', 100, 8);
  t.strictSame(firstTimer(two), { key: 'a', at: 100, cause: 8 });
  t.equal(setTimer(two, 'a', 100, 9), two, 'set for that time already');
  t.equal(firstTimer(setTimer(two, 'a', 300))?.key, 'b', 'moved');
  t.equal(firstTimer(clearTimer(two, 'a'))?.key, 'b');
  t.equal(clearTimer(two, 'c'), two);
  t.equal(timerOf(clearTimer(two, 'a'), 'a'), undefined);
  t.equal(clearTimer(setTimer(NO_TIMERS, 'x', 1), 'x').fresh.length, 0);
});
