import type { Millis } from '../../../../engine/core/time.js';
import type { ScenarioPlan, StepPlan } from '../../../language/plan.js';
import { beginStep, prepare } from '../../../runner/perform.js';
import { BY_ITSELF, type Decision, type Pilot } from '../../../runner/pilot.js';
import type { Problem } from '../../../runner/problem.js';
import type { Run } from '../../../runner/run.js';
import { begun, close } from '../../../runner/run-scenario.js';
import { ended, isWaiting, type Waiting } from '../../../runner/waiting.js';
import { hashNumber, mixed, type Hash } from '../fingerprint/hash.js';

/** A step of the spec, and the one that comes after it in its block. */
export interface Line {
  readonly step: StepPlan;
  readonly next: StepPlan | undefined;
}

/** The steps of a spec one after the other, those of blocks in their place. */
export function linesOf(steps: readonly StepPlan[]): readonly Line[] {
  return steps.flatMap((step, index): readonly Line[] => {
    const next = steps[index + 1];
    if (step.type !== 'use' && step.type !== 'group') return [{ step, next }];
    return [{ step: { ...step, steps: [] }, next }, ...linesOf(step.steps)];
  });
}

/** How a scenario ended. */
export interface End {
  readonly problem: Problem | undefined;
}

const DEFAULT_ORDER: Pilot = { decide: () => BY_ITSELF };

/** A scenario before its first step, of which nothing is kept but how things stand. */
export function beginning(plan: ScenarioPlan, seed: number): Position {
  const run = begun(plan, { seed, update: 'none', light: true, pilot: DEFAULT_ORDER });
  return new Position(run, plan, linesOf(plan.steps));
}

/** A scenario under way that stands still at every turn, so that each can be taken this way or another. */
export class Position {
  private ending: End | undefined;

  constructor(
    readonly run: Run,
    private readonly plan: ScenarioPlan,
    private readonly lines: readonly Line[],
    private index = 0,
    private waiting?: Waiting,
    /** What is waited for is the time at which the step runs. */
    private reaching = false,
    /** Turns that were taken where nobody could choose: inside of kubectl commands, `repeat`, `try`, `catch` and `finally`. */
    private inside = 0,
  ) {}

  fork(): Position {
    const { plan, lines, index, waiting, reaching, inside } = this;
    return new Position(this.run.fork(), plan, lines, index, waiting, reaching, inside);
  }

  get end(): End | undefined {
    return this.ending;
  }

  /** The verdict, once it is over. */
  get status(): 'passed' | Problem['kind'] {
    return this.ending?.problem?.kind ?? 'passed';
  }

  get unchosen(): number {
    return this.inside;
  }

  /** Lets happen what leaves no choice. True: now a turn is due; false: the scenario is over. */
  toTurn(): boolean {
    while (this.ending === undefined) {
      if (this.waiting === undefined) this.begin();
      else if (this.run.violation === undefined && !this.waiting.over(this.run)) {
        const ready = this.run.ready(this.waiting.until);
        if (ready === 'due') return true;
        if (ready === 'over') this.conclude(this.waiting);
      } else this.conclude(this.waiting);
    }
    return false;
  }

  take(decision: Decision): void {
    this.run.take(decision);
  }

  private begin(): void {
    const { run } = this;
    const line = this.lines[this.index];
    if (run.violation !== undefined || line === undefined) {
      this.finish(undefined);
      return;
    }
    const { step, next } = line;
    prepare(run, step, next);
    if (step.at !== undefined && step.at >= run.now) {
      this.reaching = true;
      this.waiting = until(step.at);
      return;
    }
    this.start(step);
  }

  private start(step: StepPlan): void {
    const before = this.run.turns;
    const begun = beginStep(this.run, step);
    this.inside += this.run.turns - before;
    if (isWaiting(begun)) this.waiting = begun;
    else this.done(begun);
  }

  private conclude(waiting: Waiting): void {
    const wrong = ended(this.run, waiting);
    this.waiting = undefined;
    const step = this.lines[this.index]?.step;
    if (!this.reaching || step === undefined) {
      this.done(wrong);
      return;
    }
    this.reaching = false;
    if (wrong === undefined) this.start(step);
    else this.done(wrong);
  }

  private done(wrong: Problem | undefined): void {
    this.index += 1;
    const root = this.run.violation ?? wrong;
    if (root !== undefined) this.finish(root);
  }

  private finish(wrong: Problem | undefined): void {
    const before = this.run.turns;
    this.ending = { problem: close(this.run, this.plan, this.run.violation ?? wrong).wrong };
    this.inside += this.run.turns - before;
  }

  /** What can end the wait at hand: nothing but time, that only retries are left, what is written, or anything. */
  get awaits(): 'time' | 'rest' | 'writes' | 'anything' {
    if (this.reaching) return 'time';
    const type = this.lines[this.index]?.step.type;
    if (type === 'advance') return 'time';
    if (type === 'settle') return 'rest';
    return type === 'assert' || type === 'wait' || type === 'events' ? 'writes' : 'anything';
  }

  /** Where in the spec it stands. */
  get place(): Hash {
    const { index, waiting, reaching } = this;
    return mixed(hashNumber(index * 2 + (reaching ? 1 : 0)), hashNumber(waiting?.until ?? -1));
  }
}

function until(at: Millis): Waiting {
  return { until: at, passes: 'always', over: () => false, conclude: () => undefined };
}
