import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { Library, loadSpec } from '../../../conformance/language/load.js';
import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import { searchOrders } from '../../../conformance/properties/exploration/explore.js';
import { smallestScenario } from '../../../conformance/properties/exploration/smallest-scenario.js';
import { runScenario } from '../../../conformance/runner/run-scenario.js';
import { filesOf } from '../files.js';

/** The published cases of Kivi (USENIX ATC 2024), as they fail; specs/kivi holds the same manifests cured. */
const FOLDER = 'test/conformance/properties/kivi';

const FOUND: Readonly<Record<string, RegExp>> = {
  c1: /deployment\/web is back to 2 replicas for the 3rd time, by way of 6 replicas/,
  c2: /deployment\/web is back to 1 replicas for the 3rd time, by way of 3 replicas/,
  c3: /unschedulable for 1m0s: 0\/4 nodes are available: 4 node\(s\) didn't match pod topology spread/,
  c4: /from small-1 by kubelet\/small-1 .* from small-2 by kubelet\/small-2 .* from small-3/,
  c5: /from a by descheduler .* from a by descheduler .* from a by descheduler/,
  c6: /unschedulable for 1m0s: .* 2 node\(s\) didn't match pod topology spread/,
  c7: /replicaset\/web-\w+ is back to 1 on a for the 3rd time, by way of no pod/,
  c8: /from a by descheduler .* from a by descheduler .* from a by descheduler/,
};

// What is asserted is cpu time; shrinking runs each case some dozens of times.
t.setTimeout(600_000);

const MOST_SECONDS = 10;
const MOST_STEPS = 12;

function planOf(path: string): ScenarioPlan {
  const library = new Library(filesOf({ [path]: readFileSync(path, 'utf8') }));
  const { scenarios, problems } = loadSpec(path, library);
  const [plan] = scenarios;
  if (plan === undefined) throw new Error(JSON.stringify(problems));
  return plan;
}

for (const [name, message] of Object.entries(FOUND)) {
  t.test(`${name} is found, and shrinks to steps of which none can go`, (t) => {
    const plan = planOf(`${FOLDER}/${name}.yaml`);
    const began = process.cpuUsage();
    const { finding, runs } = searchOrders(plan, { faults: [], maxFaults: 0, seed: 1, maxRuns: 100, goOn: () => true });
    const { user, system } = process.cpuUsage(began);
    t.match(finding?.result.failure?.message.replace(/\s+/g, ' ') ?? '', message);
    const seconds = (user + system) / 1e6;
    t.ok(seconds < MOST_SECONDS, `${runs} run, ${seconds.toFixed(1)} s of cpu`);
    const smallest = smallestScenario(plan, 1);
    t.ok(smallest.minimal);
    t.ok(smallest.steps.length <= MOST_STEPS, `${smallest.steps.length} steps`);
    t.notOk(
      smallest.steps.some(({ type }) => type === 'kubectl'),
      'what has nothing to do with it is gone',
    );
    const again = runScenario(smallest.plan, { seed: 1, update: 'none' });
    t.equal(again.failure?.expectation, finding?.result.failure?.expectation, 'what is left fails in the same way');
    t.end();
  });
}

t.test('every case stands in specs with its cure', (t) => {
  const cases = (folder: string): readonly string[] =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .sort();
  t.same(cases('specs/kivi'), cases(FOLDER));
  t.same(
    cases(FOLDER),
    Object.keys(FOUND).map((name) => `${name}.yaml`),
  );
  t.end();
});
