import t from 'tap';
import { compileCel } from '../../../conformance/expectations/cel/compile.js';
import { celDependencies } from '../../../conformance/expectations/cel/dependencies.js';
import { evaluateCel } from '../../../conformance/expectations/cel/evaluate.js';
import { explainCel } from '../../../conformance/expectations/cel/explain.js';
import { pod, worldOf } from '../world.js';

const world = worldOf(
  {
    pods: [pod('web-a', 'web', true), pod('web-b', 'web', false), pod('db-0', 'db', true, 'Pending')],
    'apps/deployments': [
      { metadata: { name: 'web' }, spec: { replicas: 3 }, status: { availableReplicas: 2, replicas: 3 } },
    ],
    nodes: [{ metadata: { name: 'node-1' }, status: { allocatable: { cpu: '4', memory: '8Gi' } } }],
    events: [
      {
        metadata: { name: 'e1' },
        involvedObject: { kind: 'Pod', name: 'web-b' },
        reason: 'BackOff',
        type: 'Warning',
        count: 3,
      },
      {
        metadata: { name: 'e2' },
        involvedObject: { kind: 'Pod', name: 'web-a' },
        reason: 'Started',
        type: 'Normal',
        count: 1,
      },
    ],
  },
  5_000,
);

function judged(expression: string): string {
  const outcome = evaluateCel(expression, world, 'default');
  if (outcome.type === 'error') return `error: ${outcome.problem.message}`;
  return outcome.vacuous ? 'vacuous' : String(outcome.value);
}

const CASES: readonly (readonly [expression: string, result: string])[] = [
  ["deployment('web').status.availableReplicas >= 2", 'true'],
  ["deployment('web').status.availableReplicas == 2.0", 'true'],
  ["deployment('web').spec.replicas - deployment('web').status.availableReplicas == 1", 'true'],
  ["deployment('web').status.availableReplicas >= 3 || clock < duration('10s')", 'true'],
  ["clock >= duration('5s') && clock < duration('5001ms')", 'true'],
  ["pods('app=web').size() == 2 && pods().size() == 3", 'true'],
  ["pods('app in (web, db), app!=db').size() == 2", 'true'],
  ["pods('app=web', 'other').size() == 0 && pods('app=web', '*').size() == 2", 'true'],
  ["pods('app=web').exists(p, p.ready) && !pods('app=web').all(p, p.ready)", 'true'],
  ["pods('app=db').all(p, p.phase == 'Pending')", 'true'],
  ["pods('app=web').exists_one(p, p.ready)", 'true'],
  ["pods('app=web').map(p, p.metadata.name) == ['web-a', 'web-b']", 'true'],
  ["'web-a' in pods('app=web').filter(p, p.ready).map(p, p.metadata.name)", 'true'],
  ["pods().map(p, quantity(p.spec.containers[0].resources.requests.cpu)).sum() == quantity('750m')", 'true'],
  ["nodes().all(n, quantity(n.status.allocatable.memory) >= quantity('8192Mi'))", 'true'],
  ["quantity('1Gi').isGreaterThan(quantity('1G')) && isQuantity('1Gi') && !isQuantity('x')", 'true'],
  ["object('deploy', 'web').kind == 'Deployment' && object('pod', 'web-a').apiVersion == 'v1'", 'true'],
  ["objects('pods', 'app=web').size() == 2", 'true'],
  ["events('pod/web-b').exists(e, e.reason == 'BackOff' && e.count == 3) && events().size() == 2", 'true'],
  ["deployment('nope') == null && deployment('web') != null", 'true'],
  ["has(deployment('web').status.availableReplicas) && !has(deployment('web').status.unavailableReplicas)", 'true'],
  ['pods().all(p, has(p.status.phase))', 'true'],
  ["deployment('web').status.?unavailableReplicas.orValue(0) == 0", 'true'],
  ["[3, 1, 2].max() == 3 && [1, 2].isSorted() && ['a', 'a'].distinct().size() == 1", 'true'],
  ["'a-b'.replace('-', '+') == 'a+b' && 'x12'.find('[0-9]+') == '12'", 'true'],
  ['cel.bind(n, pods().size(), n > 2 && n < 4)', 'true'],
  ["pods('app=none').all(p, p.ready)", 'vacuous'],
  ["pods('app=web').filter(p, p.phase == 'Failed').all(p, p.ready)", 'vacuous'],
  ["pods('app=none').all(p, p.ready) || clock > duration('1s')", 'true'],
  ["pods('app=none').size() == 0", 'true'],
  ["pods('app=web').all(p, [].all(x, x))", 'true'],
  ["deployment('nope').status.replicas == 3", 'error: no such key: status'],
  ["deployment('web').status.unavailableReplicas == 0", 'error: no such key: unavailableReplicas'],
  ["deployment('nope').status.replicas == 3 || true", 'true'],
  ["pods('').size() == 0", 'error: the selector is empty: write pods() for all'],
  ["pods('a=b=c').size() == 0", "error: 'a=b=c' is not a label selector: found '=', expected: ',' or 'end of string'"],
  ["object('widget', 'w') == null", "error: no kind is called 'widget'"],
  ["deployment('web').status", 'error: must be true or false, but is an object'],
  ['pods().all(p, p.spec.nodeName)', 'error: the condition must be true or false, not string'],
  ["events('web-b').size() == 1", "error: events('web-b'): write the object as kind/name, e.g. pod/web-0"],
  ['1 / 0 == 1', 'error: division by zero'],
];

