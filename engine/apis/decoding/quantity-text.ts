import { failed, ok, type Result } from '../../apimachinery/result.js';

const PATTERN = /^[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*$/;

/** A quantity's text as the API writes it. */
export function canonicalQuantity(text: string): Result<string> {
  if (PATTERN.test(text)) return ok(text);
  return failed("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
}
