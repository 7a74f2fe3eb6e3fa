import fc from 'fast-check';
import t from 'tap';
import type { Job, JobSpec } from '../../../engine/apis/generated/batch.v1.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import { jobs, pods } from '../../../engine/apis/generated/resources.js';
import { timestamp } from '../../../engine/apimachinery/time.js';
import { finishedTime, nextRecord, NO_FAILURES, remainingBackoff } from '../../../engine/controllers/job/backoff.js';
import { firstPendingIndexes } from '../../../engine/controllers/job/index-survey.js';
import {
  formatIntervals,
  has,
  merge,
  parseIntervals,
  total,
  withIndexes,
} from '../../../engine/controllers/job/intervals.js';
import { FRESH } from '../../../engine/controllers/job/memory.js';
import { matchPodFailurePolicy } from '../../../engine/controllers/job/pod-failure-policy.js';
import { activePodsForRemoval } from '../../../engine/controllers/job/removal.js';
import { survey } from '../../../engine/controllers/job/situation.js';
import { matchSuccessPolicy } from '../../../engine/controllers/job/success-policy.js';
import { FakeApi } from '../../support/fake-api.js';
import { Stage } from '../../support/stage.js';

const TEMPLATE = {
  metadata: { labels: { app: 'job' } },
  spec: { restartPolicy: 'Never' as const, containers: [{ name: 'c', image: 'sim/app:1', resources: {} }] },
};
const INDEX = 'batch.kubernetes.io/job-completion-index';
const TRACKING = 'batch.kubernetes.io/job-tracking';

t.test('sets of indexes', async (t) => {
  const rows: readonly [string, number, string][] = [
    ['', 10, ''],
    ['0,1,2', 10, '0-2'],
    ['0-1,3', 10, '0,1,3'],
    ['1,3-5,x,7', 10, '1,3-5,7'],
    ['2-9', 5, '2-4'],
    ['1,7,8', 5, '1'],
  ];
  for (const [text, completions, expected] of rows) {
    t.equal(formatIntervals(parseIntervals(text, completions)), expected, `${text} below ${completions}`);
  }
  const indexes = fc.array(fc.nat(40));
  fc.assert(
    fc.property(indexes, indexes, (a, b) => {
      const both = merge(withIndexes([], a), withIndexes([], b));
      const all = new Set([...a, ...b]);
      const restored = parseIntervals(formatIntervals(both), 100);
      return (
        total(both) === all.size &&
        formatIntervals(restored) === formatIntervals(both) &&
        Array.from({ length: 41 }, (_, i) => has(both, i) === all.has(i)).every(Boolean)
      );
    }),
  );
  t.pass('merging is union, and text holds all of it');
});

function job(spec: Partial<JobSpec> = {}, status: object = {}): Job {
  return new FakeApi().seed(jobs, {
    metadata: { name: 'job', uid: 'uid-job' },
    spec: { parallelism: 1, completions: 10, backoffLimit: 6, template: TEMPLATE, ...spec },
    status,
  });
}

t.test('a success policy is met by', async (t) => {
  const rows: readonly [string, object, string, string | undefined][] = [
    ['all indexes named', { succeededIndexes: '0-2' }, '0-2,5', 'Matched rules at index 0'],
    ['not by some of them', { succeededIndexes: '0-2' }, '0,1', undefined],
    [
      'as many of them as are asked for',
      { succeededIndexes: '0-4,8', succeededCount: 2 },
      '3,8',
      'Matched rules at index 0',
    ],
    ['others do not count', { succeededIndexes: '0-4', succeededCount: 2 }, '3,6-9', undefined],
    ['any so many', { succeededCount: 3 }, '1,5,9', 'Matched rules at index 0'],
    ['too few', { succeededCount: 3 }, '1,5', undefined],
    ['none at all', { succeededCount: 0 }, '', undefined],
  ];
  for (const [name, rule, succeeded, expected] of rows) {
    const subject = job({ completionMode: 'Indexed', successPolicy: { rules: [rule] } });
    t.equal(matchSuccessPolicy(subject, parseIntervals(succeeded, 10)), expected, name);
  }
  const second = job({ successPolicy: { rules: [{ succeededCount: 9 }, { succeededIndexes: '1' }] } });
  t.equal(matchSuccessPolicy(second, parseIntervals('1', 10)), 'Matched rules at index 1');
});

function ended(phase: string, state: object = {}, metadata: object = {}): Pod {
  return new FakeApi().seed(pods, {
    metadata: { name: 'p', finalizers: [TRACKING], ...metadata },
    spec: TEMPLATE.spec,
    status: { phase, ...state },
  });
}

