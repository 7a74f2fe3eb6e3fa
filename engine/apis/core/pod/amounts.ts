import type { Quantity } from '../../generated/resource.v1.js';

/** Resource name → amount: cpu in millicores, everything else in its own unit (bytes, devices). */
export type Amounts = Readonly<Record<string, number>>;

type Quantities = Readonly<Record<string, Quantity>>;

const memory = new WeakMap<Quantities, Amounts>();
export const NOTHING: Amounts = {};

/** A resource list as numbers; fractions are rounded up. The same list always gives the same object. */
export function amountsOf(quantities: Quantities | undefined): Amounts {
  if (quantities === undefined) return NOTHING;
  const known = memory.get(quantities);
  if (known !== undefined) return known;
  const amounts: Record<string, number> = {};
  for (const name of Object.keys(quantities)) amounts[name] = amountOf(name, quantities[name]);
  memory.set(quantities, amounts);
  return amounts;
}

/** One quantity as a number, as Quantity.MilliValue for cpu and Quantity.Value for the rest. */
export function amountOf(resource: string, quantity: Quantity | undefined): number {
  const value = numberOf(quantity);
  return resource === 'cpu' ? roundUp(value * 1000) : roundUp(value);
}

const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
};

function numberOf(quantity: Quantity | undefined): number {
  if (quantity === undefined || quantity === null) return 0;
  if (typeof quantity === 'number') return quantity;
  const [, digits, suffix] = /^([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([a-zA-Z]*)$/.exec(quantity) ?? [];
  return Number(digits ?? 0) * (SUFFIXES[suffix ?? ''] ?? 1);
}

/** Up to the next integer, forgiving the noise of binary fractions. */
function roundUp(value: number): number {
  return Number.isInteger(value) ? value : Math.ceil(Math.round(value * 1e6) / 1e6);
}

/** Both lists added up, as addResourceList; an argument is returned when the other is empty. */
export function added(a: Amounts, b: Amounts): Amounts {
  if (isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  const sum: Record<string, number> = { ...a };
  for (const name of Object.keys(b)) sum[name] = (sum[name] ?? 0) + (b[name] ?? 0);
  return sum;
}

/** The larger amount of every resource, as maxResourceList. */
export function largest(a: Amounts, b: Amounts): Amounts {
  let result = a;
  for (const name of Object.keys(b)) {
    const amount = b[name] ?? 0;
    const current = result[name];
    if (current === undefined || amount > current) result = { ...result, [name]: amount };
  }
  return result;
}

export function isEmpty(amounts: Amounts): boolean {
  for (const _ in amounts) return false;
  return true;
}
