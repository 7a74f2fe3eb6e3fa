import type { IntOrString } from '../generated/intstr.v1.js';
import { invalid } from '../../apimachinery/field-error.js';
import { isValidPercent } from '../../apimachinery/names.js';
import { checkNonnegative, report, type Errors } from '../core/pod/validation/checks.js';

/** Follows ValidatePositiveIntOrPercent; absent is 0. */
export function checkIntOrPercent(value: IntOrString | undefined, path: string, errors: Errors): void {
  if (typeof value === 'string') report(errors, path, value, isValidPercent(value));
  else checkNonnegative(value, path, errors);
}

/** The number before the %, the number itself, or 0 for what is neither. */
export function intOrPercentValue(value: IntOrString | undefined): number {
  if (typeof value !== 'string') return value ?? 0;
  return percentOf(value) ?? (/^[+-]?[0-9]+$/.test(value) ? Number(value) : 0);
}

/** Follows IsNotMoreThan100Percent. */
export function checkAtMost100Percent(value: IntOrString | undefined, path: string, errors: Errors): void {
  const percent = typeof value === 'string' ? percentOf(value) : undefined;
  if (percent !== undefined && percent > 100) errors.push(invalid(path, value, 'must not be greater than 100%'));
}

function percentOf(text: string): number | undefined {
  return isValidPercent(text).length === 0 ? Number(text.slice(0, -1)) : undefined;
}