const exited = (...codes: readonly number[]) => ({
  containerStatuses: codes.map((exitCode, i) => ({
    name: `c${i}`,
    restartCount: 0,
    state: { terminated: { exitCode, finishedAt: timestamp(5000 * (i + 1)) } },
  })),
});

t.test('the first rule of a pod failure policy that matches decides', async (t) => {
  const onExitCodes = (operator: 'In' | 'NotIn', values: readonly number[], containerName?: string) => ({
    onExitCodes: { operator, values, ...(containerName === undefined ? {} : { containerName }) },
  });
  const disrupted = { onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };
  const conditions = [{ type: 'DisruptionTarget', status: 'True' }];
  const message = 'Container c0 for pod default/p failed with exit code 42 matching FailJob rule at index 0';
  const rows: readonly [string, object, object, object][] = [
    [
      'a code that is listed',
      { action: 'FailJob', ...onExitCodes('In', [42]) },
      exited(42),
      { counted: true, action: 'FailJob', message },
    ],
    ['one that is not', { action: 'FailJob', ...onExitCodes('In', [42]) }, exited(1), { counted: true }],
    [
      'any but those listed',
      { action: 'Ignore', ...onExitCodes('NotIn', [1]) },
      exited(7),
      { counted: false, action: 'Ignore' },
    ],
    ['success is no failure', { action: 'Ignore', ...onExitCodes('NotIn', [1]) }, exited(0), { counted: true }],
    [
      'of the container named',
      { action: 'FailIndex', ...onExitCodes('In', [3], 'c1') },
      exited(3, 3),
      { counted: true, action: 'FailIndex' },
    ],
    ['of no other', { action: 'FailIndex', ...onExitCodes('In', [3], 'c9') }, exited(3, 3), { counted: true }],
    ['a condition', { action: 'Count', ...disrupted }, { conditions }, { counted: true, action: 'Count' }],
    [
      'a condition that fails the job',
      { action: 'FailJob', ...disrupted },
      { conditions },
      {
        counted: true,
        action: 'FailJob',
        message: 'Pod default/p has condition DisruptionTarget matching FailJob rule at index 0',
      },
    ],
  ];
  for (const [name, rule, state, expected] of rows) {
    const { podFailurePolicy } = job({ podFailurePolicy: { rules: [rule] } } as Partial<JobSpec>).spec;
    t.same(matchPodFailurePolicy(podFailurePolicy, ended('Failed', state)), expected, name);
  }
  t.same(matchPodFailurePolicy(undefined, ended('Failed')), { counted: true });
});

t.test('a pod ended with its last container, else when it stopped being ready, was deleted, or was made', async (t) => {
  const unready = { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: timestamp(7000) }] };
  const deleted = { deletionTimestamp: timestamp(40_000), deletionGracePeriodSeconds: 30 };
  t.equal(finishedTime(ended('Failed', exited(1, 0))), 10_000);
  t.equal(finishedTime(ended('Failed', { ...unready, containerStatuses: [{ name: 'c', state: {} }] })), 7000);
  t.equal(finishedTime(ended('Running', {}, deleted)), 10_000);
  t.equal(finishedTime(ended('Failed', {}, { creationTimestamp: timestamp(3000) })), 3000);
});

t.test('the back-off doubles from 10 s to 10 min with failures since the last success', async (t) => {
  const at = (seconds: number) =>
    ended('Failed', {
      containerStatuses: [{ name: 'c', state: { terminated: { exitCode: 1, finishedAt: timestamp(seconds * 1000) } } }],
    });
  t.same(nextRecord(NO_FAILURES, [], [at(3), at(9)]), { failures: 2, lastFailure: 9000 });
  t.same(nextRecord({ failures: 2, lastFailure: 9000 }, [], [at(12)]), { failures: 3, lastFailure: 12_000 });
  t.same(nextRecord({ failures: 2, lastFailure: 9000 }, [at(10)], []), NO_FAILURES);
  t.same(nextRecord({ failures: 5, lastFailure: 1000 }, [at(10)], [at(9), at(11)]), {
    failures: 1,
    lastFailure: 11_000,
  });
  for (const [failures, seconds] of [
    [0, 0],
    [1, 10],
    [2, 20],
    [3, 40],
    [6, 320],
    [7, 600],
    [50, 600],
  ] as const) {
    t.equal(remainingBackoff({ failures, lastFailure: 0 }, 0), seconds * 1000, `${failures} failures`);
  }
  t.equal(remainingBackoff({ failures: 1, lastFailure: 0 }, 4000), 6000);
  t.equal(remainingBackoff({ failures: 1, lastFailure: 0 }, 11_000), 0);
});

