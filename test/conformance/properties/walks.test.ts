import t from 'tap';
import { FAULT_KINDS, portfolio } from '../../../conformance/properties/exploration/strategies.js';
import { Recording } from '../../../conformance/properties/exploration/recorder-pilot.js';
import { Walks } from '../../../conformance/properties/exploration/walks.js';
import { runScenario } from '../../../conformance/runner/run-scenario.js';
import { deployment, planOf, pod, SETTLED, SLOW_CLIENTS, TWO_NODES } from './scenario-text.js';

const ORDERS = 60;

const EARLY =
  "pods().exists(p, p.phase == 'Running' && p.spec.nodeName == 'node-2') && !pods().exists(p, p.phase == 'Running' && p.spec.nodeName == 'node-1')";

/** What is asked for, and what is claimed of it meanwhile. */
const SCENARIOS: readonly (readonly [what: string, steps: readonly string[], claim: string, cluster?: string])[] = [
  ['controllers that wait for their clients', [deployment(2), ...SETTLED], '', SLOW_CLIENTS],
  ['a rollout', [deployment(2), '- settle: {}', '- kubectl: scale deployment/web --replicas=1', ...SETTLED], ''],
  ['a race that some orders lose', [pod('a'), pod('b'), '- settle: {}'], `never: ["${EARLY}"]`],
  [
    'a moment that some orders never have',
    [pod('a'), pod('b'), `- assert: { within: 30s, cel: "${EARLY}" }`, '- advance: 30s'],
    'always: ["pods().size() <= 2"]',
  ],
  [
    'a node that stops while pods start',
    [deployment(2), '- advance: 1s', '- fault: { stop: node/node-1 }', '- advance: 10s', ...SETTLED],
    '',
  ],
  [
    'an Event that is waited for',
    [pod('a'), '- events: { for: pod/a, reason: Started, within: 30s }', '- settle: {}'],
    '',
  ],
];

t.setTimeout(240_000);

for (const [what, steps, claim, cluster = TWO_NODES] of SCENARIOS)
  t.test(`${what}: a walk ends as the run does that decides in the same way, after as many turns`, (t) => {
    const plan = planOf([...steps], `${cluster}\n${claim}`);
    const walks = new Walks(plan, 1);
    const verdicts = new Set<string>();
    for (let number = 0; number < ORDERS; number++) {
      const strategy = () => new Recording(portfolio(number, 3, 60, { faults: FAULT_KINDS, maxFaults: 2 }));
      const [walker, runner] = [strategy(), strategy()];
      const walked = walks.walk(walker);
      const { status, turns } = runScenario(plan, { seed: 1, pilot: runner, update: 'none', light: true });
      verdicts.add(status);
      const same = walked?.status === status && walked.turns === turns && walked.unchosen === 0;
      if (!same || JSON.stringify(walker.schedule) !== JSON.stringify(runner.schedule))
        t.fail(`order ${number}`, { walked, status, turns, walker: walker.schedule, runner: runner.schedule });
    }
    t.equal(verdicts.size, claim === '' ? 1 : 2, [...verdicts].join());
    t.end();
  });

t.test('most of a walk is known from the walks before it', (t) => {
  const plan = planOf([deployment(2), ...SETTLED], TWO_NODES);
  const walks = new Walks(plan, 1);
  let turns = 0;
  for (let number = 0; number < 300; number++)
    turns += walks.walk(new Recording(portfolio(number, 3, 40, { faults: [], maxFaults: 0 })))?.turns ?? 0;
  t.ok(walks.taken * 4 < turns, `${walks.taken} of ${turns} turns were taken`);
  t.end();
});
