import { inline } from '../expectations/yaml-text.js';
import { describeTemporal } from '../expectations/describe.js';
import { unwatched } from '../expectations/violation.js';
import type { Source } from '../expectations/source.js';
import type { Drawn } from '../language/generator.js';
import { Instances } from '../language/instances.js';
import type { Library } from '../language/library.js';
import type { ScenarioPlan } from '../language/plan.js';
import type { PropertyPlan } from '../language/property-plan.js';
import { API_VERSION } from '../language/schema/documents.js';
import type { Counterexample, Failure, PropertyResult, RunOptions, ScenarioResult } from '../runner/result.js';
import { resultOf } from '../runner/run-scenario.js';
import { play } from './exploration/explore.js';
import { firstClause, writtenCounterexample } from './exploration/counterexample.js';
import { caseLine, savedCase, type Saved } from './saved.js';
import { searchValues, Trials, type Falsified, type Tally } from './search-values.js';
import { trySchedule } from './trial.js';

/** Everything that one judgement of a property needs. */
interface Judging {
  readonly plan: ScenarioPlan;
  readonly property: PropertyPlan;
  readonly instances: Instances;
  readonly trials: Trials;
  readonly runs: number;
  readonly seed: number;
}

/**
 * Runs a Property: the case that broke it last, if there is one, then values that are drawn. The same file and seed give
 * the same result. Never throws for anything that a spec can do.
 * @param plan its plan, as its file gave it
 * @param library reads the file again: instances are made of it
 */
export function runProperty(plan: ScenarioPlan, options: RunOptions, library: Library): ScenarioResult {
  const { property, skip } = plan;
  if (property === undefined) throw new Error('this plan is no Property');
  const { seed = property.seed, runs = property.runs } = options;
  if (skip !== undefined) return { ...resultOf(plan, seed), status: 'skipped', warnings: skip === '' ? [] : [skip] };
  const instances = Instances.of(plan, library);
  if (instances === undefined)
    return failed(plan, seed, { runs: 0, discarded: 0, shrinks: 0, isStarved: false }, gone(plan));
  const trials = new Trials(instances, property, plan.watches.length, options.log === true);
  const judging: Judging = { plan, property, instances, trials, runs, seed };
  const saved = savedCase(plan.name, property, library.files);
  const again = saved === undefined ? undefined : savedFailure(judging, saved);
  if (again !== undefined) return again;
  const tally = searchValues(trials, plan, property, runs, seed);
  const result = verdict(judging, tally);
  const mended = saved === undefined || result.status !== 'passed' ? {} : { mended: saved.file };
  return { ...result, ...(result.property === undefined ? {} : { property: { ...result.property, ...mended } }) };
}

function savedFailure(judging: Judging, saved: Saved): ScenarioResult | undefined {
  const { instances, trials } = judging;
  if (instances.isClaimedFor(saved.case.forall) !== true) return undefined;
  const made = instances.planFor(saved.case.forall);
  if (!('steps' in made)) return undefined;
  const { broken } = trySchedule(made, saved.case.seed, saved.schedule);
  if (broken === undefined) return undefined;
  const falsified = trials.falsified(saved.case, broken);
  return verdict(judging, { runs: 1, discarded: 0, shrinks: 0, isStarved: false, falsified }, saved.file);
}

function verdict(judging: Judging, tally: Tally, saved?: string): ScenarioResult {
  const { plan, trials, seed } = judging;
  const { falsified } = tally;
  const result = falsified === undefined ? undefined : broken(judging, tally, falsified, saved);
  const idle = falsified === undefined ? (starved(judging, tally) ?? vacuous(judging, tally)) : undefined;
  const judged = result ?? (idle === undefined ? passed(plan, seed, tally) : failed(plan, seed, tally, idle));
  return {
    ...judged,
    warnings: [...trials.warnings].sort(),
    steps: trials.steps,
    events: trials.events,
    virtualMillis: trials.virtualMillis,
    logHash: trials.logHash,
    ...(trials.lines.length === 0 ? {} : { log: trials.lines }),
  };
}

function passed(plan: ScenarioPlan, seed: number, { runs, discarded, shrinks }: Tally): ScenarioResult {
  return { ...resultOf(plan, seed), property: { runs, discarded, seed, shrinks } };
}

function failed(plan: ScenarioPlan, seed: number, tally: Tally, failure: Failure): ScenarioResult {
  return { ...passed(plan, seed, tally), status: 'failed', failure };
}

function gone(plan: ScenarioPlan): Failure {
  return failureAt(plan, plan.source, plan.name, 'its file has changed since it was read; run it again', 1);
}

