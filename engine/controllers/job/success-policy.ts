import type { Job } from '../../apis/generated/batch.v1.js';
import { parseIntervals, total, type Intervals } from './intervals.js';

/** Which rule of the success policy the succeeded indexes meet, in words; undefined: none (matchSuccessPolicy). */
export function matchSuccessPolicy({ spec }: Job, succeeded: Intervals): string | undefined {
  if (spec.successPolicy === undefined || succeeded.length === 0) return undefined;
  for (const [index, rule] of spec.successPolicy.rules.entries()) {
    const { succeededIndexes, succeededCount } = rule;
    const met =
      succeededIndexes === undefined
        ? succeededCount !== undefined && total(succeeded) >= succeededCount
        : meets(parseIntervals(succeededIndexes, spec.completions ?? 0), succeeded, succeededCount);
    if (met) return `Matched rules at index ${index}`;
  }
  return undefined;
}

/** All required indexes succeeded, or as many of them as are asked for (matchSucceededIndexesRule). */
function meets(required: Intervals, succeeded: Intervals, count: number | undefined): boolean {
  if (required.length === 0) return false;
  let contained = 0;
  for (let i = 0, j = 0; i < required.length && j < succeeded.length;) {
    const [wanted, got] = [required[i], succeeded[j]];
    if (wanted === undefined || got === undefined) break;
    contained += Math.max(0, Math.min(wanted.last, got.last) - Math.max(wanted.first, got.first) + 1);
    if (got.last <= wanted.last) j++;
    if (wanted.last <= got.last) i++;
  }
  return contained === total(required) || (count !== undefined && contained >= count);
}
