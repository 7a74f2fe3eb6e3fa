import { aggregateMessage, index, invalid, key as keyed, notSupported, type FieldError } from './field-error.js';
import { isQualifiedName, isValidLabelValue } from './names.js';
import { failed, ok, type Result } from './result.js';

/** selection.Operator, spelt as in apimachinery. */
export type Operator = '!' | '=' | '==' | 'in' | '!=' | 'notin' | 'exists' | 'gt' | 'lt';

export const BINARY_OPERATORS: readonly Operator[] = ['in', 'notin', '=', '==', '!=', 'gt', 'lt'];

/** One term of a label selector: labels.Requirement. */
export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** A checked requirement; the errors are those of labels.NewRequirement. */
export function newRequirement(key: string, operator: Operator, values: readonly string[]): Result<Requirement> {
  const errors: FieldError[] = [];
  const keyErrors = isQualifiedName(key);
  if (keyErrors.length > 0) errors.push(invalid('key', key, keyErrors.join('; ')));
  errors.push(...countErrors(operator, values));
  values.forEach((value, i) => {
    const messages = isValidLabelValue(value);
    if (messages.length > 0) errors.push(invalid(keyed(index('values', i), key), value, messages.join('; ')));
  });
  return errors.length === 0 ? ok({ key, operator, values }) : failed(aggregateMessage(errors));
}

function countErrors(operator: Operator, values: readonly string[]): readonly FieldError[] {
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length > 0
        ? []
        : [invalid('values', values, "for 'in', 'notin' operators, values set can't be empty")];
    case '=':
    case '==':
    case '!=':
      return values.length === 1
        ? []
        : [invalid('values', values, 'exact-match compatibility requires one single value')];
    case 'exists':
    case '!':
      return values.length === 0
        ? []
        : [invalid('values', values, 'values set must be empty for exists and does not exist')];
    case 'gt':
    case 'lt':
      return comparisonErrors(values);
    default:
      return [notSupported('operator', operator, [...BINARY_OPERATORS, 'exists', '!'])];
  }
}

function comparisonErrors(values: readonly string[]): readonly FieldError[] {
  const count =
    values.length === 1 ? [] : [invalid('values', values, "for 'Gt', 'Lt' operators, exactly one value is required")];
  const notIntegers = values.flatMap((value, i) =>
    parseInt64(value) === undefined
      ? [invalid(index('values', i), value, "for 'Gt', 'Lt' operators, the value must be an integer")]
      : [],
  );
  return [...count, ...notIntegers];
}

const MAX_INT64 = (1n << 63n) - 1n;

/** A decimal 64-bit integer as strconv.ParseInt(text, 10, 64) reads it; undefined when it does not. */
export function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return value > MAX_INT64 || value < -MAX_INT64 - 1n ? undefined : value;
}

/** Whether the labels meet one requirement: labels.Requirement.Matches. */
export function requirementMatches(
  { key, operator, values }: Requirement,
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    default:
      return value !== undefined && compares(operator, value, values);
  }
}

function compares(operator: 'gt' | 'lt', value: string, [bound = '']: readonly string[]): boolean {
  const left = parseInt64(value);
  const right = parseInt64(bound);
  if (left === undefined || right === undefined) return false;
  return operator === 'gt' ? left > right : left < right;
}

/** 'tier in (a,b)', 'app=web', '!x': labels.Requirement.String. */
export function requirementText({ key, operator, values }: Requirement): string {
  const sorted = values.length > 1 ? [...values].sort() : values;
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${sorted.join(',')})`;
    case 'gt':
    case 'lt':
      return `${key}${operator === 'gt' ? '>' : '<'}${sorted.join(',')}`;
    default:
      return `${key}${operator}${sorted.join(',')}`;
  }
}
