import { MAX_COMBINATIONS } from './limits.js';
import type { Cursor } from './cursor.js';

export type Combination = Readonly<Record<string, unknown>>;

/** Every combination of a matrix, the last name changing fastest. Told of when there are too many. */
export function combinations(
  matrix: Readonly<Record<string, readonly unknown[]>>,
  cursor: Cursor,
): readonly Combination[] {
  const size = Object.values(matrix).reduce((total, values) => total * values.length, 1);
  if (size > MAX_COMBINATIONS) {
    cursor.report(`the matrix has ${size} combinations, more than ${MAX_COMBINATIONS}`, 'take values away');
    return [];
  }
  let all: readonly Combination[] = [{}];
  for (const [name, values] of Object.entries(matrix)) {
    all = all.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value })));
  }
  return all;
}

/** Tells of names that nothing uses: all their values would come to the same. */
export function checkUsed(
  group: 'matrix' | 'forall',
  names: Readonly<Record<string, unknown>>,
  text: string,
  cursor: Cursor,
): void {
  const reference = /\$\{\{\s*(matrix|forall)\.([\w-]+)(?:\.[\w-]+)*\s*\}\}/g;
  const used = new Set([...text.matchAll(reference)].flatMap(([, of, name]) => (of === group ? [name] : [])));
  for (const name of Object.keys(names)) {
    if (used.has(name)) continue;
    cursor
      .at(name)
      .reportKey(
        `nothing uses \${{ ${group}.${name} }}`,
        `use it, or take it out of ${group === 'matrix' ? 'the matrix' : group}`,
      );
  }
}
