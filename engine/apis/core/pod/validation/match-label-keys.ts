import type { LabelSelector } from '../../../generated/meta.v1.js';
import { forbidden, invalid } from '../../../../apimachinery/field-error.js';
import { checkQualifiedName, type Errors } from './checks.js';

interface MatchLabelKeys {
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
  readonly labelSelector?: LabelSelector;
}

const TWICE = 'exists in both matchLabelKeys and labelSelector';
const UNSELECTED = 'must not be specified when labelSelector is not set';

/**
 * Follows ValidateMatchLabelKeysAndMismatchLabelKeys. The selector has the requirements made from matchLabelKeys already,
 * so a key given twice stands in it twice.
 */
export function checkMatchLabelKeys(
  { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector }: MatchLabelKeys,
  path: string,
  errors: Errors,
): void {
  checkKeys(matchLabelKeys, labelSelector, `${path}.matchLabelKeys`, errors);
  checkKeys(mismatchLabelKeys, labelSelector, `${path}.mismatchLabelKeys`, errors);
  const selected = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key } of labelSelector?.matchExpressions ?? []) {
    const position = matchLabelKeys.lastIndexOf(key);
    if (position >= 0 && selected.has(key)) errors.push(invalid(`${path}[${position}]`, key, TWICE));
    selected.add(key);
  }
  matchLabelKeys.forEach((key, i) => {
    if (mismatchLabelKeys.includes(key))
      errors.push(invalid(`${path}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  });
}

function checkKeys(keys: readonly string[], selector: LabelSelector | undefined, path: string, errors: Errors): void {
  if (keys.length === 0) return;
  if (selector === undefined) errors.push(forbidden(path, UNSELECTED));
  else keys.forEach((key, i) => checkQualifiedName(key, `${path}[${i}]`, errors));
}

/** Follows ValidateMatchLabelKeysInTopologySpread, for pods from before keys were merged into the selector. */
export function checkLegacyMatchLabelKeys(
  { matchLabelKeys = [], labelSelector }: MatchLabelKeys,
  path: string,
  errors: Errors,
): void {
  if (matchLabelKeys.length === 0) return;
  const expressions = labelSelector?.matchExpressions ?? [];
  const selected = new Set([...Object.keys(labelSelector?.matchLabels ?? {}), ...expressions.map(({ key }) => key)]);
  if (labelSelector === undefined) errors.push(forbidden(path, UNSELECTED));
  matchLabelKeys.forEach((key, i) => {
    checkQualifiedName(key, `${path}[${i}]`, errors);
    if (selected.has(key)) errors.push(invalid(`${path}[${i}]`, key, TWICE));
  });
}
