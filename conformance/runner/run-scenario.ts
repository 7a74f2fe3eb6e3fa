import { guessedImagesOf, seedOf as seedOfCluster } from '../../engine/index.js';
import { wayName, waysOf } from '../language/branches.js';
import { tellDeviation } from '../language/deviation.js';
import type { Branch, ScenarioPlan, StepPlan } from '../language/plan.js';
import { performAfter, performAll } from './perform.js';
import { preparedRun } from './prepare.js';
import type { Problem } from './problem.js';
import type { MakeRecorder } from './recorder.js';
import type { Failure, RunOptions, ScenarioResult } from './result.js';
import type { Run } from './run.js';
import { Replay } from './schedule.js';
import { schedulingHint } from './scheduling-hint.js';
import { tellStory } from './story.js';

export function seedOf(plan: ScenarioPlan, { seed }: RunOptions): number {
  return seed ?? seedOfCluster(plan.cluster);
}

/** Runs one scenario on a cluster of its own, and judges it. Never throws for anything that a spec can do. */
export function runScenario(plan: ScenarioPlan, options: RunOptions): ScenarioResult {
  const seed = seedOf(plan, options);
  if (plan.skip !== undefined)
    return { ...resultOf(plan, seed), status: 'skipped', warnings: plan.skip === '' ? [] : [plan.skip] };
  const results = playScenario(plan, options).map((ending) => judged(ending, plan, seed));
  const [first] = results;
  if (first !== undefined && results.length === 1) return first;
  const worst = results.find(({ status }) => status === 'error') ?? results.find(({ status }) => status === 'failed');
  return { ...resultOf(plan, seed), ...(worst ?? first), branches: results };
}

/** Lets a scenario happen, on every way through it. */
export function playScenario(plan: ScenarioPlan, options: RunOptions, record?: MakeRecorder): readonly Ending[] {
  const run = begun(plan, options, record);
  return follow(run, plan, plan.steps, []);
}

/** Where one way through a scenario ended. */
export interface Ending {
  readonly run: Run;
  /** As it was when something went wrong, before `catch` and `finally`; the run itself when nothing did. */
  readonly scene: Run;
  readonly way: readonly Branch[];
  readonly wrong: Problem | undefined;
}

/** The verdict on one way. */
export function judged({ run, scene, way, wrong }: Ending, plan: ScenarioPlan, seed: number): ScenarioResult {
  const branch = wayName(way);
  return {
    ...resultOf(plan, seed),
    ...(branch === undefined ? {} : { branch, line: way.at(-1)?.source.line ?? plan.source.line }),
    status: wrong === undefined ? 'passed' : wrong.kind,
    ...(wrong === undefined ? {} : { failure: failureOf(scene, plan, wrong, seed) }),
    warnings: run.options.light === true ? [] : warningsOf(run),
    steps: run.steps,
    events: run.cluster.seq,
    turns: run.turns,
    virtualMillis: run.now,
    logHash: run.options.unhashed === true ? '' : run.logHash,
    ...(run.options.log === true ? { log: run.lines } : {}),
    snapshots: run.snapshots,
  };
}

/** Begins a warning about an image whose containers did what we guessed; the image follows. */
export const GUESSED = 'no declared behaviour, so it runs for ever and is ready at once: ';

const SHOWN = 72;

function warningsOf(run: Run): readonly string[] {
  const { pilot } = run;
  const idle = pilot instanceof Replay ? pilot.idle.map((deviation) => IDLE + tellDeviation(deviation)) : [];
  return [...idle, ...guessesOf(run)];
}

const IDLE = 'the schedule does not fit any more: ';

/** Warnings about images that nobody describes. */
export function guessesOf(run: Run): readonly string[] {
  return guessedImagesOf(run.cluster).map((image) => GUESSED + firstLine(image));
}

function firstLine(text: string): string {
  const line = text.split('\n')[0] ?? text;
  return line.length < text.length || line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

/** Of a plan of which nothing has run yet. */
export function resultOf(plan: ScenarioPlan, seed: number): ScenarioResult {
  return {
    file: plan.source.file,
    line: plan.source.line,
    name: plan.name,
    labels: plan.labels,
    covers: plan.covers,
    ...(plan.matrix === undefined ? {} : { matrix: plan.matrix }),
    status: 'passed',
    warnings: [],
    steps: 0,
    events: 0,
    turns: 0,
    seed,
    virtualMillis: 0,
    wallMillis: 0,
    logHash: '',
    snapshots: [],
  };
}

/** A run before its first step: nodes are registered, the namespace is there, what is watched is watched. */
export function begun(plan: ScenarioPlan, options: RunOptions, record?: MakeRecorder): Run {
  const run = preparedRun(plan, seedOf(plan, options), options, record);
  for (const temporal of plan.watches) run.watch(temporal);
  if (plan.intents !== undefined) run.intend(plan.intents);
  run.pilot = options.pilot ?? (plan.schedule === undefined ? undefined : new Replay(plan.schedule));
  return run;
}

/** Performs steps, and follows every branch of the fork that they end with. What fails before a fork fails every branch. */
function follow(run: Run, plan: ScenarioPlan, steps: readonly StepPlan[], way: readonly Branch[]): readonly Ending[] {
  const wrong = run.violation ?? performAll(run, steps);
  const last = steps.at(-1);
  if (last?.type !== 'fork') return [{ run, way, ...close(run, plan, wrong) }];
  if (wrong === undefined)
    return last.branches.flatMap((branch) => follow(run.fork(), plan, branch.steps, [...way, branch]));
  const closed = close(run, plan, wrong);
  return waysOf({ steps }).map((rest) => ({ run, way: [...way, ...rest], ...closed }));
}

/** The end of one way: what is pending is decided, then catch and finally run. */
export function close(run: Run, plan: ScenarioPlan, wrong: Problem | undefined): Pick<Ending, 'scene' | 'wrong'> {
  if (wrong === undefined) run.end();
  const first = wrong ?? run.violation;
  if (first === undefined) return { scene: run, wrong: performAll(run, plan.finally) };
  const scene = plan.catch.length + plan.finally.length === 0 ? run : run.fork();
  performAfter(run, plan.catch);
  performAfter(run, plan.finally);
  return { scene, wrong: first };
}

function failureOf(run: Run, plan: ScenarioPlan, wrong: Problem, seed: number): Failure {
  const { position, source, expectation, message, nearest, diff } = wrong;
  const scheduling = schedulingHint(run, nearest?.object);
  const { file, line } = plan.source;
  return {
    position,
    source,
    expectation,
    message,
    ...(nearest === undefined ? {} : { nearest }),
    ...(diff === undefined ? {} : { diff }),
    ...(scheduling === undefined ? {} : { scheduling }),
    story: tellStory(run.records, run.world, nearest?.object),
    at: run.now,
    reproduce: `npx kspec run ${file}:${line} --seed ${seed}`,
  };
}
