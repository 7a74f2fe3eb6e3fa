import t from 'tap';
import type { CronJob, Job } from '../../../engine/apis/generated/batch.v1.js';
import type { HorizontalPodAutoscaler as VersionOne } from '../../../engine/apis/generated/autoscaling.v1.js';
import type { HorizontalPodAutoscaler } from '../../../engine/apis/generated/autoscaling.v2.js';
import type { JsonObject } from '../../../engine/apimachinery/object.js';
import { fromVersionOne, toVersionOne } from '../../../engine/apis/autoscaling/version-one.js';
import { parseCronSchedule, type CronField } from '../../../engine/apis/batch/cron-schedule.js';
import { countIndexes, overlapMessage } from '../../../engine/apis/batch/indexes.js';
import { created, decoded, messages, updated } from './verdicts/strategies.js';

const template = (metadata: object = {}) => ({
  metadata,
  spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'nginx:1' }] },
});
const job = (spec: object = {}, metadata: object = {}): JsonObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'x', ...metadata },
  spec: { template: template(), ...spec },
});
const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as JsonObject;

t.test('a new job', (t) => {
  const { spec, metadata } = created(job()).object as Job;
  t.match(spec, { completions: 1, parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false });
  t.equal(spec.podReplacementPolicy, 'TerminatingOrFailed');
  t.same(
    spec.selector,
    { matchLabels: { 'batch.kubernetes.io/controller-uid': metadata.uid } },
    'selects its own pods',
  );
  t.same(spec.template.metadata?.labels, {
    'batch.kubernetes.io/controller-uid': metadata.uid,
    'batch.kubernetes.io/job-name': 'x',
    'controller-uid': metadata.uid,
    'job-name': 'x',
  });
  const labelled = decoded(job({ template: template({ labels: { a: 'b' } }) })) as Job;
  t.same(labelled.metadata.labels, { a: 'b' }, "takes its template's labels when it has none");
  const workers = decoded(job({ parallelism: 3 })) as Job;
  t.equal(workers.spec.completions, undefined, 'with parallelism alone is a work queue');
  const limited = decoded(job({ backoffLimitPerIndex: 1, completionMode: 'Indexed', completions: 2 })) as Job;
  t.equal(limited.spec.backoffLimit, 2147483647, 'with a limit per index has no other');
  t.end();
});

t.test('what a job may change', (t) => {
  const made = (spec: object, status: object = {}) => {
    const { object } = created(job(spec));
    return { ...object, status, metadata: { ...object.metadata, resourceVersion: '1' } } as Job;
  };
  const says = (old: Job, spec: object) => messages(updated(json({ ...old, spec: { ...old.spec, ...spec } }), old));
  const running = made({});
  t.same(says(running, { parallelism: 4, suspend: true, backoffLimit: 1, activeDeadlineSeconds: 3 }), []);
  t.match(says(running, { completions: 3 }), ['spec.completions: Invalid value: 3: field is immutable']);
  const indexed = made({ completionMode: 'Indexed', completions: 2, parallelism: 2 });
  t.same(says(indexed, { completions: 3, parallelism: 3 }), [], 'an indexed job grows with its parallelism');
  t.match(says(indexed, { completions: 3 }), [/can only be modified in tandem with spec.parallelism/]);
  const placed = (old: Job) => ({
    template: { ...old.spec.template, spec: { ...old.spec.template.spec, nodeSelector: { a: 'b' } } },
  });
  t.match(says(running, placed(running)), [/^spec.template: Invalid value: .*: field is immutable$/]);
  const waiting = made({ suspend: true });
  t.same(says(waiting, placed(waiting)), [], 'a suspended job that never ran can be placed');
  const stopped = made({ suspend: true }, { startTime: '2024-01-01T00:00:00Z' });
  t.match(says(stopped, placed(stopped)), [/field is immutable$/], 'one that ran cannot');
  t.end();
});

t.test('what is done stays done', (t) => {
  const { object } = created(job());
  const old = { ...object, status: {}, metadata: { ...object.metadata, resourceVersion: '1' } } as Job;
  const says = (status: object, before: object = {}) =>
    messages(updated(json({ ...old, status }), { ...old, status: before } as Job, 'status'));
  const is = (...types: readonly string[]) => types.map((type) => ({ type, status: 'True' }));
  const time = '2024-01-01T00:00:00Z';
  t.same(
    says({ startTime: time, completionTime: time, succeeded: 1, conditions: is('SuccessCriteriaMet', 'Complete') }),
    [],
  );
  t.match(says({ startTime: time, conditions: is('Failed') }), [
    'status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition',
  ]);
  t.match(says({ completionTime: time }), [/^status.completionTime: .* when there is no Complete=True condition$/]);
  t.match(says({ active: 1, ready: 2 }), ['status.ready: Invalid value: 2: cannot set more ready pods than active']);
  const failed = { startTime: time, conditions: is('FailureTarget', 'Failed') };
  t.match(says({ startTime: time }, failed), [/cannot disable the terminal Failed=True condition/]);
  t.end();
});

