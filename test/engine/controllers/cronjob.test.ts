import fc from 'fast-check';
import t from 'tap';
import { parseTimestamp, timestamp } from '../../../engine/apimachinery/time.js';
import { parseCronSchedule, type CronSchedule } from '../../../engine/apis/batch/cron-schedule.js';
import type { CronJob } from '../../../engine/apis/generated/batch.v1.js';
import { cronjobs, jobs } from '../../../engine/apis/generated/resources.js';
import { isSettled } from '../../../engine/index.js';
import { jobName, rfc1123, rfc3339 } from '../../../engine/controllers/cronjob/job-of.js';
import { localTime } from '../../../engine/controllers/cronjob/local-time.js';
import { dueTime, untilNext } from '../../../engine/controllers/cronjob/missed.js';
import { NEVER, nextTime } from '../../../engine/controllers/cronjob/schedule.js';
import { UTC, zoneOf, type Zone } from '../../../engine/controllers/cronjob/zones.js';
import { FakeApi } from '../../support/fake-api.js';
import { Stage } from '../../support/stage.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function schedule(text: string): CronSchedule {
  const parsed = parseCronSchedule(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function zone(name: string): Zone {
  const found = zoneOf(name);
  if (found === undefined) throw new Error(`${name} is not modelled`);
  return found;
}

const at = (text: string) => parseTimestamp(text) ?? Number.NaN;

t.test('the next time of a schedule', async (t) => {
  const rows: readonly [string, string, string][] = [
    ['2012-07-09T14:45:00Z', '0/15 * * * *', '2012-07-09T15:00:00Z'],
    ['2012-07-09T14:59:59Z', '0/15 * * * *', '2012-07-09T15:00:00Z'],
    ['2012-07-09T15:45:00Z', '20-35/15 * * * *', '2012-07-09T16:20:00Z'],
    ['2012-07-09T23:46:00Z', '*/15 * * * *', '2012-07-10T00:00:00Z'],
    ['2012-07-09T23:35:51Z', '20-35/15 1/2 * * *', '2012-07-10T01:20:00Z'],
    ['2012-07-09T23:35:51Z', '20-35/15 1/2 */2 * *', '2012-07-11T01:20:00Z'],
    ['2012-07-09T23:35:51Z', '20-35/15 * 9-20 Jul *', '2012-07-10T00:20:00Z'],
    ['2012-07-09T23:35:00Z', '0 0 9 Apr-Oct ?', '2012-08-09T00:00:00Z'],
    ['2012-07-09T23:35:00Z', '0 0 */5 Apr,Aug,Oct Mon', '2012-08-01T00:00:00Z'],
    ['2012-07-09T23:35:00Z', '0 0 * Feb Mon', '2013-02-04T00:00:00Z'],
    ['2012-07-09T23:35:00Z', '0 0 * Feb Mon/2', '2013-02-01T00:00:00Z'],
    ['2012-12-31T23:59:45Z', '* * * * *', '2013-01-01T00:00:00Z'],
    ['2012-07-09T23:35:00Z', '0 0 29 Feb ?', '2016-02-29T00:00:00Z'],
    ['2026-01-01T00:00:00Z', '@monthly', '2026-02-01T00:00:00Z'],
    ['2026-01-01T00:00:00.500Z', '@every 90s', '2026-01-01T00:01:30Z'],
    ['2026-01-01T00:00:00Z', '0 0 1,15 * 1', '2026-01-05T00:00:00Z'],
  ];
  for (const [from, text, expected] of rows) {
    t.equal(timestamp(nextTime(schedule(text), UTC, at(from))), expected, `${text} after ${from}`);
  }
  for (const text of ['0 0 30 Feb ?', '0 0 31 Apr ?', '59 23 31 2 *']) {
    t.equal(nextTime(schedule(text), UTC, 0), NEVER, `${text} never comes`);
  }
});

t.test('where clocks change, jobs are skipped or run twice as robfig/cron has it', async (t) => {
  const rows: readonly [string, string, string][] = [
    ['2012-03-11T00:00:00-05:00', '30 2 11 Mar ?', '2013-03-11T02:30:00-04:00'],
    ['2012-03-11T00:00:00-05:00', '0 * * * ?', '2012-03-11T01:00:00-05:00'],
    ['2012-03-11T01:00:00-05:00', '0 * * * ?', '2012-03-11T03:00:00-04:00'],
    ['2012-03-11T00:00:00-05:00', '0 1 * * ?', '2012-03-11T01:00:00-05:00'],
    ['2012-03-11T01:00:00-05:00', '0 1 * * ?', '2012-03-12T01:00:00-04:00'],
    ['2012-03-11T00:00:00-05:00', '0 2 * * ?', '2012-03-12T02:00:00-04:00'],
    ['2012-11-04T00:00:00-04:00', '30 2 04 Nov ?', '2012-11-04T02:30:00-05:00'],
    ['2012-11-04T01:45:00-04:00', '30 1 04 Nov ?', '2012-11-04T01:30:00-05:00'],
    ['2012-11-04T01:00:00-04:00', '0 * * * ?', '2012-11-04T01:00:00-05:00'],
    ['2012-11-04T01:00:00-04:00', '0 1 * * ?', '2012-11-04T01:00:00-05:00'],
    ['2012-11-04T01:00:00-05:00', '0 1 * * ?', '2012-11-05T01:00:00-05:00'],
    ['2012-11-04T00:00:00-04:00', '0 2 * * ?', '2012-11-04T02:00:00-05:00'],
    ['2012-11-04T00:00:00-04:00', '0 3 3 * ?', '2012-12-03T03:00:00-05:00'],
  ];
  const newYork = zone('America/New_York');
  for (const [from, text, expected] of rows) {
    t.equal(rfc3339(nextTime(schedule(text), newYork, at(from)), newYork), expected, `${text} after ${from}`);
  }
});

t.test('a schedule in UTC is due at the first minute that fits', async (t) => {
  const field = (low: number, high: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min: low, max: high }).map(String),
      fc.integer({ min: 2, max: high }).map((step) => `*/${step}`),
    );
  const texts = fc.tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6));
  fc.assert(
    fc.property(texts, fc.nat(400 * DAY), ([minute, hour, day, month, weekday], from) => {
      const parsed = schedule([minute, hour, day, month, weekday].join(' '));
      if (parsed.type !== 'fields') return false;
      const fits = (time: number): boolean => {
        const local = localTime(time / 1000 + 1_767_225_600, UTC);
        const ofMonth = parsed.dayOfMonth.values.has(local.day);
        const ofWeek = parsed.dayOfWeek.values.has(local.weekday);
        const star = parsed.dayOfMonth.star || parsed.dayOfWeek.star;
        return (
          parsed.minute.values.has(local.minute) &&
          parsed.hour.values.has(local.hour) &&
          parsed.month.values.has(local.month) &&
          (star ? ofMonth && ofWeek : ofMonth || ofWeek)
        );
      };
      const found = nextTime(parsed, UTC, from);
      const limit = Math.min(found, from + DAY);
      for (let time = (Math.floor(from / MINUTE) + 1) * MINUTE; time < limit; time += MINUTE) {
        if (fits(time)) return false;
      }
      return found > from && fits(found);
    }),
    { numRuns: 30 },
  );
  t.pass();
});

