import {
  addQuantities,
  compareQuantities,
  quantityOf,
  quantityText,
  ZERO,
  type Quantity,
} from '../../../apimachinery/quantity.js';

/** Resource name → amount, as objects store them (v1.ResourceList). */
export type ResourceList = Readonly<Record<string, string>>;

/** Resource name → amount, ready to be added up. */
export type Usage = ReadonlyMap<string, Quantity>;

export const NO_USAGE: Usage = new Map();

export function usageOf(list: ResourceList | undefined): Usage {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, quantityOf(text)]));
}

/** As an object stores it, sorted by name. */
export function listOf(usage: Usage): ResourceList {
  const names = [...usage.keys()].sort();
  return Object.fromEntries(names.map((name) => [name, quantityText(usage.get(name) ?? ZERO)]));
}

/** The sum, with the names of both (quota.Add). */
export function addUsage(a: Usage, b: Usage): Usage {
  const sum = new Map(a);
  for (const [name, quantity] of b) {
    const known = sum.get(name);
    sum.set(name, known === undefined ? quantity : addQuantities(known, quantity));
  }
  return sum;
}

/** Only these names (quota.Mask). */
export function maskUsage(usage: Usage, names: readonly string[]): Usage {
  const masked = new Map<string, Quantity>();
  for (const name of names) {
    const quantity = usage.get(name);
    if (quantity !== undefined) masked.set(name, quantity);
  }
  return masked;
}

/** Whether the names and amounts are the same, however written (quota.Equals). */
export function sameUsage(a: Usage, b: Usage): boolean {
  if (a.size !== b.size) return false;
  for (const [name, quantity] of a) {
    const other = b.get(name);
    if (other === undefined || compareQuantities(quantity, other) !== 0) return false;
  }
  return true;
}
