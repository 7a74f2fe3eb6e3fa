import type { Toleration } from '../../../generated/core.v1.js';
import { invalid, notSupported } from '../../../../apimachinery/field-error.js';
import { EMPTY, isValidLabelValue } from '../../../../apimachinery/names.js';
import { checkQualifiedName, type Errors } from './checks.js';
import type { PodValidationOptions } from './options.js';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Follows ValidateTolerations. */
export function checkTolerations(
  tolerations: readonly Toleration[] | undefined,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  tolerations?.forEach((toleration, i) => checkToleration(toleration, `${path}[${i}]`, options, errors));
}

function checkToleration(toleration: Toleration, path: string, options: PodValidationOptions, errors: Errors): void {
  const { key, operator = '', effect = '', tolerationSeconds } = toleration;
  if (key) checkQualifiedName(key, `${path}.key`, errors);
  else if (operator !== 'Exists') {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    errors.push(invalid(`${path}.operator`, operator, detail));
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    errors.push(invalid(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  checkValue(toleration, path, options, errors);
  if (effect !== '' && !EFFECTS.includes(effect)) errors.push(notSupported(`${path}.effect`, effect, EFFECTS));
}

function checkValue(
  { operator, value = '' }: Toleration,
  path: string,
  options: PodValidationOptions,
  errors: Errors,
): void {
  if (!operator || operator === 'Equal') {
    const messages = isValidLabelValue(value);
    if (messages.length > 0) errors.push(invalid(`${path}.operator`, value, messages.join(';')));
    return;
  }
  switch (operator) {
    case 'Exists':
      if (value !== '')
        errors.push(invalid(`${path}.operator`, value, "value must be empty when `operator` is 'Exists'"));
      return;
    case 'Lt':
    case 'Gt':
      if (options.allowTaintTolerationComparisonOperators) checkNumber(value, `${path}.value`, errors);
      else errors.push(notSupported(`${path}.operator`, operator, ['Equal', 'Exists', 'Lt', 'Gt']));
      return;
    default:
      errors.push(notSupported(`${path}.operator`, operator, ['Equal', 'Exists']));
  }
}

const DECIMAL = 'must be a valid decimal integer in canonical form';

function checkNumber(value: string, path: string, errors: Errors): void {
  if (!/^(?:0|-?[1-9][0-9]*)$/.test(value)) errors.push(invalid(path, value, value === '' ? EMPTY : DECIMAL));
  const problem = !/^[+-]?[0-9]+$/.test(value) ? 'invalid syntax' : isInt64(value) ? undefined : 'value out of range';
  if (problem !== undefined) errors.push(invalid(path, value, `strconv.ParseInt: parsing "${value}": ${problem}`));
}

function isInt64(digits: string): boolean {
  const value = BigInt(digits.replace('+', ''));
  return BigInt.asIntN(64, value) === value;
}
