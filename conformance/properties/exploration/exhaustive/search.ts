import { isPressed } from '../../../../engine/cluster/client-rate.js';
import type { Millis } from '../../../../engine/core/time.js';
import type { ScenarioPlan } from '../../../language/plan.js';
import type { Schedule } from '../../../language/deviation.js';
import type { Run } from '../../../runner/run.js';
import { Fingerprints, orderOf, type Contents } from '../fingerprint/fingerprint.js';
import { hashText, mixed, plus, type Hash } from '../fingerprint/hash.js';
import { interestOf, type Interest } from '../fingerprint/essence.js';
import { alternatives, decisionFor, isPlain, scheduleOf, untriedWays, type Choice, type Made } from './choice.js';
import { isDisturbed } from './disturbed.js';
import { Observed, type Effect, type Memory } from './effect.js';
import { afterOther } from './independence.js';
import { KnownNews } from './known-news.js';
import { KnownTurns } from './known-turns.js';
import type { Cut, EndFound, Exhausted, ExhaustiveOptions } from './options.js';
import { beginning, type Position } from './position.js';
import { Sleepers, type Asleep } from './sleepers.js';
import { EqualNodes, type Placed } from './symmetry/equal-nodes.js';
import { Visited } from './visited.js';

const ASK_EVERY = 32;
/** Turns that are left where no depth was given: ways of any length to a situation are alike. */
const UNBOUNDED = 0x3fff_ffff;

/** A situation that is being searched. */
interface Frame {
  readonly position: Position;
  readonly hash: Hash;
  readonly contents: Contents;
  readonly first: string;
  readonly turn: number;
  readonly remaining: number;
  readonly faultsLeft: number;
  /** Turns that are left out: they were tried before, or from an earlier situation, and nothing since has to do with them. */
  readonly asleep: Asleep;
  /** Ways that are still to be tried; the next is the last. */
  readonly open: Choice[];
  /** Where the ways that were tried have put a pod. */
  readonly placed: Placed;
  made?: Choice;
}

/** How a situation was reached. */
interface Arrival {
  readonly goesOn: boolean;
  readonly remaining: number;
  readonly faultsLeft: number;
  readonly asleep: Asleep;
}

/** Whether a turn left the spec, its expectations and its intents where they were, at the same time. */
function isQuiet({ place, run }: Position, after: Position): boolean {
  const { high, low } = after.place;
  const { watching, intended, now, turns } = after.run;
  return (
    place.high === high &&
    place.low === low &&
    now === run.now &&
    turns === run.turns + 1 &&
    intended === run.intended &&
    watching.every((watch, index) => watch === run.watching[index])
  );
}

/** Whether what the spec waits for, or an expectation of it, could tell that a turn was taken. */
function isVisible({ awaits, run }: Position, after: Position): boolean {
  return after.run.looks !== run.looks || (awaits === 'writes' && after.run.cluster.last.changes.length > 0);
}

/**
 * Searches all orders of events of a scenario, depth first: every component that is due may take the next turn, and with
 * `faults` a turn may also crash, lag or draw otherwise. Situations that were met before are not searched again. Equal
 * options give equal searches, but for what `goOn` says.
 */
export function searchAll(plan: ScenarioPlan, options: ExhaustiveOptions): Exhausted {
  const interest = interestOf(plan, options.faults);
  const search = new Search(plan, options, interest);
  const found = search.run();
  return search.isPressed ? new Search(plan, options, { ...interest, rates: true }).run() : found;
}

/** What tells ends apart: how things stand, and the verdict. */
export function endKey(fingerprints: Fingerprints, run: Run, contents: Contents, status: string): string {
  const { high, low } = plus(fingerprints.run(run, contents), hashText(status));
  return `${high}/${low}`;
}

class Search {
  private readonly visited = new Visited();
  private readonly fingerprints: Fingerprints;
  /** When nothing follows, it does not count what could have. */
  private readonly final: Fingerprints;
  private readonly sleepers = new Sleepers();
  private readonly memory: Memory = { turns: new KnownTurns(), news: new KnownNews() };
  private readonly equalNodes: EqualNodes | undefined;
  private readonly stack: Frame[] = [];
  private readonly ends = new Map<string, EndFound>();
  private turns = 0;
  private states = 0;
  private longest = 0;
  private beyond = 0;
  private unchosen = 0;
  private untried = 0;
  private mirrored = 0;
  private rounds = 0;
  private broken: Schedule | undefined;
  private cut: Cut | undefined;
  /** It ended since a controller comes near its limit: then that counts. */
  isPressed = false;

