import fc from 'fast-check';
import t from 'tap';
import type { Schedule } from '../../../conformance/language/deviation.js';
import { Library, loadSpec } from '../../../conformance/language/load.js';
import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import { counterexampleOf } from '../../../conformance/properties/exploration/counterexample.js';
import { joined, play, searchOrders } from '../../../conformance/properties/exploration/explore.js';
import { minimise } from '../../../conformance/properties/exploration/minimise.js';
import { neededSteps } from '../../../conformance/properties/exploration/needed-steps.js';
import { Recording } from '../../../conformance/properties/exploration/recorder-pilot.js';
import { portfolio } from '../../../conformance/properties/exploration/strategies.js';
import { runScenario } from '../../../conformance/runner/run-scenario.js';
import { filesOf } from '../files.js';
import { pod, scenarioText, TWO_NODES } from './scenario-text.js';

const DEPLOYMENT = `- apply:
    resource:
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec:
        replicas: 3
        selector: { matchLabels: { app: web } }
        template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: "web:1" }] } }
- settle: {}`;

/** In the default order a controller has said by 0 s what it does; another order may come later. */
const FRAGILE = `${pod('a')}\n${pod('b')}\n- settle: {}`;
const RACE = `${TWO_NODES}
never: ["pods().exists(p, p.phase == 'Running' && p.spec.nodeName == 'node-2') && !pods().exists(p, p.phase == 'Running' && p.spec.nodeName == 'node-1')"]`;

function scenario(steps: string, spec: string): string {
  return scenarioText([steps, '- assert: "pods().all(p, p.ready)"'], spec);
}

function planOf(text: string): { readonly plan: ScenarioPlan; readonly library: Library } {
  const library = new Library(filesOf({ 'specs/a.yaml': text }));
  const [plan] = loadSpec('specs/a.yaml', library).scenarios;
  if (plan === undefined) throw new Error('the scenario has problems');
  return { plan, library };
}

const EVERYTHING = { faults: ['crash', 'lag'], maxFaults: 2, goOn: () => true } as const;

t.test('a run under any strategy, played again by what was written down, has the identical log', (t) => {
  const { plan } = planOf(scenario(DEPLOYMENT, TWO_NODES));
  const { turns } = play(plan, [], 1);
  const hashes = new Set<string>();
  for (let number = 0; number < 20; number++) {
    const pilot = new Recording(portfolio(number, 7, turns, EVERYTHING));
    const first = runScenario(plan, { seed: 1, pilot, update: 'none' });
    const again = play(plan, pilot.schedule, 1);
    t.equal(again.logHash, first.logHash, `run ${number}`);
    hashes.add(first.logHash);
  }
  t.ok(hashes.size > 10, `${hashes.size} of 20 runs differ`);
  t.end();
});

t.test('equal options give equal searches', (t) => {
  const { plan } = planOf(scenario(DEPLOYMENT, TWO_NODES));
  const search = () => searchOrders(plan, { ...EVERYTHING, seed: 3, maxRuns: 12 });
  t.same(search(), search());
  t.equal(search().finding, undefined, 'and a rollout survives crashes and late watches');
  t.end();
});

t.test('an order that breaks a scenario is found, is as small as can be, and fails as a file of its own', (t) => {
  const { plan, library } = planOf(scenario(FRAGILE, RACE));
  t.equal(play(plan, [], 1).status, 'passed', 'the default order does not show it');
  const { finding } = searchOrders(plan, { ...EVERYTHING, faults: [], seed: 1, maxRuns: 200 });
  if (finding === undefined) throw new Error('nothing was found');
  t.ok(finding.schedule.length > 0 && finding.schedule.length <= 3, `${finding.schedule.length} deviations`);
  for (const one of finding.schedule) {
    const without: Schedule = finding.schedule.filter((other) => other !== one);
    t.equal(play(plan, without, finding.seed).status, 'passed', `without turn ${one.turn} it passes`);
  }
  const written = counterexampleOf(plan, finding, library);
  const saved = planOf(written?.text ?? '');
  const result = runScenario(saved.plan, { update: 'none' });
  t.equal(result.status, 'failed');
  t.equal(result.logHash, finding.result.logHash, 'it is the same run');
  t.same(
    result.warnings.filter((warning) => warning.includes('schedule')),
    [],
  );
  t.end();
});

