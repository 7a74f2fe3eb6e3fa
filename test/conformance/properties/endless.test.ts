import t from 'tap';
import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import { beginning } from '../../../conformance/properties/exploration/exhaustive/position.js';
import type { Exhausted, ExhaustiveOptions } from '../../../conformance/properties/exploration/exhaustive/options.js';
import { searchAll } from '../../../conformance/properties/exploration/exhaustive/search.js';
import { tellExhausted } from '../../../cli/commands/explore-told.js';
import { styleFor } from '../../../cli/style.js';
import { scripted, type Script } from '../../support/scripted-components.js';
import { planOf } from './scenario-text.js';

const OPTIONS: ExhaustiveOptions = {
  faults: [],
  maxFaults: 1,
  seed: 1,
  maxStates: 400,
  all: true,
  goOn: () => true,
};
const style = styleFor(
  { cwd: '', env: {}, isTTY: false, columns: 80, out() {}, error() {}, interrupted: new AbortController().signal },
  { color: false, ascii: true },
);

function told(plan: ScenarioPlan, search: Exhausted, { faults, maxFaults, seed }: ExhaustiveOptions): string {
  return tellExhausted(plan, search, { faults, maxFaults, seed }, style);
}

/** A job every minute, and somebody who waits in vain. */
const CRON = planOf(
  [
    `- create:
    resource:
      apiVersion: batch/v1
      kind: CronJob
      metadata: { name: tick }
      spec:
        schedule: "* * * * *"
        jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: c, image: "tick:1" }] } } } }`,
    '- assert: { cel: "jobs().size() > 1000", within: 10000h }',
  ],
  'cluster: { nodes: [{ count: 1 }], images: { "tick:1": { exits: [{ after: 1s, code: 0 }] } } }',
);

t.test('a search of a cluster that never comes to rest ends where it is cut, and says so', (t) => {
  const byStates = searchAll(CRON, OPTIONS);
  t.same([byStates.cut, byStates.states, byStates.ends.size], ['states', OPTIONS.maxStates, 0]);
  t.match(
    told(CRON, byStates, OPTIONS),
    /\(cut at 400 situations, .* 0 ends; .*: there are more than --max-states allows\)/,
  );
  let asked = 0;
  const byTime = searchAll(CRON, { ...OPTIONS, depth: 3, goOn: () => (asked += 1) < 10 });
  t.equal(byTime.cut, 'time', 'what goes on in the default order beyond a depth is cut as well');
  t.match(told(CRON, byTime, OPTIONS), /\(cut at .*: the time is up\)/);
  for (const search of [byStates, byTime]) t.notMatch(told(CRON, search, OPTIONS), /complete|no order breaks/);
  t.end();
});

function round(...scripts: readonly Script[]): ScenarioPlan {
  const created = ['x', 'y', 'go'].map((name) => `- kubectl: create configmap ${name}`);
  const names = scripts.map(({ name }) => name).join(', ');
  const plan = planOf(
    [...created, '- settle: {}', '- assert: "configmaps().size() >= 3"'],
    `cluster: { nodes: [], controllers: [${names}], without: [kube-scheduler] }`,
  );
  return { ...plan, cluster: { ...plan.cluster, programs: scripts.map(scripted) } };
}

t.test(
  'controllers that go round for ever at one moment are no complete search, though there is no new situation',
  (t) => {
    const write = (name: string, again: boolean): Script => ({ name, turns: [[{ type: 'write', to: 'x' }]], again });
    const rest = round(write('cronjob-controller', false), write('namespace-controller', false));
    const calm = searchAll(rest, OPTIONS);
    t.equal(calm.rounds, 0);
    t.match(told(rest, calm, OPTIONS), /no order breaks it \(complete: /, 'each writes once');
    const fight = round(write('cronjob-controller', true), write('namespace-controller', true));
    for (const reduced of [true, false]) {
      const search = searchAll(fight, { ...OPTIONS, reduced });
      t.equal(search.cut, undefined, 'every situation was met');
      t.ok(search.rounds > 0 && search.ends.size === 0, `${search.rounds} rounds`);
      t.match(
        told(fight, search, OPTIONS),
        /none of the orders searched breaks it \(cut at .*time stands still: they can go/,
      );
      t.notMatch(told(fight, search, OPTIONS), /complete|no order breaks/);
    }
    t.end();
  },
);

/** A pod that any of so many nodes would take; nothing runs but the scheduler. */
function equals(nodes: number): ScenarioPlan {
  const node = (name: string): string =>
    `- create: { resource: { apiVersion: v1, kind: Node, metadata: { name: ${name} }, status: { allocatable: { cpu: "4", memory: 8Gi, pods: "110" } } } }`;
  const pod =
    '- create: { resource: { apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { tolerations: [{ operator: Exists }], containers: [{ name: c, image: "web:1" }] } } }';
  const names = Array.from({ length: nodes }, (_, index) => `n${index}`);
  return planOf(
    [...names.map(node), pod, '- settle: {}', `- assert: "pods().all(p, p.spec.nodeName != '')"`],
    'cluster: { nodes: [], controllers: [serviceaccount-controller], without: [kubelet] }',
  );
}

t.test('a draw between more nodes than are tried is left as the seed has it, and the report says so', (t) => {
  const options: ExhaustiveOptions = { ...OPTIONS, faults: ['tie'] };
  const few = equals(64);
  const all = searchAll(few, options);
  t.same([all.ends.size, all.untried], [64, 0], 'the pod comes to each of 64 nodes');
  t.notMatch(told(few, all, options), /but for/);
  const many = equals(65);
  const one = searchAll(many, options);
  t.same([one.ends.size, one.untried], [1, 65]);
  t.match(
    told(many, one, options),
    /\n {2}but for draws between more than 64 equals \(up to 65\): they came out as seed 1 draws/,
  );
  t.equal(searchAll(many, OPTIONS).untried, 0, 'where ties are not to be tried nothing is left out');
  t.end();
});

/** Pods that are refused as soon as they are made, and made again. */
const REFUSED = planOf(
  [
    `- create:
    resource:
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: { name: pinned }
      spec:
        replicas: 1
        selector: { matchLabels: { app: pinned } }
        template:
          metadata: { labels: { app: pinned } }
          spec: { nodeName: small, containers: [{ name: c, image: "web:1", resources: { requests: { cpu: "2" } } }] }`,
    '- settle: {}',
    '- assert: "pods().size() >= 1"',
  ],
  'cluster: { nodes: [{ name: small, capacity: { cpu: "1" } }] }',
);

t.test('that one order goes round and round says nothing of another that waits for the same', (t) => {
  const position = beginning(REFUSED, 1);
  t.ok(position.toTurn());
  const other = position.fork();
  while (position.toTurn()) position.take({});
  t.match(position.end?.problem?.message, /goes round and round/);
  t.ok(other.toTurn(), 'it has not taken a turn');
  t.end();
});
