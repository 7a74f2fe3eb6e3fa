import { findResults, relaxedJsonPath } from '../../../engine/apimachinery/jsonpath.js';
import { compareQuantities, parseQuantity } from '../../../engine/apimachinery/quantity.js';
import { fail, type Failure } from '../failure.js';

/** Up to this many items Go's sort.Sort is an insertion sort, which decides what becomes of equal items. */
const INSERTION_LIMIT = 12;

/** Items in the order of what is at a path of their objects; kubectl get --sort-by (kubectl/pkg/cmd/get/sorter.go). */
export function sortBy<T>(items: readonly T[], path: string, objectOf: (item: T) => unknown): readonly T[] | Failure {
  const relaxed = relaxedJsonPath(path);
  const template = relaxed.ok ? relaxed.value : path;
  const keyed: { item: T; key: unknown }[] = [];
  let isFound = false;
  for (const item of items) {
    const results = findResults(template, objectOf(item));
    if (!results.ok) return fail(`sorting error: ${results.error}`);
    const [values = []] = results.value;
    if (values.length > 0) isFound = true;
    keyed.push({ item, key: values[0] });
  }
  if (items.length > 0 && !isFound)
    return fail(`couldn't find any field with path "${template}" in the list of objects`);
  return goSort(keyed, (a, b) => isLess(a.key, b.key)).map(({ item }) => item);
}

/** Sorted as Go does it: few items by insertion. */
export function goSort<T>(items: readonly T[], less: (a: T, b: T) => boolean): readonly T[] {
  const sorted = [...items];
  if (items.length > INSERTION_LIMIT) return sorted.sort((a, b) => (less(a, b) ? -1 : less(b, a) ? 1 : 0));
  for (let end = 1; end < sorted.length; end++) {
    for (let at = end; at > 0; at--) {
      const [before, after] = [sorted[at - 1], sorted[at]];
      if (before === undefined || after === undefined || !less(after, before)) break;
      sorted[at - 1] = after;
      sorted[at] = before;
    }
  }
  return sorted;
}

/** What is missing comes first; texts that are quantities compare as such. */
function isLess(a: unknown, b: unknown): boolean {
  if (a === undefined) return true;
  if (b === undefined || b === null) return false;
  if (a === null) return true;
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  return left.ok && right.ok ? compareQuantities(left.value, right.value) < 0 : a < b;
}
