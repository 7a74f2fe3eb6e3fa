import { parseQuantity } from '../../engine/apimachinery/quantity.js';

/** Quantities are never finer than billionths. */
const FINEST = 9;

/** The amount of a quantity ('250m', '1Gi', 4) in billionths; undefined when it is none. */
export function nanosOf(quantity: unknown): bigint | undefined {
  if (typeof quantity === 'bigint') return quantity * 10n ** BigInt(FINEST);
  if (typeof quantity !== 'string' && typeof quantity !== 'number') return undefined;
  const parsed = parseQuantity(String(quantity));
  return parsed.ok ? parsed.value.unscaled * 10n ** BigInt(parsed.value.scale + FINEST) : undefined;
}

/** Whether two quantities are the same amount; false when either is none. */
export function sameQuantity(a: unknown, b: unknown): boolean {
  const left = nanosOf(a);
  return left !== undefined && left === nanosOf(b);
}
