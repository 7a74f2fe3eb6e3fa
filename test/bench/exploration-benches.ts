import { performance } from 'node:perf_hooks';
import { searchOrders } from '../../conformance/properties/exploration/explore.js';
import type { Exhausted } from '../../conformance/properties/exploration/exhaustive/options.js';
import { searchAll } from '../../conformance/properties/exploration/exhaustive/search.js';
import type { ScenarioPlan } from '../../conformance/language/plan.js';
import type { Bench } from './registry.js';
import { parseScenarios, tenObjects } from './scenarios.js';
import { millis } from './worlds.js';

const RUNS = 2_500;
const WARM_UP_SEED = 1_000;
const WARM_UP_RUNS = 150;
/** So many that they are of all kinds: the first few thousand cost less than those that come later. */
const STATES = 250_000;
const WARM_UP_STATES = 1_000;
const MILLION = 1_000_000;

function rollout(): ScenarioPlan {
  const [plan] = parseScenarios(1);
  if (plan === undefined) throw new Error('there is a scenario');
  return plan;
}

/** Runs a second of a portfolio over ten objects, as in a search of some seconds. Another seed warms up, so that nothing is known beforehand. */
function runsPerSecond(): number {
  const options = { faults: [], maxFaults: 0, goOn: () => true };
  searchOrders(tenObjects(), { ...options, seed: WARM_UP_SEED, maxRuns: WARM_UP_RUNS });
  const start = performance.now();
  const { runs, finding } = searchOrders(tenObjects(), { ...options, seed: 1, maxRuns: RUNS });
  if (finding !== undefined || runs !== RUNS)
    throw new Error(`${runs} runs; ${finding?.result.failure?.message ?? ''}`);
  return (runs * 1_000) / (performance.now() - start);
}

/** Every order of a scenario, with crashes so that there are many situations. */
function search(plan: ScenarioPlan, maxStates: number): Exhausted {
  return searchAll(plan, { faults: ['crash'], maxFaults: 1, seed: 1, maxStates, goOn: () => true });
}

let measured: { readonly perSecond: number; readonly bytes: number } | undefined;

function situations(): { readonly perSecond: number; readonly bytes: number } {
  if (measured !== undefined) return measured;
  search(rollout(), WARM_UP_STATES);
  const start = performance.now();
  const { states, bytes, broken } = search(rollout(), STATES);
  if (broken !== undefined || states < STATES) throw new Error(`${states} situations; ${JSON.stringify(broken ?? '')}`);
  measured = { perSecond: (states * 1_000) / (performance.now() - start), bytes: bytes / states };
  return measured;
}

export const explorationBenches: readonly Bench[] = [
  {
    name: 'runs of a scenario of ten objects under exploration',
    bar: 300,
    unit: 'runs/s',
    atLeast: true,
    measure: runsPerSecond,
  },
  {
    name: 'different situations of a rollout, every order',
    bar: 20_000,
    unit: '/s',
    atLeast: true,
    measure: () => situations().perSecond,
  },
  {
    name: 'a million situations of ten objects',
    bar: 60,
    unit: 's',
    long: true,
    measure: () => millis(() => search(tenObjects(), MILLION)) / 1_000,
  },
  {
    name: 'a million situations of a rollout',
    bar: 60,
    unit: 's',
    long: true,
    measure: () => millis(() => search(rollout(), MILLION)) / 1_000,
  },
  { name: 'memory that remembers a situation', bar: 1_024, unit: 'B', measure: () => situations().bytes },
];