  constructor(
    private readonly plan: ScenarioPlan,
    private readonly options: ExhaustiveOptions,
    private readonly interest: Interest,
  ) {
    this.fingerprints = new Fingerprints(interest);
    this.equalNodes = EqualNodes.of(plan, options, interest);
    this.final = interest.rates ? new Fingerprints({ ...interest, rates: false }) : this.fingerprints;
  }

  run(): Exhausted {
    const position = beginning(this.plan, this.options.seed);
    const goesOn = position.toTurn();
    this.enter(position, this.fingerprints.contents(position.run.cluster), {
      goesOn,
      remaining: this.options.depth ?? UNBOUNDED,
      faultsLeft: this.options.faults.length === 0 ? 0 : this.options.maxFaults,
      asleep: new Map(),
    });
    while (this.stack.length > 0 && this.cut === undefined && !this.isPressed) this.step();
    const { states, turns, ends, longest, beyond, unchosen, untried, mirrored, rounds, cut, broken } = this;
    return {
      states,
      turns,
      ends,
      longest,
      beyond,
      unchosen,
      untried,
      mirrored,
      rounds,
      bytes: this.visited.bytes,
      ...(cut === undefined ? {} : { cut }),
      ...(broken === undefined ? {} : { broken }),
    };
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
    const next = position.fork();
    const observed = new Observed(this.memory, this.interest.events);
    const { reducer } = next.run;
    if (this.options.reduced !== false) next.run.reducer = (cluster, step) => observed.reduce(cluster, step);
    next.take(decisionFor(choice));
    next.run.reducer = reducer;
    this.isPressed = !this.interest.rates && isPressed(next.run.cluster);
    if (this.isPressed || this.isMirrored(frame, choice, next)) return;
    const variants = remaining > 0 ? this.variants(choice, position, next) : [];
    frame.open.push(...variants.filter(({ fault }) => fault === undefined || faultsLeft > 0));
    const goesOn = next.toTurn();
    const effect = this.isWorthObserving(frame, choice)
      ? observed.effect({
          component: choice.component,
          quiet: goesOn && isQuiet(position, next) && this.isFree(choice, position),
          visible: isVisible(position, next),
          variants,
        })
      : undefined;
    const costs = choice.fault === undefined || choice.fault.type === 'resume' ? 0 : 1;
    this.enter(next, this.fingerprints.contents(next.run.cluster, contents), {
      goesOn,
      remaining: remaining === UNBOUNDED || choice.fault?.type === 'early' ? remaining : Math.max(0, remaining - 1),
      faultsLeft: faultsLeft - costs,
      asleep: effect === undefined ? new Map<string, Effect>() : this.stillAsleep(effect, frame.asleep),
    });
    if (effect !== undefined) frame.asleep.set(choice.component, effect);
  }

  private isMirrored({ position, placed }: Frame, choice: Choice, next: Position): boolean {
    const isMirrored = this.equalNodes?.isMirrored(choice, position.run, next.run, placed) ?? false;
    if (isMirrored) this.mirrored += 1;
    return isMirrored;
  }

  /** Turns that are left out after a turn too. */
  private stillAsleep(taken: Effect, asleep: Asleep): Asleep {
    const left: Asleep = new Map();
    for (const [id, effect] of asleep) {
      const after = afterOther(effect, taken, (a, b) => this.fingerprints.alike(a, b));
      if (after !== undefined) left.set(id, after);
    }
    return left;
  }

  /**
   * Where a wait may end with turns still due, it counts which came before: those that nobody waits for, where it ends when
   * there are no others; all, where what ends it cannot be told from what is written.
   */
  private isFree({ component }: Choice, { awaits, run }: Position): boolean {
    if (awaits === 'anything' || this.interest.calls) return false;
    return awaits !== 'rest' || run.cluster.components.get(component)?.wake?.retry !== true;
  }

  /** Only where another turn could have come first, and where nothing disturbs or delays what components do. */
  private isWorthObserving({ position: { run }, remaining, asleep }: Frame, choice: Choice): boolean {
    if (this.options.reduced === false || !isPlain(choice) || remaining < 2) return false;
    return !isDisturbed(run) && (run.due.length > 1 || asleep.size > 0);
  }

