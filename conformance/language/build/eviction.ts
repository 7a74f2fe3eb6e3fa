import type * as z from 'zod';
import type { NodeConfig } from '../../../engine/cluster/config.js';
import { nanosOf } from '../../expectations/quantity.js';
import type { Cursor } from '../cursor.js';
import type * as schema from '../schema/cluster.js';
import { millisOf } from './values.js';

type NodeShape = z.output<typeof schema.node>;
type Limits = Readonly<Partial<Record<string, string>>>;

const HUNDRED = 100_000_000_000n;

/** When a node evicts; what the kubelet would refuse to start with is told of. `cursor` is at the node. */
export function evictionOf(shape: NodeShape, cursor: Cursor): Partial<NodeConfig> {
  const { evictionSoftGracePeriod, evictionPressureTransitionPeriod, imageMinimumGCAge } = shape;
  checkGracePeriods(shape, cursor);
  checkImageThresholds(shape, cursor);
  return {
    ...limitsOf('evictionHard', shape.evictionHard, cursor),
    ...limitsOf('evictionSoft', shape.evictionSoft, cursor),
    ...limitsOf('evictionMinimumReclaim', shape.evictionMinimumReclaim, cursor),
    ...(evictionSoftGracePeriod === undefined ? {} : { evictionSoftGracePeriod: periods(evictionSoftGracePeriod) }),
    ...given('evictionMaxPodGracePeriod', shape.evictionMaxPodGracePeriod),
    ...given('evictionPressureTransitionPeriod', evictionPressureTransitionPeriod, millisOf),
    ...given('imageGCHighThresholdPercent', shape.imageGCHighThresholdPercent),
    ...given('imageGCLowThresholdPercent', shape.imageGCLowThresholdPercent),
    ...given('imageMinimumGCAge', imageMinimumGCAge, millisOf),
  };
}

function given<T, K extends keyof NodeConfig>(field: K, value: T | undefined, read?: (value: T) => number): object {
  return value === undefined ? {} : { [field]: read === undefined ? value : read(value) };
}

function limitsOf(
  field: 'evictionHard' | 'evictionSoft' | 'evictionMinimumReclaim',
  limits: Limits | undefined,
  cursor: Cursor,
): Partial<NodeConfig> {
  if (limits === undefined) return {};
  const entries = Object.entries(limits).flatMap(([signal, limit = '']) => {
    const wrong = wrongLimit(field, signal, limit);
    if (wrong !== undefined) cursor.at(field, signal).report(wrong, 'write 100Mi or 10%');
    return [[signal, limit] as const];
  });
  return { [field]: Object.fromEntries(entries) };
}

/** What the kubelet says of an amount, or undefined. Follows parseThresholdStatement and parseMinimumReclaims. */
function wrongLimit(field: string, signal: string, limit: string): string | undefined {
  const isPercentage = limit.endsWith('%');
  const amount = nanosOf(limit.replace(/%$/, ''));
  if (amount === undefined) return `"${limit}" is no threshold`;
  if (field === 'evictionMinimumReclaim') {
    if (isPercentage)
      return amount > 0 ? undefined : `eviction percentage minimum reclaim ${signal} must be positive: ${limit}`;
    return amount < 0 ? `negative eviction minimum reclaim specified for ${signal}` : undefined;
  }
  if (!isPercentage) return amount > 0 ? undefined : `eviction threshold ${signal} must be positive: ${limit}`;
  if (amount < 0) return `eviction percentage threshold ${signal} must be >= 0%: ${limit}`;
  return amount > HUNDRED ? `eviction percentage threshold ${signal} must be <= 100%: ${limit}` : undefined;
}

function periods(shape: Limits): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(shape).flatMap(([signal, text]) => (text === undefined ? [] : [[signal, millisOf(text)]])),
  );
}

function checkGracePeriods({ evictionSoft = {}, evictionSoftGracePeriod = {} }: NodeShape, cursor: Cursor): void {
  const periods: Limits = evictionSoftGracePeriod;
  const soft: Limits = evictionSoft;
  for (const signal of Object.keys(soft))
    if (periods[signal] === undefined)
      cursor
        .at('evictionSoft', signal)
        .reportKey(
          `grace period must be specified for the soft eviction threshold ${signal}`,
          `add evictionSoftGracePeriod: { ${signal}: 90s }`,
        );
  for (const signal of Object.keys(periods))
    if (soft[signal] === undefined)
      cursor
        .at('evictionSoftGracePeriod', signal)
        .reportKey(`${signal} has no soft threshold`, `add evictionSoft: { ${signal}: … }, or take it away`);
}

function checkImageThresholds(
  { imageGCHighThresholdPercent: high = 85, imageGCLowThresholdPercent: low = 80 }: NodeShape,
  cursor: Cursor,
): void {
  if (low > high)
    cursor.report(
      `LowThresholdPercent ${low} can not be higher than HighThresholdPercent ${high}`,
      'change imageGCLowThresholdPercent or imageGCHighThresholdPercent',
    );
}
