import t from 'tap';
import type {
  Condition,
  Quantifier,
  ResourceCondition,
  Temporal,
} from '../../../conformance/expectations/condition.js';
import { describeCondition, describeTemporal } from '../../../conformance/expectations/describe.js';
import { explainFalse, explainTrue } from '../../../conformance/expectations/explain.js';
import { dependencies, judge } from '../../../conformance/expectations/judge.js';
import { advance, finish, start } from '../../../conformance/expectations/temporal.js';
import { explainViolation } from '../../../conformance/expectations/violation.js';
import { deployments, pods } from '../../../engine/apis/generated/resources.js';
import { pod, worldOf } from '../world.js';

const source = { file: 'x.yaml', line: 3, column: 5, text: '' };

const world = worldOf({
  pods: [pod('web-a', 'web', true), pod('web-b', 'web', false), pod('db-0', 'db', true)],
  'apps/deployments': [
    {
      metadata: { name: 'web' },
      status: {
        conditions: [
          { type: 'Progressing', status: 'True' },
          { type: 'Available', status: 'True' },
        ],
      },
    },
  ],
});

function pods_(quantifier: Quantifier, fields: object = {}, selector?: string): ResourceCondition {
  return {
    type: 'resource',
    source,
    select: { resource: pods, namespace: 'default', ...(selector === undefined ? {} : { selector }) },
    partial: { apiVersion: 'v1', kind: 'Pod', ...fields },
    positions: {},
    quantifier,
    allowEmpty: false,
  };
}

const READY = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };

const CASES: readonly (readonly [claim: string, condition: Condition, truth: string, watched: boolean])[] = [
  ['any: one that is like it is enough', pods_({ type: 'any' }, READY), 'true', true],
  ['any: none is like it', pods_({ type: 'any' }, { status: { phase: 'Failed' } }), 'false', true],
  ['all: every one must be like it', pods_({ type: 'all' }, READY, 'app=web'), 'false', true],
  ['all: and all are', pods_({ type: 'all' }, READY, 'app=db'), 'true', true],
  ['all of nothing is vacuous', pods_({ type: 'all' }, READY, 'app=none'), 'vacuous', false],
  ['none: none is like it', pods_({ type: 'none' }, { status: { phase: 'Failed' } }), 'true', true],
  ['none of nothing is true, but watches nothing', pods_({ type: 'none' }, READY, 'app=none'), 'true', false],
  ['none: one is like it', pods_({ type: 'none' }, READY), 'false', true],
  ['count: exactly so many', pods_({ type: 'count', min: 2, max: 2 }, READY), 'true', true],
  ['count: at least so many', pods_({ type: 'count', min: 3 }, READY), 'false', true],
  ['count: at most so many', pods_({ type: 'count', min: 0, max: 1 }, {}, 'app=web'), 'false', true],
  ['nothing watched may be allowed', { ...pods_({ type: 'all' }, READY, 'app=none'), allowEmpty: true }, 'true', true],
];

for (const [claim, condition, truth, watched] of CASES) {
  t.test(claim, (t) => {
    t.same(judge(condition, world), { truth, watched });
    t.end();
  });
}

const progressing: ResourceCondition = {
  type: 'resource',
  source,
  select: { resource: deployments, namespace: 'default', name: 'web' },
  partial: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    status: { conditions: [{ type: 'Progressing', status: 'False' }] },
  },
  positions: { 'status.conditions[0].status': { file: 'x.yaml', line: 9, column: 20 } },
  quantifier: { type: 'any' },
  allowEmpty: false,
};

t.test('a failure names the field, its place, and shows the difference', (t) => {
  t.match(explainFalse(progressing, world), {
    position: { line: 9, column: 20 },
    expectation:
      'deployment/web with status.conditions[type=Progressing].type: "Progressing", status.conditions[type=Progressing].status: "False"',
    message: 'deployment/web: status.conditions[type=Progressing].status is "True", expected "False"',
    nearest: { object: 'deployment/web', note: '4 of 5 asserted fields agree' },
    diff: [
      '  …',
      '  kind: Deployment',
      '  metadata:',
      '    name: web',
      '  status:',
      '    conditions:',
      '    - type: Progressing',
      '-     status: "False"',
      '+     status: "True"',
    ],
  });
  t.end();
});

