import type { Explanation } from '../expectations/explain.js';
import type { Source } from '../expectations/source.js';

/** Why a scenario does not pass, before the story is told. */
export interface Problem extends Explanation {
  readonly source: Source;
  /** 'error': it could not be judged, or could not be done at all. */
  readonly kind: 'failed' | 'error';
}

export function problemFrom(source: Source, explanation: Explanation): Problem {
  return { kind: 'failed', source, ...explanation };
}

/** A step that did not do what it says. */
export function problem(source: Source, expectation: string, message: string, diff?: readonly string[]): Problem {
  return { kind: 'failed', source, position: source, expectation, message, ...(diff === undefined ? {} : { diff }) };
}
