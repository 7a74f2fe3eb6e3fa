import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../apimachinery/field-error.js';
import { byteLength } from '../apimachinery/names.js';
import { invalidObject } from '../apimachinery/status.js';
import type { Verb } from './request-info.js';
import { refuse, type Refusal, type Transaction } from './transaction.js';

const KINDS: Partial<Readonly<Record<Verb, string>>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
};
const FIELD_VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn'];
const LONGEST_MANAGER = 128;
const APPLY = 'application/apply-patch';
const NO_QUERY: Readonly<Record<string, string>> = {};
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/**
 * Why the options in the query are refused: ValidateCreateOptions and its like (apimachinery/pkg/apis/meta/v1/
 * validation). A delete has its own, with its body.
 */
export function refusedOptions({ request }: Transaction, verb: Verb): Refusal | undefined {
  const { query, contentType = '' } = request;
  const kind = KINDS[verb];
  const isApply = verb === 'patch' && contentType.startsWith(APPLY);
  if (kind === undefined || (query === undefined && !isApply)) return undefined;
  const errors: FieldError[] = [];
  const { dryRun, fieldManager = '', fieldValidation = '', force } = query ?? NO_QUERY;
  if (isApply && fieldManager === '') errors.push(required('fieldManager', 'is required for apply patch'));
  if (verb === 'patch' && force !== undefined && !isApply)
    errors.push(forbidden('force', 'may not be specified for non-apply patch'));
  checkManager(fieldManager, errors);
  checkDryRun(dryRun === undefined ? [] : [dryRun], errors);
  if (!FIELD_VALIDATIONS.includes(fieldValidation))
    errors.push(notSupported('fieldValidation', fieldValidation, FIELD_VALIDATIONS));
  return errors.length === 0 ? undefined : refuse(invalidObject({ group: 'meta.k8s.io', kind }, '', errors));
}

/** Follows ValidateDryRun. */
export function checkDryRun(dryRun: readonly unknown[], errors: FieldError[]): void {
  if (dryRun.some((value) => value !== 'All')) errors.push(notSupported('dryRun', dryRun, ['All']));
}

/** Follows ValidateFieldManager. */
function checkManager(manager: string, errors: FieldError[]): void {
  if (byteLength(manager) > LONGEST_MANAGER) errors.push(tooLong('fieldManager', LONGEST_MANAGER));
  let position = 0;
  for (const rune of manager) {
    const code = (rune.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    if (!PRINTABLE.test(rune))
      errors.push(invalid('fieldManager', manager, `invalid character U+${code} (at position ${position})`));
    position += byteLength(rune);
  }
}
