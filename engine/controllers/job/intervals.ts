/** Indexes from `first` to `last`, both included. */
export interface Interval {
  readonly first: number;
  readonly last: number;
}

/** A set of indexes, ascending and without gaps of nothing: orderedIntervals. */
export type Intervals = readonly Interval[];

export const NO_INDEXES: Intervals = [];

const INTEGER = /^[+-]?\d+$/;

/** '1,3-5' as intervals; what cannot be read is passed over, what is not below `completions` is cut off (parseIndexesFromString). */
export function parseIntervals(text: string | undefined, completions: number): Intervals {
  if (!text) return NO_INDEXES;
  const result: Interval[] = [];
  for (const part of text.split(',')) {
    const [low = '', high = low] = part.split('-');
    if (!INTEGER.test(low)) continue;
    const first = Number(low);
    if (first >= completions) break;
    if (!INTEGER.test(high)) continue;
    const last = Math.min(Number(high), completions - 1);
    const previous = result.at(-1);
    if (previous?.last === first - 1) result[result.length - 1] = { first: previous.first, last };
    else result.push({ first, last });
  }
  return result;
}

/** '0,1,3-5'. */
export function formatIntervals(intervals: Intervals): string {
  return intervals
    .map(({ first, last }) => (last === first ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`))
    .join(',');
}

/** How many indexes there are. */
export function total(intervals: Intervals): number {
  return intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** Whether an index is among them, by halving. */
export function has(intervals: Intervals, index: number): boolean {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((intervals[middle]?.last ?? 0) >= index) high = middle;
    else low = middle + 1;
  }
  const found = intervals[high];
  return found !== undefined && found.first <= index;
}

/** All indexes of both. */
export function merge(a: Intervals, b: Intervals): Intervals {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const result: Interval[] = [];
  let current: Interval | undefined;
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const [left, right] = [a[i], b[j]];
    const next: Interval | undefined =
      right === undefined || (left !== undefined && left.first < right.first) ? a[i++] : b[j++];
    if (next === undefined) break;
    if (current === undefined || next.first > current.last + 1) {
      if (current !== undefined) result.push(current);
      current = next;
    } else if (current.last < next.last) current = { first: current.first, last: next.last };
  }
  if (current !== undefined) result.push(current);
  return result;
}

/** With these indexes, in any order and however often. */
export function withIndexes(intervals: Intervals, indexes: Iterable<number>): Intervals {
  const added: Interval[] = [];
  for (const index of [...new Set(indexes)].sort((a, b) => a - b)) {
    const previous = added.at(-1);
    if (previous?.last === index - 1) added[added.length - 1] = { first: previous.first, last: index };
    else added.push({ first: index, last: index });
  }
  return merge(intervals, added);
}
