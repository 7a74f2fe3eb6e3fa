import type { Schedule } from '../../language/deviation.js';
import type { ScenarioPlan } from '../../language/plan.js';
import type { ScenarioResult } from '../../runner/result.js';
import { runScenario } from '../../runner/run-scenario.js';
import { Replay } from '../../runner/schedule.js';
import { minimise } from './minimise.js';
import { Recording } from './recorder-pilot.js';
import { portfolio, type Disturbances } from './strategies.js';

/** What a search is to do. */
export interface SearchOptions extends Disturbances {
  readonly seed: number;
  /** No more runs than these. */
  readonly maxRuns: number;
  /** Asked before each run: false ends the search (its time is up). */
  goOn(): boolean;
}

/** An order of events that breaks a scenario. */
export interface Finding {
  /** The smallest schedule found that still does. */
  readonly schedule: Schedule;
  /** Deviations of the run that was found first. */
  readonly foundWith: number;
  /** No single deviation can be taken away. */
  readonly minimal: boolean;
  readonly seed: number;
  /** The failing run, played once more in full. */
  readonly result: ScenarioResult;
}

/** What a search came to. */
export interface Search {
  readonly runs: number;
  /** Different runs, by what happened in them. */
  readonly distinct: number;
  /** Turns of the default order. */
  readonly turns: number;
  readonly finding?: Finding;
}

const MINIMISING_RUNS = 400;
/** Seeds (names, ties between nodes) change less often than orders. */
const RUNS_PER_SEED = 10;

/**
 * Searches orders of events, by a portfolio of strategies, for one in which the scenario does not pass. The default order
 * is run first. The same options give the same search.
 */
export function searchOrders(plan: ScenarioPlan, options: SearchOptions): Search {
  const baseSeed = plan.cluster.seed ?? options.seed;
  const first = play(plan, [], baseSeed, true);
  if (isBroken(first)) return { runs: 1, distinct: 1, turns: first.turns, finding: found(plan, [], baseSeed, 0) };
  const length = first.turns;
  const seen = new Set<string>();
  let runs = 1;
  while (runs < options.maxRuns && options.goOn()) {
    const number = runs - 1;
    const seed = baseSeed + Math.floor(number / RUNS_PER_SEED);
    const pilot = new Recording(portfolio(number, options.seed, length, options));
    const result = runScenario(plan, { seed, pilot, update: 'none', light: true });
    runs += 1;
    seen.add(JSON.stringify([seed, pilot.schedule]));
    if (isBroken(result))
      return { runs, distinct: seen.size + 1, turns: length, finding: smallest(plan, pilot.schedule, seed) };
  }
  return { runs, distinct: seen.size + 1, turns: length };
}

function isBroken({ status }: ScenarioResult): boolean {
  return status === 'failed' || status === 'error';
}

/** Plays a schedule. Light: only whether it passes counts. */
export function play(plan: ScenarioPlan, schedule: Schedule, seed: number, light = false): ScenarioResult {
  return runScenario(plan, { seed, pilot: new Replay(schedule), update: 'none', light });
}

/** The smallest part of a schedule that still breaks a scenario, with the run that it leads to. */
export function smallest(plan: ScenarioPlan, schedule: Schedule, seed: number): Finding {
  const breaks = (part: Schedule): boolean => isBroken(play(plan, part, seed, true));
  const { part, minimal } = minimise(schedule, breaks, MINIMISING_RUNS);
  return { ...found(plan, part, seed, schedule.length), minimal };
}

function found(plan: ScenarioPlan, schedule: Schedule, seed: number, foundWith: number): Finding {
  return { schedule, foundWith, minimal: true, seed, result: play(plan, schedule, seed) };
}
