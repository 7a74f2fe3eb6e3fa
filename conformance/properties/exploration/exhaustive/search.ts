import { createCluster } from '../../../../engine/index.js';
import type { ScenarioPlan } from '../../../language/plan.js';
import type { Schedule } from '../../../language/deviation.js';
import { BY_ITSELF, type Pilot } from '../../../runner/pilot.js';
import { Run } from '../../../runner/run.js';
import { begin } from '../../../runner/run-scenario.js';
import { Fingerprints, type Contents } from '../fingerprint/fingerprint.js';
import { hashText, mixed, plus, ZERO, type Hash } from '../fingerprint/hash.js';
import type { Interest } from '../fingerprint/essence.js';
import type { Disturbances, FaultKind } from '../strategies.js';
import { alternatives, decisionFor, scheduleOf, type Choice, type Made } from './choice.js';
import { linesOf, Position } from './position.js';
import { NOBODY, Visited } from './visited.js';

/** What an exhaustive search is to do. */
export interface ExhaustiveOptions extends Disturbances {
  readonly seed: number;
  /** Only the first so many turns are chosen; what follows them goes in the default order. */
  readonly depth?: number;
  /** No more situations than these. */
  readonly maxStates: number;
  /** Go on when an order breaks the scenario. */
  readonly all?: boolean;
  /** Asked now and then: false ends the search. */
  goOn(): boolean;
}

/** Why a search was not complete. */
export type Cut = 'time' | 'states' | 'found';

/** What an exhaustive search came to. */
export interface Exhausted {
  /** Different situations, at turns that could be chosen. */
  readonly states: number;
  /** Turns that were taken. */
  readonly turns: number;
  /** Different ends, each with its verdict. */
  readonly ends: ReadonlyMap<string, 'passed' | 'failed' | 'error'>;
  /** Turns of the longest way. */
  readonly longest: number;
  /** Ways that were not ended within the depth, and went on in the default order. */
  readonly beyond: number;
  /** Turns on the way that nobody could choose: most of any one run. */
  readonly unchosen: number;
  readonly cut?: Cut;
  /** The first order that breaks the scenario. */
  readonly broken?: Schedule;
  /** Memory that remembers situations. */
  readonly bytes: number;
}

const DEFAULT_ORDER: Pilot = { decide: () => BY_ITSELF };
const ASK_EVERY = 32;
const UNBOUNDED = 0x3fff_ffff;

/** A situation that is being searched. */
interface Frame {
  readonly position: Position;
  readonly contents: Contents;
  readonly first: string;
  readonly turn: number;
  readonly remaining: number;
  readonly faultsLeft: number;
  /** Ways that are still to be tried; the next is the last. */
  readonly open: Choice[];
  made?: Choice;
}

/** What a spec asks for beyond objects decides what counts in a fingerprint. */
export function interestOf(plan: ScenarioPlan, faults: readonly FaultKind[] = []): Interest {
  const text = JSON.stringify([plan.steps, plan.watches]);
  return { events: /event/i.test(text), calls: /calls/.test(text), chance: !faults.includes('tie') };
}

/**
 * Searches all orders of events of a scenario, depth first: every component that is due may take the next turn, and with
 * `faults` a turn may also crash, lag or draw otherwise. Situations that were met before are not searched again. Equal
 * options give equal searches, but for what `goOn` says.
 */
export function searchAll(plan: ScenarioPlan, options: ExhaustiveOptions): Exhausted {
  return new Search(plan, options).run();
}

/** What tells ends apart: how things stand, and the verdict. */
export function endKey(fingerprints: Fingerprints, run: Run, contents: Contents, status: string): string {
  const { high, low } = plus(fingerprints.run(run, contents), hashText(status));
  return `${high}/${low}`;
}

class Search {
  private readonly visited = new Visited();
  private readonly fingerprints: Fingerprints;
  private readonly stack: Frame[] = [];
  private readonly ends = new Map<string, 'passed' | 'failed' | 'error'>();
  private turns = 0;
  private states = 0;
  private longest = 0;
  private beyond = 0;
  private unchosen = 0;
  private broken: Schedule | undefined;
  private cut: Cut | undefined;

  constructor(
    private readonly plan: ScenarioPlan,
    private readonly options: ExhaustiveOptions,
  ) {
    this.fingerprints = new Fingerprints(interestOf(plan, options.faults));
  }

  run(): Exhausted {
    const position = this.start();
    this.enter(position, this.fingerprints.contents(position.run.cluster.server.store), {
      remaining: this.options.depth ?? UNBOUNDED,
      faultsLeft: this.options.faults.length === 0 ? 0 : this.options.maxFaults,
    });
    while (this.stack.length > 0 && this.cut === undefined) this.step();
    const { states, turns, ends, longest, beyond, unchosen, cut, broken } = this;
    return {
      states,
      turns,
      ends,
      longest,
      beyond,
      unchosen,
      bytes: this.visited.bytes,
      ...(cut === undefined ? {} : { cut }),
      ...(broken === undefined ? {} : { broken }),
    };
  }