for (const [expression, result] of CASES) {
  t.test(`${expression} is ${result}`, (t) => {
    t.equal(judged(expression), result);
    t.end();
  });
}

const WRONG: readonly (readonly [expression: string, message: RegExp, offset: number])[] = [
  ['1 +', /unexpected token/, 3],
  ['pods().size()', /must be true or false, but is a int/, 0],
  ['foo(1)', /no matching overload for 'foo/, 0],
  ['foo == 1', /unknown variable: foo/, 0],
  ["clock < '5s'", /no such overload/, 0],
  ["true && 'x'", /requires bool operands/, 0],
  [`${'('.repeat(200)}true${')'.repeat(200)}`, /maxDepth/, 100],
];

for (const [expression, message, offset] of WRONG) {
  t.test(`${expression.slice(0, 20)} does not compile, and the place is told`, (t) => {
    const compiled = compileCel(expression);
    t.match(compiled, { ok: false, problem: { message, offset } });
    t.end();
  });
}

t.test('an expression that looks at too much ends with an error', (t) => {
  const many = Array.from({ length: 1_200 }, (_, index) => pod(`p-${index}`, 'web', true));
  const crowded = worldOf({ pods: many });
  const outcome = evaluateCel('pods().all(p, pods().all(q, q.ready))', crowded, 'default');
  t.match(outcome, { type: 'error', problem: { message: /too expensive/ } });
  t.match(evaluateCel('pods().all(p, p.ready)', crowded, 'default'), { type: 'value', value: true });
  t.end();
});

const EXPLAINED: readonly (readonly [expression: string, lines: readonly string[]])[] = [
  ["deployment('web').status.availableReplicas >= 3", ["deployment('web').status.availableReplicas is 2"]],
  ["pods('app=web').all(p, p.ready)", ["pods('app=web') has 2; p.ready is not true of web-b"]],
  [
    "pods('app=web').exists(p, p.phase == 'Failed')",
    ["pods('app=web') has 2; p.phase == 'Failed' is true of none of them"],
  ],
  ["pods('app=none').all(p, p.ready)", ["pods('app=none') is empty"]],
  ["deployment('nope').status.replicas == 3", ["there is no deployment 'nope' in namespace default"]],
  [
    "deployment('web').status.readyReplicas == 3",
    [
      'no such key: readyReplicas: the API leaves out what is empty or 0; ask has(….readyReplicas), or write ….?readyReplicas.orValue(0)',
    ],
  ],
  ["has(deployment('web').status.readyReplicas)", ["has(deployment('web').status.readyReplicas) is false"]],
  ["clock > duration('1m') && pods().size() == 3", ['clock is 5s']],
];

for (const [expression, lines] of EXPLAINED) {
  t.test(`why ${expression} is not true`, (t) => {
    t.same(explainCel(expression, world, 'default'), lines);
    t.end();
  });
}

t.test('an expression depends on what it names', (t) => {
  const kinds = (expression: string) => celDependencies(expression).resources?.map(({ kind }) => kind);
  t.same(kinds("deployment('web').status.replicas == pods('app=web').size()"), ['Deployment', 'Pod']);
  t.same(kinds("object('svc', 'a') == null"), ['Service']);
  t.same(kinds("events('pod/a').size() == 0"), ['Event']);
  t.equal(kinds("object('wid' + 'get', 'a') == null"), undefined, 'any');
  t.equal(celDependencies("clock < duration('1s')").clock, true);
  t.equal(celDependencies('pods().size() == 0').clock, false);
  t.end();
});