t.test('zones have the offsets that the IANA database gives them', async (t) => {
  const names = Intl.supportedValuesOf('timeZone').filter((name) => zoneOf(name) !== undefined);
  t.ok(names.length > 80, `${names.length} zones`);
  const wrong = names.filter((name) => {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hour: 'numeric',
      minute: 'numeric',
      day: 'numeric',
      hourCycle: 'h23',
    });
    for (let unix = 1_767_225_600; unix < 1_767_225_600 + 2 * 365 * 86_400; unix += 41 * 3600) {
      const parts = Object.fromEntries(
        format.formatToParts(unix * 1000).map(({ type, value }) => [type, Number(value)]),
      );
      const { day, hour, minute } = localTime(unix, zone(name));
      if (parts['day'] !== day || parts['hour'] !== hour || parts['minute'] !== minute) return true;
    }
    return false;
  });
  t.same(wrong, []);
  t.same(zoneOf('Etc/GMT+5'), { standard: -18_000, rule: undefined });
  t.equal(zoneOf('Antarctica/Troll'), undefined);
});

t.test('times are written as Go writes them', async (t) => {
  t.equal(rfc3339(0, UTC), '2026-01-01T00:00:00Z');
  t.equal(rfc3339(at('2026-07-01T12:00:00Z'), zone('Asia/Kolkata')), '2026-07-01T17:30:00+05:30');
  t.equal(rfc3339(at('2026-07-01T00:00:00Z'), zone('America/St_Johns')), '2026-06-30T21:30:00-02:30');
  t.equal(rfc1123(5 * MINUTE), 'Thu, 01 Jan 2026 00:05:00 +0000');
});

