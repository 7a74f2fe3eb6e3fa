import { formatPosition } from '../expectations/source.js';
import type { Watch } from '../expectations/temporal.js';
import type { Schedule } from '../language/deviation.js';
import type { Drawn } from '../language/generator.js';
import type { ScenarioPlan } from '../language/plan.js';
import type { Problem as SpecProblem } from '../language/problem.js';
import type { Orders } from '../language/property-plan.js';
import type { Pilot } from '../runner/pilot.js';
import type { Problem } from '../runner/problem.js';
import { playScenario } from '../runner/run-scenario.js';
import type { Run } from '../runner/run.js';
import { Replay } from '../runner/schedule.js';
import { Recording } from './exploration/recorder-pilot.js';
import { portfolio } from './exploration/strategies.js';

/** What is drawn for one run: the values, the seed of the cluster, and which order of events; 0 is the usual one. */
export interface Case {
  readonly forall: Drawn;
  readonly seed: number;
  readonly order: number;
}

/** Why a run does not hold. */
export interface Broken {
  /** Equal for what is broken in the same way: shrinking must not go over to another failure. */
  readonly key: string;
  /** Absent: there is no run, for the spec is wrong for these values. */
  readonly problem: Problem | SpecProblem;
  readonly schedule: Schedule;
}

/** One run, or the two of which the second takes another order. */
export interface Trial {
  readonly broken?: Broken;
  readonly runs: readonly Run[];
}

/** Runs a plan in the usual order, then, when that holds, in the one that is drawn. */
export function tryPlan(plan: ScenarioPlan, { seed, order }: Case, orders: Orders | undefined, log: boolean): Trial {
  const first = played(plan, seed, orders === undefined ? undefined : new Replay([]), log);
  if (first.wrong !== undefined) return { broken: brokenBy(first.wrong, []), runs: [first.run] };
  if (orders === undefined || order === 0) return { runs: [first.run] };
  const pilot = new Recording(portfolio(order - 1, seed, first.run.turns, orders));
  const second = played(plan, seed, pilot, log);
  const runs = [first.run, second.run];
  return second.wrong === undefined ? { runs } : { broken: brokenBy(second.wrong, pilot.schedule), runs };
}

/** Runs a plan by a schedule. */
export function trySchedule(plan: ScenarioPlan, seed: number, schedule: Schedule): Trial {
  const { run, wrong } = played(plan, seed, new Replay(schedule), false);
  return wrong === undefined ? { runs: [run] } : { broken: brokenBy(wrong, schedule), runs: [run] };
}

/** The spec itself is wrong for some values. */
export function unreadable([problem]: readonly SpecProblem[]): Trial {
  if (problem === undefined) throw new Error('a plan is made, or there is a problem');
  return { broken: { key: `${formatPosition(problem.position)} ${problem.message}`, problem, schedule: [] }, runs: [] };
}

function played(
  plan: ScenarioPlan,
  seed: number,
  pilot: Pilot | undefined,
  log: boolean,
): { readonly run: Run; readonly wrong: Problem | undefined } {
  const options = { seed, update: 'none' as const, light: !log, log, ...(pilot === undefined ? {} : { pilot }) };
  const [ending] = playScenario(plan, options);
  if (ending === undefined) throw new Error('a plan without a fork has one ending');
  return ending;
}

function brokenBy(problem: Problem, schedule: Schedule): Broken {
  return { key: `${problem.kind} ${formatPosition(problem.source)}`, problem, schedule };
}

/** The numbers of the claims of a plan that had something to watch; what is violated at once had. */
export function watchedIn({ watching }: Run, claims: number): readonly number[] {
  return watching
    .slice(0, claims)
    .flatMap(({ watched, verdict }: Watch, index) => (watched || verdict === 'violated' ? [index] : []));
}
