import type { IntOrString } from '../apis/generated/intstr.v1.js';
import { invalid, type FieldError } from './field-error.js';
import { isValidPercent, NOT_NEGATIVE } from './names.js';
import { quote } from './quote.js';
import { failed, ok, type Result } from './result.js';

/**
 * A number as it is, a percentage as that share of `total`; undefined for a text that is no percentage
 * (intstr.GetScaledValueFromIntOrPercent).
 */
export function getScaledValueFromIntOrPercent(
  value: IntOrString,
  total: number,
  roundUp: boolean,
): number | undefined {
  const scaled = scaledIntOrPercent(value, total, roundUp);
  return scaled.ok ? scaled.value : undefined;
}

/** As {@link getScaledValueFromIntOrPercent}, with upstream's error. */
export function scaledIntOrPercent(value: IntOrString, total: number, roundUp: boolean): Result<number> {
  if (typeof value === 'number') return ok(value);
  if (!value.endsWith('%')) return failed('invalid value for IntOrString: invalid type: string is not a percentage');
  const digits = value.slice(0, -1);
  if (!/^[+-]?\d+$/.test(digits)) {
    const cause = `strconv.Atoi: parsing ${quote(digits)}: invalid syntax`;
    return failed(`invalid value for IntOrString: invalid value ${quote(value)}: ${cause}`);
  }
  const share = (Number(digits) * total) / 100;
  return ok(roundUp ? Math.ceil(share) : Math.floor(share));
}

/** The number of a valid percentage: 25 of '25%' (getPercentValue of the apps validation). */
export function percentOf(value: IntOrString): number | undefined {
  return typeof value === 'string' && isValidPercent(value).length === 0 ? Number(value.slice(0, -1)) : undefined;
}

/** The number of a percentage, or the number itself; 0 for any other text (getIntOrPercentValue). */
export function intOrPercentValue(value: IntOrString): number {
  return percentOf(value) ?? intValue(value);
}

/** A number, or a text read as one; 0 when it is none (IntOrString.IntValue). */
export function intValue(value: IntOrString): number {
  if (typeof value === 'number') return value;
  return /^[+-]?\d+$/.test(value) ? Number(value) : 0;
}

/** Neither negative nor any other text than a percentage (ValidatePositiveIntOrPercent). */
export function validatePositiveIntOrPercent(value: IntOrString, field: string): readonly FieldError[] {
  if (typeof value === 'string') return isValidPercent(value).map((message) => invalid(field, value, message));
  return value < 0 ? [invalid(field, value, NOT_NEGATIVE)] : [];
}

/** A percentage of at most 100 (IsNotMoreThan100Percent). */
export function isNotMoreThan100Percent(value: IntOrString, field: string): readonly FieldError[] {
  const percent = percentOf(value);
  return percent === undefined || percent <= 100 ? [] : [invalid(field, value, 'must not be greater than 100%')];
}
