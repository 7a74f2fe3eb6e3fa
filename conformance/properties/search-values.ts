import fc from 'fast-check';
import type { Instances } from '../language/instances.js';
import type { ScenarioPlan } from '../language/plan.js';
import type { PropertyPlan } from '../language/property-plan.js';
import { TextHash } from '../runner/log.js';
import { guessesOf } from '../runner/run-scenario.js';
import type { Run } from '../runner/run.js';
import { drawing } from './generators/arbitrary.js';
import { tryPlan, trySchedule, unreadable, watchedIn, type Broken, type Case, type Trial } from './trial.js';
import { minimise } from './exploration/minimise.js';
import { withFewestSteps } from './shrink.js';

/** Values for which a property does not hold, as small as they could be made. */
export interface Falsified extends Broken {
  readonly found: Case;
  /** Undefined when the spec is wrong for these values. */
  readonly plan?: ScenarioPlan;
  /** Numbers of the claims that had something to watch in that run. */
  readonly watched: readonly number[];
}

/** What many runs came to. */
export interface Tally {
  readonly runs: number;
  readonly discarded: number;
  readonly shrinks: number;
  readonly falsified?: Falsified;
  /** The assumptions left out so much that too little was tried. */
  readonly isStarved: boolean;
}

const SEEDS = 1000;
const ORDERS = 1000;
/** Of every value that is tried, so many may be left out by the assumptions: nine of ten. */
const DISCARDS_PER_RUN = 9;
const MOST_SHRINKS = 300;
const MOST_SCHEDULES = 100;

/** The runs of a property: what they have in common, and what they came to together. */
export class Trials {
  steps = 0;
  events = 0;
  virtualMillis = 0;
  readonly warnings = new Set<string>();
  readonly lines: string[] = [];
  /** Numbers of the claims that had something to watch in some run. */
  readonly watched = new Set<number>();
  private readonly hash = new TextHash();

  constructor(
    private readonly instances: Instances,
    private readonly property: PropertyPlan,
    private readonly claims: number,
    private readonly log: boolean,
  ) {}

  get logHash(): string {
    return this.hash.digest;
  }

  /** Runs a case; undefined: nothing is claimed for it. */
  run(one: Case): Trial | undefined {
    const claimed = this.instances.isClaimedFor(one.forall);
    if (claimed === false) return undefined;
    if (claimed !== true) return unreadable([claimed]);
    const plan = this.instances.planFor(one.forall);
    if (!('steps' in plan)) return unreadable(plan);
    const trial = tryPlan(plan, one, this.property.orders, this.log);
    for (const run of trial.runs) this.count(run, one, trial.broken);
    return trial;
  }

  private count(run: Run, one: Case, broken: Broken | undefined): void {
    this.steps += run.steps;
    this.events += run.cluster.seq;
    this.virtualMillis += run.now;
    for (const number of watchedIn(run, this.claims)) this.watched.add(number);
    for (const warning of guessesOf(run)) this.warnings.add(warning);
    this.hash.add(JSON.stringify([one, run.cluster.seq, run.now, run.steps, broken?.key]));
    if (this.log) this.lines.push(JSON.stringify({ values: one }), ...run.lines);
  }

  /** A case that is known to break the property, with what it takes to write it down. */
  falsified(found: Case, broken: Broken): Falsified {
    const plan = this.instances.planFor(found.forall);
    if (!('steps' in plan)) return { ...broken, found, watched: [] };
    const { runs } = trySchedule(plan, found.seed, broken.schedule);
    return { ...broken, found, plan, watched: runs.flatMap((run) => watchedIn(run, this.claims)) };
  }

  /** No step and no deviation of the order can be taken away. */
  smallest(found: Case, first: Broken): Falsified {
    let broken = first;
    const breaks = (one: Case): boolean => {
      const again = this.run(one)?.broken;
      if (again?.key !== first.key) return false;
      broken = again;
      return true;
    };
    const forall = withFewestSteps(found.forall, this.property.forall, (values) =>
      breaks({ ...found, forall: values }),
    );
    const least = { ...found, forall };
    broken = this.run(least)?.broken ?? first;
    return this.falsified(least, { ...broken, schedule: this.smallestSchedule(least, broken) });
  }

  private smallestSchedule({ forall, seed }: Case, { schedule, key }: Broken): Broken['schedule'] {
    const plan = this.instances.planFor(forall);
    if (schedule.length === 0 || !('steps' in plan)) return schedule;
    return minimise(schedule, (part) => trySchedule(plan, seed, part).broken?.key === key, MOST_SCHEDULES).part;
  }
}

/**
 * Draws values until one breaks the property, or enough were tried. Equal seeds give equal searches.
 * @param seed of the values
 */
export function searchValues(
  trials: Trials,
  plan: ScenarioPlan,
  property: PropertyPlan,
  runs: number,
  seed: number,
): Tally {
  let first: Broken | undefined;
  let last: Broken | undefined;
  let shrinks = 0;
  const holds = (one: Case): boolean => {
    if (first !== undefined && ++shrinks > MOST_SHRINKS) return true;
    const trial = trials.run(one);
    fc.pre(trial !== undefined);
    const broken = trial?.broken;
    if (broken === undefined || (first !== undefined && broken.key !== first.key)) return true;
    first ??= broken;
    last = broken;
    return false;
  };
  const details = fc.check(fc.property(cases(plan, property), holds), {
    seed,
    numRuns: runs,
    maxSkipsPerRun: DISCARDS_PER_RUN,
  });
  const [found] = details.counterexample ?? [];
  const tally = { runs: details.numRuns, discarded: details.numSkips, shrinks };
  if (found === undefined || last === undefined) return { ...tally, isStarved: details.failed };
  return { ...tally, isStarved: false, falsified: trials.smallest(found, last) };
}

function cases({ cluster }: ScenarioPlan, { forall, orders }: PropertyPlan): fc.Arbitrary<Case> {
  return fc.record(
    {
      forall: drawing(forall),
      seed: cluster.seed === undefined ? fc.integer({ min: 1, max: SEEDS }) : fc.constant(cluster.seed),
      order: orders === undefined ? fc.constant(0) : fc.nat(ORDERS),
    },
    { noNullPrototype: true },
  );
}
