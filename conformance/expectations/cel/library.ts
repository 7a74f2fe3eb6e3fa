import { EvaluationError, type Environment } from '@marcbachmann/cel-js';
import { nanosOf } from '../quantity.js';

/** An amount as a number of billionths: compared and added exactly. */
export class Quantity {
  constructor(readonly nanos: bigint) {}
}

function quantityOf(value: unknown): Quantity {
  const nanos = nanosOf(value);
  if (nanos === undefined)
    throw new EvaluationError({ code: 'invalid_quantity', message: `'${String(value)}' is not a quantity` });
  return new Quantity(nanos);
}

/** Kubernetes' quantity library: quantity('1Gi'), comparisons, and its methods. */
function registerQuantities(environment: Environment): void {
  environment
    .registerType('kubernetes.Quantity', { ctor: Quantity, fields: {} })
    .registerFunction('quantity(string): kubernetes.Quantity', quantityOf)
    .registerFunction('quantity(int): kubernetes.Quantity', quantityOf)
    .registerFunction('isQuantity(string): bool', (text: string) => nanosOf(text) !== undefined);
  const operators: readonly [string, (a: Quantity, b: Quantity) => unknown][] = [
    ['==', (a, b) => a.nanos === b.nanos],
    ['<', (a, b) => a.nanos < b.nanos],
    ['<=', (a, b) => a.nanos <= b.nanos],
    ['>', (a, b) => a.nanos > b.nanos],
    ['>=', (a, b) => a.nanos >= b.nanos],
    ['+', (a, b) => new Quantity(a.nanos + b.nanos)],
    ['-', (a, b) => new Quantity(a.nanos - b.nanos)],
  ];
  for (const [operator, compute] of operators) {
    const result = operator === '+' || operator === '-' ? '' : ': bool';
    environment.registerOperator(`kubernetes.Quantity ${operator} kubernetes.Quantity${result}`, compute);
  }
  const methods: readonly [string, (a: Quantity, b: Quantity) => unknown][] = [
    ['isLessThan(kubernetes.Quantity): bool', (a, b) => a.nanos < b.nanos],
    ['isGreaterThan(kubernetes.Quantity): bool', (a, b) => a.nanos > b.nanos],
    ['compareTo(kubernetes.Quantity): int', (a, b) => (a.nanos < b.nanos ? -1n : a.nanos > b.nanos ? 1n : 0n)],
    ['add(kubernetes.Quantity): kubernetes.Quantity', (a, b) => new Quantity(a.nanos + b.nanos)],
    ['sub(kubernetes.Quantity): kubernetes.Quantity', (a, b) => new Quantity(a.nanos - b.nanos)],
    ['asApproximateFloat(): double', (a) => Number(a.nanos) / 1e9],
    ['asInteger(): int', (a) => a.nanos / 1_000_000_000n],
  ];
  for (const [signature, compute] of methods) environment.registerFunction(`kubernetes.Quantity.${signature}`, compute);
}

/** Kubernetes' list library, and the string functions that the library lacks. */
function registerLists(environment: Environment): void {
  environment
    .registerFunction('list.sum(): dyn', (list: unknown[]) => list.reduce(add, 0n))
    .registerFunction('list.min(): dyn', (list: unknown[]) => extreme(list, 'min', -1))
    .registerFunction('list.max(): dyn', (list: unknown[]) => extreme(list, 'max', 1))
    .registerFunction('list.isSorted(): bool', (list: unknown[]) =>
      list.every((value, index) => index === 0 || compare(list[index - 1], value) <= 0),
    )
    .registerFunction('list.indexOf(dyn): int', (list: unknown[], value: unknown) => BigInt(list.indexOf(value)))
    .registerFunction('list.distinct(): list<dyn>', (list: unknown[]) => [...new Set(list)])
    .registerFunction('string.replace(string, string): string', (text: string, old: string, by: string) =>
      text.split(old).join(by),
    )
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => regex(pattern).exec(text)?.[0] ?? '',
    )
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) => [
      ...(text.match(regex(pattern, 'g')) ?? []),
    ]);
}

function regex(pattern: string, flags = ''): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch {
    throw new EvaluationError({
      code: 'invalid_regular_expression',
      message: `invalid regular expression: ${pattern}`,
    });
  }
}

function add(total: unknown, value: unknown): unknown {
  if (typeof total === 'bigint' && typeof value === 'bigint') return total + value;
  if (isNumeric(total) && isNumeric(value)) return Number(total) + Number(value);
  if (value instanceof Quantity) return new Quantity((total instanceof Quantity ? total.nanos : 0n) + value.nanos);
  throw new EvaluationError({ code: 'no_such_overload', message: 'sum() needs a list of numbers or quantities' });
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function extreme(list: readonly unknown[], name: string, sign: number): unknown {
  if (list.length === 0) throw new EvaluationError({ code: 'empty_list', message: `${name}() of an empty list` });
  return list.reduce((best, value) => (compare(value, best) * sign > 0 ? value : best));
}

function compare(a: unknown, b: unknown): number {
  if (a instanceof Quantity && b instanceof Quantity) return Number(a.nanos - b.nanos);
  if ((isNumeric(a) && isNumeric(b)) || (typeof a === 'string' && typeof b === 'string'))
    return a < b ? -1 : a > b ? 1 : 0;
  throw new EvaluationError({ code: 'no_such_overload', message: `cannot compare ${typeof a} with ${typeof b}` });
}

export function registerLibrary(environment: Environment): void {
  registerQuantities(environment);
  registerLists(environment);
}
