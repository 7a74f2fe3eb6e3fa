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
