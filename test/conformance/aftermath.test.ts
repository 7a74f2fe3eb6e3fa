import t from 'tap';
import { playScenario, runScenario } from '../../conformance/runner/run-scenario.js';
import { planOf, pod, TWO_NODES } from './properties/scenario-text.js';

const NOBODY = 'always: ["pods().size() == 0"]';
const MAP = (name: string) =>
  `- create: { resource: { apiVersion: v1, kind: ConfigMap, metadata: { name: ${name} } } }`;

/** Names of what a scenario leaves behind. */
function left(spec: string, steps: readonly string[]): readonly string[] {
  const [ending] = playScenario(planOf(steps, `${TWO_NODES}\n${spec}`), { update: 'none' });
  return [...(ending?.run.cluster.server.store.objects.keys() ?? [])]
    .filter((key) => key.startsWith('configmaps/default/') && !key.endsWith('kube-root-ca.crt'))
    .map((key) => key.slice('configmaps/default/'.length));
}

void t.test('catch and finally run after an expectation was violated, as after a step that failed', (t) => {
  const after = `catch:\n  ${MAP('caught')}\nfinally:\n  ${MAP('last')}`;
  t.strictSame(left(`${NOBODY}\n${after}`, [pod('a'), MAP('never')]), ['caught', 'last']);
  t.strictSame(left(after, ['- assert: "pods().size() == 1"', MAP('never')]), ['caught', 'last']);
  t.strictSame(
    left(after, [MAP('now'), '- assert: "pods().size() == 0"']),
    ['last', 'now'],
    'without a failure, catch does not',
  );
  t.end();
});

void t.test('what try leaves to catch and finally runs after a violation in it, and the failure stays', (t) => {
  const tried = `- try:\n    - ${pod('a').slice(2)}\n  catch:\n    ${MAP('caught')}\n  finally:\n    ${MAP('last')}`;
  t.strictSame(left(NOBODY, [tried, MAP('never')]), ['caught', 'last']);
  const { status, failure } = runScenario(planOf([tried], `${TWO_NODES}\n${NOBODY}`), { update: 'none' });
  t.equal(status, 'failed');
  t.match(failure?.message, 'pods().size() is 1');
  t.end();
});

void t.test('components work on in finally, and a failure is told as things stood when it came about', (t) => {
  const spec = `${TWO_NODES}\n${NOBODY}\nfinally:\n  - advance: 1m\n  - assert: "pods().all(p, p.ready)"\n  ${MAP('last')}`;
  const plan = planOf([pod('a')], spec);
  const [ending] = playScenario(plan, { update: 'none' });
  t.equal(ending?.run.now, 60_000);
  const { failure } = runScenario(plan, { update: 'none' });
  t.equal(failure?.at, 0);
  t.notMatch(JSON.stringify(failure?.story), 'configmap');
  t.end();
});

/** A pod that fits nowhere. */
const HUGE = `- create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: huge }, spec: { containers: [{ name: c, image: "web:1", resources: { requests: { cpu: "1k" } } }] } } }`;

/** What would be violated, or run out, while catch and finally run. */
const WATCHED: readonly (readonly [what: string, watches: string, steps: readonly string[]])[] = [
  [
    'another expectation is false',
    `always: ["pods().size() == 0", "!configmaps().exists(c, c.metadata.name == 'caught')"]`,
    [pod('a')],
  ],
  [
    'the time of another expectation is up',
    `${NOBODY}\neventually: [{ cel: "configmaps().exists(c, c.metadata.name == 'never')", within: 30s }]`,
    [pod('a')],
  ],
  ['an intent is broken', `${NOBODY}\nintents: [{ alwaysSchedulable: { within: 10s } }]`, [HUGE]],
];

for (const [what, watches, steps] of WATCHED)
  void t.test(`after a violation nothing is watched any more: catch and finally go on when ${what}`, (t) => {
    const after = `catch:\n  ${MAP('caught')}\n  - advance: 1m\n  ${MAP('more')}\nfinally:\n  - advance: 1m\n  ${MAP('last')}`;
    t.strictSame(left(`${watches}\n${after}`, steps), ['caught', 'last', 'more']);
    t.end();
  });

const WRONG = (count: number) => `- assert: "pods().size() == ${count}"`;

function failureOf(spec: string, steps: readonly string[]): string | undefined {
  return runScenario(planOf(steps, `${TWO_NODES}\n${spec}`), { update: 'none' }).failure?.expectation;
}

void t.test('what fails in catch keeps finally from nothing, and what failed first is what is told', (t) => {
  const after = `catch:\n  ${WRONG(2)}\n  ${MAP('caught')}\nfinally:\n  ${MAP('last')}\n  ${WRONG(3)}`;
  t.strictSame(left(after, [WRONG(1)]), ['last']);
  t.match(failureOf(after, [WRONG(1)]), /== 1/);
  const tried = `- try:\n    ${WRONG(1)}\n${after.replace(/^/gm, '  ')}`;
  t.strictSame(left('', [tried]), ['last']);
  t.match(failureOf('', [tried]), /== 1/);
  t.end();
});

void t.test('finally runs when nothing failed too, and then what fails in it counts', (t) => {
  const last = `finally:\n  ${MAP('last')}\n  ${WRONG(3)}`;
  t.strictSame(left(last, [WRONG(0)]), ['last']);
  t.match(failureOf(last, [WRONG(0)]), /== 3/);
  const tried = `- try:\n    ${WRONG(0)}\n${last.replace(/^/gm, '  ')}`;
  t.strictSame(left('', [tried]), ['last']);
  t.match(failureOf('', [tried]), /== 3/);
  t.end();
});
