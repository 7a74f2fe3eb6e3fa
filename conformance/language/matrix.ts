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

/** Tells of names that nothing uses: their combinations would all be the same. */
export function checkUsed(matrix: Readonly<Record<string, unknown>>, text: string, cursor: Cursor): void {
  const used = new Set([...text.matchAll(/\$\{\{\s*matrix\.([\w-]+)(?:\.[\w-]+)*\s*\}\}/g)].map(([, name]) => name));
  for (const name of Object.keys(matrix)) {
    if (used.has(name)) continue;
    cursor.at(name).reportKey(`nothing uses \${{ matrix.${name} }}`, 'use it, or take it out of the matrix');
  }
}