  private start(): Position {
    const { plan } = this;
    const { seed } = this.options;
    const cluster = createCluster({ ...plan.cluster, seed });
    const run = new Run(cluster, plan, { seed, update: 'none', light: true, pilot: DEFAULT_ORDER });
    begin(run, plan);
    return new Position(run, plan, linesOf(plan.steps));
  }

  /** Tries the next way out of the situation at hand, or leaves it. */
  private step(): void {
    const frame = this.stack[this.stack.length - 1];
    const choice = frame?.open.pop();
    if (frame === undefined || choice === undefined) {
      this.stack.pop();
      return;
    }
    if (this.turns % ASK_EVERY === 0 && !this.options.goOn()) {
      this.cut = 'time';
      return;
    }
    frame.made = choice;
    this.turns += 1;
    const { position, contents, remaining, faultsLeft } = frame;
    // The last way out may have the position itself.
    const next = position.fork();
    next.take(decisionFor(choice));
    if (remaining > 0) this.widen(frame, choice, next);
    const costs = choice.fault === undefined || choice.fault.type === 'resume' ? 0 : 1;
    this.enter(next, this.fingerprints.contents(next.run.cluster.server.store, contents), {
      remaining: choice.fault?.type === 'early' ? remaining : Math.max(0, remaining - 1),
      faultsLeft: faultsLeft - costs,
    });
  }

  /** How the turn went shows how it could have gone otherwise. */
  private widen({ position, open, faultsLeft }: Frame, choice: Choice, next: Position): void {
    const { faults } = this.options;
    if (faults.length === 0 || choice.fault?.type === 'early') return;
    for (const other of alternatives(choice, position.run.cluster, next.run, faults))
      if (other.fault === undefined || faultsLeft > 0) open.push(other);
  }

  /** Goes on to the next turn, and searches from there what was not searched yet. */
  private enter(
    position: Position,
    before: Contents,
    { remaining, faultsLeft }: { readonly remaining: number; readonly faultsLeft: number },
  ): void {
    const goesOn = position.toTurn();
    const { run } = position;
    const contents = this.fingerprints.contents(run.cluster.server.store, before);
    if (!goesOn) {
      this.ended(position, contents);
      return;
    }
    const hash = this.situation(position, contents, faultsLeft, remaining);
    const known = this.visited.get(hash);
    if (known !== undefined && known.remaining >= remaining) return;
    this.visited.set(hash, { remaining, asleep: NOBODY });
    if (known === undefined && remaining > 0) this.states += 1;
    if (this.states >= this.options.maxStates) this.cut = 'states';
    if (remaining === 0 && this.stack.at(-1)?.remaining !== 0) this.beyond += 1;
    const { due } = run;
    const [first = ''] = due;
    this.stack.push({
      position,
      contents,
      first,
      turn: run.turns + 1,
      remaining,
      faultsLeft,
      open: remaining === 0 ? [{ component: first }] : this.ways(run, due, faultsLeft),
    });
  }

  /** The default comes last: it is tried first. */
  private ways(run: Run, due: readonly string[], faultsLeft: number): Choice[] {
    const { faults } = this.options;
    const open: Choice[] = [];
    if (faultsLeft > 0 && run.canCut && faults.includes('early'))
      open.push({ component: due[0] ?? '', fault: { type: 'early' } });
    for (const of of run.lagging.keys())
      for (const component of due) open.push({ component, fault: { type: 'resume', of } });
    for (let at = due.length - 1; at >= 0; at--) open.push({ component: due[at] ?? '' });
    return open;
  }

  /** Beyond the depth the order in which components would go by themselves decides what follows. */
  private situation(position: Position, contents: Contents, faultsLeft: number, remaining: number): Hash {
    const { run } = position;
    const hash = mixed(this.fingerprints.run(run, contents), mixed(position.place, { high: faultsLeft, low: 1 }));
    if (remaining > 0) return hash;
    let order = ZERO;
    for (const id of run.cluster.queue.values()) order = mixed(order, hashText(id));
    return mixed(hash, order);
  }

  private ended(position: Position, contents: Contents): void {
    const { run, end, unchosen } = position;
    const status = end?.problem === undefined ? 'passed' : end.problem.kind;
    this.longest = Math.max(this.longest, run.turns);
    this.unchosen = Math.max(this.unchosen, unchosen);
    this.ends.set(endKey(this.fingerprints, run, contents, status), status);
    if (status === 'passed') return;
    this.broken ??= scheduleOf(this.path());
    if (this.options.all !== true) this.cut = 'found';
  }

  private path(): readonly Made[] {
    return this.stack.flatMap(({ turn, first, made }) => (made === undefined ? [] : [{ turn, first, choice: made }]));
  }
}