function running(name: string, index: number | undefined, ready: boolean, age = 10): Pod {
  const api = new FakeApi();
  return api.seed(pods, {
    metadata: {
      name,
      finalizers: [TRACKING],
      creationTimestamp: timestamp(api.now - age * 1000),
      ...(index === undefined ? {} : { annotations: { [INDEX]: String(index) } }),
    },
    spec: { ...TEMPLATE.spec, nodeName: 'n1' },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  });
}

t.test('of too many pods these go', async (t) => {
  const indexed = { completionMode: 'Indexed', completions: 3 } as const;
  const rows: readonly [string, Partial<JobSpec>, readonly Pod[], number, readonly string[]][] = [
    ['those that have come least far', {}, [running('a', undefined, true), running('b', undefined, false)], 1, ['b']],
    ['the youngest', {}, [running('a', undefined, true, 9), running('b', undefined, true, 5)], 1, ['b']],
    ['without an index', indexed, [running('a', 0, true), running('b', undefined, true)], 0, ['b']],
    ['with an index that is too high', indexed, [running('a', 3, true)], 0, ['a']],
    ['all but one of each index', indexed, [running('a', 0, false), running('b', 0, true)], 0, ['a']],
    ['none', indexed, [running('a', 0, false), running('b', 1, true)], 0, []],
  ];
  for (const [name, spec, there, atLeast, expected] of rows) {
    const situation = survey(job(spec), there, FRESH);
    t.same(
      activePodsForRemoval(situation, atLeast).map(({ metadata }) => metadata.name),
      expected,
      name,
    );
  }
});

t.test('pods are made for the first indexes that nothing runs for', async (t) => {
  const none = { previous: [], delayed: new Map<number, Pod>() };
  const indexes = (succeeded: string, failed: string) => ({
    ...none,
    succeeded: parseIntervals(succeeded, 6),
    failed: parseIntervals(failed, 6),
  });
  const rows: readonly [string, string, readonly number[], number, readonly number[]][] = [
    ['', '', [], 2, [0, 1]],
    ['0-1', '', [3], 9, [2, 4, 5]],
    ['0-1', '2', [3], 1, [4]],
    ['0-5', '', [], 3, []],
    ['', '0-5', [], 3, []],
    ['2', '', [], 0, []],
  ];
  for (const [succeeded, failed, active, count, expected] of rows) {
    const there = active.map((index) => running(`p${index}`, index, true));
    t.same(firstPendingIndexes(job({ completions: 6 }), indexes(succeeded, failed), there, there, count), expected);
  }
});

function cast(spec: object = {}, ...others: readonly string[]): Stage {
  const stage = new Stage('job-controller', ...others);
  stage.create(jobs, { metadata: { name: 'job' }, spec: { template: TEMPLATE, ...spec } });
  return stage.run(10);
}

