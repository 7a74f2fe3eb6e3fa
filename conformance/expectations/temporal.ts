import type { Millis } from '../../engine/core/time.js';
import type { Condition, Temporal } from './condition.js';
import { judge, type Judgement } from './judge.js';
import type { World } from './world.js';

/** Why a temporal expectation is violated. */
export type Violation =
  /** `condition` was false (or, of `never`, true; or could not be judged) in the state shown. */
  | { readonly type: 'state'; readonly condition: Condition; readonly wanted: boolean }
  /** Time ran out, or the run ended, before `condition` came true. */
  | { readonly type: 'late'; readonly condition: Condition }
  /** Nothing that it speaks of was ever there. */
  | { readonly type: 'unwatched'; readonly condition: Condition };

/** A temporal expectation under way. Plain data; an advance that changes nothing gives the same object. */
export interface Watch {
  readonly expectation: Temporal;
  readonly since: Millis;
  readonly verdict: 'pending' | 'held' | 'violated';
  readonly violation?: Violation;
  /** Some state had something to look at. */
  readonly watched: boolean;
  /** Of `then`: how many have come true. */
  readonly reached: number;
  /** Of `whenever`: since when a response is awaited. */
  readonly awaited?: Millis;
}

/** Begins to watch. The state at hand is not looked at yet: advance does. */
export function start(expectation: Temporal, now: Millis): Watch {
  return { expectation, since: now, verdict: 'pending', watched: false, reached: 0 };
}

/** The virtual time at which a pending expectation runs out; undefined: at the end of the run. */
export function deadline({ expectation, since, verdict, awaited }: Watch): Millis | undefined {
  if (verdict !== 'pending' || !('within' in expectation) || expectation.within === undefined) return undefined;
  const begun = expectation.type === 'whenever' ? awaited : since;
  return begun === undefined ? undefined : begun + expectation.within;
}

/** Conditions that are still to be judged, for finding out whether a change concerns them. */
export function pendingConditions({ expectation, verdict, reached }: Watch): readonly Condition[] {
  if (verdict !== 'pending') return [];
  if (expectation.type === 'until') return [expectation.hold, expectation.release];
  if (expectation.type === 'whenever') return [expectation.when, expectation.response];
  return expectation.type === 'then' ? expectation.order.slice(reached) : [expectation.that];
}

/** Looks at the next state. Held and violated are final. */
export function advance(watch: Watch, world: World): Watch {
  return advanceWith(watch, world.now, (condition) => judge(condition, world));
}

/** The same with the judging given: what the algebra of verdicts is made of. */
export function advanceWith(watch: Watch, now: Millis, judged: (condition: Condition) => Judgement): Watch {
  if (watch.verdict !== 'pending') return watch;
  const { expectation } = watch;
  const due = deadline(watch);
  const late = due !== undefined && now > due;
  switch (expectation.type) {
    case 'always':
      return invariant(watch, expectation.that, judged(expectation.that), true);
    case 'never':
      return invariant(watch, expectation.that, judged(expectation.that), false);
    case 'eventually':
      if (late) return violated(watch, { type: 'late', condition: expectation.that });
      return judged(expectation.that).truth === 'true' ? { ...watch, verdict: 'held', watched: true } : watch;
    case 'until':
      if (late) return violated(watch, { type: 'late', condition: expectation.release });
      if (judged(expectation.release).truth === 'true') return { ...watch, verdict: 'held', watched: true };
      return invariant(watch, expectation.hold, judged(expectation.hold), true);
    case 'then':
      return late ? overdue(watch, expectation.order) : ordered(watch, expectation.order, judged);
    case 'whenever':
      if (late) return violated(watch, { type: 'late', condition: expectation.response });
      return responded(watch, now, judged(expectation.when), () => judged(expectation.response));
    case 'sometimes':
      return judged(expectation.that).truth === 'true' ? { ...watch, verdict: 'held', watched: true } : watch;
  }
}

/** The earliest state that still waits for a response is the one that counts: its time runs out first. */
function responded(watch: Watch, now: Millis, when: Judgement, response: () => Judgement): Watch {
  const fired = when.truth === 'true';
  if (!fired && watch.awaited === undefined) return watch;
  if (response().truth !== 'true')
    return watch.awaited === undefined ? { ...watch, watched: true, awaited: now } : watch;
  if (watch.awaited === undefined && watch.watched) return watch;
  const { awaited: _answered, ...rest } = watch;
  return { ...rest, watched: true };
}

function violated(watch: Watch, violation: Violation): Watch {
  return { ...watch, verdict: 'violated', violation };
}

/** `wanted` false: the condition must not be true. An error is never as wanted. */
function invariant(watch: Watch, condition: Condition, { truth, watched }: Judgement, wanted: boolean): Watch {
  const fine = wanted ? truth === 'true' || truth === 'vacuous' : truth === 'false' || truth === 'vacuous';
  if (!fine) return violated(watch, { type: 'state', condition, wanted });
  return watched && !watch.watched ? { ...watch, watched: true } : watch;
}

function ordered(watch: Watch, order: readonly Condition[], judged: (condition: Condition) => Judgement): Watch {
  let { reached } = watch;
  for (let next = order[reached]; next !== undefined && judged(next).truth === 'true'; next = order[reached]) reached++;
  if (reached === watch.reached) return watch;
  return { ...watch, reached, watched: true, verdict: reached === order.length ? 'held' : 'pending' };
}

function overdue(watch: Watch, order: readonly Condition[]): Watch {
  const condition = order[watch.reached];
  return condition === undefined ? { ...watch, verdict: 'held' } : violated(watch, { type: 'late', condition });
}

/**
 * The verdict when the run is over: what had to hold all along has, if there was anything to watch; what had to come
 * and did not, will not.
 */
export function finish(watch: Watch): Watch {
  if (watch.verdict !== 'pending') return watch;
  const { expectation } = watch;
  switch (expectation.type) {
    case 'always':
    case 'never':
      return watched(watch, expectation.that);
    case 'eventually':
      return violated(watch, { type: 'late', condition: expectation.that });
    case 'until':
      return violated(watch, { type: 'late', condition: expectation.release });
    case 'then':
      return overdue(watch, expectation.order);
    case 'whenever':
      return watch.awaited === undefined
        ? watched(watch, expectation.when)
        : violated(watch, { type: 'late', condition: expectation.response });
    case 'sometimes':
      return { ...watch, verdict: 'held' };
  }
}

/** What has held to the end, if there was anything to watch. */
function watched(watch: Watch, condition: Condition): Watch {
  return watch.watched || watch.expectation.mayBeIdle === true
    ? { ...watch, verdict: 'held' }
    : violated(watch, { type: 'unwatched', condition });
}