t.test('an object that is not there is told with the one that was meant', (t) => {
  const misspelt = { ...progressing, select: { ...progressing.select, name: 'wbe' } };
  t.match(explainFalse(misspelt, world), {
    message: 'there is no deployment/wbe',
    nearest: { object: 'deployment/web', note: 'a similar name' },
  });
  t.match(explainFalse({ ...progressing, select: { ...progressing.select, name: 'database' } }, world), {
    nearest: { note: 'one of 1: deployment/web' },
  });
  t.match(explainFalse(progressing, worldOf({})), { message: 'there is no deployment/web, and no Deployment at all' });
  t.end();
});

t.test('the nearest object is the one that agrees in most', (t) => {
  const near = pods_({ type: 'any' }, { metadata: { labels: { app: 'db' } }, status: { phase: 'Failed' } });
  t.match(explainFalse(near, world), {
    nearest: { object: 'pod/db-0' },
    message: 'pod/db-0: status.phase is "Running", expected "Failed"',
  });
  t.match(explainFalse(pods_({ type: 'all' }, { status: { phase: 'Failed' } }), world), { message: /\(and 2 more\)$/ });
  t.end();
});

t.test('counts and nones name what they found', (t) => {
  t.match(explainFalse(pods_({ type: 'count', min: 3, max: 3 }, READY), world), {
    message: 'found 2: pod/web-a, pod/db-0',
    expectation: /^3 pods in namespace default/,
  });
  t.match(explainFalse(pods_({ type: 'none' }, READY, 'app=db'), world), { message: 'found pod/db-0' });
  t.match(explainTrue(pods_({ type: 'any' }, READY, 'app=db'), world), { message: 'found pod/db-0' });
  t.end();
});

t.test('conditions and temporal expectations read as sentences', (t) => {
  t.equal(
    describeCondition(pods_({ type: 'count', min: 0, max: 2 }, {}, 'app=web')),
    'at most 2 pods with app=web in namespace default',
  );
  t.equal(
    describeCondition(pods_({ type: 'none' }, { status: { phase: 'Failed' } })),
    'no pods in namespace default with status.phase: "Failed"',
  );
  t.equal(describeCondition({ ...progressing, name: 'the rollout stops' }), 'the rollout stops');
  const cel: Condition = { type: 'cel', source, expression: 'a ==\n  1', namespace: 'default', allowEmpty: false };
  t.equal(
    describeTemporal({ type: 'eventually', source, that: cel, within: 60_000 }),
    'eventually within 1m0s: a == 1',
  );
  t.equal(describeTemporal({ type: 'until', source, hold: cel, release: cel }), 'a == 1 until a == 1');
  t.equal(describeTemporal({ type: 'then', source, order: [cel, cel] }), 'a == 1, then a == 1');
  t.end();
});

t.test('a violation is explained from the state in which it was found', (t) => {
  const never: Temporal = { type: 'never', source, that: pods_({ type: 'any' }, READY, 'app=db') };
  const watch = advance(start(never, 0), world);
  t.match(explainViolation(watch, world), {
    message: 'at 0s: found pod/db-0',
    expectation: /^never: pods with app=db/,
  });
  const nothing: Temporal = { type: 'never', source, that: pods_({ type: 'any' }, READY, 'app=none') };
  t.match(explainViolation(finish(advance(start(nothing, 0), world)), world), {
    message: /^there was nothing to watch: .*allowEmpty: true$/,
  });
  const eventually: Temporal = { type: 'eventually', source, that: progressing, within: 1000 };
  const late = advance(start(eventually, 0), { ...world, now: 1500 });
  t.match(explainViolation(late, { ...world, now: 1500 }), {
    message: /^not after 1\.5s: deployment\/web: status\.conditions/,
    nearest: { object: 'deployment/web' },
  });
  t.end();
});

t.test('a condition depends on its collection only', (t) => {
  t.same(dependencies(progressing), { resources: [deployments], clock: false });
  t.equal(dependencies(progressing).resources, dependencies(progressing).resources);
  t.end();
});
