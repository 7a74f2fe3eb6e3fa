import { waysOf } from '../../language/branches.js';
import type { Schedule } from '../../language/deviation.js';
import type { ScenarioPlan } from '../../language/plan.js';
import type { Pilot } from '../../runner/pilot.js';
import type { ScenarioResult } from '../../runner/result.js';
import { runScenario } from '../../runner/run-scenario.js';
import { Replay } from '../../runner/schedule.js';
import { minimise } from './minimise.js';
import { Recording } from './recorder-pilot.js';
import { portfolio, type Disturbances } from './strategies.js';
import { Walks } from './walks.js';

/** What a search is to do. */
export interface SearchOptions extends Disturbances {
  readonly seed: number;
  /** No more runs than these. */
  readonly maxRuns: number;
  /** Of so many searches that share the runs among them: which this one is, from 0. Absent: it is the only one. */
  readonly share?: { readonly index: number; readonly of: number };
  /** Asked before each run, by its number: false ends the search (its time is up). */
  goOn(number: number): boolean;
}

/** An order of events that breaks a scenario. */
export interface Finding {
  /** The smallest schedule found that still does. */
  readonly schedule: Schedule;
  /** Deviations of the run that was found first. */
  readonly foundWith: number;
  /** No single deviation can be taken away. */
  readonly minimal: boolean;
  /** Number of the run that was found first; 0: the default order. */
  readonly number: number;
  readonly seed: number;
  /** The failing run, played once more in full. */
  readonly result: ScenarioResult;
}

/** What a search came to. */
export interface Search {
  readonly runs: number;
  /** Different runs, by what happened in them. */
  readonly distinct: number;
  /** The orders that differ, of a part of a search: another part may have come to the same. */
  readonly orders?: readonly string[];
  /** Turns of the default order. */
  readonly turns: number;
  readonly finding?: Finding;
}

const MINIMISING_RUNS = 400;
/** Seeds (names, ties between nodes) change less often than orders: what one run finds out serves the next as long as it stays. */
const RUNS_PER_SEED = 1_000;

/**
 * Searches orders of events, by a portfolio of strategies, for one in which the scenario does not pass. The default order
 * is run first. The same options give the same search.
 */
export function searchOrders(plan: ScenarioPlan, options: SearchOptions): Search {
  const { share = { index: 0, of: 1 } } = options;
  const baseSeed = plan.cluster.seed ?? options.seed;
  const first = play(plan, [], baseSeed, true);
  if (isBroken(first)) return { runs: 1, distinct: 1, turns: first.turns, finding: found(plan, [], baseSeed, 0) };
  const length = first.turns;
  const orders = new Orders(plan);
  const seen = new Set<string>();
  let runs = 1;
  for (let number = share.index; number + 1 < options.maxRuns && options.goOn(number + 1); number += share.of) {
    const seed = baseSeed + Math.floor(number / RUNS_PER_SEED);
    const pilot = new Recording(portfolio(number, options.seed, length, options));
    const isFine = orders.passes(pilot, seed);
    runs += 1;
    seen.add(JSON.stringify([seed, pilot.schedule]));
    if (isFine) continue;
    const finding = { ...smallest(plan, pilot.schedule, seed), number: number + 1 };
    return { ...counted(runs, seen, length, options), finding };
  }
  return counted(runs, seen, length, options);
}

/** Tells whether a scenario passes in one order or another. */
class Orders {
  private map: { readonly seed: number; readonly walks: Walks } | undefined;
  private isWalked: boolean;

  constructor(private readonly plan: ScenarioPlan) {
    this.isWalked = plan.skip === undefined && waysOf(plan).length === 1;
  }

  /** Whether it passes in the order that a pilot decides on. What a walk finds broken is run once more in full. */
  passes(pilot: Recording, seed: number): boolean {
    if (!this.isWalked) return this.runs(pilot, seed);
    const walked = this.walksOf(seed).walk(pilot);
    // Where turns are taken that a walk has no choice in, whole runs choose those too.
    if (walked !== undefined && walked.unchosen > 0) this.isWalked = false;
    return walked?.status === 'passed' || this.runs(new Replay(pilot.schedule), seed);
  }

  private runs(pilot: Pilot, seed: number): boolean {
    return !isBroken(runScenario(this.plan, { seed, pilot, update: 'none', light: true }));
  }

  private walksOf(seed: number): Walks {
    if (this.map?.seed !== seed) this.map = { seed, walks: new Walks(this.plan, seed) };
    return this.map.walks;
  }
}

function counted(runs: number, seen: ReadonlySet<string>, turns: number, { share }: SearchOptions): Search {
  const counts = { runs, distinct: seen.size + 1, turns };
  return share === undefined ? counts : { ...counts, orders: [...seen] };
}

/** What searches that shared the runs came to together: the finding of the lowest number is the one of a single search. */
export function joined(parts: readonly Search[]): Search {
  const runs = 1 + parts.reduce((sum, part) => sum + part.runs - 1, 0);
  const distinct = 1 + new Set(parts.flatMap(({ orders = [] }) => orders)).size;
  const turns = parts[0]?.turns ?? 0;
  const findings = parts.flatMap(({ finding }) => (finding === undefined ? [] : [finding]));
  const [first] = findings.sort((a, b) => a.number - b.number);
  return first === undefined ? { runs, distinct, turns } : { runs, distinct, turns, finding: first };
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
  return { schedule, foundWith, minimal: true, number: 0, seed, result: play(plan, schedule, seed) };
}
