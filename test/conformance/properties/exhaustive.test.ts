import t from 'tap';
import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import { play } from '../../../conformance/properties/exploration/explore.js';
import type { Exhausted, ExhaustiveOptions } from '../../../conformance/properties/exploration/exhaustive/options.js';
import { endKey, searchAll } from '../../../conformance/properties/exploration/exhaustive/search.js';
import { interestOf } from '../../../conformance/properties/exploration/fingerprint/essence.js';
import { Fingerprints } from '../../../conformance/properties/exploration/fingerprint/fingerprint.js';
import { Recording } from '../../../conformance/properties/exploration/recorder-pilot.js';
import { portfolio } from '../../../conformance/properties/exploration/strategies.js';
import { playScenario } from '../../../conformance/runner/run-scenario.js';
import { deployment, planOf, pod, SETTLED, SLOW_CLIENTS, TWO_NODES } from './scenario-text.js';

const ALL: ExhaustiveOptions = {
  faults: [],
  maxFaults: 1,
  seed: 1,
  maxStates: 20_000,
  all: true,
  goOn: () => true,
};

/** In the default order node-1 is first; another order may have its pod run on node-2 before. */
const RACE = `${TWO_NODES}
never: ["pods().exists(p, p.phase == 'Running' && p.spec.nodeName == 'node-2') && !pods().exists(p, p.phase == 'Running' && p.spec.nodeName == 'node-1')"]`;

function statuses(ends: Exhausted['ends']): readonly string[] {
  return [...new Set([...ends.values()].map(({ status }) => status))].sort();
}

/** The ends of runs that go by chance, as the search tells ends apart. */
function endsByChance(plan: ScenarioPlan, runs: number): ReadonlySet<string> {
  const ends = new Set<string>();
  const { turns } = play(plan, [], 1, true);
  for (let number = 0; number < runs; number++) {
    const pilot = new Recording(portfolio(number, 5, turns, { faults: [], maxFaults: 0 }));
    const [ending] = playScenario(plan, { seed: 1, pilot, update: 'none', light: true });
    if (ending === undefined) throw new Error('a run has an end');
    const fingerprints = new Fingerprints(interestOf(plan));
    const contents = fingerprints.contents(ending.run.cluster);
    ends.add(endKey(fingerprints, ending.run, contents, ending.wrong?.kind ?? 'passed'));
  }
  return ends;
}

t.test('whatever end a run by chance comes to, the search of all orders has found', (t) => {
  const many = [pod('a'), pod('b'), '- kubectl: cordon node-1', pod('c'), ...SETTLED];
  const slow = planOf([deployment(2), ...SETTLED], SLOW_CLIENTS);
  for (const plan of [planOf([deployment(2), ...SETTLED], TWO_NODES), planOf(many, RACE), slow]) {
    const { ends, cut } = searchAll(plan, ALL);
    t.equal(cut, undefined);
    const byChance = [...endsByChance(plan, 12)];
    t.same(
      byChance.filter((end) => !ends.has(end)),
      [],
    );
  }
  t.end();
});

t.test('an order that breaks a scenario is found, and played again it does', (t) => {
  const plan = planOf([pod('a'), pod('b'), ...SETTLED], RACE);
  const { broken, ends } = searchAll(plan, ALL);
  t.same(statuses(ends), ['failed', 'passed']);
  t.equal(play(plan, broken ?? [], 1).status, 'failed');
  t.equal(play(plan, broken ?? [], 1).logHash, play(plan, broken ?? [], 1).logHash);
  t.equal(searchAll(plan, { ...ALL, all: false }).cut, 'found', 'unless it is to go on, the search ends there');
  t.end();
});

t.test('a bound on depth or situations is told', (t) => {
  const plan = planOf([deployment(2), ...SETTLED], TWO_NODES);
  const whole = searchAll(plan, ALL);
  t.equal(whole.beyond, 0);
  const shallow = searchAll(plan, { ...ALL, depth: 5 });
  t.ok(shallow.beyond > 0 && shallow.states < whole.states, `${shallow.states} of ${whole.states}`);
  t.same(statuses(shallow.ends), ['passed'], 'what is beyond the depth is followed to its end');
  const deep = searchAll(plan, { ...ALL, depth: 1_000 });
  t.same([deep.states, [...deep.ends.keys()]], [whole.states, [...whole.ends.keys()]], 'no run is so long');
  t.equal(searchAll(plan, { ...ALL, maxStates: 10 }).cut, 'states');
  t.equal(searchAll(plan, { ...ALL, goOn: () => false }).cut, 'time');
  t.end();
});

t.test('crashes, late watches and ties are choices when they are asked for', (t) => {
  const plan = planOf([pod('a'), ...SETTLED], TWO_NODES);
  const plain = searchAll(plan, ALL);
  for (const fault of ['crash', 'lag', 'tie'] as const) {
    const { states, cut } = searchAll(plan, { ...ALL, faults: [fault], equalNodes: false });
    t.equal(cut, undefined, fault);
    t.ok(states > plain.states, `${fault}: ${states} instead of ${plain.states}`);
  }
  t.equal(plain.ends.size, 1, 'chance puts the pod on one node');
  t.equal(searchAll(plan, { ...ALL, faults: ['tie'], equalNodes: false }).ends.size, 2, 'it could be either');
  t.equal(searchAll(plan, { ...ALL, faults: ['tie'] }).ends.size, 1, 'which makes no difference');
  t.end();
});

t.test('a disruption may come at any turn of the wait before it', (t) => {
  const steps = [pod('a'), '- settle: {}', '- delete: pod/a', '- settle: {}', '- assert: "pods().size() == 0"'];
  const plan = planOf(steps, TWO_NODES);
  const { ends, states } = searchAll(plan, { ...ALL, faults: ['early'] });
  t.same(statuses(ends), ['passed']);
  t.ok(states > searchAll(plan, ALL).states);
  t.end();
});

t.test('how much a controller has asked of the API server counts where it will have to wait for its client', (t) => {
  const steps = [deployment(2), ...SETTLED];
  t.equal(searchAll(planOf(steps, SLOW_CLIENTS), ALL).ends.size, 2, 'one request more, and what follows comes later');
  t.equal(searchAll(planOf(steps, TWO_NODES), ALL).ends.size, 1);
  t.end();
});

/** A pod on a node, behind a readiness probe. */
function probed(name: string, image: string, node: string): string {
  const container = `{ name: c, image: "${image}", readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 1 } }`;
  return `- create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: ${name}, labels: { app: web } }, spec: { nodeName: ${node}, restartPolicy: Never, containers: [${container}] } } }`;
}

t.test(
  'an intent that counts what is there at once is broken in one order of turns that nobody else tells apart',
  (t) => {
    // One pod ends at the moment at which another is ready: only when the other comes first are there two, and then one.
    const pods = [probed('a', 'short:1', 'node-1'), probed('b', 'late:1', 'node-2'), probed('c', 'later:1', 'node-2')];
    const images = '"short:1": { exits: [{ after: 2s, code: 0 }] }, "late:1": { ready: 2s }, "later:1": { ready: 5s }';
    const plan = planOf(
      [...pods, '- settle: {}', '- assert: "pods().size() == 3"'],
      `cluster: { nodes: [{ count: 2 }], images: { ${images} } }\nintents: [{ minAvailable: { selector: app=web, count: 2 } }]`,
    );
    t.equal(play(plan, [], 1).status, 'passed', 'not in the default order');
    const { broken = [] } = searchAll(plan, ALL);
    t.equal(play(plan, broken, 1).status, 'failed');
    t.end();
  },
);
