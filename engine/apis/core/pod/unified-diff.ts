/** One run of equal lines: `size` lines from a[fromA] and b[fromB]. */
interface Match {
  readonly fromA: number;
  readonly fromB: number;
  readonly size: number;
}

interface Change {
  readonly tag: 'equal' | 'replace' | 'delete' | 'insert';
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
}

const CONTEXT = 3;

/**
 * A unified diff of two texts without file names, as go-difflib writes it for apimachinery's diff.Diff: Ratcliff and
 * Obershelp's longest runs, not the shortest edit, with lines that are very common in long texts ignored as anchors.
 */
export function unifiedDiff(before: string, after: string): string {
  const a = before.split('\n');
  const b = after.split('\n');
  return groups(changes(a, b))
    .map((group) => hunk(group, a, b))
    .join('');
}

function hunk(group: readonly Change[], a: readonly string[], b: readonly string[]): string {
  const first = group[0];
  const last = group.at(-1);
  if (first === undefined || last === undefined) return '';
  const lines = [`@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@`];
  for (const { tag, a: inA, b: inB } of group) {
    if (tag === 'equal') for (const line of a.slice(...inA)) lines.push(` ${line}`);
    if (tag === 'replace' || tag === 'delete') for (const line of a.slice(...inA)) lines.push(`-${line}`);
    if (tag === 'replace' || tag === 'insert') for (const line of b.slice(...inB)) lines.push(`+${line}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function range(start: number, stop: number): string {
  const length = stop - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

/** Changes with their context, one group for each hunk. */
function groups(all: readonly Change[]): readonly (readonly Change[])[] {
  const result: Change[][] = [];
  let group: Change[] = [];
  all.forEach((change, position) => {
    const trimmed = trim(change, position === 0, position === all.length - 1);
    const [from, to] = trimmed.a;
    if (trimmed.tag !== 'equal' || to - from <= 2 * CONTEXT) return group.push(trimmed);
    group.push(trim(trimmed, false, true));
    result.push(group);
    return (group = [trim(trimmed, true, false)]);
  });
  if (group.some(({ tag }) => tag !== 'equal')) result.push(group);
  return result.filter((changes) => changes.some(({ tag }) => tag !== 'equal'));
}

function trim(change: Change, head: boolean, tail: boolean): Change {
  if (change.tag !== 'equal') return change;
  const [a1, a2] = change.a;
  const [b1, b2] = change.b;
  const skip = head ? Math.max(0, a2 - a1 - CONTEXT) : 0;
  const keep = tail ? Math.min(a2 - a1 - skip, CONTEXT) : a2 - a1 - skip;
  return { tag: 'equal', a: [a1 + skip, a1 + skip + keep], b: [b1 + skip, Math.min(b2, b1 + skip + keep)] };
}

function changes(a: readonly string[], b: readonly string[]): readonly Change[] {
  const result: Change[] = [];
  let i = 0;
  let j = 0;
  for (const { fromA, fromB, size } of matches(a, b)) {
    const tag = i < fromA && j < fromB ? 'replace' : i < fromA ? 'delete' : j < fromB ? 'insert' : undefined;
    if (tag !== undefined) result.push({ tag, a: [i, fromA], b: [j, fromB] });
    i = fromA + size;
    j = fromB + size;
    if (size > 0) result.push({ tag: 'equal', a: [fromA, i], b: [fromB, j] });
  }
  return result;
}

/** Runs in ascending order, adjacent ones joined, closed by an empty one at both ends. */
function matches(a: readonly string[], b: readonly string[]): readonly Match[] {
  const anchors = anchorsOf(b);
  const joined: Match[] = [];
  const visit = (aFrom: number, aTo: number, bFrom: number, bTo: number): void => {
    const best = longest(a, b, anchors, [aFrom, aTo], [bFrom, bTo]);
    if (best.size === 0) return;
    if (aFrom < best.fromA && bFrom < best.fromB) visit(aFrom, best.fromA, bFrom, best.fromB);
    const last = joined.at(-1);
    if (last !== undefined && last.fromA + last.size === best.fromA && last.fromB + last.size === best.fromB)
      joined[joined.length - 1] = { ...last, size: last.size + best.size };
    else joined.push(best);
    const aNext = best.fromA + best.size;
    const bNext = best.fromB + best.size;
    if (aNext < aTo && bNext < bTo) visit(aNext, aTo, bNext, bTo);
  };
  visit(0, a.length, 0, b.length);
  return [...joined, { fromA: a.length, fromB: b.length, size: 0 }];
}

/** Where each line of b stands; in texts of 200 lines or more, without the lines that make up over one percent. */
function anchorsOf(b: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const positions = new Map<string, number[]>();
  b.forEach((line, position) => {
    const known = positions.get(line);
    if (known === undefined) positions.set(line, [position]);
    else known.push(position);
  });
  const popular = b.length >= 200 ? Math.floor(b.length / 100) + 1 : Infinity;
  for (const [line, found] of positions) if (found.length > popular) positions.delete(line);
  return positions;
}

function longest(
  a: readonly string[],
  b: readonly string[],
  anchors: ReadonlyMap<string, readonly number[]>,
  [aFrom, aTo]: readonly [number, number],
  [bFrom, bTo]: readonly [number, number],
): Match {
  let fromA = aFrom;
  let fromB = bFrom;
  let size = 0;
  let ending = new Map<number, number>();
  for (let i = aFrom; i < aTo; i++) {
    const next = new Map<number, number>();
    for (const j of anchors.get(a[i] ?? '') ?? []) {
      if (j < bFrom) continue;
      if (j >= bTo) break;
      const run = (ending.get(j - 1) ?? 0) + 1;
      next.set(j, run);
      if (run > size) [fromA, fromB, size] = [i - run + 1, j - run + 1, run];
    }
    ending = next;
  }
  while (fromA > aFrom && fromB > bFrom && a[fromA - 1] === b[fromB - 1])
    [fromA, fromB, size] = [fromA - 1, fromB - 1, size + 1];
  while (fromA + size < aTo && fromB + size < bTo && a[fromA + size] === b[fromB + size]) size += 1;
  return { fromA, fromB, size };
}
