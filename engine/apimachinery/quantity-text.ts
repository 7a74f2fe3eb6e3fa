import { failed, ok, type Result } from './result.js';

/** How a quantity was written, and so is printed: 12e6, 12M or 12Mi. */
export type QuantityFormat = 'DecimalExponent' | 'DecimalSI' | 'BinarySI';

/** An exact amount: unscaled × 10^scale. */
export interface Quantity {
  readonly unscaled: bigint;
  readonly scale: number;
  readonly format: QuantityFormat;
  /** As it was written, where upstream echoes that instead of the canonical form. */
  readonly text?: string;
}

const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

const decimalSuffixes = new Map(Object.entries(DECIMAL).map(([suffix, exponent]) => [exponent, suffix]));
const binarySuffixes = new Map(Object.entries(BINARY).map(([suffix, exponent]) => [exponent, suffix]));

export const WRONG_FORMAT =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_NUMBER = 'unable to parse numeric part of quantity';
const WRONG_SUFFIX = "unable to parse quantity's suffix";

const MAX_INT64 = (1n << 63n) - 1n;
const NANO = -9;
/** Upstream goes on to 2^31 places; such a number is refused here, for it would not fit in memory. */
const MAX_EXPONENT = 10_000;

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function interpretSuffix(suffix: string): Suffix | undefined {
  const decimal = Object.hasOwn(DECIMAL, suffix) ? DECIMAL[suffix] : undefined;
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' };
  const binary = Object.hasOwn(BINARY, suffix) ? BINARY[suffix] : undefined;
  if (binary !== undefined) return { base: 2, exponent: binary, format: 'BinarySI' };
  const [, exponent] = /^[eE]([+-]?\d+)$/.exec(suffix) ?? [];
  if (exponent === undefined || Math.abs(Number(exponent)) > MAX_EXPONENT) return undefined;
  return { base: 10, exponent: Number(exponent), format: 'DecimalExponent' };
}

/** Digits before and after the point, without sign and leading zeros. */
interface Digits {
  readonly negative: boolean;
  readonly numerator: string;
  readonly denominator: string;
}

/** Reads a quantity as resource.ParseQuantity; the errors are its own. */
export function readQuantity(text: string): Result<Quantity> {
  if (text === '') return failed(WRONG_FORMAT);
  if (text === '0') return ok({ unscaled: 0n, scale: 0, format: 'DecimalSI', text });
  const [matched, sign, zeros = '', rest = '', fraction = '', letters = ''] =
    /^([+-]?)(0*)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text) ?? [];
  if (matched === undefined) return failed(WRONG_FORMAT);
  const suffix = interpretSuffix(letters);
  if (suffix === undefined) return failed(WRONG_SUFFIX);
  const digits = { negative: sign === '-', numerator: rest === '' ? '0' : rest, denominator: fraction };
  return fastQuantity(text, digits, suffix) ?? slowQuantity(digits, suffix, zeros + rest + fraction === '');
}

/** Decimal places that are sure to fit in an int64; below 0: never. */
function precision({ numerator, denominator }: Digits, { base, exponent }: Suffix): number {
  if (base === 10) return 18 - numerator.length - denominator.length;
  return denominator === '' ? 15 - numerator.length - Math.trunc((exponent * 3) / 10) - 1 : -1;
}

/** Upstream's int64 path: it alone keeps the text, when that counts as canonical. */
function fastQuantity(text: string, digits: Digits, suffix: Suffix): Result<Quantity> | undefined {
  if (precision(digits, suffix) < 0) return undefined;
  const scale = (suffix.base === 10 ? suffix.exponent : 0) - digits.denominator.length;
  if (scale < NANO) return undefined;
  const shifted = digits.numerator + digits.denominator;
  const value = BigInt(shifted);
  const magnitude = suffix.base === 2 ? value << BigInt(suffix.exponent) : value;
  if (magnitude > MAX_INT64) return undefined;
  const canonical =
    suffix.base === 2 ? (value & 7n) !== 0n : scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
  const quantity = { unscaled: digits.negative ? -magnitude : magnitude, scale, format: suffix.format };
  return ok(canonical ? { ...quantity, text } : quantity);
}

/** Upstream's inf.Dec path: rounded up to nanos, binary ones capped at the largest int64. */
function slowQuantity(digits: Digits, { base, exponent, format }: Suffix, bare: boolean): Result<Quantity> {
  if (bare) return failed(WRONG_NUMBER);
  let scale = (base === 10 ? exponent : 0) - digits.denominator.length;
  let magnitude = BigInt(digits.numerator + digits.denominator) * (base === 2 ? 1n << BigInt(exponent) : 1n);
  if (scale < NANO) {
    magnitude = divideUp(magnitude, power10(NANO - scale));
    scale = NANO;
  }
  const isBinary = format === 'BinarySI';
  if (isBinary && compareScaled(magnitude, scale, MAX_INT64, 0) > 0) [magnitude, scale] = [MAX_INT64, 0];
  const isFraction = magnitude > 0n && compareScaled(magnitude, scale, 1n, 0) < 0;
  return ok({
    unscaled: digits.negative ? -magnitude : magnitude,
    scale,
    format: isBinary && isFraction ? 'DecimalSI' : format,
  });
}

export function power10(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** Rounded away from zero. */
export function divideUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  return remainder === 0n ? quotient : quotient + (dividend < 0n ? -1n : 1n);
}

/** Negative, zero or positive as a × 10^scaleA is below, at or above b × 10^scaleB. */
export function compareScaled(a: bigint, scaleA: number, b: bigint, scaleB: number): number {
  const common = Math.min(scaleA, scaleB);
  const difference = a * power10(scaleA - common) - b * power10(scaleB - common);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The text upstream prints: as it was written where it may stay, else canonical (Quantity.String). */
export function quantityText(quantity: Quantity): string {
  return quantity.text ?? canonicalText(quantity);
}

function canonicalText({ unscaled, scale, format }: Quantity): string {
  if (unscaled === 0n) return '0';
  const magnitude = unscaled < 0n ? -unscaled : unscaled;
  if (format === 'BinarySI' && compareScaled(magnitude, scale, 1024n, 0) >= 0) {
    const whole = wholeValue(unscaled, scale);
    if (whole !== undefined) return binaryText(whole);
  }
  return decimalText(unscaled, scale, format === 'DecimalExponent');
}

function wholeValue(unscaled: bigint, scale: number): bigint | undefined {
  if (scale >= 0) return unscaled * power10(scale);
  const divisor = power10(-scale);
  return unscaled % divisor === 0n ? unscaled / divisor : undefined;
}

function binaryText(value: bigint): string {
  const [amount, times] = withoutFactors(value, 1024n);
  return `${amount}${binarySuffixes.get(times * 10) ?? ''}`;
}

/** Exponents of SI that have no letter print without one: an upstream bug that a huge quantity shows. */
function decimalText(unscaled: bigint, scale: number, asExponent: boolean): string {
  const [amount, times] = withoutFactors(unscaled, 10n);
  const exponent = scale + times;
  const excess = ((exponent % 3) + 3) % 3;
  const shown = exponent - excess;
  const digits = `${amount}${'0'.repeat(excess)}`;
  if (asExponent) return shown === 0 ? digits : `${digits}e${shown}`;
  return `${digits}${decimalSuffixes.get(shown) ?? ''}`;
}

function withoutFactors(value: bigint, factor: bigint): readonly [bigint, number] {
  let [rest, times] = [value, 0];
  while (rest % factor === 0n) {
    rest /= factor;
    times++;
  }
  return [rest, times];
}
