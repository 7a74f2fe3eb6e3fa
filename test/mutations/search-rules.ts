import type { Mutation } from './rules.js';

const FOLDER = 'conformance/properties/exploration/exhaustive';
const TEST = 'conformance/properties/sleeping-turns.test.js';
const KNOWN = 'conformance/properties/known-turns.test.js';
const EQUAL_NODES = 'conformance/properties/equal-nodes.test.js';
const ENDLESS = 'conformance/properties/endless.test.js';

/** Rules of searches: what an exhaustive one may leave out, what reports may claim, what a counterexample keeps. */
export const SEARCH_MUTATIONS: readonly Mutation[] = [
  {
    rule: 'search: turns that touch one object depend on one another',
    file: `${FOLDER}/looks.js`,
    is: 'this.objects.isApartFrom(objects)',
    broken: 'true',
    test: TEST,
  },
  {
    rule: 'search: what those look at who are told of a turn counts as well',
    file: `${FOLDER}/effect.js`,
    is: 'seen.isEmpty ? undefined : seen',
    broken: 'undefined',
    test: TEST,
  },
  {
    rule: 'search: a turn on another store is worked out anew',
    file: `${FOLDER}/known-turns.js`,
    is: 'one.server === server',
    broken: 'true',
    test: TEST,
  },
  {
    rule: 'search: a turn that draws is worked out anew where chance stands elsewhere',
    file: `${FOLDER}/known-turns.js`,
    is: 'one.rng === undefined || one.rng === rng',
    broken: 'true',
    test: KNOWN,
  },
  {
    rule: 'search: a turn that asks others than the API server is worked out anew',
    file: `${FOLDER}/known-turns.js`,
    is: ' || known.outcome.passedOn',
    broken: '',
    test: KNOWN,
  },
  {
    rule: 'search: of news on another store something else may be made',
    file: `${FOLDER}/known-news.js`,
    is: ' && one.store === store',
    broken: '',
    test: KNOWN,
  },
  {
    rule: 'search: who lists a collection sees what is created in it',
    file: `${FOLDER}/access.js`,
    is: '=> key >= low && key < high)',
    broken: '=> false)',
    test: TEST,
  },
  {
    rule: 'search: two that draw by chance depend on one another',
    file: `${FOLDER}/independence.js`,
    is: '(late.chance && taken.chance) || ',
    broken: '',
    test: TEST,
  },
  {
    rule: 'search: who was told something new goes otherwise',
    file: `${FOLDER}/independence.js`,
    is: 'late.changed.has(taken.component) || taken.changed.has(late.component)',
    broken: 'false',
    test: TEST,
  },
  {
    rule: 'search: a memory that tells who came first keeps both orders',
    file: `${FOLDER}/independence.js`,
    is: 'if (end === undefined)',
    broken: 'if (false)',
    test: TEST,
  },
  {
    rule: 'search: a turn that depends on what was taken is no longer left out',
    file: `${FOLDER}/search.js`,
    is: 'left.set(id, after);',
    broken: '{}\n            left.set(id, after ?? effect);',
    test: TEST,
  },
  {
    rule: 'search: a turn that leads nowhere new is left out',
    file: `${FOLDER}/search.js`,
    is: 'if (!asleep.has(component))',
    broken: 'if (true)',
    test: TEST,
  },
  {
    rule: 'search: a situation remembers what was left out of it',
    file: `${FOLDER}/sleepers.js`,
    is: 'return { high, low };',
    broken: 'return { high: 0, low: 0 };',
    test: TEST,
  },
  {
    rule: 'search: what was left out is made up for when it is needed',
    file: `${FOLDER}/search.js`,
    is: 'if (missing?.length === 0)',
    broken: 'if (isKnown)',
    test: TEST,
  },
  {
    rule: 'search: an order that goes round for ever is no end',
    file: `${FOLDER}/search.js`,
    is: 'known !== undefined && this.isOnTheWay(hash, run.now)',
    broken: 'false',
    test: ENDLESS,
  },
  {
    rule: 'search: a draw with too many ways is told',
    file: `${FOLDER}/choice.js`,
    is: 'bound > MOST_WAYS ? bound : 0',
    broken: '0',
    test: ENDLESS,
  },
  {
    rule: 'search: what fails without the order too is no counterexample of the order',
    file: 'conformance/properties/exploration/needed-steps.js',
    is: "return schedule.length === 0 || play(kept, [], seed, true).status === 'passed';",
    broken: 'return true;',
    test: 'cli/explore-step.test.js',
  },
  {
    rule: 'search: a broken invariant fails the run',
    file: 'conformance/runner/run.js',
    is: 'if (broken !== undefined)\n            this.fail(invariantProblem(',
    broken: 'if (false)\n            this.fail(invariantProblem(',
    test: 'conformance/invariants.test.js',
  },
  {
    rule: 'search: only nodes that could change places without a difference are equal',
    file: `${FOLDER}/symmetry/symmetric.js`,
    is: 'return one.high === other.high && one.low === other.low;',
    broken: 'return true;',
    test: EQUAL_NODES,
  },
  {
    rule: 'search: what a spec says of nodes tells them apart',
    file: `${FOLDER}/symmetry/blind-spec.js`,
    is: 'return TELLS_WHERE.test(text) ? undefined : text;',
    broken: 'return text;',
    test: EQUAL_NODES,
  },
  {
    rule: 'search: a step that does something to nodes tells them apart',
    file: `${FOLDER}/symmetry/blind-spec.js`,
    is: 'if (!BLIND_STEPS.has(step.type))',
    broken: 'if (false)',
    test: EQUAL_NODES,
  },
  {
    rule: 'search: a kind whose controller goes through nodes tells them apart',
    file: `${FOLDER}/symmetry/blind-spec.js`,
    is: '!step.objects.every(',
    broken: 'false && step.objects.every(',
    test: EQUAL_NODES,
  },
  {
    rule: 'search: two nodes are exchanged with all that stands for them',
    file: `${FOLDER}/symmetry/exchange.js`,
    is: '!IDENTITY.has(field)',
    broken: 'true',
    test: EQUAL_NODES,
  },
];
