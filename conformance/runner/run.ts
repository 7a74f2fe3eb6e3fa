import {
  brokenInvariant,
  dueAt,
  isSettled,
  nextDue,
  reduce,
  request,
  turnOf,
  type Cluster,
  type Request,
  type Response,
  type Step,
  type StepRecord,
} from '../../engine/index.js';
import { resourceKey } from '../../engine/apis/resource.js';
import type { Millis } from '../../engine/core/time.js';
import { dependencies } from '../expectations/judge.js';
import type { Temporal } from '../expectations/condition.js';
import { explainViolation } from '../expectations/violation.js';
import { advance, deadline, finish, pendingConditions, start, type Watch } from '../expectations/temporal.js';
import type { Source } from '../expectations/source.js';
import type { ScenarioPlan } from '../language/plan.js';
import type { Intent } from '../properties/intents/intent.js';
import {
  brokenIntent,
  finishIntents,
  intentDeadline,
  NO_MONITORS,
  observeStep,
  observeTime,
  patienceOf,
  watchIntents,
  type Monitors,
} from '../properties/intents/watch-intents.js';
import { ClusterWorld } from './cluster-world.js';
import { logLine, TextHash } from './log.js';
import { BY_ITSELF, LAG_LIMIT, type Decision, type Pilot, type Situation } from './pilot.js';
import { intentProblem, invariantProblem, problemFrom, type Problem } from './problem.js';
import { Standstill, type Unrest } from './endless.js';
import { GivenUp } from './given-up.js';
import type { Recorder } from './recorder.js';
import type { RunOptions, SnapshotResult } from './result.js';

/** A cluster that takes more turns than these at the end does not come to rest. */
const MOST_TURNS = 20_000;

/** After so many turns it is asked whether there is still patience with the run. */
const ASK_EVERY = 256;

/**
 * One scenario under way: the cluster as it stands, the expectations that watch it, the log. Every change of the cluster
 * goes through it, so that nothing happens that a temporal expectation does not see.
 */
export class Run {
  readonly records: StepRecord[] = [];
  readonly snapshots: SnapshotResult[] = [];
  /** Steps of the spec that ran. */
  steps = 0;
  /** Turns of components so far. */
  turns = 0;
  /** Where in the spec it stands. */
  source: Source;
  /** The step that waits is over before its time: a disruption comes early. */
  isCut = false;
  /** A disruption comes next, and may come early. */
  canCut = false;
  /** How often a temporal expectation has looked at how things stand. */
  looks = 0;
  /** Who decides what happens where more than one thing could; turns count from when there is one. */
  pilot: Pilot | undefined;
  /** While a step waits until the cluster rests: whether it ever will. */
  unrest: Unrest | undefined;
  /** What takes steps: whoever wants to know what a step looks at puts something in its place. */
  reducer: (cluster: Cluster, step: Step) => Cluster = reduce;
  /** Components that the pilot lets lag → since when. */
  private lags: ReadonlyMap<string, Millis> = new Map();
  private state: Cluster;
  private watches: readonly Watch[] = [];
  private intents: Monitors = NO_MONITORS;
  /** Who was due when it was asked last: it is asked several times a turn. */
  private asked: { readonly of: Cluster; readonly due: readonly string[] } | undefined;
  private found: Problem | undefined;
  /** The verdict is in: what happens now is watched by nobody. */
  private isAftermath = false;
  private standstill = Standstill.none();
  /** Turns since it was asked whether there is patience. */
  private unasked = 0;

  constructor(
    cluster: Cluster,
    readonly plan: ScenarioPlan,
    readonly options: RunOptions,
    readonly recorder?: Recorder,
  ) {
    this.state = cluster;
    this.source = plan.source;
  }

  get cluster(): Cluster {
    return this.state;
  }

  get now(): Millis {
    return this.state.now;
  }

  get world(): ClusterWorld {
    return new ClusterWorld(this.state);
  }

  /** What is watched, in the order in which that began. */
  get watching(): readonly Watch[] {
    return this.watches;
  }

  /** The event log: a line for each step that was kept. */
  get lines(): readonly string[] {
    return this.records.map(logLine);
  }

  get logHash(): string {
    const hash = new TextHash();
    for (const line of this.lines) hash.add(line);
    return hash.digest;
  }

  /** The first temporal expectation that was violated. */
  get violation(): Problem | undefined {
    return this.found;
  }