t.test('orders are searched inside of blocks, of kubectl commands and of branches too', (t) => {
  const steps = [pod('a'), pod('b'), '- settle: {}', '- assert: "pods().all(p, p.ready)"'];
  const fragile = `[${steps.map((step) => `{ ${step.slice(2)} }`).join(', ')}]`;
  const rows: readonly (readonly [where: string, ...steps: readonly string[]])[] = [
    ['try', `- try: ${fragile}`],
    ['kubectl', pod('a'), pod('b'), '- kubectl: wait pod/a --for=condition=Ready --timeout=1m'],
    ['a branch', `- fork: { branches: [{ name: it, steps: ${fragile} }, { name: another, steps: ${fragile} }] }`],
  ];
  for (const [where, ...broken] of rows) {
    const { plan } = planOf(scenarioText(broken, RACE));
    const { finding } = searchOrders(plan, { ...EVERYTHING, faults: [], seed: 1, maxRuns: 100 });
    t.ok((finding?.number ?? 0) > 0, `${where}: it is broken, and not in the default order`);
  }
  t.end();
});

t.test('after so many runs another seed is tried, with what there is to find in it', (t) => {
  // One pod, and a draw between two nodes.
  const { plan } = planOf(
    scenario(
      `- settle: {}\n${pod('a')}\n- settle: {}`,
      `${TWO_NODES}\nnever: ["pods().exists(p, p.spec.?nodeName.orValue('') == 'node-2')"]`,
    ),
  );
  const passes = (seed: number): boolean => play(plan, [], seed).status === 'passed';
  const seed = Array.from({ length: 50 }, (_, index) => index).find((one) => passes(one) && !passes(one + 1));
  if (seed === undefined) throw new Error('chance is always the same');
  const options = { ...EVERYTHING, faults: [], seed };
  t.equal(searchOrders(plan, { ...options, maxRuns: 1_000 }).finding, undefined);
  const { finding } = searchOrders(plan, { ...options, maxRuns: 1_100 });
  t.same([finding?.seed, finding?.number], [seed + 1, 1_001]);
  t.end();
});

t.test('parts of a search that share the runs find together what one search finds', (t) => {
  const { plan } = planOf(scenario(FRAGILE, RACE));
  const options = { ...EVERYTHING, faults: [], seed: 1, maxRuns: 200 };
  const alone = searchOrders(plan, options);
  const parts = [0, 1, 2].map((index) => searchOrders(plan, { ...options, share: { index, of: 3 } }));
  const together = joined(parts);
  t.ok((alone.finding?.number ?? 0) > 0, 'it is not the default order');
  t.same(together.finding, alone.finding);
  t.end();
});

t.test('a schedule that does not fit any more says so', (t) => {
  const { plan } = planOf(scenario(DEPLOYMENT, `${TWO_NODES}\nschedule: [{ turn: 999, first: kubelet/node-1 }]`));
  const result = runScenario(plan, { update: 'none' });
  t.equal(result.status, 'passed');
  t.match(result.warnings.join('\n'), /does not fit any more: turn 999/);
  t.end();
});

t.test('ddmin keeps what is needed, in order, and nothing that can go', (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(40), { maxLength: 40 }), fc.func(fc.nat(3)), (all, weight) => {
      const needed = all.filter((item) => weight(item) === 0).slice(0, 5);
      const holds = (part: readonly number[]): boolean => needed.every((item) => part.includes(item));
      const { part, minimal } = minimise(all, holds);
      return minimal && JSON.stringify(part) === JSON.stringify(needed);
    }),
  );
  t.end();
});

t.test(
  'a counterexample holds only the steps that it needs: none can be left out, and what is written fails in the same way',
  (t) => {
    const { plan, library } = planOf(
      scenario(`- kubectl: create configmap first\n${FRAGILE}\n- kubectl: create configmap last`, RACE),
    );
    const { finding } = searchOrders(plan, { faults: [], maxFaults: 0, seed: 1, maxRuns: 200, goOn: () => true });
    if (finding === undefined) throw new Error('the search finds nothing');
    const needed = neededSteps(plan, finding);
    t.ok(needed.minimal);
    t.notOk(needed.steps.includes(0), 'what comes first has nothing to do with it');
    t.notOk(needed.steps.includes(plan.steps.length - 2), 'what comes last has not either');
    for (const left of needed.steps) {
      const steps = plan.steps.filter((_, position) => needed.steps.includes(position) && position !== left);
      const { failure } = play({ ...plan, steps }, needed.finding.schedule, needed.finding.seed);
      t.not(failure?.message, needed.finding.result.failure?.message, `step ${left}`);
    }
    const written = counterexampleOf(plan, needed.finding, library, needed.steps);
    const reread = loadSpec('b.yaml', new Library(filesOf({ 'b.yaml': written?.text ?? '' }))).scenarios[0];
    if (reread === undefined) throw new Error('the counterexample has problems');
    t.equal(reread.steps.length, needed.steps.length);
    t.equal(runScenario(reread, { update: 'none' }).failure?.message, needed.finding.result.failure?.message);
    t.end();
  },
);
