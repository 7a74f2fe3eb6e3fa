import { bytes, milliCpu } from '../../../apimachinery/quantity.js';
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
  return resource === 'cpu' ? milliCpu(quantity) : bytes(quantity);
}

/** A quantity in thousandths, which is as exact as the API stores it. */
export function milliOf(quantity: Quantity | undefined): number {
  return milliCpu(quantity);
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
