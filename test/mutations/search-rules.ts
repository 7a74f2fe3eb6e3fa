import type { Mutation } from './rules.js';

const FOLDER = 'conformance/properties/exploration/exhaustive';
const TEST = 'conformance/properties/sleeping-turns.test.js';

/** Rules by which an exhaustive search leaves out orders that come to the same. */
export const SEARCH_MUTATIONS: readonly Mutation[] = [
  {
    rule: 'search: turns that touch one object depend on one another',
    file: `${FOLDER}/independence.js`,
    is: 'late.objects.isApartFrom(taken.objects)',
    broken: 'true',
    test: TEST,
  },
  {
    rule: 'search: who lists a collection sees what is created in it',
    file: `${FOLDER}/access.js`,
    is: 'if (key >= low && key < high)',
    broken: 'if (false)',
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
];
