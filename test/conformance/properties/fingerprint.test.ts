import t from 'tap';
import { Dice, seeded } from '../../../engine/core/rng.js';
import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import { linesOf, Position } from '../../../conformance/properties/exploration/exhaustive/position.js';
import { interestOf } from '../../../conformance/properties/exploration/fingerprint/essence.js';
import { Visited } from '../../../conformance/properties/exploration/exhaustive/visited.js';
import { Fingerprints } from '../../../conformance/properties/exploration/fingerprint/fingerprint.js';
import { mixed, type Hash } from '../../../conformance/properties/exploration/fingerprint/hash.js';
import { begun } from '../../../conformance/runner/run-scenario.js';
import { deployment, planOf, pod, SETTLED, TWO_NODES } from './scenario-text.js';

t.setTimeout(300_000);

const DAEMON_SET =
  '- create: { resource: { apiVersion: apps/v1, kind: DaemonSet, metadata: { name: each }, spec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: "web:1" }] } } } } }';
const SERVICE =
  '- create: { resource: { apiVersion: v1, kind: Service, metadata: { name: web }, spec: { selector: { app: web }, ports: [{ port: 80 }] } } }';

/** Controllers that compare resourceVersions, events that a spec asks for, and a rollout, among others. */
const PLANS: readonly (readonly [string, ScenarioPlan])[] = [
  ['a Deployment behind a Service', planOf([SERVICE, deployment(1), ...SETTLED], TWO_NODES)],
  ['a DaemonSet on a cordoned node', planOf([DAEMON_SET, '- kubectl: cordon node-1', ...SETTLED], TWO_NODES)],
  [
    'Events that are asked for',
    planOf([pod('a'), pod('b'), '- events: { for: pod/a, reason: Started, within: 10s }', '- settle: {}'], TWO_NODES),
  ],
];

function started(plan: ScenarioPlan): Position {
  const run = begun(plan, { seed: 1, update: 'none', light: true, pilot: { decide: () => ({}) } });
  return new Position(run, plan, linesOf(plan.steps));
}

class Looker {
  private readonly fingerprints: Fingerprints;

  constructor(plan: ScenarioPlan) {
    this.fingerprints = new Fingerprints(interestOf(plan));
  }

  key({ run, place }: Position): string {
    const { high, low } = mixed(this.fingerprints.run(run, this.fingerprints.contents(run.cluster)), place);
    return `${high}/${low}`;
  }

  /** What each component that is due would come to. */
  successors(position: Position): string {
    return [...position.run.due]
      .sort()
      .map((component) => {
        const next = position.fork();
        next.take({ component });
        return `${component} ${next.toTurn() ? 'goes on' : 'ends'} ${this.key(next)}`;
      })
      .join('\n');
  }
}

for (const [name, plan] of PLANS)
  t.test(`situations with equal fingerprints go on alike: ${name}`, (t) => {
    const looker = new Looker(plan);
    const dice = new Dice(seeded(7));
    const seen = new Map<string, string>();
    let met = 0;
    for (let walk = 0; walk < 12; walk++)
      for (const position = started(plan); position.toTurn();) {
        const key = looker.key(position);
        const known = seen.get(key);
        const successors = looker.successors(position);
        if (known === undefined) seen.set(key, successors);
        else {
          met += 1;
          if (known !== successors) t.equal(successors, known);
        }
        const { due } = position.run;
        position.take({ component: due[dice.below(due.length)] ?? '' });
      }
    t.ok(met > 20, `${met} situations were met again, by other ways`);
    t.end();
  });

t.test('Events count where a spec asks for them, by whatever name and however late', (t) => {
  const rows: readonly (readonly [events: boolean, steps: readonly string[], rest?: string])[] = [
    [false, [pod('a'), '- kubectl: get pods', ...SETTLED]],
    [true, ['- assert: "events().size() > 0"']],
    [true, ['- kubectl: get ev', ...SETTLED]],
    [true, ['- kubectl: describe pod/a', ...SETTLED]],
    [true, SETTLED, 'catch: [{ kubectl: get events }]'],
    [true, SETTLED, 'finally: [{ kubectl: get events }]'],
    [true, SETTLED, 'always: ["events().size() < 9"]'],
  ];
  for (const [events, steps, rest = ''] of rows)
    t.equal(interestOf(planOf(steps, `${TWO_NODES}\n${rest}`)).events, events, `${steps.join()} ${rest}`);
  t.end();
});

t.test('what is found out from what a turn changed is what is found out from all of the cluster', (t) => {
  const plan = planOf([deployment(2), ...SETTLED], TWO_NODES);
  const fingerprints = new Fingerprints(interestOf(plan));
  const fresh = new Fingerprints(interestOf(plan));
  const position = started(plan);
  let contents = fingerprints.contents(position.run.cluster);
  while (position.toTurn()) {
    const { cluster } = position.run;
    contents = fingerprints.contents(cluster, contents);
    t.same(contents, fresh.contents(cluster));
    position.take({});
  }
  t.end();
});

t.test('the table of situations keeps what it is given, at less than 100 bytes each', (t) => {
  const visited = new Visited();
  const hash = (at: number): Hash => ({ high: Math.imul(at, 0x9e3779b1) | 0, low: at % 3 });
  const count = 50_000;
  for (let at = 0; at < count; at++) visited.set(hash(at), { remaining: at, asleep: { high: at, low: -at } });
  const wrong = Array.from({ length: count }, (_, at) => at).filter((at) => {
    const entry = visited.get(hash(at));
    return entry?.remaining !== at || entry.asleep.high !== at || entry.asleep.low !== (-at | 0);
  });
  t.same(wrong, []);
  t.equal(visited.size, count);
  t.equal(visited.get({ high: 1, low: 77 }), undefined);
  t.ok(visited.bytes / count < 100, `${visited.bytes / count}`);
  t.end();
});
