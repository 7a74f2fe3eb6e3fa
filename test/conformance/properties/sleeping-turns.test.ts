import t from 'tap';
import { Dice, seeded } from '../../../engine/core/rng.js';
import type { ScenarioPlan } from '../../../conformance/language/plan.js';
import type { Exhausted, ExhaustiveOptions } from '../../../conformance/properties/exploration/exhaustive/options.js';
import { searchAll } from '../../../conformance/properties/exploration/exhaustive/search.js';
import { scripted, type Act, type Script } from '../../support/scripted-components.js';
import { planOf } from './scenario-text.js';

type Turns = Omit<Script, 'name'>;

const INSTANCES = 80;
/** Controllers in whose places scripted components stand, in the order in which they go by themselves: nothing else runs. */
const PLACES = ['cronjob-controller', 'disruption-controller', 'namespace-controller', 'node-ipam-controller'];
const OPTIONS: ExhaustiveOptions = {
  faults: [],
  maxFaults: 0,
  seed: 1,
  maxStates: 1_000,
  all: true,
  goOn: () => true,
};

/** @param more steps while the components are at work */
function planFor(scripts: readonly Turns[], more: readonly string[] = []): ScenarioPlan {
  const names = PLACES.slice(0, scripts.length);
  const created = ['x', 'y', 'go'].map((name) => `- kubectl: create configmap ${name}`);
  const plan = planOf(
    [...created, ...more, '- settle: {}', '- assert: "configmaps().size() >= 3"'],
    `cluster: { nodes: [], controllers: [${names.join(', ')}], without: [kube-scheduler] }`,
  );
  const programs = scripts.map((script, index) => scripted({ ...script, name: names[index] ?? '' }));
  return { ...plan, cluster: { ...plan.cluster, programs } };
}

function searched(scripts: readonly Turns[], reduced = true): Exhausted {
  return searchAll(planFor(scripts), { ...OPTIONS, reduced });
}

/** A component of one turn. */
function once(...acts: readonly Act[]): Turns {
  return { turns: [acts] };
}

const write = (to: string): Act => ({ type: 'write', to });
const read = (from: string): Act => ({ type: 'read', from });

t.test('of turns that have nothing to do with one another, each situation is reached in one way', (t) => {
  const three = [once(write('x')), once(write('y')), once({ type: 'create', name: 'z' })];
  const { states, turns, ends } = searched(three);
  t.same([states, turns, ends.size], [7, 7, 1], 'eight situations, the last of which is the end');
  t.equal(searched(three, false).turns, 12, 'there are three ways into the last, and two into each before it');
  t.end();
});

const BOTH_ENDS: readonly (readonly [claim: string, ...Turns[]])[] = [
  [
    'two write one object that neither watches: what is there at the end tells who came last',
    once(write('x')),
    once(write('x')),
  ],
  ['one writes an object that the other reads', once(write('x')), once(read('x'))],
  ['one creates an object where the other lists', once({ type: 'create', name: 'z' }), once({ type: 'count' })],
  ['two create under one name: who comes second is refused', ...[1, 2].map(() => once({ type: 'create', name: 'z' }))],
  ['two let the server make up a name of one prefix', ...[1, 2].map(() => once({ type: 'create', name: 'z-' }))],
  ['both draw by chance', once({ type: 'draw' }), once({ type: 'draw' })],
  [
    'one hears of what the other writes, and its turn depends on it',
    once(write('x')),
    { ...once({ type: 'recall' }), hears: ['x'] },
  ],
  [
    'a third hears of one, and looks at what the other writes',
    once(write('x')),
    once(write('y')),
    { turns: [], hears: ['x'], asks: 'y' },
  ],
  ['a third hears of both in their order', once(write('x')), once(write('y')), { turns: [], hears: ['x', 'y'] }],
];

for (const [claim, ...scripts] of BOTH_ENDS) {
  t.test(`either may come first: ${claim}`, (t) => {
    const { ends, turns } = searched(scripts);
    t.same([ends.size, turns], [2, 4]);
    t.end();
  });
}