const statusOf = (stage: Stage) => stage.get(jobs, 'job')?.status;
const conditionsOf = (stage: Stage) =>
  (statusOf(stage)?.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} ${reason}`);
const activeNames = (stage: Stage) =>
  stage.view
    .list(pods)
    .filter(({ status, metadata }) => status.phase === 'Pending' && metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata.name);

function endPod(stage: Stage, name: string, exitCode: number): void {
  const terminated = { exitCode, finishedAt: timestamp(stage.now), startedAt: timestamp(0), reason: 'x' };
  const container = { name: 'c', ready: false, restartCount: 0, image: 'i', imageID: '', state: { terminated } };
  stage.podStatus(name, { phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses: [container] });
}

t.test('a pod is tracked, counted and released', async (t) => {
  const stage = cast();
  const [name = ''] = activeNames(stage);
  t.same(stage.get(pods, name)?.metadata.finalizers, [TRACKING]);
  t.match(statusOf(stage), { active: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
  endPod(stage, name, 0);
  stage.run(900);
  t.equal(statusOf(stage)?.active, 1, 'events are gathered for a second');
  stage.run(200);
  t.same(statusOf(stage)?.active, undefined);
  t.match(statusOf(stage), { succeeded: 1, uncountedTerminatedPods: {}, completionTime: /Z$/ });
  t.same(conditionsOf(stage), ['SuccessCriteriaMet=True CompletionsReached', 'Complete=True CompletionsReached']);
  t.notOk(stage.get(pods, name)?.metadata.finalizers);
  t.ok(stage.told().includes('Job/job Normal Completed: Job completed'));
});

t.test('failed pods are replaced after 10 s, 20 s and so on, until the limit', async (t) => {
  const stage = cast({ backoffLimit: 2 });
  const waits: number[] = [];
  for (let failures = 1; failures <= 2; failures++) {
    const [name = ''] = activeNames(stage);
    endPod(stage, name, 1);
    const from = Math.floor(stage.now / 1000) * 1000;
    while (activeNames(stage).length === 0) stage.run(500);
    waits.push(Math.floor((stage.now - from) / 10_000) * 10);
  }
  t.same(waits, [10, 20]);
  const [last = ''] = activeNames(stage);
  endPod(stage, last, 1);
  stage.run(2000);
  t.same(conditionsOf(stage), ['FailureTarget=True BackoffLimitExceeded', 'Failed=True BackoffLimitExceeded']);
  t.match(statusOf(stage), { failed: 3 });
  t.ok(stage.told().includes('Job/job Warning BackoffLimitExceeded: Job has reached the specified backoff limit'));
});

t.test('with OnFailure it is restarts that count', async (t) => {
  const template = { ...TEMPLATE, spec: { ...TEMPLATE.spec, restartPolicy: 'OnFailure' } };
  for (const [backoffLimit, restartCount, failed] of [
    [0, 0, false],
    [0, 1, true],
    [2, 1, false],
    [2, 2, true],
  ] as const) {
    const stage = cast({ backoffLimit, template });
    const container = { name: 'c', ready: false, restartCount, image: 'i', imageID: '' };
    stage.podStatus(activeNames(stage)[0] ?? '', { phase: 'Running', containerStatuses: [container] });
    stage.run(3000);
    t.equal(conditionsOf(stage).length > 0, failed, `limit ${backoffLimit}, ${restartCount} restarts`);
  }
});

t.test('no more pods run than there are completions to go', async (t) => {
  const stage = cast({ parallelism: 3, completions: 4 });
  t.equal(activeNames(stage).length, 3);
  for (const name of activeNames(stage)) endPod(stage, name, 0);
  stage.run(1100);
  t.equal(activeNames(stage).length, 1);
  stage.patch(jobs, 'job', { spec: { parallelism: 0 } });
  stage.run(100);
  t.equal(activeNames(stage).length, 0, 'a change of the spec is followed at once');
  t.match(statusOf(stage), { succeeded: 3 });
});

t.test('a job past its deadline fails and takes its pods along', async (t) => {
  const stage = cast({ activeDeadlineSeconds: 5 });
  stage.run(4800);
  t.same(conditionsOf(stage), []);
  stage.run(300);
  t.same(conditionsOf(stage), ['FailureTarget=True DeadlineExceeded'], 'its pods are on their way');
  stage.run(1000);
  t.same(conditionsOf(stage), ['FailureTarget=True DeadlineExceeded', 'Failed=True DeadlineExceeded']);
  t.same(activeNames(stage), []);
});

t.test('a suspended job has no pods and keeps its start; a resumed one starts anew', async (t) => {
  const stage = cast({ suspend: true });
  t.same(activeNames(stage), []);
  t.same(conditionsOf(stage), ['Suspended=True JobSuspended']);
  t.equal(statusOf(stage)?.startTime, undefined);
  stage.run(5000);
  stage.patch(jobs, 'job', { spec: { suspend: false } });
  stage.run(100);
  t.equal(activeNames(stage).length, 1);
  t.same(conditionsOf(stage), ['Suspended=False JobResumed']);
  const started = statusOf(stage)?.startTime;
  t.equal(started, timestamp(5010));
  stage.run(3000);
  stage.patch(jobs, 'job', { spec: { suspend: true } });
  stage.run(100);
  t.same(activeNames(stage), []);
  t.equal(statusOf(stage)?.startTime, started);
  t.equal(statusOf(stage)?.failed, undefined, 'pods that were deleted for it do not count');
  t.ok(stage.told().includes('Job/job Normal Suspended: Job suspended (2)'));
});

t.test('pods of an Indexed job know their index', async (t) => {
  const stage = cast({ completionMode: 'Indexed', completions: 3, parallelism: 2 });
  const made = stage.view.list(pods);
  t.match(
    made.map(({ metadata, spec }) => [metadata.labels?.[INDEX], metadata.generateName, spec.hostname]),
    [
      ['0', 'job-0-', 'job-0'],
      ['1', 'job-1-', 'job-1'],
    ],
  );
  t.match(made[0]?.spec.containers[0]?.env, [
    { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX}']` } } },
  ]);
  endPod(stage, made[1]?.metadata.name ?? '', 0);
  stage.run(1100);
  t.match(statusOf(stage), { completedIndexes: '1', succeeded: 1 });
});