t.test('lists of indexes', (t) => {
  const cases: readonly (readonly [string, number | string])[] = [
    ['', 0],
    ['1,3-5,7', 5],
    ['3,1', 'non-increasing order, previous: 3, current: 1'],
    ['1-1', 'non-increasing order, previous: 1, current: 1'],
    [
      '1-2-3',
      `the fragment "1-2-3" violates the requirement that an index interval can have at most two parts separated by '-'`,
    ],
    ['x', 'cannot convert string to integer for index: "x"'],
    ['10', 'too large index: "10"'],
  ];
  for (const [text, want] of cases) {
    const counted = countIndexes(text, 10);
    t.equal(counted.ok ? counted.value : counted.error, want, `'${text}'`);
  }
  t.equal(overlapMessage('0-2,5', '3-4', 10), undefined);
  t.match(overlapMessage('0-2,5', '4-6', 10), /5/);
  t.end();
});

t.test('schedules', (t) => {
  const field = ({ values, star }: CronField) => (star ? '*' : [...values].sort((a, b) => a - b).join());
  const read = (text: string) => {
    const parsed = parseCronSchedule(text);
    if (!parsed.ok) return parsed.error;
    const { value } = parsed;
    if (value.type === 'every') return value.period;
    return [value.minute, value.hour, value.dayOfMonth, value.month, value.dayOfWeek].map(field).join(' ');
  };
  const cases: readonly (readonly [string, string | number])[] = [
    ['*/15 1-3 * jan,Dec SUN', '0,15,30,45 1,2,3 * 1,12 0'],
    ['5/20 0 1 1 ?', '5,25,45 0 1 1 *'],
    ['@daily', '0 0 * * *'],
    ['@every 90s', 90_000],
    ['@every 10ms', 1000],
    ['', 'empty spec string'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * * * 7', 'end of range (7) above maximum (6): 7'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['@reboot', 'unrecognized descriptor: @reboot'],
    ['TZ=Nowhere * * * * *', 'provided bad location Nowhere: unknown time zone Nowhere'],
  ];
  for (const [text, want] of cases) t.equal(read(text), want, `'${text}'`);
  t.end();
});

t.test('a cron job', (t) => {
  const cron = (spec: object = {}): JsonObject => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'x' },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template: template() } }, ...spec },
  });
  const { spec } = decoded(cron()) as CronJob;
  t.match(spec, {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  const says = (given: object) => messages(created(cron(given)));
  t.same(says({ timeZone: 'Europe/Paris' }), []);
  t.same(says({ timeZone: 'europe/paris' }), [
    'spec.timeZone: Invalid value: "europe/paris": unknown time zone europe/paris',
  ]);
  t.match(says({ schedule: 'TZ=UTC * * * * *' }), [
    /cannot use TZ or CRON_TZ in schedule, use timeZone field instead$/,
  ]);
  const long = { ...cron(), metadata: { name: 'x'.repeat(53) } };
  t.match(
    messages(created(long)),
    [/^metadata.name: Invalid value: .*: must be no more than 52 characters$/],
    'leaves room for the names of jobs',
  );
  t.end();
});

t.test('version 1 of an autoscaler', (t) => {
  const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' };
  const one = (spec: object): VersionOne =>
    ({
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'x' },
      spec: { maxReplicas: 3, scaleTargetRef: target, ...spec },
      status: { currentReplicas: 0, desiredReplicas: 0 },
    }) as VersionOne;
  const use = (averageUtilization: number) => ({
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
  });
  const stored = fromVersionOne(one({ targetCPUUtilizationPercentage: 50 }));
  t.match(stored, { apiVersion: 'autoscaling/v2', spec: { minReplicas: 1, metrics: [use(50)] } });
  t.same(fromVersionOne(one({})).spec.metrics, [use(80)], 'scales by 80% of the cpu when it does not say');
  t.same(
    json(toVersionOne(stored)),
    json({ ...one({ minReplicas: 1, targetCPUUtilizationPercentage: 50 }) }),
    'comes back as it was',
  );
  const metric = { name: 'm', selector: { matchLabels: { a: 'b' } } };
  const full = {
    ...stored,
    spec: {
      ...stored.spec,
      metrics: [
        { type: 'Pods', pods: { metric, target: { type: 'AverageValue', averageValue: '1' } } },
        { type: 'Object', object: { describedObject: target, metric, target: { type: 'Value', value: '2' } } },
        { type: 'External', external: { metric, target: { type: 'AverageValue', averageValue: '3' } } },
        {
          type: 'ContainerResource',
          containerResource: { name: 'cpu', container: 'c', target: { type: 'Utilization', averageUtilization: 4 } },
        },
        use(50),
      ],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 5,
          selectPolicy: 'Max',
          policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }],
        },
      },
    },
    status: {
      currentReplicas: 1,
      desiredReplicas: 1,
      currentMetrics: [
        { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 7, averageValue: '1' } } },
      ],
      conditions: [{ type: 'AbleToScale', status: 'True', reason: 'r' }],
    },
  } as HorizontalPodAutoscaler;
  const shown = toVersionOne(full);
  t.equal(shown.status.currentCPUUtilizationPercentage, 7);
  t.same(
    Object.keys(shown.metadata.annotations ?? {}),
    ['behavior', 'conditions', 'current-metrics', 'metrics'].map((key) => `autoscaling.alpha.kubernetes.io/${key}`),
  );
  t.same(json(fromVersionOne(shown)), json(full), 'what it has no fields for travels in annotations');
  t.end();
});
