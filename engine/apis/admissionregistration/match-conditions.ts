import { duplicate, required, tooMany } from '../../apimachinery/field-error.js';
import { checkQualifiedName, type Errors } from '../core/pod/validation/checks.js';
import type { MatchCondition } from '../generated/admissionregistration.v1.js';

const MOST_CONDITIONS = 64;

/** Follows validateMatchConditions, but that the expressions are not compiled. */
export function checkMatchConditions(conditions: readonly MatchCondition[], path: string, errors: Errors): void {
  if (conditions.length > MOST_CONDITIONS) errors.push(tooMany(path, conditions.length, MOST_CONDITIONS));
  const seen = new Set<string>();
  conditions.forEach(({ name, expression }, i) => {
    const field = `${path}[${i}]`;
    if (expression.trim() === '') errors.push(required(`${field}.expression`));
    if (name === '') return void errors.push(required(`${field}.name`));
    checkQualifiedName(name, `${field}.name`, errors);
    if (seen.has(name)) errors.push(duplicate(`${field}.name`, name));
    seen.add(name);
  });
}