t.test('with a limit per index the other indexes go on, and the job fails at the end', async (t) => {
  const stage = cast({ completionMode: 'Indexed', completions: 2, parallelism: 2, backoffLimitPerIndex: 0 });
  const [first = '', second = ''] = activeNames(stage);
  endPod(stage, first, 1);
  stage.run(1100);
  t.match(statusOf(stage), { failedIndexes: '0', active: 1 });
  endPod(stage, second, 0);
  stage.run(1100);
  t.match(statusOf(stage), { failedIndexes: '0', completedIndexes: '1', failed: 1, succeeded: 1 });
  t.same(conditionsOf(stage), ['FailureTarget=True FailedIndexes', 'Failed=True FailedIndexes']);
});

t.test('a failed index is tried again with its count of failures, and its pod kept until then', async (t) => {
  const stage = cast({ completionMode: 'Indexed', completions: 1, parallelism: 1, backoffLimitPerIndex: 1 });
  const [first = ''] = activeNames(stage);
  endPod(stage, first, 1);
  stage.run(5000);
  t.same(statusOf(stage)?.failed, undefined, 'a failure is counted when its pod is replaced');
  t.same(stage.get(pods, first)?.metadata.finalizers, [TRACKING]);
  stage.run(8000);
  const [second = ''] = activeNames(stage);
  const annotations = stage.get(pods, second)?.metadata.annotations;
  t.equal(annotations?.['batch.kubernetes.io/job-index-failure-count'], '1');
  t.match(statusOf(stage), { failed: 1 });
});

t.test('a job is not over before its pods are gone', async (t) => {
  const stage = cast({ completions: 1, parallelism: 1, podReplacementPolicy: 'Failed' });
  const [name = ''] = activeNames(stage);
  stage.patch(pods, name, { metadata: { finalizers: ['x/hold', TRACKING] } });
  stage.delete(pods, name, { gracePeriodSeconds: 30 });
  stage.run(2000);
  t.match(statusOf(stage), { terminating: 1 });
  t.same(activeNames(stage), [], 'with the policy Failed a pod is replaced when it has ended');
});

t.test('a pod that is deleted counts as failed and is replaced', async (t) => {
  const stage = cast();
  const [name = ''] = activeNames(stage);
  stage.delete(pods, name);
  stage.run(12_500);
  t.match(statusOf(stage), { failed: 1, active: 1 });
  t.equal(stage.get(pods, name), undefined);
});

t.test('a job that another controller manages is left alone', async (t) => {
  const stage = cast({ managedBy: 'example.com/other' });
  stage.run(3000);
  t.same(stage.names(pods), []);
  t.same(statusOf(stage), {});
});

t.test('pods of a deleted job lose their finalizers', async (t) => {
  const stage = cast({}, 'garbage-collector-controller');
  stage.delete(jobs, 'job', { propagationPolicy: 'Background' });
  stage.run(5000);
  t.same(stage.names(pods), []);
});

t.test('a finished job is deleted when its time to live is over', async (t) => {
  const stage = cast({ ttlSecondsAfterFinished: 30 }, 'ttl-after-finished-controller', 'garbage-collector-controller');
  endPod(stage, activeNames(stage)[0] ?? '', 0);
  stage.run(25_000);
  t.ok(stage.get(jobs, 'job'));
  stage.run(8000);
  t.notOk(stage.get(jobs, 'job'));
});

t.test('refused pods are told of and tried again after a second', async (t) => {
  const template = { ...TEMPLATE, spec: { ...TEMPLATE.spec, serviceAccountName: 'none' } };
  const stage = cast({ template });
  t.match(stage.told(), [/^Job\/job Warning FailedCreate: Error creating: pods "job-" is forbidden: /]);
  t.match(statusOf(stage), { ready: 0 });
  stage.run(1000);
  t.match(stage.told(), [/\(2\)$/]);
});

t.test(
  'the pods of a Job that is deleted in the foreground are released before they go, and count as nothing',
  async (t) => {
    const stage = cast({ parallelism: 2, completions: 2 }, 'garbage-collector-controller');
    for (const name of activeNames(stage)) stage.patch(pods, name, { metadata: { finalizers: ['test/stay'] } });
    stage.delete(jobs, 'job', { propagationPolicy: 'Foreground' });
    stage.run(5_000);
    t.equal(statusOf(stage)?.failed, undefined);
    t.strictSame(
      stage.view.list(pods).map(({ metadata }) => [metadata.deletionTimestamp !== undefined, metadata.finalizers]),
      [
        [true, ['test/stay']],
        [true, ['test/stay']],
      ],
    );
  },
);
