import { beginHistory, keep, type Cluster, type History, type Step } from '../../engine/index.js';
import type { Millis } from '../../engine/core/time.js';
import type { StepPlan } from '../language/plan.js';
import type { Problem } from './problem.js';

/** A step of the spec that ran, by the steps of the cluster around it. */
export interface SpecMark {
  readonly plan: StepPlan;
  /** So many steps of the cluster came before it. */
  readonly after: number;
  readonly at: Millis;
  /** The step of the cluster at which it was over. */
  readonly until: number;
}

/** What did not hold, and where that was found out. */
export interface FailureMark {
  readonly problem: Problem;
  readonly step: number;
  readonly at: Millis;
}

/** Milliseconds of any clock that goes on. */
export type Clock = () => number;

/** Whatever steps cost, so many of them lie between two whole states at most. */
const MAX_INTERVAL = 512;
/** Without a clock. */
const INTERVAL = 64;
/** To take the steps between two whole states again costs about so many milliseconds. */
const BUDGET_MILLIS = 2.5;

/** Makes the recorder of a run, which begins with this cluster. */
export type MakeRecorder = (cluster: Cluster) => Recorder;

/** Writes down a run: every step of the cluster, a whole state as often as it pays, and where the spec's own steps began. */
export class Recorder {
  history: History;
  failure: FailureMark | undefined;
  private spec: SpecMark[] = [];
  private spent = 0;
  private since = 0;

  constructor(
    cluster: Cluster,
    private readonly clock?: Clock,
  ) {
    this.history = beginHistory(cluster);
  }

  get marks(): readonly SpecMark[] {
    return this.spec;
  }

  /** Another one that goes on from here by itself. */
  fork(): Recorder {
    const copy = new Recorder(this.history.latest, this.clock);
    copy.history = this.history;
    copy.failure = this.failure;
    copy.spec = [...this.spec];
    copy.spent = this.spent;
    copy.since = this.since;
    return copy;
  }

  /** When a step is about to be taken; to be given back to {@link took}. */
  start(): number {
    return this.clock?.() ?? 0;
  }

  /** A step of the cluster was taken. */
  took(step: Step, latest: Cluster, start: number): void {
    this.spent += this.start() - start;
    this.since += 1;
    const whole =
      this.clock === undefined ? this.since >= INTERVAL : this.spent >= BUDGET_MILLIS || this.since >= MAX_INTERVAL;
    if (whole) this.spent = this.since = 0;
    this.history = keep(this.history, latest.now, step, latest, whole);
  }

  /** A step of the spec begins; gives the number under which it ends. */
  begin(plan: StepPlan, { seq, now }: Cluster): number {
    return this.spec.push({ plan, after: seq, at: now, until: seq }) - 1;
  }

  end(index: number, { seq }: Cluster): void {
    const mark = this.spec[index];
    if (mark !== undefined) this.spec[index] = { ...mark, until: seq };
  }

  /** Something did not hold; the first counts. */
  fail(problem: Problem, { seq, now }: Cluster): void {
    this.failure ??= { problem, step: seq, at: now };
  }
}
