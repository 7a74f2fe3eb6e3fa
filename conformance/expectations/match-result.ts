import { isObject } from '../../engine/apimachinery/object.js';

/** One asserted field that is not as asserted. */
export interface Mismatch {
  /** Where it stands in the asserted object: 'status.conditions[0].status'. */
  readonly path: string;
  /** Undefined: the field must be absent. */
  readonly expected: unknown;
  /** Undefined: the field is absent. */
  readonly actual: unknown;
  /** What else there is to say: 'expected 2 elements, found 3'. */
  readonly note?: string;
}

/** How well an object agrees with a partial one. */
export interface Match {
  readonly mismatches: readonly Mismatch[];
  /** Asserted leaf fields, and how many of them agree. */
  readonly asserted: number;
  readonly agreed: number;
}

export const AGREED: Match = { mismatches: [], asserted: 1, agreed: 1 };

export function disagreed(mismatch: Mismatch, asserted = 1): Match {
  return { mismatches: [mismatch], asserted, agreed: 0 };
}

export function sum(matches: readonly Match[]): Match {
  return {
    mismatches: matches.flatMap((match) => match.mismatches),
    asserted: matches.reduce((total, match) => total + match.asserted, 0),
    agreed: matches.reduce((total, match) => total + match.agreed, 0),
  };
}

/** The number of leaves that an asserted value has. */
export function countLeaves(expected: unknown): number {
  const children = Array.isArray(expected) ? expected : isObject(expected) ? Object.values(expected) : [];
  return children.length === 0 ? 1 : children.reduce((total: number, child) => total + countLeaves(child), 0);
}

/** The match with the fewest mismatches; the first of equals. */
export function nearest(matches: readonly Match[]): Match | undefined {
  let best: Match | undefined;
  for (const match of matches) {
    if (best === undefined || match.asserted - match.agreed < best.asserted - best.agreed) best = match;
  }
  return best;
}
