import type { Result } from './result.js';
import {
  compareScaled,
  divideUp,
  power10,
  quantityText,
  readQuantity,
  WRONG_FORMAT,
  type Quantity,
  type QuantityFormat,
} from './quantity-text.js';

export { quantityText, type Quantity, type QuantityFormat } from './quantity-text.js';

const MEMO_LIMIT = 20_000;
const parsed = new Map<string, Result<Quantity>>();

/** A text as a quantity, as resource.ParseQuantity; the errors are its own. Memoised by text. */
export function parseQuantity(text: string): Result<Quantity> {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  if (parsed.size >= MEMO_LIMIT) parsed.clear();
  const result = readQuantity(text);
  parsed.set(text, result);
  return result;
}

export const ZERO: Quantity = { unscaled: 0n, scale: 0, format: 'DecimalSI', text: '0' };

/** A stored quantity, which is valid and present unless something is broken: then it is 0. */
export function quantityOf(text: string | undefined): Quantity {
  const result = text === undefined ? undefined : parseQuantity(text);
  return result?.ok === true ? result.value : ZERO;
}

/**
 * What the API server stores for a quantity in a request body: null is '0', a number is read as its digits, blanks around
 * a text are dropped (Quantity.UnmarshalJSON, then MarshalJSON). Another type is an error.
 */
export function canonicalQuantity(value: unknown): Result<string> {
  if (value === null) return { ok: true, value: '0' };
  if (typeof value !== 'string' && typeof value !== 'number') return { ok: false, error: WRONG_FORMAT };
  const quantity = parseQuantity(typeof value === 'string' ? value.trim() : String(value));
  return quantity.ok ? { ok: true, value: quantityText(quantity.value) } : quantity;
}

/** A whole number of something, printed in the format (resource.NewQuantity). */
export function newQuantity(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { unscaled: BigInt(value), scale: 0, format };
}

/** Thousandths, printed in the format (resource.NewMilliQuantity). */
export function newMilliQuantity(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { unscaled: BigInt(value), scale: -3, format };
}

/** '250m' of 250: thousandths as text. */
export function milliText(value: number | bigint, format: QuantityFormat = 'DecimalSI'): string {
  return quantityText(newMilliQuantity(value, format));
}

/** '1Gi' of 2^30 in BinarySI: a whole number as text. */
export function valueText(value: number | bigint, format: QuantityFormat = 'DecimalSI'): string {
  return quantityText(newQuantity(value, format));
}

/** Negative, zero or positive, as `a` is below, equal to or above `b` (Quantity.Cmp). */
export function compareQuantities(a: Quantity, b: Quantity): number {
  if (a === b) return 0;
  if (a.scale !== b.scale) return compareScaled(a.unscaled, a.scale, b.unscaled, b.scale);
  return a.unscaled < b.unscaled ? -1 : a.unscaled > b.unscaled ? 1 : 0;
}

/** The sum, in the format of `a`, or of `b` when `a` is zero (Quantity.Add). */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const scale = a.unscaled === 0n ? b.scale : b.unscaled === 0n ? a.scale : Math.min(a.scale, b.scale);
  return { unscaled: scaled(a, scale) + scaled(b, scale), scale, format: isZero(a) ? b.format : a.format };
}

/** The difference, in the format of `a`, or of `b` when `a` is zero (Quantity.Sub). */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return addQuantities(a, negated(b));
}

export function negated({ unscaled, scale, format }: Quantity): Quantity {
  return { unscaled: -unscaled, scale, format };
}

/** The quantity times a whole number (Quantity.Mul). */
export function multiplyQuantity({ unscaled, scale, format }: Quantity, factor: number | bigint): Quantity {
  return { unscaled: unscaled * BigInt(factor), scale, format };
}

function scaled({ unscaled, scale }: Quantity, to: number): bigint {
  return unscaled === 0n ? 0n : unscaled * power10(scale - to);
}

export function isZero(quantity: Quantity): boolean {
  return quantity.unscaled === 0n;
}

/** -1, 0 or 1. */
export function signOf({ unscaled }: Quantity): number {
  return unscaled < 0n ? -1 : unscaled > 0n ? 1 : 0;
}

/** In units of 10^scale, rounded up (Quantity.ScaledValue, without its overflow). */
export function scaledValue({ unscaled, scale }: Quantity, to: number): bigint {
  return scale >= to ? unscaled * power10(scale - to) : divideUp(unscaled, power10(to - scale));
}

/** A whole number, rounded up (Quantity.Value). Exact up to 2^53. */
export function quantityValue(quantity: Quantity): number {
  return Number(scaledValue(quantity, 0));
}

/** Thousandths, rounded up (Quantity.MilliValue). Exact up to 2^53. */
export function milliValue(quantity: Quantity): number {
  return Number(scaledValue(quantity, -3));
}

/** Whether it has no thousandths, as upstream finds out: by MilliValue, which overflows. */
export function isWhole(quantity: Quantity): boolean {
  return BigInt.asIntN(64, scaledValue(quantity, -3)) % 1000n === 0n;
}

/** The nearest double (Quantity.AsApproximateFloat64). */
export function approximateNumber({ unscaled, scale }: Quantity): number {
  return scale === 0 ? Number(unscaled) : Number(`${unscaled}e${scale}`);
}

const millis = new Map<string, number>();
const values = new Map<string, number>();

/** Millicores of a stored cpu quantity, rounded up; 0 when there is none. For inner loops. */
export function milliCpu(text: string | undefined): number {
  return text === undefined ? 0 : remembered(millis, text, milliValue);
}

/** Bytes, or a count, of a stored quantity, rounded up; 0 when there is none. For inner loops. */
export function bytes(text: string | undefined): number {
  return text === undefined ? 0 : remembered(values, text, quantityValue);
}

function remembered(memory: Map<string, number>, text: string, read: (quantity: Quantity) => number): number {
  const known = memory.get(text);
  if (known !== undefined) return known;
  if (memory.size >= MEMO_LIMIT) memory.clear();
  const value = read(quantityOf(text));
  memory.set(text, value);
  return value;
}

/** Sums of two stored quantities, printed; a missing one is nothing. */
export function addTexts(a: string | undefined, b: string | undefined): string {
  return quantityText(addQuantities(quantityOf(a), quantityOf(b)));
}