const SPEC_SEES: readonly (readonly [claim: string, steps: readonly string[], ...Turns[]])[] = [
  [
    'one ends a wait, and the other reads what the next step of the spec writes',
    [`- assert: { cel: "has(configmap('x').data)", within: 1m }`, '- kubectl: create configmap z'],
    once(write('x')),
    once(read('z')),
  ],
  [
    'one moves an expectation on, which then looks at what the other writes',
    [`- then: ["has(configmap('x').data)", "!has(configmap('y').data)"]`],
    once(write('x')),
    once(write('y')),
  ],
];

for (const [claim, steps, ...scripts] of SPEC_SEES) {
  t.test(`either may come first: ${claim}`, (t) => {
    const plan = planFor(scripts, steps);
    const { ends, turns } = searchAll(plan, OPTIONS);
    t.same([ends.size, turns], [2, 4]);
    t.strictSame([...ends.keys()].sort(), [...searchAll(plan, { ...OPTIONS, reduced: false }).ends.keys()].sort());
    t.end();
  });
}

t.test('a third that hears of both and does not care for their order leaves one way', (t) => {
  const { ends, turns } = searched([
    once(write('x')),
    once(write('y')),
    { turns: [], hears: ['x', 'y'], sorted: true },
  ]);
  t.same([ends.size, turns], [1, 3]);
  t.end();
});

t.test('a turn that is left out is taken again after one that it depends on', (t) => {
  const reader = once(read('x'));
  const { ends } = searched([reader, once(write('x')), once(write('y'))]);
  t.equal(ends.size, 2, 'after the write it reads something else, wherever the third comes');
  t.end();
});

t.test('what was left out of a situation is made up for when a way comes there that needs it', (t) => {
  // In either order of the last two the first has its turn still to come, and leads to the same end. Only where the second
  // comes after the third it looks at what the first writes: what was left out then has to do with it.
  const scripts = [once(write('y')), once({ type: 'look', at: 'x', then: 'y' }), once(write('x'))];
  const { turns, states, ends } = searched(scripts);
  t.same([turns, states, ends.size], [10, 7, 1], 'nine without it');
  t.end();
});

const ACTS: readonly Act[] = [
  write('x'),
  write('y'),
  { type: 'append', to: 'x' },
  read('x'),
  read('y'),
  { type: 'count' },
  { type: 'look', at: 'x', then: 'y' },
  { type: 'recall' },
  { type: 'create', name: 'z' },
  { type: 'create', name: 'z-' },
  { type: 'draw' },
];
/** What can be done again and again without ever coming to something new. */
const ROUND = ACTS.filter(({ type }) => type !== 'create' && type !== 'draw');

/** Two to four components, some of which go round for ever. */
function drawnScripts(number: number): readonly Turns[] {
  const dice = new Dice(seeded(number));
  return Array.from({ length: 2 + dice.below(3) }, () => {
    const again = dice.below(4) === 0;
    const acts = again ? ROUND : ACTS;
    const act = (): Act => acts[dice.below(acts.length)] ?? write('x');
    const turns = Array.from({ length: dice.below(3) }, () => Array.from({ length: 1 + dice.below(2) }, act));
    const hears = ['x', 'y'].filter(() => dice.below(3) === 0);
    const sorted = dice.below(2) === 0;
    const asks = ['x', 'y'][dice.below(6)];
    return { turns, hears, sorted, ...(asks === undefined ? {} : { asks }), again: again && turns.length > 0 };
  });
}

t.test(
  'whatever components do, the reduced search comes to the situations and ends of the one that takes every turn',
  (t) => {
    let full = 0;
    let few = 0;
    for (let number = 0; number < INSTANCES; number++) {
      const scripts = drawnScripts(number);
      const reduced = searched(scripts);
      if (reduced.cut !== undefined) continue;
      const all = searched(scripts, false);
      few += reduced.turns;
      full += all.turns;
      const keys = ({ ends }: Exhausted): string => [...ends.keys()].sort().join();
      if (reduced.states === all.states && keys(reduced) === keys(all)) continue;
      t.fail(`instance ${number}: ${reduced.states} of ${all.states} situations: ${JSON.stringify(scripts)}`);
    }
    t.ok(few < full * 0.9, `${few} turns instead of ${full}`);
    t.end();
  },
);
