import {
  addQuantities,
  compareQuantities,
  isZero,
  quantityOf,
  quantityText,
  signOf,
  subtractQuantities,
} from '../../apimachinery/quantity.js';

/** Resource name → quantity, as quotas keep them. */
export type Quantities = Readonly<Record<string, string>>;

/** Both lists added up; a sum prints in the format of its first part (quota.Add). */
export function addLists(a: Quantities, b: Quantities): Quantities {
  const sum: Record<string, string> = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    const before = sum[name];
    sum[name] = before === undefined ? amount : quantityText(addQuantities(quantityOf(before), quantityOf(amount)));
  }
  return sum;
}

/** The larger amount of every resource (quota.Max). */
export function largerLists(a: Quantities, b: Quantities): Quantities {
  const result: Record<string, string> = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    const before = result[name];
    if (before === undefined || compareQuantities(quantityOf(amount), quantityOf(before)) > 0) result[name] = amount;
  }
  return result;
}

/** What is left of `a` without `b`, never below zero (quota.SubtractWithNonNegativeResult). */
export function remainder(a: Quantities, b: Quantities): Quantities {
  const left: Record<string, string> = Object.fromEntries(Object.keys(b).map((name) => [name, '0']));
  for (const [name, amount] of Object.entries(a)) {
    const difference = subtractQuantities(quantityOf(amount), quantityOf(b[name]));
    left[name] = signOf(difference) > 0 ? quantityText(difference) : '0';
  }
  return left;
}

/** The entries of the named resources (quota.Mask). */
export function onlyOf(list: Quantities, names: readonly string[]): Quantities {
  return Object.fromEntries(Object.entries(list).filter(([name]) => names.includes(name)));
}

export function withoutZeros(list: Quantities): Quantities {
  return Object.fromEntries(Object.entries(list).filter(([, amount]) => !isZero(quantityOf(amount))));
}

/** The resources of which there is more than `most` allows (quota.LessThanOrEqual). */
export function exceeded(list: Quantities, most: Quantities): readonly string[] {
  return Object.keys(most).filter(
    (name) => list[name] !== undefined && compareQuantities(quantityOf(list[name]), quantityOf(most[name])) > 0,
  );
}