  /** How the turn went shows how it could have gone otherwise. */
  private variants(choice: Choice, position: Position, next: Position): readonly Choice[] {
    const { faults } = this.options;
    if (faults.length === 0 || choice.fault?.type === 'early') return [];
    this.untried = Math.max(this.untried, untriedWays(choice, next.run, faults));
    return alternatives(choice, position.run.cluster, next.run, faults);
  }

  /** Searches from a situation what was not searched yet. */
  private enter(position: Position, contents: Contents, arrival: Arrival): void {
    const { goesOn, remaining, faultsLeft, asleep } = arrival;
    const { run } = position;
    if (!goesOn) {
      this.ended(position, contents);
      return;
    }
    const hash = this.situation(position, contents, faultsLeft, remaining);
    const known = this.visited.get(hash);
    if (known !== undefined && this.isOnTheWay(hash, run.now)) this.rounds += 1;
    const isKnown = known !== undefined && known.remaining >= remaining;
    const left = remaining === 0 ? new Map<string, Effect>() : asleep;
    const mask = this.sleepers.mask(left.keys());
    // What was left out when the situation was met before, and would not be left out now, is made up for.
    const missing = isKnown ? this.sleepers.without(known.asleep, mask) : undefined;
    if (missing?.length === 0) return;
    const kept = isKnown ? this.sleepers.common(known.asleep, mask) : mask;
    this.visited.set(hash, { remaining, asleep: kept });
    if (known === undefined && remaining > 0) this.states += 1;
    if (this.states >= this.options.maxStates) this.cut = 'states';
    if (remaining === 0 && this.stack.at(-1)?.remaining !== 0) this.beyond += 1;
    const { due } = run;
    const [first = ''] = due;
    this.stack.push({
      position,
      hash,
      contents,
      first,
      turn: run.turns + 1,
      remaining,
      faultsLeft,
      placed: new Map(),
      asleep: this.sleepers.among(left, kept),
      open:
        remaining === 0
          ? [{ component: first }]
          : missing === undefined
            ? this.ways(run, due, faultsLeft, left)
            : missing.filter((id) => due.includes(id)).map((component) => ({ component })),
    });
  }

  /** Whether the way here leads through the situation itself, at the same moment. */
  private isOnTheWay({ high, low }: Hash, now: Millis): boolean {
    for (let at = this.stack.length - 1; at >= 0; at--) {
      const frame = this.stack[at];
      if (frame === undefined || frame.position.run.now !== now) return false;
      if (frame.hash.high === high && frame.hash.low === low) return true;
    }
    return false;
  }

  /** The default comes last: it is tried first. */
  private ways(run: Run, due: readonly string[], faultsLeft: number, asleep: Asleep): Choice[] {
    const { faults } = this.options;
    const open: Choice[] = [];
    if (faultsLeft > 0 && run.canCut && faults.includes('early'))
      open.push({ component: due[0] ?? '', fault: { type: 'early' } });
    for (const of of run.lagging.keys())
      for (const component of due) open.push({ component, fault: { type: 'resume', of } });
    for (const { variants } of asleep.values())
      open.push(...variants.filter(({ fault }) => fault === undefined || faultsLeft > 0));
    for (const component of [...due].reverse()) if (!asleep.has(component)) open.push({ component });
    return open;
  }

  /** Beyond the depth the order in which components would go by themselves decides what follows. */
  private situation(position: Position, contents: Contents, faultsLeft: number, remaining: number): Hash {
    const { run } = position;
    const hash = mixed(this.fingerprints.run(run, contents), mixed(position.place, { high: faultsLeft, low: 1 }));
    if (remaining > 0) return hash;
    return mixed(hash, orderOf(run.cluster));
  }

  private ended(position: Position, contents: Contents): void {
    const { run, status, unchosen } = position;
    this.longest = Math.max(this.longest, run.turns);
    this.unchosen = Math.max(this.unchosen, unchosen);
    const key = endKey(this.final, run, contents, status);
    if (!this.ends.has(key))
      this.ends.set(key, this.options.all === true ? { status, way: scheduleOf(this.path()) } : { status });
    if (status === 'passed') return;
    this.broken ??= scheduleOf(this.path());
    if (this.options.all !== true) this.cut = 'found';
  }

  private path(): readonly Made[] {
    return this.stack.flatMap(({ turn, first, made }) => (made === undefined ? [] : [{ turn, first, choice: made }]));
  }
}