function failureAt(
  { source: own }: ScenarioPlan,
  source: Source,
  expectation: string,
  message: string,
  seed: number,
): Failure {
  const reproduce = `npx kspec run ${own.file}:${own.line} --seed ${seed}`;
  return { position: source, source, expectation, message, story: [], at: 0, reproduce };
}

/** What the assumptions left over was too little. */
function starved({ plan, property, seed }: Judging, { isStarved, runs, discarded }: Tally): Failure | undefined {
  if (!isStarved) return undefined;
  const source = property.assume[0]?.source ?? plan.source;
  const share = Math.floor((100 * discarded) / (discarded + runs));
  const message = `they leave out ${share}% of the values (${discarded} of ${discarded + runs}); narrow forall instead`;
  return failureAt(plan, source, 'the assumptions leave something to try', message, seed);
}

/** A claim that never had anything to watch. */
function vacuous({ plan, trials, seed }: Judging, { runs }: Tally): Failure | undefined {
  const idle = plan.watches.find(({ type }, number) => CAN_BE_IDLE.has(type) && !trials.watched.has(number));
  if (idle === undefined) return undefined;
  const where = runs === 1 ? 'in the one run' : `in any of ${runs} runs`;
  return failureAt(plan, idle.source, describeTemporal(idle), unwatched(idle, where), seed);
}

const CAN_BE_IDLE: ReadonlySet<string> = new Set(['always', 'never', 'whenever', 'sometimes']);

/** The result for values that break the property: their run in full, told as any failure, and written down. */
function broken(judging: Judging, tally: Tally, falsified: Falsified, saved: string | undefined): ScenarioResult {
  const { plan, instances, seed } = judging;
  const { found, plan: instance, problem } = falsified;
  const values = instances.values(found.forall);
  const told = [...valueLines(values), foundBy(tally, seed, saved)];
  const common = { ...resultOf(plan, seed), property: { ...propertyOf(tally, seed), values } };
  if (instance === undefined) {
    const failure = failureAt(
      plan,
      { ...problem.position, text: '' },
      'the spec is right for all values',
      textOf(problem),
      seed,
    );
    return { ...common, status: 'error', failure: { ...failure, values: told } };
  }
  const { failure, status } = play(instance, falsified.schedule, found.seed);
  if (failure === undefined) throw new Error('a run that failed fails again');
  const counterexample = written(judging, falsified, failure);
  return {
    ...common,
    status,
    property: { ...common.property, counterexample },
    failure: { ...failure, values: told, reproduce: `npx kspec run ${counterexample.file}` },
  };
}

function propertyOf({ runs, discarded, shrinks }: Tally, seed: number): PropertyResult {
  return { runs, discarded, seed, shrinks };
}

function textOf(problem: Falsified['problem']): string {
  return 'fix' in problem && problem.fix !== undefined ? `${problem.message}; ${problem.fix}` : problem.message;
}

/** A line for each value; of a list of steps, a line for each step. */
function valueLines(values: Drawn): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    Array.isArray(value) && value.some((item) => typeof item === 'object')
      ? [`${name}:`, ...value.map((item) => `  - ${inline(item)}`)]
      : [`${name}: ${inline(value)}`],
  );
}

function foundBy({ runs, shrinks }: Tally, seed: number, saved: string | undefined): string {
  if (saved !== undefined) return `(saved by an earlier run in ${saved})`;
  return `(run ${runs} with seed ${seed}, made smaller in ${shrinks} runs)`;
}

function written(
  { plan, instances, seed }: Judging,
  { found, watched, schedule }: Falsified,
  failure: Failure,
): Counterexample {
  const idle = plan.watches.flatMap((_, number) => (watched.includes(number) ? [] : [number]));
  const { spec } = instances.written(found.forall, new Set(idle));
  const order =
    schedule.length === 0
      ? ''
      : `, with ${schedule.length} change${schedule.length === 1 ? '' : 's'} of the order of events`;
  const values = Object.entries(instances.values(found.forall)).map(([name, value]) => `${name}: ${inline(value)}`);
  return writtenCounterexample(
    {
      name: plan.name,
      from: plan.source.file,
      apiVersion: API_VERSION,
      spec,
      found: 'by-property',
      why: `For ${values.join(', ')}${order}, ${firstClause(failure.message)}.`,
      seed: found.seed,
      schedule,
      head: [
        failure.expectation.split('\n')[0] ?? plan.name,
        `found in ${plan.source.file} with seed ${seed}`,
        caseLine(plan.name, found, schedule),
      ],
    },
    instances.library,
  );
}
