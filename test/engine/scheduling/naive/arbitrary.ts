import fc from 'fast-check';
import type { App, Machine, Spread, Term, Wish } from './cluster.js';

const app: fc.Arbitrary<App> = fc.constantFrom('web', 'db');
const key = fc.constantFrom('zone' as const, 'host' as const);

export const machine: fc.Arbitrary<Machine> = fc.record({
  cpu: fc.integer({ min: 2, max: 6 }),
  memory: fc.integer({ min: 2, max: 6 }),
  pods: fc.constantFrom(3, 5, 10),
  disk: fc.constantFrom('ssd', 'hdd'),
  zone: fc.constantFrom('a', 'b', 'c'),
  tainted: fc.constantFrom(false, false, false, true),
  cordoned: fc.constantFrom(false, false, false, false, false, true),
});

/** A wish that one pod in so many has: a pod with every wish at once fits nowhere. */
function oneIn<T>(pods: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: pods - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

function few<T>(value: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> {
  return oneIn(4, fc.array(value, { minLength: 1, maxLength: 2 })).map((all) => all ?? []);
}

const term: fc.Arbitrary<Term> = fc.record({ type: fc.constantFrom('with', 'apart', 'apart'), app, key });
const spread: fc.Arbitrary<Spread> = fc.record({
  maxSkew: fc.integer({ min: 1, max: 2 }),
  key,
  app,
  minDomains: oneIn(3, fc.integer({ min: 2, max: 3 })),
});

export const wish: fc.Arbitrary<Wish> = fc.record({
  cpu: fc.integer({ min: 0, max: 3 }),
  memory: fc.integer({ min: 0, max: 2 }),
  app,
  priority: fc.constantFrom(0, 0, 5, 10),
  peaceful: fc.constantFrom(false, false, false, true),
  tolerant: fc.boolean(),
  port: fc.constantFrom(false, false, false, false, true),
  disk: oneIn(6, fc.constantFrom('ssd', 'hdd')),
  terms: few(term),
  // Two constraints of one pod must differ in their keys.
  spreads: few(spread).map((all) => all.filter((one, i) => all.findIndex((other) => other.key === one.key) === i)),
  volume: oneIn(6, fc.constantFrom('a', 'b', 'once')),
});

/** What happens, one after the other. */
export type Happening =
  | { readonly type: 'arrives'; readonly wish: Wish }
  /** One of the pods that run goes. */
  | { readonly type: 'leaves'; readonly which: number }
  | { readonly type: 'budget'; readonly app: App; readonly allowed: number };

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('arrives' as const), wish }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('leaves' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('budget' as const), app, allowed: fc.nat(2) }) },
);
