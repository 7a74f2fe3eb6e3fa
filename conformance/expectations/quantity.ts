const SUFFIXES: Readonly<Record<string, readonly [base: bigint, exponent: number]>> = {
  n: [10n, -9],
  u: [10n, -6],
  m: [10n, -3],
  '': [10n, 0],
  k: [10n, 3],
  M: [10n, 6],
  G: [10n, 9],
  T: [10n, 12],
  P: [10n, 15],
  E: [10n, 18],
  Ki: [2n, 10],
  Mi: [2n, 20],
  Gi: [2n, 30],
  Ti: [2n, 40],
  Pi: [2n, 50],
  Ei: [2n, 60],
};

const FORM = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,2})|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?)$/;

/**
 * The value of a quantity ('250m', '1Gi', 4) in billionths, the finest that Kubernetes keeps; smaller parts round up,
 * away from zero.
 */
export function nanosOf(quantity: unknown): bigint | undefined {
  if (typeof quantity === 'bigint') return quantity * 1_000_000_000n;
  if (typeof quantity !== 'string' && typeof quantity !== 'number') return undefined;
  const [match, sign, whole = '', fraction = '', exponent, suffix = ''] = FORM.exec(String(quantity)) ?? [];
  if (match === undefined || (whole === '' && fraction === '')) return undefined;
  const [base, power] = SUFFIXES[suffix] ?? [10n, 0];
  let value = BigInt(whole + fraction) * (base === 2n ? 2n ** BigInt(power) : 1n);
  const tens = 9 - fraction.length + (base === 10n ? power : 0) + Number(exponent ?? 0);
  value = tens >= 0 ? value * 10n ** BigInt(tens) : ceilDivide(value, 10n ** BigInt(-tens));
  return sign === '-' ? -value : value;
}

function ceilDivide(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}

/** Whether two quantities are the same amount; false when either is none. */
export function sameQuantity(a: unknown, b: unknown): boolean {
  const left = nanosOf(a);
  return left !== undefined && left === nanosOf(b);
}
