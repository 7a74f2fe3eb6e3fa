import { formatDuration } from '../../engine/apimachinery/duration.js';
import { describeCondition, describeTemporal } from './describe.js';
import { explainFalse, explainTrue, type Explanation } from './explain.js';
import type { Temporal } from './condition.js';
import type { Watch } from './temporal.js';
import type { World } from './world.js';

/** Why a temporal expectation is violated, given the state in which it was found so. */
export function explainViolation(watch: Watch, world: World): Explanation {
  const { expectation, violation, reached } = watch;
  const since = expectation.type === 'whenever' ? (watch.awaited ?? watch.since) : watch.since;
  const text = describeTemporal(expectation);
  if (violation === undefined) return { position: expectation.source, expectation: text, message: 'is not violated' };
  const { condition } = violation;
  switch (violation.type) {
    case 'state': {
      const explained = violation.wanted ? explainFalse(condition, world) : explainUnwanted(watch, world);
      const before = expectation.type === 'until' ? `, before ${describeCondition(expectation.release)} came true` : '';
      const message = `at ${formatDuration(world.now)}${before}: ${explained.message}`;
      return { ...explained, expectation: text, message };
    }
    case 'late': {
      const explained = explainFalse(condition, world);
      const after = formatDuration(world.now - since);
      const progress =
        expectation.type === 'then'
          ? `${reached} of ${expectation.order.length} came; `
          : expectation.type === 'whenever'
            ? `it happened at ${formatDuration(since)}; `
            : '';
      const message = `${progress}not after ${after}: ${explained.message}`;
      return { ...explained, expectation: text, message };
    }
    case 'unwatched':
      return { position: condition.source, expectation: text, message: unwatched(watch.expectation) };
  }
}

/**
 * Why an expectation that was not violated proves nothing.
 * @param where it was looked for
 */
export function unwatched(expectation: Temporal, where = 'in any state'): string {
  switch (expectation.type) {
    case 'whenever':
      return `it never happened ${where}: ${describeCondition(expectation.when)}`;
    case 'sometimes':
      return `it never was so ${where}: ${describeCondition(expectation.that)}`;
    case 'always':
    case 'never':
      return (
        `there was nothing to watch: ${describeCondition(expectation.that)} found no object ${where}. ` +
        'Check the names and selectors, or say allowEmpty: true'
      );
    default:
      return `it had nothing to watch ${where}`;
  }
}

/** Of `never`: it is true, or it cannot be judged. */
function explainUnwanted({ violation }: Watch, world: World): Explanation {
  const condition = violation?.condition;
  if (condition === undefined) throw new Error('a watch without a violation has no explanation');
  return explainTrue(condition, world);
}
