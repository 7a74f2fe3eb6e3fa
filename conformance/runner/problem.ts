import type { Broken, Cluster } from '../../engine/index.js';
import { formatDuration } from '../../engine/apimachinery/duration.js';
import type { Millis } from '../../engine/core/time.js';
import { describeIntent } from '../properties/intents/describe-intent.js';
import type { Intent } from '../properties/intents/intent.js';
import type { IntentBreach } from '../properties/intents/monitor.js';
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

/** An intent is broken, or had nothing to watch. */
export function intentProblem(intent: Intent, { message, object, vacuous }: IntentBreach, now: Millis): Problem {
  return {
    kind: 'failed',
    source: intent.source,
    position: intent.source,
    expectation: `${describeIntent(intent)}${vacuous === true ? ', with something to watch' : ''}`,
    message: vacuous === true ? message : `at ${formatDuration(now)}: ${message}`,
    ...(object === undefined ? {} : { nearest: { object, note: 'what it is about' } }),
  };
}

/** A step did what can never be: the fault is the simulation's. */
export function invariantProblem({ invariant, message, object }: Broken, { last }: Cluster, source: Source): Problem {
  return {
    kind: 'failed',
    source,
    position: source,
    expectation: `in every cluster: ${invariant}`,
    message:
      `${object}: ${message}, by ${last.who} (${last.what}). This is a bug of kspec or of what it models, ` +
      'not of the spec: please report it with the command below',
    nearest: { object, note: 'changed by the step' },
  };
}
