import { quote } from '../../apimachinery/quote.js';
import { failed, ok, type Result } from '../../apimachinery/result.js';

interface Interval {
  readonly first: number;
  readonly last: number;
}

/** How many indexes '1,3-5' names, below `completions` and ascending: validateIndexesFormat. */
export function countIndexes(text: string, completions: number): Result<number> {
  if (text === '') return ok(0);
  let previous: number | undefined;
  let total = 0;
  for (const part of text.split(',')) {
    const interval = parseInterval(part, completions);
    if (!interval.ok) return interval;
    const { first, last } = interval.value;
    if (previous !== undefined && previous >= first)
      return failed(`non-increasing order, previous: ${previous}, current: ${first}`);
    total += last - first + 1;
    previous = last;
  }
  return ok(total);
}

function parseInterval(text: string, completions: number): Result<Interval> {
  const ends = text.split('-');
  if (ends.length > 2) {
    const rule = "that an index interval can have at most two parts separated by '-'";
    return failed(`the fragment ${quote(text)} violates the requirement ${rule}`);
  }
  const first = parseIndex(ends[0] ?? '', completions);
  if (!first.ok || ends.length === 1) return first.ok ? ok({ first: first.value, last: first.value }) : first;
  const last = parseIndex(ends[1] ?? '', completions);
  if (!last.ok) return last;
  if (first.value >= last.value)
    return failed(`non-increasing order, previous: ${first.value}, current: ${last.value}`);
  return ok({ first: first.value, last: last.value });
}

function parseIndex(text: string, completions: number): Result<number> {
  if (!/^[+-]?[0-9]+$/.test(text)) return failed(`cannot convert string to integer for index: ${quote(text)}`);
  const index = Number(text);
  return index >= completions ? failed(`too large index: ${quote(text)}`) : ok(index);
}

/** The first index that is both completed and failed, as a message; unreadable intervals are passed over. */
export function overlapMessage(completed: string, failedIndexes: string, completions: number): string | undefined {
  if (completed === '' || failedIndexes === '') return undefined;
  const read = (text: string) =>
    text.split(',').flatMap((part) => {
      const interval = parseInterval(part, completions);
      return interval.ok ? [interval.value] : [];
    });
  const good = read(completed);
  const bad = read(failedIndexes);
  for (let i = 0, j = 0; i < good.length && j < bad.length;) {
    const a = good[i];
    const b = bad[j];
    if (a === undefined || b === undefined) return undefined;
    if (a.first <= b.last && b.first <= a.last)
      return `failedIndexes and completedIndexes overlap at index: ${Math.max(a.first, b.first)}`;
    if (a.first <= b.first) i++;
    else j++;
  }
  return undefined;
}
