import { deepEqual } from '../../../apimachinery/equality.js';
import type { Toleration } from '../../../apis/generated/core.v1.js';

/** Both lists without those that another one makes needless: MergeTolerations (pkg/util/tolerations). */
export function mergeTolerations(first: readonly Toleration[], second: readonly Toleration[]): readonly Toleration[] {
  const all = [...first, ...second];
  const merged: Toleration[] = [];
  all.forEach((toleration, i) => {
    if (merged.some((other) => isSuperset(other, toleration))) return;
    if (all.slice(i + 1).some((other) => !deepEqual(other, toleration) && isSuperset(other, toleration))) return;
    merged.push(toleration);
  });
  return merged;
}

function isSuperset(superset: Toleration, toleration: Toleration): boolean {
  if (deepEqual(superset, toleration)) return true;
  const { key = '', operator = '', effect = '', tolerationSeconds: seconds, value = '' } = superset;
  if ((toleration.key ?? '') !== key && (key !== '' || operator !== 'Exists')) return false;
  if ((toleration.effect ?? '') !== effect && effect !== '') return false;
  const own = toleration.tolerationSeconds;
  if (effect === 'NoExecute' && seconds !== undefined && (own === undefined || own > seconds)) return false;
  if (operator === 'Exists') return true;
  return (
    (operator === '' || operator === 'Equal') && toleration.operator === 'Equal' && (toleration.value ?? '') === value
  );
}
