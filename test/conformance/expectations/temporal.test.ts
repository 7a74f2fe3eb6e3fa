import fc from 'fast-check';
import t from 'tap';
import type { CelCondition, Condition, Temporal } from '../../../conformance/expectations/condition.js';
import type { Judgement } from '../../../conformance/expectations/judge.js';
import {
  advanceWith,
  deadline,
  finish,
  pendingConditions,
  start,
  type Watch,
} from '../../../conformance/expectations/temporal.js';

const source = { file: 'x.yaml', line: 1, column: 1, text: '' };

function condition(expression: string): CelCondition {
  return { type: 'cel', source, expression, namespace: 'default', allowEmpty: false };
}

const [A, B, C] = [condition('a'), condition('b'), condition('c')];

/** One state: what is true in it. 'v' is vacuous truth, 'e' an error, absent is false. */
type State = Readonly<Partial<Record<string, 't' | 'v' | 'e'>>>;

const TRUTHS = { t: 'true', v: 'vacuous', e: 'error' } as const;

function judgement(state: State, judged: Condition): Judgement {
  const mark = judged.type === 'cel' ? state[judged.expression] : undefined;
  return { truth: mark === undefined ? 'false' : TRUTHS[mark], watched: mark !== 'v' };
}

/** The verdict of a run of states a second apart, its end included. */
function verdict(expectation: Temporal, states: readonly State[]): Watch {
  const first = start(expectation, 0);
  const last = states.reduce(
    (watch, state, index) => advanceWith(watch, index * 1000, (judged) => judgement(state, judged)),
    first,
  );
  return finish(last);
}

const always: Temporal = { type: 'always', source, that: A };
const never: Temporal = { type: 'never', source, that: A };
const eventually: Temporal = { type: 'eventually', source, that: A };
const soon: Temporal = { type: 'eventually', source, that: A, within: 1000 };
const until: Temporal = { type: 'until', source, hold: A, release: B };
const then: Temporal = { type: 'then', source, order: [A, B, C] };

const t_ = { a: 't' } as const;
const f_ = {};
const CASES: readonly (readonly [
  claim: string,
  expectation: Temporal,
  states: readonly State[],
  verdict: 'held' | 'late' | 'state' | 'unwatched',
])[] = [
  ['always holds when every state has it', always, [t_, t_], 'held'],
  ['always is broken by one state', always, [t_, f_, t_], 'state'],
  ['always is broken by what cannot be judged', always, [{ a: 'e' }], 'state'],
  ['always of nothing is not held', always, [{ a: 'v' }, { a: 'v' }], 'unwatched'],
  ['always may begin with nothing', always, [{ a: 'v' }, t_], 'held'],
  ['always of no state at all is not held', always, [], 'unwatched'],
  ['never holds when no state has it', never, [f_, f_], 'held'],
  ['never is broken by one state', never, [f_, t_, f_], 'state'],
  ['never is broken by what cannot be judged', never, [{ a: 'e' }], 'state'],
  ['never is not broken by vacuous truth, but that watches nothing', never, [{ a: 'v' }], 'unwatched'],
  ['eventually holds once it is true', eventually, [f_, t_, f_], 'held'],
  ['eventually does not take vacuous truth', eventually, [{ a: 'v' }], 'late'],
  ['eventually waits for what cannot be judged yet', eventually, [{ a: 'e' }, t_], 'held'],
  ['eventually fails at the end', eventually, [f_, f_], 'late'],
  ['eventually within a second holds at the second', soon, [f_, t_], 'held'],
  ['eventually within a second does not hold after two', soon, [f_, f_, t_], 'late'],
  ['until holds when it is released at once', until, [{ b: 't' }], 'held'],
  ['until holds up to the release', until, [t_, t_, { b: 't' }, f_], 'held'],
  ['until is broken by a gap before the release', until, [t_, f_, { b: 't' }], 'state'],
  ['until that is never released fails', until, [t_, t_], 'late'],
  ['then holds in order', then, [f_, t_, { b: 't' }, { c: 't' }], 'held'],
  ['then may come all in one state', then, [{ a: 't', b: 't', c: 't' }], 'held'],
  ['then does not take them out of order', then, [{ b: 't' }, t_, { c: 't' }], 'late'],
];

