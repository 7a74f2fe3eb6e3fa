import { isPressed } from '../../../engine/cluster/client-rate.js';
import type { ScenarioPlan } from '../../language/plan.js';
import type { Decision, Pilot, Situation } from '../../runner/pilot.js';
import { Fingerprints, orderOf, type Contents } from './fingerprint/fingerprint.js';
import { mixed, type Hash } from './fingerprint/hash.js';
import { interestOf, type Interest } from './fingerprint/essence.js';
import { beginning, type Position } from './exhaustive/position.js';

/** So many crossings are remembered; then all are forgotten but the first, and the map is drawn anew. */
const MOST_CROSSINGS = 20_000;

/** No walk takes more turns at a moment at which time stands still for ever. */
const MOST_TURNS = 20_000;

/** How a scenario ends, wherever it was before. */
interface Ending {
  readonly status: 'passed' | 'failed' | 'error';
  /** Turns that were taken where nobody could choose: inside of kubectl commands, `repeat`, `try`, `catch` and `finally`. */
  readonly unchosen: number;
}

/** How a walk ended. */
export interface Walked extends Ending {
  readonly turns: number;
}

/** A situation in which a turn can go this way or another. */
interface Crossing {
  readonly situation: Situation;
  readonly position: Position;
  readonly contents: Contents;
  /** Ways that were taken from here. */
  readonly ways: Map<string, Leg>;
}

/** A way from one situation to the next. */
interface Leg {
  readonly to: Crossing | Ending;
  /** Turns on it: the one that was chosen, and those that followed without a choice. */
  readonly turns: number;
}

/**
 * Runs of one scenario, in many orders, on a map that grows: what a turn leads to is worked out once, and an order that comes
 * to a situation which another order came to before goes on from there. Walks of independent turns meet again all the time, so
 * that most of a walk is known by then.
 *
 * Situations are the same here when they go on alike (see {@link Fingerprints}) and what is due stands in the same order:
 * that order decides who goes first by default.
 */
export class Walks {
  private fingerprints: Fingerprints;
  private readonly crossings = new Map<string, Crossing>();
  private first: Leg | undefined;
  private interest: Interest;
  /** Turns that were worked out so far. */
  taken = 0;

  constructor(
    private readonly plan: ScenarioPlan,
    private readonly seed: number,
  ) {
    this.interest = interestOf(plan);
    this.fingerprints = new Fingerprints(this.interest);
  }

  /** Goes from the beginning to an end, as a pilot decides. Undefined: there was none for very many turns. */
  walk(pilot: Pilot): Walked | undefined {
    if (this.crossings.size > MOST_CROSSINGS) this.forget();
    this.first ??= this.begin();
    let { to, turns } = this.first;
    while ('ways' in to) {
      if (turns > MOST_TURNS) return undefined;
      const leg = this.follow(to, pilot.decide(turns + 1, to.situation));
      turns += leg.turns;
      ({ to } = leg);
    }
    return { status: to.status, unchosen: to.unchosen, turns };
  }

  /** From now on more counts: what was told apart by less is forgotten. */
  private mind(interest: Interest): void {
    this.interest = interest;
    this.fingerprints = new Fingerprints(interest);
    this.forget();
  }

  private forget(): void {
    this.crossings.clear();
    this.first = undefined;
  }

  private begin(): Leg {
    const position = beginning(this.plan, this.seed);
    const goesOn = position.toTurn();
    const contents = this.fingerprints.contents(position.run.cluster);
    return { to: goesOn ? this.crossing(position, contents) : ended(position), turns: position.run.turns };
  }

  private follow(from: Crossing, decision: Decision): Leg {
    const key = JSON.stringify(decision);
    let leg = from.ways.get(key);
    if (leg === undefined) from.ways.set(key, (leg = this.take(from, decision)));
    return leg;
  }

  private take({ position, contents }: Crossing, decision: Decision): Leg {
    const next = position.fork();
    next.take(decision);
    if (!this.interest.rates && isPressed(next.run.cluster)) this.mind({ ...this.interest, rates: true });
    const to = next.toTurn()
      ? this.crossing(next, this.fingerprints.contents(next.run.cluster, contents))
      : ended(next);
    const turns = next.run.turns - position.run.turns;
    this.taken += turns;
    return { to, turns };
  }

  /** The crossing at which a position stands: that of an earlier walk, if one came to the same situation. */
  private crossing(position: Position, contents: Contents): Crossing {
    const { high, low } = this.situation(position, contents);
    const key = `${high}/${low}`;
    let crossing = this.crossings.get(key);
    if (crossing === undefined) {
      crossing = { situation: position.run.situation, position, contents, ways: new Map() };
      this.crossings.set(key, crossing);
    }
    return crossing;
  }

  private situation(position: Position, contents: Contents): Hash {
    const { run, place } = position;
    return mixed(mixed(this.fingerprints.run(run, contents), place), orderOf(run.cluster));
  }
}

function ended({ status, unchosen }: Position): Ending {
  return { status, unchosen };
}