function cronJob(spec: object, status: object = {}, created = 0): CronJob {
  return new FakeApi().seed(cronjobs, {
    metadata: { name: 'tick', creationTimestamp: timestamp(created) },
    spec: { concurrencyPolicy: 'Allow', jobTemplate: { metadata: {}, spec: {} }, ...spec },
    status,
  });
}

t.test('the time that is due, and when to look again', async (t) => {
  const hourly = { schedule: schedule('0 * * * *'), zone: UTC };
  const last = (hours: number) => ({ lastScheduleTime: timestamp(hours * HOUR) });
  const rows: readonly [string, CronJob, number, number | undefined, boolean, number][] = [
    ['nothing yet', cronJob({}), 10 * MINUTE, undefined, false, HOUR + 100 - 10 * MINUTE],
    ['one', cronJob({}), HOUR + 5, HOUR, false, HOUR + 95],
    ['the latest of several', cronJob({}), 5 * HOUR + MINUTE, 5 * HOUR, false, HOUR - MINUTE + 100],
    ['of many', cronJob({}), 200 * HOUR, 200 * HOUR, true, HOUR + 100],
    ['none since the last', cronJob({}, last(3)), 3 * HOUR + 1, undefined, false, HOUR + 99],
    [
      'none before the deadline',
      cronJob({ startingDeadlineSeconds: 60 }),
      5 * HOUR + 2 * MINUTE,
      undefined,
      false,
      HOUR - 2 * MINUTE + 100,
    ],
    [
      'within the deadline',
      cronJob({ startingDeadlineSeconds: 180 }),
      5 * HOUR + 2 * MINUTE,
      5 * HOUR,
      false,
      HOUR - 2 * MINUTE + 100,
    ],
  ];
  for (const [name, subject, now, time, many, after] of rows) {
    t.same(dueTime(subject, hourly, now), time === undefined ? { many } : { time, many }, name);
    t.equal(untilNext(subject, hourly, now), after, name);
  }
  const never = { schedule: schedule('59 23 31 2 *'), zone: UTC };
  t.equal(dueTime(cronJob({}), never, HOUR), undefined);
});

t.test('a job is named after the minute', async (t) => {
  t.equal(jobName(cronJob({}), 5 * MINUTE), 'tick-29453765');
});

const TEMPLATE = {
  metadata: { labels: { a: 'b' }, annotations: { c: 'd' } },
  spec: {
    template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'sim/app:1' }] } },
  },
};

function cast(spec: object = {}, ...others: readonly string[]): Stage {
  const stage = new Stage('cronjob-controller', ...others);
  stage.create(cronjobs, {
    metadata: { name: 'tick' },
    spec: { schedule: '* * * * *', jobTemplate: TEMPLATE, ...spec },
  });
  return stage.run(10);
}

function finish(stage: Stage, name: string, type: 'Complete' | 'Failed'): void {
  const time = timestamp(stage.now);
  const conditions = (type === 'Complete' ? ['SuccessCriteriaMet', 'Complete'] : ['FailureTarget', 'Failed']).map(
    (condition) => ({ type: condition, status: 'True', lastTransitionTime: time, reason: 'x', message: '' }),
  );
  const completed = type === 'Complete' ? { completionTime: time } : {};
  stage.patch(jobs, name, { status: { startTime: time, conditions, ...completed } }, 'status');
}

const statusOf = (stage: Stage) => stage.get(cronjobs, 'tick')?.status;

