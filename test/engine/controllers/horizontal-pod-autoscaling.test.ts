import t from 'tap';
import { timestamp } from '../../../engine/apimachinery/time.js';
import type { Pod } from '../../../engine/apis/generated/core.v1.js';
import {
  fetchError,
  readPodMetrics,
  type PodMetric,
} from '../../../engine/controllers/horizontal-pod-autoscaling/pod-metrics.js';
import { withinRates, withinRules } from '../../../engine/controllers/horizontal-pod-autoscaling/limits.js';
import { NO_HISTORY } from '../../../engine/controllers/horizontal-pod-autoscaling/memory.js';
import {
  replicasForAverage,
  replicasForUtilization,
  type Sample,
} from '../../../engine/controllers/horizontal-pod-autoscaling/replica-calculator.js';
import { stabilized, stabilizedWithin } from '../../../engine/controllers/horizontal-pod-autoscaling/stabilize.js';
import { FakeApi } from '../../support/fake-api.js';

const MINUTE = 60_000;
const NOW = 60 * MINUTE;

type State = 'ready' | 'unready' | 'pending' | 'failed' | 'leaving' | 'starting' | 'was-ready';

function pod(name: string, state: State): Pod {
  const young = state === 'starting' || state === 'unready';
  const start = young ? NOW - MINUTE : NOW - 30 * MINUTE;
  const changed = { starting: NOW - 1000, unready: start, 'was-ready': NOW - MINUTE }[state as string] ?? start + 1000;
  const ready = state === 'ready' || state === 'starting' || state === 'leaving' ? 'True' : 'False';
  return {
    metadata: {
      name,
      uid: name,
      resourceVersion: '1',
      creationTimestamp: timestamp(0),
      ...(state === 'leaving' ? { deletionTimestamp: timestamp(NOW) } : {}),
    },
    spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '100m' } } }] },
    status: {
      phase: state === 'pending' ? 'Pending' : state === 'failed' ? 'Failed' : 'Running',
      startTime: timestamp(start),
      conditions: [{ type: 'Ready', status: ready, lastTransitionTime: timestamp(changed) }],
    },
  };
}

/** Pods with what each uses in thousandths; undefined: nobody knows. */
function sample(pods: readonly (readonly [State, number | undefined])[], currentReplicas = pods.length): Sample {
  const metrics = new Map<string, PodMetric>();
  pods.forEach(([, value], i) => {
    if (value !== undefined) metrics.set(`p${i}`, { at: NOW, window: 15_000, value });
  });
  return {
    pods: pods.map(([state], i) => pod(`p${i}`, state)),
    metrics,
    resource: 'cpu',
    currentReplicas,
    tolerances: { down: 0.1, up: 0.1 },
    now: NOW,
  };
}

const at = (state: State, ...values: (number | undefined)[]) => values.map((value) => [state, value] as const);

void t.test('replicas for 50 % of 100m', (t) => {
  const rows: readonly (readonly [string, Sample, number | string])[] = [
    ['a tenth too much is near enough', sample(at('ready', 55, 55)), 2],
    ['a little more is not', sample(at('ready', 56, 56)), 3],
    ['a tenth too little is near enough', sample(at('ready', 45, 45, 45)), 3],
    ['less is not', sample(at('ready', 33, 33, 33)), 2],
    ['double', sample(at('ready', 100, 100)), 4],
    ['a pod of unknown use counts as idle on the way up', sample(at('ready', 100, undefined)), 2],
    ['one of unknown use uses all it requests on the way down', sample(at('ready', 10, 10, undefined)), 3],
    ['nor can the guess turn the direction', sample(at('ready', 40, undefined, undefined)), 3],
    ['a pending pod counts as idle on the way up', sample([...at('ready', 120), ...at('pending', undefined)]), 3],
    ['and not at all on the way down', sample([...at('ready', 10, 10), ...at('pending', undefined)]), 1],
    [
      'pods that leave or failed do not count',
      sample([...at('ready', 100), ...at('leaving', 0), ...at('failed', 0)]),
      2,
    ],
    ['a pod measured before it was ready counts as idle', sample([...at('ready', 200), ...at('starting', 900)]), 4],
    ['one that was ready once counts although it is not', sample([...at('ready', 100), ...at('was-ready', 100)]), 4],
    ['one that never was does not', sample([...at('ready', 20), ...at('unready', 900)]), 1],
    ['none', sample([]), 'no pods returned by selector while calculating replica count'],
    [
      'none that counts',
      sample(at('pending', undefined)),
      'did not receive metrics for targeted pods (pods might be unready)',
    ],
  ];
  for (const [name, given, expected] of rows) {
    const found = replicasForUtilization(given, 50, undefined);
    t.equal(found.ok ? found.value.replicas : found.error, expected, name);
  }
  t.end();
});

void t.test('replicas for an average', (t) => {
  const rows: readonly (readonly [Sample, number])[] = [
    [sample(at('ready', 400, 400)), 8],
    [sample(at('ready', 105, 105)), 2],
    [sample(at('ready', 100, undefined)), 2],
    [sample(at('ready', 10, undefined)), 2],
  ];
  for (const [given, expected] of rows) {
    const found = replicasForAverage(given, 100);
    t.equal(found.ok && found.value.replicas, expected);
  }
  const missing = replicasForUtilization(sample(at('ready', 10)), 50, 'other');
  t.equal(missing.ok || missing.error, 'container other not found in Pod p0');
  t.end();
});

