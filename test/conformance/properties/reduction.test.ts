import t from 'tap';
import { Dice, seeded } from '../../../engine/core/rng.js';
import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import type { Exhausted, ExhaustiveOptions } from '../../../conformance/properties/exploration/exhaustive/options.js';
import { endKey, searchAll } from '../../../conformance/properties/exploration/exhaustive/search.js';
import { interestOf } from '../../../conformance/properties/exploration/fingerprint/essence.js';
import { Fingerprints } from '../../../conformance/properties/exploration/fingerprint/fingerprint.js';
import type { FaultKind } from '../../../conformance/properties/exploration/strategies.js';
import { playScenario } from '../../../conformance/runner/run-scenario.js';
import { Replay } from '../../../conformance/runner/schedule.js';
import { oneOf, planOf } from './scenario-text.js';

const INSTANCES = 200;
const REPLAYS = 60;
const SOAK = Number(process.env['SOAK'] ?? 1);
/** An instance with more situations than these is searched up to there by neither. */
const MOST_STATES = 100 * SOAK;

const TEMPLATE = 'metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: "web:1" }] }';
const SELECTOR = 'selector: { matchLabels: { app: web } }';

function created(apiVersion: string, kind: string, name: string, spec: string, labels = ''): string {
  return `- create: { resource: { apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: ${name}${labels} }, spec: { ${spec} } } }`;
}

/** Things that a small cluster can be asked for, by name: those that are soon done. */
const LIGHT: readonly ((name: string) => string)[] = [
  (name) => created('v1', 'Pod', name, 'containers: [{ name: c, image: "web:1" }]', ', labels: { app: web }'),
  (name) => created('v1', 'Pod', name, 'containers: [{ name: c, image: "task:1" }], restartPolicy: Never'),
  (name) => created('v1', 'Pod', name, 'containers: [{ name: c, image: "web:1" }], nodeName: node-1'),
  (name) => created('v1', 'Service', name, 'selector: { app: web }, ports: [{ port: 80 }]'),
  () => '- kubectl: cordon node-1',
];

/** Those that keep several controllers busy. */
const HEAVY: readonly ((name: string) => string)[] = [
  (name) => created('apps/v1', 'ReplicaSet', name, `replicas: 1, ${SELECTOR}, template: { ${TEMPLATE} }`),
  (name) => created('apps/v1', 'Deployment', name, `replicas: 1, ${SELECTOR}, template: { ${TEMPLATE} }`),
  (name) => created('apps/v1', 'DaemonSet', name, `${SELECTOR}, template: { ${TEMPLATE} }`),
  (name) =>
    created('apps/v1', 'StatefulSet', name, `serviceName: web, replicas: 1, ${SELECTOR}, template: { ${TEMPLATE} }`),
  (name) =>
    created(
      'batch/v1',
      'Job',
      name,
      'template: { spec: { restartPolicy: Never, containers: [{ name: c, image: "task:1" }] } }',
    ),
];

const WATCHES: readonly string[] = [
  'always: ["pods().size() <= 3"]',
  `never: ["pods().exists(p, p.phase == 'Running') && pods().exists(p, p.phase == 'Pending')"]`,
  `never: ["pods().exists(p, p.spec.?nodeName.orValue('') == 'node-2')"]`,
  'intents: [{ minAvailable: { selector: app=web, count: 1 } }]',
];

/** Waits of every kind; one that is in vain fails. */
const WAITS: readonly string[] = [
  '- advance: 1s',
  '- settle: {}',
  '- assert: { within: 10s, cel: "pods().exists(p, p.ready)" }',
  '- events: { for: pod/x0, reason: Scheduled, within: 10s }',
];

interface Instance {
  readonly plan: ScenarioPlan;
  readonly faults: readonly FaultKind[];
}

