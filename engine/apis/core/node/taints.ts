import { duplicate, invalid, notSupported, required } from '../../../apimachinery/field-error.js';
import { isValidLabelValue } from '../../../apimachinery/names.js';
import type { Taint } from '../../generated/core.v1.js';
import { checkQualifiedName, type Errors } from '../pod/validation/checks.js';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Follows validateNodeTaints. */
export function checkTaints(taints: readonly Taint[], path: string, errors: Errors): void {
  const seen = new Set<string>();
  taints.forEach(({ key, value = '', effect, timeAdded }, i) => {
    const at = `${path}[${i}]`;
    checkQualifiedName(key, `${at}.key`, errors);
    const messages = isValidLabelValue(value);
    if (messages.length > 0) errors.push(invalid(`${at}.value`, value, messages.join(';')));
    if (!effect) errors.push(required(`${at}.effect`));
    else if (!EFFECTS.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, EFFECTS));
    if (seen.has(`${effect} ${key}`)) {
      const printed = { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded ?? null };
      errors.push({ ...duplicate(at, printed), detail: 'taints must be unique by key and effect pair' });
    }
    seen.add(`${effect} ${key}`);
  });
}