void t.test('limits without behavior: [current, desired] within 2 and 10', (t) => {
  const rows: readonly (readonly [number, number, number, string])[] = [
    [2, 3, 3, 'DesiredWithinRange'],
    [2, 9, 4, 'ScaleUpLimit'],
    [3, 9, 6, 'ScaleUpLimit'],
    [8, 30, 10, 'TooManyReplicas'],
    [5, 1, 2, 'TooFewReplicas'],
    [5, 2, 2, 'DesiredWithinRange'],
  ];
  for (const [current, desired, expected, reason] of rows) {
    const found = withinRules(desired, { current, min: 2, max: 10 });
    t.same([found.replicas, found.finding.reason], [expected, reason], `${current} → ${desired}`);
  }
  t.end();
});

void t.test('policies', (t) => {
  const pods = (value: number) => ({ type: 'Pods', value, periodSeconds: 60 });
  const percent = (value: number) => ({ type: 'Percent', value, periodSeconds: 60 });
  const rows = [
    [{ policies: [pods(4), percent(100)], selectPolicy: 'Max' }, 10, 30, 20],
    [{ policies: [pods(4), percent(100)], selectPolicy: 'Min' }, 10, 30, 14],
    [{ policies: [percent(15)], selectPolicy: 'Max' }, 10, 30, 12],
    [{ policies: [percent(100)], selectPolicy: 'Disabled' }, 10, 30, 10],
    [{ policies: [pods(2), percent(50)], selectPolicy: 'Max' }, 10, 1, 5],
    [{ policies: [pods(2), percent(50)], selectPolicy: 'Min' }, 10, 1, 8],
    [{ policies: [percent(15)], selectPolicy: 'Max' }, 10, 1, 8],
    [{ policies: [percent(100)], selectPolicy: 'Disabled' }, 10, 1, 10],
  ] as const;
  for (const [rules, current, desired, expected] of rows) {
    const limits = { up: rules, down: rules };
    const found = withinRates(desired, { current, min: 1, max: 40 }, limits, NO_HISTORY, NOW);
    t.equal(found.replicas, expected);
  }
  const rules = { policies: [pods(4)], selectPolicy: 'Max' };
  const recent = { ...NO_HISTORY, ups: [{ change: 3, at: NOW - 30_000 }] };
  const old = { ...NO_HISTORY, ups: [{ change: 3, at: NOW - 60_000 }] };
  const limits = { up: rules, down: rules };
  const bounds = { current: 10, min: 1, max: 40 };
  t.equal(withinRates(30, bounds, limits, recent, NOW).replicas, 11, 'what was added in the period counts');
  t.equal(withinRates(30, bounds, limits, old, NOW).replicas, 14, 'what was added before does not');
  t.end();
});

void t.test('recommendations', (t) => {
  const past = [
    { replicas: 9, at: NOW - 6 * MINUTE },
    { replicas: 6, at: NOW - 4 * MINUTE },
    { replicas: 3, at: NOW - MINUTE },
  ];
  t.equal(stabilized(2, past, NOW).replicas, 6, 'the highest of five minutes');
  t.equal(stabilized(8, past, NOW).replicas, 8, 'up at once');
  t.equal(stabilizedWithin(2, 6, { up: 0, down: 90 }, past, NOW).replicas, 3, 'the highest of the window');
  t.equal(
    stabilizedWithin(8, 4, { up: 90, down: 0 }, past, NOW).replicas,
    4,
    'the lowest of the window, not below what is',
  );
  t.equal(stabilizedWithin(8, 2, { up: 90, down: 0 }, past, NOW).replicas, 3, 'the lowest of the window');
  t.end();
});

void t.test('what a metrics server says', (t) => {
  const api = new FakeApi();
  const containers = [
    { name: 'c', usage: { cpu: '100m' } },
    { name: 'd', usage: { cpu: '50500u' } },
  ];
  const item = { metadata: { name: 'p' }, timestamp: timestamp(NOW), window: '15s', containers };
  const query = { namespace: 'default', selector: 'app=web', resource: 'cpu' };
  const answers = (items: readonly object[]) => (api.intercept = () => ({ code: 200, body: { items } }));
  answers([item]);
  const whole = api.run(readPodMetrics(query));
  t.same(whole.ok && [...whole.value], [['p', { at: NOW, window: 15_000, value: 151 }]]);
  const one = api.run(readPodMetrics({ ...query, container: 'c' }));
  t.same(one.ok && one.value.get('p')?.value, 100);
  const none = api.run(readPodMetrics({ ...query, container: 'x' }));
  t.equal(
    none.ok || none.error,
    'failed to get container metrics: container x not present in metrics for pod default/p',
  );
  answers([]);
  const empty = api.run(readPodMetrics(query));
  t.equal(empty.ok || empty.error, 'no metrics returned from resource metrics API');
  const refusal = (code: number) => fetchError({ ok: false, code, status: { metadata: {} } }, 'x');
  t.equal(refusal(404), 'the server could not find the requested resource (get x)');
  t.equal(refusal(503), 'the server is currently unable to handle the request (get x)');
  t.end();
});