function instance(number: number): Instance {
  const dice = new Dice(seeded(1_000 + number));
  const pick = <T>(from: readonly T[]): T => oneOf(from, dice);
  const parts = [
    pick(dice.below(3) === 0 ? HEAVY : LIGHT)('x0'),
    ...Array.from({ length: dice.below(3) }, (_, index) => pick(LIGHT)(`x${index + 1}`)),
  ];
  const middle = dice.below(3) === 0 ? ['- settle: {}', '- kubectl: uncordon node-1'] : [];
  const end = [pick(WAITS), '- settle: { within: 1h }', '- assert: "pods().size() >= 0"'];
  const nodes = 1 + dice.below(2);
  const images = '{ "web:1": { ready: 0s }, "task:1": { exits: [{ after: 0s, code: 0 }] } }';
  const spec = `cluster: { nodes: [{ count: ${nodes} }], images: ${images} }\n${pick(WATCHES)}`;
  const faults = dice.below(4) === 0 ? [pick<FaultKind>(['crash', 'lag', 'tie', 'early'])] : [];
  return { plan: planOf([...parts, ...middle, ...end], spec), faults };
}

function optionsFor({ faults }: Instance): ExhaustiveOptions {
  return { faults, maxFaults: 1, seed: 1, maxStates: MOST_STATES, all: true, equalNodes: false, goOn: () => true };
}

function verdicts({ ends }: Exhausted): readonly string[] {
  return [...ends].map(([key, { status }]) => `${key} ${status}`).sort();
}

t.setTimeout(600_000);

t.test('the reduced search comes to the situations, ends and verdicts of the one that takes every turn', (t) => {
  let compared = 0;
  let full = 0;
  let reduced = 0;
  let broken = 0;
  for (let number = 0; compared < INSTANCES; number++) {
    const one = instance(number);
    const options = optionsFor(one);
    const few = searchAll(one.plan, options);
    if (few.cut !== undefined) continue;
    const all = searchAll(one.plan, { ...options, reduced: false });
    compared += 1;
    full += all.turns;
    reduced += few.turns;
    if (few.broken !== undefined) broken += 1;
    if (few.states === all.states && verdicts(few).join() === verdicts(all).join()) continue;
    t.fail(`instance ${number}: ${few.states} of ${all.states} situations, ${few.ends.size} of ${all.ends.size} ends`);
  }
  t.ok(reduced < full * 0.95, `${reduced} turns instead of ${full} in ${compared} instances`);
  t.ok(broken > 10 && broken < compared - 10, `${broken} of ${compared} can be broken`);
  t.end();
});

t.test('the way to an end, played again, comes to that end, and twice to the identical log', (t) => {
  let played = 0;
  for (let number = 0; played < REPLAYS; number++) {
    const one = instance(number);
    const { ends, cut } = searchAll(one.plan, optionsFor(one));
    if (cut !== undefined) continue;
    const [[key, { way = [], status }] = ['', { status: 'none' }]] = [...ends].slice(-1);
    const [first, second] = [playedEnd(one, way), playedEnd(one, way)];
    played += 1;
    if (first.key === key && first.status === status && first.log === second.log && first.idle === 0) continue;
    t.fail(`instance ${number}: ${JSON.stringify({ way, status, first, second, key })}`);
  }
  t.equal(played, REPLAYS);
  t.end();
});

function playedEnd({ plan, faults }: Instance, way: NonNullable<Parameters<typeof replayOf>[0]>) {
  const pilot = replayOf(way);
  const [ending] = playScenario(plan, { seed: 1, pilot, update: 'none' });
  if (ending === undefined) throw new Error('a run has an end');
  const { run, wrong } = ending;
  const fingerprints = new Fingerprints(interestOf(plan, faults));
  const status = wrong?.kind ?? 'passed';
  const key = endKey(fingerprints, run, fingerprints.contents(run.cluster), status);
  return { key, status, log: run.logHash, idle: pilot.idle.filter(({ type }) => type !== 'lag').length };
}

function replayOf(way: ConstructorParameters<typeof Replay>[0]): Replay {
  return new Replay(way);
}