for (const [claim, expectation, states, wanted] of CASES) {
  t.test(claim, (t) => {
    const watch = verdict(expectation, states);
    t.equal(watch.violation?.type ?? watch.verdict, wanted);
    t.end();
  });
}

t.test('a pending expectation knows what it waits for, and until when', (t) => {
  const watch = start({ ...then, within: 5000 }, 2000);
  t.equal(deadline(watch), 7000);
  t.equal(deadline(start(always, 0)), undefined);
  t.same(pendingConditions(watch), [A, B, C]);
  const second = advanceWith(watch, 2000, (judged) => judgement(t_, judged));
  t.same(pendingConditions(second), [B, C]);
  t.same(pendingConditions(verdict(then, [{ a: 't', b: 't', c: 't' }])), []);
  t.match(verdict({ ...then, within: 1000 }, [t_, f_, f_, f_]), {
    verdict: 'violated',
    reached: 1,
    violation: { type: 'late', condition: B },
  });
  t.end();
});

const states = fc.array(
  fc.record({ a: fc.constantFrom('t', undefined), b: fc.constantFrom('t', undefined) }, { requiredKeys: [] }),
  { minLength: 1, maxLength: 12 },
) as fc.Arbitrary<readonly State[]>;

const held = (expectation: Temporal, run: readonly State[]): boolean => verdict(expectation, run).verdict === 'held';
const flipped = (run: readonly State[]): readonly State[] =>
  run.map(({ a, ...rest }) => (a === undefined ? { ...rest, a: 't' } : rest));

const LAWS: readonly (readonly [law: string, holds: (run: readonly State[]) => boolean])[] = [
  ['always is never of the opposite', (run) => held(always, run) === held(never, flipped(run))],
  ['never is not eventually', (run) => held(never, run) !== held(eventually, run)],
  ['always implies eventually', (run) => !held(always, run) || held(eventually, run)],
  [
    'until implies that the release comes',
    (run) => !held(until, run) || held({ type: 'eventually', source, that: B }, run),
  ],
  [
    'always and eventually the release imply until',
    (run) => !(held(always, run) && held({ type: 'eventually', source, that: B }, run)) || held(until, run),
  ],
  [
    'then implies each of its parts',
    (run) =>
      !held({ type: 'then', source, order: [A, B] }, run) ||
      (held(eventually, run) && held({ type: 'eventually', source, that: B }, run)),
  ],
  ['a deadline only takes away', (run) => !held(soon, run) || held(eventually, run)],
  [
    'what always held, held in every beginning',
    (run) => !held(always, run) || run.every((_, end) => held(always, run.slice(0, end + 1))),
  ],
  [
    'what came, stays come',
    (run) => !run.some((_, end) => held(eventually, run.slice(0, end + 1))) || held(eventually, run),
  ],
];

for (const [law, holds] of LAWS) {
  t.test(law, (t) => {
    fc.assert(fc.property(states, holds));
    t.end();
  });
}

t.test('a verdict is final, and what does not change is the same object', (t) => {
  fc.assert(
    fc.property(states, states, fc.constantFrom(always, never, eventually, until, then), (run, more, expectation) => {
      let watch = start(expectation, 0);
      for (const state of run) watch = advanceWith(watch, 0, (judged) => judgement(state, judged));
      if (watch.verdict === 'pending')
        return finish(finish(watch)) === finish(watch) || finish(watch).verdict !== 'pending';
      return (
        more.every((state) => advanceWith(watch, 9_999_999, (judged) => judgement(state, judged)) === watch) &&
        finish(watch) === watch
      );
    }),
  );
  t.end();
});
