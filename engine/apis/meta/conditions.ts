import { duplicate, invalid, notSupported, required, tooLong } from '../../apimachinery/field-error.js';
import { regexMessage } from '../../apimachinery/names.js';
import { checkQualifiedName, report, type Errors } from '../core/pod/validation/checks.js';
import type { Condition } from '../generated/meta.v1.js';

const STATUSES = ['False', 'True', 'Unknown'];
const REASON = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const REASON_MESSAGE =
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'";
const MAX_REASON = 1024;
const MAX_MESSAGE = 32 * 1024;

/** Follows metav1's ValidateConditions. */
export function checkConditions(conditions: readonly Condition[], path: string, errors: Errors): void {
  conditions.forEach((condition, i) => {
    const at = `${path}[${i}]`;
    if (conditions.findIndex(({ type }) => type === condition.type) < i)
      errors.push(duplicate(`${at}.type`, condition.type));
    checkCondition(condition, at, errors);
  });
}

function checkCondition(
  { type, status, observedGeneration = 0, lastTransitionTime, reason, message }: Condition,
  path: string,
  errors: Errors,
): void {
  checkQualifiedName(type, `${path}.type`, errors);
  if (!STATUSES.includes(status)) errors.push(notSupported(`${path}.status`, status, STATUSES));
  if (observedGeneration < 0)
    errors.push(invalid(`${path}.observedGeneration`, observedGeneration, 'must be greater than or equal to zero'));
  if (!lastTransitionTime) errors.push(required(`${path}.lastTransitionTime`));
  if (reason === '') errors.push(required(`${path}.reason`));
  else {
    const examples = ['my_name', 'MY_NAME', 'MyName', 'ReasonA,ReasonB', 'ReasonA:ReasonB'];
    if (!new RegExp(`^${REASON}$`).test(reason))
      report(errors, `${path}.reason`, reason, [regexMessage(REASON_MESSAGE, REASON, ...examples)]);
    if (reason.length > MAX_REASON) errors.push(tooLong(`${path}.reason`, MAX_REASON));
  }
  if (message.length > MAX_MESSAGE) errors.push(tooLong(`${path}.message`, MAX_MESSAGE));
}