t.test('every minute a job is started, a tenth of a second late', async (t) => {
  const stage = cast();
  t.ok(isSettled(stage.cluster), 'nobody waits for the next time');
  stage.run(MINUTE);
  t.same(stage.names(jobs), []);
  stage.run(100);
  const [name = ''] = stage.names(jobs);
  t.equal(name, 'tick-29453761');
  t.match(stage.get(jobs, name)?.metadata, {
    labels: { a: 'b' },
    annotations: { c: 'd', 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T00:01:00Z' },
    ownerReferences: [{ kind: 'CronJob', name: 'tick', controller: true }],
  });
  t.match(statusOf(stage), {
    active: [{ kind: 'Job', apiVersion: 'batch/v1', name, namespace: 'default' }],
    lastScheduleTime: '2026-01-01T00:01:00Z',
  });
  finish(stage, name, 'Complete');
  stage.run(100);
  t.notOk(statusOf(stage)?.active);
  t.equal(statusOf(stage)?.lastSuccessfulTime, '2026-01-01T00:01:00Z');
  t.same(stage.told(), [
    'CronJob/tick Normal SawCompletedJob: Saw completed job: tick-29453761, condition: Complete',
    'CronJob/tick Normal SuccessfulCreate: Created job tick-29453761',
  ]);
});

t.test('the concurrency policy', async (t) => {
  const after = (concurrencyPolicy: string) => cast({ concurrencyPolicy }).run(2 * MINUTE + 200);
  const allow = after('Allow');
  t.equal(statusOf(allow)?.active?.length, 2);
  const forbid = after('Forbid');
  t.same(forbid.names(jobs), ['tick-29453761']);
  t.ok(
    forbid
      .told()
      .includes(
        'CronJob/tick Normal JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid',
      ),
  );
  finish(forbid, 'tick-29453761', 'Failed');
  forbid.run(100);
  t.same(forbid.names(jobs), ['tick-29453761', 'tick-29453762'], 'the time that was missed is made up for');
  const replace = after('Replace');
  t.same(replace.names(jobs), ['tick-29453762']);
  t.ok(replace.told().includes('CronJob/tick Normal SuccessfulDelete: Deleted job tick-29453761'));
});

t.test('the history keeps so many jobs of each kind', async (t) => {
  const stage = cast({ successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 0 });
  for (const type of ['Complete', 'Failed', 'Complete', 'Complete'] as const) {
    stage.run(MINUTE);
    stage.run(200);
    finish(stage, stage.names(jobs).at(-1) ?? '', type);
    stage.run(100);
  }
  t.same(stage.names(jobs), ['tick-29453764']);
});

t.test('a suspended cron job starts nothing, and makes up for it within the deadline', async (t) => {
  const stage = cast({ suspend: true, startingDeadlineSeconds: 30 });
  stage.run(3 * MINUTE);
  t.same(stage.names(jobs), []);
  stage.patch(cronjobs, 'tick', { spec: { suspend: false } });
  stage.run(10);
  t.same(stage.names(jobs), ['tick-29453763']);
});

t.test('another schedule is followed from its next time on', async (t) => {
  const stage = cast({ schedule: '0 5 * * *' });
  stage.patch(cronjobs, 'tick', { spec: { schedule: '*/2 * * * *' } });
  stage.run(2 * MINUTE + 200);
  t.same(stage.names(jobs), ['tick-29453762']);
});

t.test('a job that is gone is taken off the list; one that nobody started is told of', async (t) => {
  const stage = cast().run(MINUTE + 100);
  stage.delete(jobs, 'tick-29453761', { propagationPolicy: 'Background' });
  stage.run(100);
  t.notOk(statusOf(stage)?.active);
  t.ok(stage.told().includes('CronJob/tick Normal MissingJob: Active job went missing: tick-29453761'));
  const uid = stage.get(cronjobs, 'tick')?.metadata.uid;
  const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'tick', uid, controller: true };
  stage.create(jobs, { metadata: { name: 'mine', ownerReferences: [owner] }, spec: TEMPLATE.spec });
  stage.run(10);
  t.ok(
    stage
      .told()
      .includes('CronJob/tick Warning UnexpectedJob: Saw a job that the controller did not create or forgot: mine'),
  );
});

t.test('a schedule is read in its time zone; zones that are not modelled are refused by name', async (t) => {
  const stage = cast({ schedule: '30 9 * * *', timeZone: 'Asia/Kolkata' }).run(4 * HOUR + 200);
  const [name = ''] = stage.names(jobs);
  t.equal(
    stage.get(jobs, name)?.metadata.annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp'],
    '2026-01-01T09:30:00+05:30',
  );
  const refused = cast({ timeZone: 'Antarctica/Troll' }).run(HOUR);
  t.same(refused.names(jobs), []);
  t.same(refused.told(), [
    'CronJob/tick Warning UnknownTimeZone: invalid timeZone: "Antarctica/Troll": time zone Antarctica/Troll is not modelled (see limitations)',
  ]);
});

t.test('a schedule that never comes is told of', async (t) => {
  const stage = cast({ schedule: '59 23 31 2 *' });
  t.same(stage.told(), [
    'CronJob/tick Warning InvalidSchedule: invalid schedule: 59 23 31 2 * : time difference between two schedules is less than 1 second',
  ]);
});
