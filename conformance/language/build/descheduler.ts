import type * as z from 'zod';
import { MINUTE } from '../../../engine/core/time.js';
import type { DeschedulerConfig, DeschedulerStrategy } from '../../../engine/descheduler/config.js';
import type { Cursor } from '../cursor.js';
import type * as schema from '../schema/descheduler.js';
import { optionalMillis } from './values.js';

type Shape = z.output<typeof schema.descheduler>;
type StrategyShape = Exclude<Shape['strategies'][number], string>;

const INTERVAL = 5 * MINUTE;

/** How the descheduler of a cluster runs. */
export function deschedulerOf({ interval, strategies, nodeFit }: Shape, cursor: Cursor): DeschedulerConfig {
  const every = optionalMillis(interval) ?? INTERVAL;
  if (every === 0) cursor.at('interval').report('no time passes between two rounds', 'write how long: 5m');
  return {
    interval: every,
    strategies: strategies.flatMap((shape, index) => {
      const named = typeof shape === 'string' ? { [shape]: {} } : shape;
      const count = Object.keys(named).length;
      if (count !== 1)
        cursor
          .at('strategies', index)
          .report(count === 0 ? 'names no strategy' : 'names more than one strategy', 'begin each with "- "');
      return strategyOf(named);
    }),
    ...(nodeFit === undefined ? {} : { nodeFit }),
  };
}

function strategyOf(shape: StrategyShape): readonly DeschedulerStrategy[] {
  const {
    RemoveDuplicates: duplicates,
    RemovePodsViolatingTopologySpreadConstraint: spread,
    RemovePodsViolatingNodeAffinity: affinity,
  } = shape;
  if (duplicates !== undefined) {
    const { excludeOwnerKinds } = duplicates;
    return [{ name: 'RemoveDuplicates', ...(excludeOwnerKinds && { excludeOwnerKinds }) }];
  }
  if (spread !== undefined) {
    const { constraints } = spread;
    return [{ name: 'RemovePodsViolatingTopologySpreadConstraint', ...(constraints && { constraints }) }];
  }
  if (affinity === undefined) return [];
  const { nodeAffinityType = ['requiredDuringSchedulingIgnoredDuringExecution'] } = affinity;
  return [{ name: 'RemovePodsViolatingNodeAffinity', nodeAffinityType }];
}
