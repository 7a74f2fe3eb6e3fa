/**
 * Whether two JSON values are the same. Keys may come in any order, and a key whose value is undefined counts as
 * missing. Shared parts are not walked, so comparing an object with an edited copy costs as much as the edit.
 */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b);
  return !Array.isArray(b) && equalRecords(a as Record<string, unknown>, b as Record<string, unknown>);
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!deepEqual(a[i], b[i])) return false;
  return true;
}

function equalRecords(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  let inA = 0;
  for (const key in a) {
    const value = a[key];
    if (value === undefined) continue;
    inA++;
    const other = b[key];
    if (value !== other && (other === undefined || !deepEqual(value, other))) return false;
  }
  let inB = 0;
  for (const key in b) if (b[key] !== undefined) inB++;
  return inA === inB;
}

/**
 * As {@link deepEqual}, with missing, null, empty lists and empty objects all alike, as apimachinery's
 * equality.Semantic.DeepEqual and DeepDerivative treat nil and empty. Quantities are still compared as texts.
 */
export function semanticEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => semanticEqual(item, b[i]))
    );
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key in left) if (!semanticEqual(left[key], right[key])) return false;
  for (const key in right) if (!(key in left) && !isEmpty(right[key])) return false;
  return true;
}

/** Whether a value says nothing: missing, null, a list or an object without anything in it. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}
