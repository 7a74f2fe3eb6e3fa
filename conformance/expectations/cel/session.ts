import { EvaluationError } from '@marcbachmann/cel-js';
import type { World } from '../world.js';

/** One look-up that an expression made. */
export interface Lookup {
  /** 'pods('app=web')' as it would be written. */
  readonly call: string;
  /** 'pods', 'deployment', …, and where: for telling what was missing. */
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly found: number;
}

/** What one evaluation sees and leaves behind. */
export interface Session {
  readonly world: World;
  /** Where look-ups without a namespace go. */
  readonly namespace: string;
  readonly lookups: Lookup[];
  /** Lists that came from look-ups, and what was filtered from them: `all` over an empty one says nothing. */
  readonly observed: WeakSet<object>;
  /** False: `all` over an empty observed list is false, to tell what holds from what has nothing to say. */
  readonly lenient: boolean;
  /** What `all` over an empty observed list was asked of. */
  emptyAll: boolean;
  cost: number;
}

/** Elements looked at in one evaluation, comprehensions and look-ups together. */
const COST_LIMIT = 1_000_000;

let current: Session | undefined;

/** Evaluates with a session: CEL functions get no context of their own, so it stands here for as long as that takes. */
export function withSession<T>(session: Session, evaluate: () => T): T {
  const outer = current;
  current = session;
  try {
    return evaluate();
  } finally {
    current = outer;
  }
}

/** The session of the evaluation under way. */
export function session(): Session {
  if (current === undefined) throw new Error('a CEL function was called outside an evaluation');
  return current;
}

export function charge(elements: number): void {
  const now = session();
  now.cost += elements;
  if (now.cost > COST_LIMIT) {
    throw new EvaluationError({
      code: 'cost_limit',
      message: `the expression is too expensive: it looked at more than ${COST_LIMIT} elements`,
    });
  }
}