  /** Another run that stands where this one does, and goes on by itself. */
  fork(): Run {
    const copy = new Run(this.state, this.plan, this.options, this.recorder?.fork());
    copy.records.push(...this.records);
    copy.snapshots.push(...this.snapshots);
    copy.turns = this.turns;
    copy.isCut = this.isCut;
    copy.canCut = this.canCut;
    copy.looks = this.looks;
    copy.lags = this.lags;
    copy.pilot = this.pilot;
    copy.steps = this.steps;
    copy.watches = this.watches;
    copy.intents = this.intents;
    copy.found = this.found;
    copy.isAftermath = this.isAftermath;
    copy.source = this.source;
    copy.standstill = this.standstill.fork(this.state);
    copy.unrest = this.unrest?.fork();
    return copy;
  }

  /** After a violation, which stops a run: what is to run in any case can. Nothing is watched any more. */
  goOn(): void {
    if (this.found === undefined) return;
    this.found = undefined;
    this.isAftermath = true;
  }

  /** Writes down what has happened to its cluster already, before anything is watched. */
  recall(records: readonly StepRecord[]): void {
    for (const record of records) this.keep(record);
  }

  /** Begins to watch; the state at hand is looked at once. */
  watch(temporal: Temporal): void {
    this.watches = [...this.watches, start(temporal, this.now)];
    this.look(undefined);
  }

  /** Begins to watch intents, what is there already included. */
  intend(intents: readonly Intent[]): void {
    this.monitored([...this.intents, ...watchIntents(intents, this.state)]);
  }

  /** A request from outside, as one step. */
  send(sent: Request, by = 'spec'): Response {
    const start = this.recorder?.start() ?? 0;
    const { cluster, response } = request(this.state, sent, by);
    this.recorder?.took({ type: 'request', request: sent, by }, cluster, start);
    this.become(cluster);
    return response;
  }

  /** Any other step from outside. */
  apply(step: Step): void {
    const start = this.recorder?.start() ?? 0;
    const cluster = this.reducer(this.state, step);
    this.recorder?.took(step, cluster, start);
    this.become(cluster);
  }

  /** Takes the next step that is due by `until`. False: there is none, or an expectation was violated. */
  turn(until: Millis): boolean {
    const ready = this.ready(until);
    if (ready === 'due') this.take(this.pilot?.decide(this.turns + 1, this.situation) ?? BY_ITSELF);
    return ready !== 'over';
  }

  /** Lets time pass to the next turn; 'passed': something else happened on the way. */
  ready(until: Millis): 'over' | 'passed' | 'due' {
    if (this.found !== undefined || this.isCut) return 'over';
    const due = nextDue(this.state)?.at ?? Infinity;
    const ending = this.nextDeadline();
    const next = Math.min(due, ending);
    if (this.lags.size > 0 && next > Math.min(until, this.lagEnd)) {
      this.resume([...this.lags.keys()]);
      return 'passed';
    }
    if (next > until) return 'over';
    if (ending < due) return this.reachDeadline(ending, until);
    if (due > this.now) this.passTo(due);
    return this.found === undefined ? 'due' : 'passed';
  }

  /** At a deadline the state counts in which nothing more is due; what the spec does at that very moment is in time. */
  private reachDeadline(ending: Millis, until: Millis): 'over' | 'passed' {
    if (ending > this.now) this.passTo(ending);
    else if (until <= this.now) return 'over';
    else
      this.watches = this.watches.map((watch) =>
        (deadline(watch) ?? Infinity) <= this.now ? this.check(finish(watch)) : watch,
      );
    return 'passed';
  }

  /** One turn of a component that is due, as it was decided. */
  take({ component, twist, lag = [], resume = [], early }: Decision): void {
    if (early === true && this.canCut) {
      this.isCut = true;
      return;
    }
    if (this.pilot !== undefined) this.turns += 1;
    this.resume(resume);
    for (const id of lag) this.startLag(id);
    const { due } = this;
    const chosen = component !== undefined && due.includes(component) ? component : due[0];
    if (chosen === undefined || this.found !== undefined) return;
    this.beAsked();
    const twisted = twist !== undefined && chosen === component;
    this.apply(twisted ? { type: 'work', component: chosen, twist } : turnOf(chosen));
  }

  private beAsked(): void {
    this.unasked += 1;
    if (this.unasked < ASK_EVERY) return;
    this.unasked = 0;
    if (this.options.patience?.() === false) throw new GivenUp();
  }

  /** Components that the pilot lets lag → since when. */
  get lagging(): ReadonlyMap<string, Millis> {
    return this.lags;
  }

  /** The intents as far as they are. */
  get intended(): Monitors {
    return this.intents;
  }

  /** Components that are due now, in the order in which they would work. */
  get due(): readonly string[] {
    if (this.asked?.of !== this.state) this.asked = { of: this.state, due: dueAt(this.state, this.now) };
    return this.asked.due;
  }

  get situation(): Situation {
    return { now: this.now, due: this.due, lagging: [...this.lags.keys()], canCut: this.canCut };
  }

  private get lagEnd(): Millis {
    return Math.min(...this.lags.values()) + LAG_LIMIT;
  }

  private startLag(id: string): void {
    if (this.lags.has(id) || !this.state.components.has(id)) return;
    this.apply({ type: 'fault', fault: { type: 'watch-stale', component: id } });
    this.lags = new Map([...this.lags, [id, this.now]]);
  }

  private resume(ids: readonly string[]): void {
    for (const id of ids) {
      if (!this.lags.has(id)) continue;
      this.lags = new Map([...this.lags].filter(([other]) => other !== id));
      this.apply({ type: 'fault', fault: { type: 'watch-resume', component: id } });
    }
  }

  /** Lets everything happen that is due until `until`, and makes it `until`. */
  runUntil(until: Millis): void {
    while (this.turn(until));
    if (this.found === undefined) this.passTo(until);
  }

  /** Nothing will ever happen by itself any more. */
  get idle(): boolean {
    return this.lags.size === 0 && nextDue(this.state) === undefined;
  }

  get settled(): boolean {
    return this.lags.size === 0 && isSettled(this.state);
  }

  /** The end of the scenario: what is still pending is decided. */
  end(): void {
    if (this.found !== undefined) return;
    this.rest(patienceOf(this.intents));
    this.monitored(finishIntents(this.intents, this.state));
    this.watches = this.watches.map((watch) => this.check(finish(watch)));
  }

  /** Lets the cluster come to rest, for a while and not for ever. */
  private rest(patience: Millis): void {
    const until = this.now + patience;
    for (let turns = 0; !this.settled && turns < MOST_TURNS; turns++) if (!this.turn(until)) break;
  }

  private passTo(to: Millis): void {
    if (to <= this.now) return;
    this.state = reduce(this.state, { type: 'time', to });
    this.monitored(observeTime(this.intents, this.state));
    this.look('time');
  }

  private become(cluster: Cluster): void {
    const before = this.state;
    this.state = cluster;
    const broken = brokenInvariant(before, cluster);
    if (broken !== undefined) this.fail(invariantProblem(broken, cluster, this.plan.source));
    this.monitored(observeStep(this.intents, before, cluster));
    const { last } = cluster;
    const endless = this.found === undefined ? this.standstill.notice(cluster, this.source) : undefined;
    if (endless !== undefined) this.fail(endless);
    this.keep(last);
    this.look(last);
  }

  /** Writes a step down, unless nobody will ask. */
  private keep(record: StepRecord): void {
    if (this.options.light !== true) this.records[record.seq - 1] = record;
  }

  private nextDeadline(): Millis {
    if (this.isAftermath) return Infinity;
    let first = intentDeadline(this.intents);
    for (const watch of this.watches) first = Math.min(first, deadline(watch) ?? Infinity);
    return first;
  }

  private monitored(monitors: Monitors): void {
    if (monitors === this.intents || this.isAftermath) return;
    this.intents = monitors;
    const broken = brokenIntent(monitors);
    if (broken?.breach !== undefined) this.fail(intentProblem(broken.intent, broken.breach, this.now));
  }

  /** Shows the state to the expectations that can have changed their mind. */
  private look(why: StepRecord | 'time' | undefined): void {
    if (this.watches.length === 0 || this.found !== undefined || this.isAftermath) return;
    const world = this.world;
    this.watches = this.watches.map((watch) => (this.concerns(watch, why) ? this.seen(watch, world) : watch));
  }

  private seen(watch: Watch, world: ClusterWorld): Watch {
    this.looks += 1;
    return this.check(advance(watch, world));
  }

  private concerns(watch: Watch, why: StepRecord | 'time' | undefined): boolean {
    if (watch.verdict !== 'pending') return false;
    if (why === undefined) return true;
    if ((deadline(watch) ?? Infinity) <= this.now) return true;
    return pendingConditions(watch).some((condition) => {
      const { resources, clock } = dependencies(condition);
      if (why === 'time') return clock;
      if (why.changes.length === 0) return false;
      return (
        resources === undefined ||
        resources.some((resource) => why.changes.some((change) => change.resource === resourceKey(resource)))
      );
    });
  }

  private check(watch: Watch): Watch {
    if (watch.verdict === 'violated' && this.found === undefined) {
      this.fail(problemFrom(watch.expectation.source, explainViolation(watch, this.world)));
    }
    return watch;
  }

  /** The first problem counts. */
  private fail(problem: Problem): void {
    if (this.found !== undefined) return;
    this.found = problem;
    this.recorder?.fail(problem, this.state);
  }
}
